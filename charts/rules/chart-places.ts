import { objectId } from '../../lib/manifests/manifest.ts';
import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { isUmbrella } from '../generations/delivery.ts';
import type { HelmChart } from '../vocabulary.ts';
import { found, perCluster, type ClusterFinding, type ClusterRule, type ClusterView } from './rule.ts';
import { environmentsOf, packagesOf, recordAt, releaseOf, textAt } from './view.ts';

export const chartPlaceRules: readonly ClusterRule[] = [
  {
    id: 'chart-place',
    severity: 'error',
    summary: 'A chart is the one that the config names, in the version and from the place that it names.',
    example: {
      language: 'yaml',
      bad: `# flux/shared-start/external-secrets/helmrelease.yaml
kind: HelmRelease
metadata:
  name: external-secrets
spec:
  chart:
    git: git@github.com:godady/kubernetes-external-secrets
`,
      good: `# flux/shared-start/external-secrets/helmrelease.yaml
kind: HelmRelease
metadata:
  name: external-secrets
spec:
  chart:
    git: git@github.com:godaddy/kubernetes-external-secrets
`,
    },
    find: perCluster(view => [...misplaced(view), ...strayUmbrellas(view)]),
  },
];

/** A text that says where a chart is, and what it should be. */
interface Said {
  readonly placed: PlacedObject;
  readonly field: readonly string[];
  readonly right: string;
}

function misplaced(view: ClusterView): ClusterFinding[] {
  return [...packagesOf(view), ...environmentsOf(view)].flatMap(({ release, expected }) => {
    if (!release || !expected) return [];
    return saidOf(view, release.placed, expected.chart).flatMap(said => strange(view, said));
  });
}

/** What is not said at all, the schema does not let pass. */
function strange(view: ClusterView, { placed, field, right }: Said): ClusterFinding[] {
  const given = textAt(placed.object, field);
  if (given === undefined || given === right) return [];
  const wrong = `'${given}' is not the ${field.at(-1) === 'chart' ? 'name' : String(field.at(-1))} of the chart`;
  return [found(view, placed, field, { wrong, source: 'the config, or the package', instead: `write '${right}'` })];
}

/** In the HelmRelease itself, or there and in the source that it names. */
function saidOf(view: ClusterView, placed: PlacedObject, chart: HelmChart): Said[] {
  const source = sourceOf(view, placed);
  const at = (on: PlacedObject, field: readonly string[], right: string): Said => ({ placed: on, field: ['spec', ...field], right });
  const inRelease = (words: Readonly<Record<string, string>>) =>
    Object.entries(words).map(([key, right]) => at(placed, ['chart', key], right));
  if ('git' in chart) {
    const { git, path, ref } = chart;
    const inSource = source ? [at(source, ['url'], cloneUrl(git))] : [];
    return [...inRelease({ git, path, ref }), at(placed, [...spec, 'chart'], path), ...inSource];
  }
  const { repository, name, version } = chart;
  const inRepository = [at(placed, [...spec, 'chart'], name), at(placed, [...spec, 'version'], version)];
  if (!source) return [...inRelease({ repository, name, version }), ...inRepository];
  if (!repository.startsWith('oci:')) return [...inRepository, at(source, ['url'], repository)];
  const address = `${repository.replace(/\/$/, '')}/${name}`;
  return [at(source, ['url'], address), at(source, ['ref', 'tag'], version.replaceAll('+', '_'))]; // a tag has no plus
}

/** Where the newer HelmRelease has its chart. */
const spec: readonly string[] = ['chart', 'spec'];

/** That which the release names, if it is there. */
function sourceOf({ manifests }: ClusterView, { object }: PlacedObject): PlacedObject | undefined {
  const reference = { ...recordAt(object, ['spec', 'chart', 'spec', 'sourceRef']), ...recordAt(object, ['spec', 'chartRef']) };
  const [kind, name] = ['kind', 'name'].map(key => textAt(reference, [key]));
  const namespace = textAt(reference, ['namespace']) ?? object.metadata.namespace;
  return kind === undefined || name === undefined ? undefined : manifests.named(objectId(kind, name, namespace))[0];
}

/** As Flux 2 wants it: `ssh://git@github.com/ACCOUNT/REPOSITORY`. */
function cloneUrl(git: string): string {
  return git.replace(/^([\w.-]+@[\w.-]+):(?!\/\/)/, 'ssh://$1/');
}

/** The two come from one place, where each is called as its release. */
function strayUmbrellas(view: ClusterView): ClusterFinding[] {
  if (!isUmbrella(view.config)) return [];
  const [shared, start] = ['shared', 'shared-start'].map(name => releaseOf(view, name, 'default')?.placed);
  return [shared, start].flatMap(placed => {
    if (!placed) return [];
    const { name } = placed.object.metadata;
    const path = textAt(placed.object, ['spec', 'chart', 'path']);
    const other = placed === shared ? start : shared;
    const isMisnamed = path !== undefined && /^charts\/([^/]+)\/\d+\.\d+\.\d+$/.exec(path)?.[1] !== name;
    const source = 'guide l.1156-1173';
    return [
      ...['git', 'ref'].flatMap(key => {
        const [own, others] = [placed, other].map(each => textAt(each?.object, ['spec', 'chart', key]));
        if (own === others || own === undefined || others === undefined) return [];
        const wrong = `'${own}' is not where the other umbrella chart is, '${others}'`;
        return [found(view, placed, ['spec', 'chart', key], { wrong, source, instead: 'write the same in both' })];
      }),
      ...(isMisnamed ? [found(view, placed, ['spec', 'chart', 'path'], {
        wrong: `'${path}' is not where the umbrella chart is`,
        source,
        instead: `write 'charts/${name}/VERSION'`,
      })] : []),
    ];
  });
}
