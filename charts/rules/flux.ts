import { isRecord, valueAt } from '../../lib/manifests/manifest.ts';
import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { mapsAt, textsAt } from '../../lib/rules/fields.ts';
import { kustomizeProblems } from '../../lib/rules/kustomize-fields.ts';
import { clusterFolder } from '../compile.ts';
import type { Notifier } from '../resources.ts';
import { annotationPrefix } from './images.ts';
import { found, missing, pathBelow, perCluster, type ClusterFinding, type ClusterRule, type ClusterView } from './rule.ts';
import { fluxNamespace, packagesOf, recordAt, textAt } from './view.ts';

/** What Flux 2 is told of its own work: when it tries again, in which order, and whom it tells. */
export const fluxRules: readonly ClusterRule[] = [
  {
    id: 'flux-retries',
    severity: 'warning',
    summary: 'Flux 2 is told to wait long enough, to try again, and to undo changes by hand: of itself it does none of it.',
    example: {
      language: 'yaml',
      bad: `# flux/ks/shared.yaml
kind: Kustomization
metadata:
  name: shared
spec:
  wait: false
`,
      good: `# flux/ks/shared.yaml
kind: Kustomization
metadata:
  name: shared
spec:
  wait: true
`,
    },
    find: perCluster(view => [...impatient(view), ...skippedDefinitions(view), ...unjudged(view)]),
  },
  {
    id: 'flux-order',
    severity: 'warning',
    summary: 'What takes its chart from a source of another stage is applied after that stage.',
    example: {
      language: 'yaml',
      bad: `# flux/ks/shared-start.yaml
kind: Kustomization
metadata:
  name: shared-start
spec:
  dependsOn: []
`,
      good: `# flux/ks/shared-start.yaml
kind: Kustomization
metadata:
  name: shared-start
spec:
  dependsOn:
  - name: sources
`,
    },
    find: perCluster(beforeSources),
  },
  {
    id: 'bootstrap-listed',
    severity: 'error',
    summary: 'What `flux bootstrap` writes is listed: what is not, Flux removes from the cluster, itself included.',
    example: {
      language: 'yaml',
      bad: `# flux/flux-system/kustomization.yaml
kind: Kustomization
resources:
- gotk-components.yaml
`,
      good: `# flux/flux-system/kustomization.yaml
kind: Kustomization
resources:
- gotk-components.yaml
- gotk-sync.yaml
`,
    },
    find: perCluster(unlisted),
  },
  {
    id: 'alert-said',
    severity: 'error',
    outdoes: ['secret-keys'],
    summary: 'People are told in the channel that the config names, and of which cluster it is.',
    example: {
      language: 'yaml',
      bad: `# flux/notifications/slack.yaml
kind: Provider
metadata:
  name: slack
spec:
  channel: flux-prodution
`,
      good: `# flux/notifications/slack.yaml
kind: Provider
metadata:
  name: slack
spec:
  channel: flux-production
`,
    },
    find: perCluster(view => [...misdirected(view), ...anonymous(view)]),
  },
];

/** What has to be said, by kind, what Flux does otherwise, and what to write. */
interface Saying {
  readonly kind: 'HelmRelease' | 'Kustomization';
  /** Below `spec`. */
  readonly field: readonly string[];
  /** Anything does where this is undefined. */
  readonly right?: unknown;
  readonly why: string;
  readonly instead: string;
}

const atOnce = 'Flux gives up at the first failure';
const retry = 'write strategy: { name: RetryOnFailure }';

const sayings: readonly Saying[] = [
  { kind: 'HelmRelease', field: ['timeout'], why: 'Flux waits five minutes, and pods wait for each other', instead: 'write timeout: 15m' },
  { kind: 'HelmRelease', field: ['install', 'strategy'], why: atOnce, instead: retry },
  { kind: 'HelmRelease', field: ['upgrade', 'strategy'], why: atOnce, instead: retry },
  { kind: 'HelmRelease', field: ['driftDetection', 'mode'], right: 'enabled', why: 'changes by hand stay', instead: 'write mode: enabled' },
  { kind: 'Kustomization', field: ['timeout'], why: 'Flux waits for as long as the interval', instead: 'write timeout: 20m' },
  { kind: 'Kustomization', field: ['retryInterval'], why: 'Flux tries again after the interval', instead: 'write retryInterval: 2m' },
  { kind: 'Kustomization', field: ['wait'], right: true, why: 'what comes after begins before this is ready', instead: 'write wait: true' },
];

/** Releases of the generation that is told all this; the other one knows none of it. */
function releasesIn({ manifests }: ClusterView): readonly PlacedObject[] {
  return manifests.ofKind('HelmRelease').filter(({ object }) => annotationPrefix(object) === undefined);
}

function impatient(view: ClusterView): ClusterFinding[] {
  const byKind = { HelmRelease: releasesIn(view), Kustomization: view.manifests.ofKind('Kustomization') };
  return sayings.flatMap(({ kind, field, right, why, instead }) => byKind[kind].flatMap(placed => {
    const given = valueAt(placed.object, ['spec', ...field]);
    if (right === undefined ? given !== undefined : given === right) return [];
    const wrong = given === undefined ? `${field.join('.')} is not said` : `${field.join('.')} is '${String(given)}'`;
    return [found(view, placed, ['spec', ...field], { wrong, source: why, instead })];
  }));
}

/** Definitions of kinds grow with the chart, unless another one brings them. */
function skippedDefinitions(view: ClusterView): ClusterFinding[] {
  const skipping = new Set(packagesOf(view).flatMap(({ expected, release }) => (expected?.skipsCrds && release ? [release.placed] : [])));
  return releasesIn(view).flatMap(placed => {
    const [action, right, source] = skipping.has(placed)
      ? ['install', 'Skip', 'the chart holds older definitions of kinds than are there'] as const
      : ['upgrade', 'CreateReplace', 'Flux leaves definitions of kinds as they are'] as const;
    if (valueAt(placed.object, ['spec', action, 'crds']) === right) return [];
    const fault = { wrong: `${action} does not say crds: ${right}`, source, instead: `write crds: ${right}` };
    return [found(view, placed, ['spec', action, 'crds'], fault)];
  });
}

/** Kinds that Flux is told when to take for ready. */
const ownWays: readonly string[] = ['ClusterIssuer', 'ClusterSecretStore'];

/** What all of them say of themselves. */
function ready(status: string): string {
  return `has(status.conditions) && status.conditions.exists(c, c.type == 'Ready' && c.status == '${status}')`;
}

/** Where such an object is waited for, it is said when it is ready, and when it will not be. */
function unjudged(view: ClusterView): ClusterFinding[] {
  return stagesOf(view).flatMap(stage => ownWays.flatMap(kind => {
    const [object] = view.manifests.ofKind(kind).filter(stage.holds);
    return object ? misjudged(view, stage.placed, object) : [];
  }));
}

function misjudged(view: ClusterView, stage: PlacedObject, { object: { kind, apiVersion } }: PlacedObject): ClusterFinding[] {
  const list = ['spec', 'healthCheckExprs'];
  const source = 'what comes after needs one that works';
  const expression = mapsAt(stage.object, list).find(({ value }) => value['kind'] === kind);
  if (!expression) return [found(view, stage, list, { wrong: `it is not said when a ${kind} is ready`, source, instead: 'add that here' })];
  const wanted = Object.entries({ apiVersion, current: ready('True'), failed: ready('False') });
  const wrong = wanted.filter(([key, right]) => expression.value[key] !== right);
  return wrong.map(([key, right]) => found(view, stage, [...expression.path, key], {
    wrong: `this does not tell whether a ${kind} is ready`,
    source,
    instead: `write ${right}`,
  }));
}

/** A Kustomization, and what it applies. */
interface Stage {
  readonly name: string;
  readonly placed: PlacedObject;
  readonly holds: (placed: PlacedObject) => boolean;
}

/** By the paths below the cluster's folder, wherever that is. */
function stagesOf(view: ClusterView): Stage[] {
  const folder = `${clusterFolder(view.config.name)}/`;
  return view.manifests.ofKind('Kustomization').flatMap(placed => {
    const path = textAt(placed.object, ['spec', 'path']);
    const below = path?.split(folder)[1];
    const holds = ({ document }: PlacedObject) => pathBelow(view, document).startsWith(`${below}/`);
    return below === undefined ? [] : [{ name: placed.object.metadata.name, placed, holds }];
  });
}

const sourceKinds: readonly string[] = ['GitRepository', 'HelmRepository', 'OCIRepository'];

function beforeSources(view: ClusterView): ClusterFinding[] {
  const stages = stagesOf(view);
  const sources = stages.filter(({ holds }) => sourceKinds.some(kind => view.manifests.ofKind(kind).some(holds)));
  const lateFor = (stage: Stage) => sources.filter(source => source !== stage && !waitedFor(stage.name, stages).has(source.name));
  return stages.filter(({ holds }) => releasesIn(view).some(holds)).flatMap(stage => {
    const before = waitedFor(stage.name, stages);
    const isToldBefore = stages.some(other => before.has(other.name) && lateFor(other).length > 0);
    return (isToldBefore ? [] : lateFor(stage)).map(({ name }) => found(view, stage.placed, ['spec', 'dependsOn'], {
      wrong: `it does not wait for '${name}', which holds what its charts are taken from`,
      source: 'a release without its source fails until there is one',
      instead: `add '${name}', or a stage that waits for it`,
    }));
  });
}

/** Names of the stages that are ready before one begins. */
function waitedFor(name: string, stages: readonly Stage[]): ReadonlySet<string> {
  const names = new Set([name]);
  for (const each of names) { // grows while it is gone through
    const own = stages.filter(stage => stage.name === each).flatMap(({ placed }) => mapsAt(placed.object, ['spec', 'dependsOn']));
    for (const { value } of own) names.add(textAt(value, ['name']) ?? '');
  }
  names.delete(name);
  return names;
}

const bootstrapped: readonly string[] = ['gotk-components.yaml', 'gotk-sync.yaml'];

function unlisted(view: ClusterView): ClusterFinding[] {
  const list = `${fluxNamespace}/kustomization.yaml`;
  const lists = view.manifests.files.filter(({ path }) => path.endsWith(`/flux/${list}`)).flatMap(({ documents }) => documents);
  return lists.flatMap(({ value }) => {
    const names = textsAt(value, ['resources']).map(({ value: name }) => name);
    const absent = bootstrapped.filter(name => !names.includes(name)).map(name => `${list} does not list ${name}`);
    const { problems } = kustomizeProblems({ apiVersion: '', kind: '', ...(isRecord(value) && value) });
    const unreadable = problems.map(({ path, message }) => `'${path}' of ${list} ${message.replace(/[(;].*/, '').trim()}`);
    const source = 'Flux removes what is no longer listed, itself included';
    return [...absent, ...unreadable].map(wrong => missing(view, ['delivery'], { wrong, source, instead: 'mend it there' }));
  });
}

/** What the config says of messages. */
function misdirected(view: ClusterView): ClusterFinding[] {
  return packagesOf(view).flatMap(({ installed: { delivery, context }, place }) => {
    const notifier = delivery.notifier?.(context);
    if (!notifier) return [];
    const providers = view.manifests.ofKind('Provider');
    const absence = { wrong: 'nobody is told of anything', source: 'Flux 2: Provider', instead: 'add notifications/slack.yaml' };
    return providers.length === 0 ? [missing(view, place, absence)] : providers.flatMap(placed => misaddressed(view, placed, notifier));
  });
}

function misaddressed(view: ClusterView, placed: PlacedObject, { channel, username, secret }: Notifier): ClusterFinding[] {
  const wanted = [[['channel'], channel.replace(/^#/, '')], [['username'], username], [['secretRef', 'name'], secret]] as const;
  return wanted.flatMap(([path, right]) => {
    const [field, name] = [['spec', ...path], path.join('.')];
    const given = textAt(placed.object, field);
    if (given === right) return [];
    const wrong = given === undefined ? `${name} is not said` : `'${given}' is not the ${name} that the config means`;
    return [found(view, placed, field, { wrong, source: 'package fluxcloud', instead: `write '${right}'` })];
  });
}

/** Messages of several clusters meet in people's inboxes. */
function anonymous(view: ClusterView): ClusterFinding[] {
  return view.manifests.ofKind('Alert').flatMap(placed => {
    const said = recordAt(placed.object, ['spec', 'eventMetadata']);
    const facts = Object.entries({ cluster: view.cluster.name, region: view.cluster.region });
    return facts.filter(([key]) => said[key] === undefined).map(([key, right]) => found(view, placed, ['spec', 'eventMetadata', key], {
      wrong: `messages do not say the ${key}`,
      source: 'those of several clusters look alike',
      instead: `write ${key}: ${right}`,
    }));
  });
}
