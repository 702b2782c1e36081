import { isRecord, valueAt, type Manifest } from '../../lib/manifests/manifest.ts';
import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { mapsAt, textsAt } from '../../lib/rules/fields.ts';
import { fromYaml } from '../../lib/yaml/yaml.ts';
import { packageRelease } from '../releases.ts';
import type { Release } from '../resources.ts';
import { releaseObjectName } from '../tidepool/images.ts';
import { annotationPrefix } from './images.ts';
import { found, pathBelow, perCluster, type ClusterFinding, type ClusterRule, type ClusterView } from './rule.ts';
import { environmentsOf, inValues, packagesOf, recordAt, textAt, type ReleaseView } from './view.ts';

export const releaseRules: readonly ClusterRule[] = [
  {
    id: 'release-name',
    severity: 'error',
    summary: 'A HelmRelease and its release are called as ever, and no two are called alike: a new name uninstalls what the old one has.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/qa2/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  releaseName: tidepool
`,
      good: `# flux/environments/qa2/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  releaseName: qa2-tidepool
`,
    },
    find: perCluster(view => [...renamed(view), ...calledAlike(view)]),
  },
  {
    id: 'release-applies',
    severity: 'error',
    summary: 'Flux 2 is told how to apply what a chart of before makes, and what of it others change.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/prd/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  install:
    serverSideApply: true
`,
      good: `# flux/environments/prd/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  install:
    serverSideApply: false
`,
    },
    find: perCluster(view => expectedReleases(view).flatMap(expected => applying(view, expected))),
  },
];

interface Names {
  readonly object: string;
  readonly release: string;
  readonly owner: string;
}

function renamed(view: ClusterView): ClusterFinding[] {
  const expected = namesByFile(view);
  return view.manifests.ofKind('HelmRelease').flatMap(placed => {
    const names = expected.get(pathBelow(view, placed.document));
    return names ? nameFindings(view, placed, names) : [];
  });
}

function namesByFile({ cluster }: ClusterView): ReadonlyMap<string, Names> {
  const ofEnvironments = cluster.environments.map(({ name }) => {
    const names = { object: releaseObjectName, release: `${name}-tidepool`, owner: `environment ${name}` };
    return [`flux/environments/${name}/tidepool-helmrelease.yaml`, names] as const;
  });
  const ofPackages = cluster.packages.flatMap(installed => {
    const { definition: { name, stage } } = installed;
    const release = packageRelease(installed);
    if (!release) return [];
    const names = { object: release.name, release: release.releaseName, owner: `package ${name}` };
    return [[`flux/${stage}/${name}/helmrelease.yaml`, names] as const];
  });
  const umbrella = ['shared', 'shared-start'].map(name => {
    return [`flux/${name}-helmrelease.yaml`, { object: name, release: name, owner: `the umbrella chart ${name}` }] as const;
  });
  return new Map([...ofEnvironments, ...ofPackages, ...umbrella]);
}

function nameFindings(view: ClusterView, placed: PlacedObject, { object, release, owner }: Names): ClusterFinding[] {
  const { metadata: { name } } = placed.object;
  const releaseName = textAt(placed.object, ['spec', 'releaseName']);
  return [
    ...(name === object ? [] : [found(view, placed, ['metadata', 'name'], {
      wrong: `'${name}' is not the name of the HelmRelease of ${owner}`,
      source: 'images and patches look for it by its name',
      instead: `write '${object}'`,
    })]),
    ...(releaseName === undefined || releaseName === release ? [] : [found(view, placed, ['spec', 'releaseName'], {
      wrong: `'${releaseName}' is not the name of the release of ${owner}`,
      source: 'Helm: another name is another release, and the old one is uninstalled',
      instead: `write '${release}'`,
    })]),
  ];
}

/** Those that nobody has asked for; the others have names of their own, or have been told so. */
function calledAlike(view: ClusterView): ClusterFinding[] {
  const expected = namesByFile(view);
  const releases = view.manifests.ofKind('HelmRelease');
  const strangers = releases.filter(({ document }) => !expected.has(pathBelow(view, document)));
  return strangers.flatMap(placed => {
    const other = releases.find(rival => rival !== placed && releaseId(rival) === releaseId(placed));
    if (!other) return [];
    return [found(view, placed, ['spec', 'releaseName'], {
      wrong: `${other.id} in ${pathBelow(view, other.document)} has the same release`,
      source: 'Helm: the two would undo each other in turn',
      instead: 'call one of the two otherwise, or remove it',
    })];
  });
}

function releaseId({ object }: PlacedObject): string {
  return `${object.metadata.namespace ?? ''}/${textAt(object, ['spec', 'releaseName']) ?? object.metadata.name}`;
}

/** What a release is to be, and what it is. */
interface Expected {
  readonly release: Release;
  readonly is: ReleaseView;
}

/** Flux v1 knows none of this. */
function expectedReleases(view: ClusterView): Expected[] {
  return [...packagesOf(view), ...environmentsOf(view)].flatMap(({ expected: release, release: is }) => {
    return release && is && annotationPrefix(is.placed.object) === undefined ? [{ release, is }] : [];
  });
}

function applying(view: ClusterView, { release, is }: Expected): ClusterFinding[] {
  return [...unmerged(view, release, is), ...drifting(view, release, is), ...misaimed(view, release, is)];
}

const driftDetection = 'helm.toolkit.fluxcd.io/driftDetection';

/** The API server refuses to merge some objects, so it is not asked to, neither to apply them nor to compare. */
function unmerged(view: ClusterView, { unmergeable = [] }: Release, { placed, values }: ReleaseView): ClusterFinding[] {
  if (unmergeable.length === 0) return [];
  const source = 'the chart has an entry of a list twice';
  const strategies = [['install', false], ['upgrade', 'disabled']] as const;
  return [
    ...strategies.filter(([key, off]) => valueAt(placed.object, ['spec', key, 'serverSideApply']) !== off).map(([key, off]) => {
      const wrong = 'the API server is asked to merge what this chart makes, which it refuses';
      return found(view, placed, ['spec', key, 'serverSideApply'], { wrong, source, instead: `write ${key}.serverSideApply: ${off}` });
    }),
    ...unmergeable.filter(path => valueAt(values, [...path, driftDetection]) !== 'disabled').map(path => {
      const wrong = 'Flux would compare what the API server refuses to merge, and fail';
      return found(view, placed, inValues([...path, driftDetection]), { wrong, source, instead: `write ${driftDetection}: disabled` });
    }),
  ];
}

/** What others change is no drift. */
function drifting(view: ClusterView, { setByOthers = [] }: Release, { placed }: ReleaseView): ClusterFinding[] {
  const ignored = mapsAt(placed.object, ['spec', 'driftDetection', 'ignore']);
  const isOn = valueAt(placed.object, ['spec', 'driftDetection', 'mode']) === 'enabled';
  const absent = setByOthers.filter(({ kind, paths }) => !ignored.some(({ value }) => {
    const given = textsAt(value, ['paths']).map(path => path.value);
    return valueAt(value, ['target', 'kind']) === kind && paths.every(path => given.includes(path));
  }));
  return (isOn ? absent : []).map(({ kind, paths }) => found(view, placed, ['spec', 'driftDetection', 'ignore'], {
    wrong: `Flux would undo what others do to a ${kind}`,
    source: `they set ${paths.map(path => (path === '' ? 'all of it' : path)).join(', ')}`,
    instead: `ignore that of target ${kind}`,
  }));
}

/** Where the autoscalers of a chart from before look for their Deployments is put right by patches. */
function misaimed(view: ClusterView, { misnamedTargets }: Release, { placed }: ReleaseView): ClusterFinding[] {
  if (!misnamedTargets) return [];
  const replaced = replacements(placed.object);
  const wanted = [
    { name: undefined, who: 'autoscalers look', field: 'apiVersion', right: /^apps\/v\d+$/ },
    ...Object.entries(misnamedTargets).map(([name, right]) => {
      return { name, who: `autoscaler ${name} looks`, field: 'name', right: new RegExp(`^${right}$`) };
    }),
  ];
  const absent = wanted.filter(({ name, field, right }) => !replaced.some(patch => {
    return patch.name === name && patch.path === `/spec/scaleTargetRef/${field}` && right.test(patch.value);
  }));
  return absent.map(({ who, field }) => found(view, placed, ['spec', 'postRenderers'], {
    wrong: `no patch puts right the ${field} of the Deployment that ${who} for`,
    source: 'the chart is of before Kubernetes 1.16',
    instead: `replace /spec/scaleTargetRef/${field}`,
  }));
}

/** What a field of autoscalers is replaced by: of all of them, or of the one of a name. */
interface Replacement {
  readonly name: unknown;
  readonly path: unknown;
  readonly value: string;
}

function replacements(object: Manifest): Replacement[] {
  const patches = mapsAt(object, ['spec', 'postRenderers']).flatMap(({ value }) => mapsAt(value, ['kustomize', 'patches']));
  return patches.flatMap(({ value: patch }) => {
    const { group, kind, name } = recordAt(patch, ['target']);
    if (group !== 'autoscaling' || kind !== 'HorizontalPodAutoscaler') return [];
    const operations = operationsIn(textAt(patch, ['patch']) ?? '').filter(({ op }) => op === 'replace');
    return operations.map(({ path, value }) => ({ name, path, value: String(value) }));
  });
}

/** Of a patch (RFC 6902). Empty for what is none. */
function operationsIn(patch: string): Readonly<Record<string, unknown>>[] {
  try {
    return fromYaml(patch).flat().filter(isRecord);
  } catch {
    return []; // no YAML
  }
}
