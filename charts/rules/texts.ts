import { isRecord, objectId, valueAt, type Manifest } from '../../lib/manifests/manifest.ts';
import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { mapsAt, textsAt } from '../../lib/rules/fields.ts';
import { configHash, fluentdConfig } from '../packages/amazon-cloudwatch.ts';
import { listed, sourceOf } from '../config-rules/rule.ts';
import { editions } from '../tidepool/editions/index.ts';
import { nodeGroupsOf, type NodeGroupView } from './eksctl.ts';
import { found, meantBy, perCluster, wordFor } from './rule.ts';
import type { ClusterFinding, ClusterRule, ClusterView, Fault, Place } from './rule.ts';
import { packagesOf, recordAt, textAt } from './view.ts';

/** What is in texts that no schema looks into: files for programs, and their arguments. */
export const textRules: readonly ClusterRule[] = [
  {
    id: 'configmap-keys',
    severity: 'error',
    summary: 'A ConfigMap has the keys by which its readers look for files and settings, and no others.',
    example: {
      language: 'yaml',
      bad: `# flux/shared/amazon-cloudwatch/fluentd-configmap.yaml
kind: ConfigMap
metadata:
  name: cluster-info
data:
  cluster_name: test1
`,
      good: `# flux/shared/amazon-cloudwatch/fluentd-configmap.yaml
kind: ConfigMap
metadata:
  name: cluster-info
data:
  cluster.name: test1
`,
    },
    find: perCluster(view => filesIn(view).flatMap(file => keyFindings(view, file))),
  },
  {
    id: 'configmap-contents',
    severity: 'error',
    summary: 'Files in ConfigMaps and Secrets are whole, and agree with the cluster and with the pods that read them.',
    example: {
      language: 'yaml',
      bad: `# flux/shared/amazon-cloudwatch/fluentd-configmap.yaml
kind: ConfigMap
metadata:
  name: cluster-info
data:
  cluster.name: test2
`,
      good: `# flux/shared/amazon-cloudwatch/fluentd-configmap.yaml
kind: ConfigMap
metadata:
  name: cluster-info
data:
  cluster.name: test1
`,
    },
    find: perCluster(view => [...filesIn(view).flatMap(file => contentFindings(view, file)), ...fluentd(view), ...unsetVariables(view)]),
  },
  {
    id: 'autoscaler-finds-nodes',
    severity: 'error',
    summary: 'The cluster-autoscaler is told its flags as it knows them, and looks for tags that the node groups have.',
    example: {
      language: 'yaml',
      bad: `# config.yaml
kind: ClusterConfig
metadata:
  name: production
nodeGroups:
- tags:
    k8s.io/cluster-autoscaler/enabled: "false"
`,
      good: `# config.yaml
kind: ClusterConfig
metadata:
  name: production
nodeGroups:
- tags:
    k8s.io/cluster-autoscaler/enabled: "true"
`,
    },
    find: perCluster(view => [...autoscalerFlags(view), ...autoscalerTags(view)]),
  },
];

/** A ConfigMap or Secret whose readers are known. */
interface KnownFile {
  readonly placed: PlacedObject;
  readonly data: Readonly<Record<string, unknown>>;
  readonly contents: Contents;
}

/** What stands below each key, as its reader takes it. */
type Contents = Readonly<Record<string, (view: ClusterView) => Check>>;

/** What is wrong with a text, if anything is. */
type Check = (text: string) => Fault | undefined;

const anything = (): Check => () => undefined;

/** Exactly this text; `what` says what it is. */
function exactly(right: (view: ClusterView) => string, what: string): Contents[string] {
  return view => text => {
    if (text === right(view)) return undefined;
    return { wrong: `'${text}' is not ${what}`, source: sourceOf(view.name), instead: `write '${right(view)}'` };
  };
}

/** JSON with these leaves, wherever they stand; each has to be there. */
function json(leaves: Readonly<Record<string, (view: ClusterView) => unknown>>, source: string): Contents[string] {
  return view => text => {
    const value = parsed(text);
    if (!isRecord(value)) return { wrong: 'this is no JSON object', source, instead: 'look for a comma or a bracket' };
    const paths = leafPaths(value);
    const known = Object.keys(leaves);
    const unknown = paths.find(path => !known.includes(path));
    if (unknown !== undefined) {
      const meant = nearest(unknown, known);
      return { wrong: `nobody reads '${unknown}' in this JSON`, source, instead: `write ${meant ?? listed(known, 'or')}` };
    }
    for (const [path, right] of Object.entries(leaves)) {
      const given = valueAt(value, path.split('.'));
      if (given !== right(view)) {
        const wrong = given === undefined ? `'${path}' is missing in this JSON` : `'${path}' is ${JSON.stringify(given)} in this JSON`;
        return { wrong, source, instead: `write ${JSON.stringify(right(view))} there` };
      }
    }
    return undefined;
  };
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function leafPaths(value: unknown, path = ''): string[] {
  if (!isRecord(value)) return [path];
  return Object.entries(value).flatMap(([key, child]) => leafPaths(child, path === '' ? key : `${path}.${key}`));
}

const clusterName = ({ cluster }: ClusterView) => cluster.name;
const region = ({ cluster }: ClusterView) => cluster.region;

const fluentdFiles = 'ConfigMap/amazon-cloudwatch/fluentd-config';

/** Objects with files in them, by their ids, and what their readers look for. */
const readers: Readonly<Record<string, Contents>> = {
  'ConfigMap/amazon-cloudwatch/cwagentconfig': {
    'cwagentconfig.json': json({
      'logs.metrics_collected.kubernetes.cluster_name': clusterName,
      'logs.metrics_collected.kubernetes.metrics_collection_interval': () => 60,
      'logs.force_flush_interval': () => 5,
    }, 'CloudWatch agent'),
  },
  'ConfigMap/amazon-cloudwatch/cluster-info': {
    'cluster.name': exactly(clusterName, 'the name of this cluster'),
    'logs.region': exactly(region, 'the region of this cluster'),
    'cluster-info.json': json({ 'cluster.name': clusterName, 'logs.region': region }, 'who asks for both at once'),
  },
  [fluentdFiles]: Object.fromEntries(Object.keys(fluentdConfig).map(name => [name, anything])),
  'Secret/flux/flux-helm-repositories': { 'repositories.yaml': () => repositories },
};

function filesIn(view: ClusterView): KnownFile[] {
  const all = { ...readers, ...Object.fromEntries(demoClinics(view).map(id => [id, { ClinicDemoUserId: anything }])) };
  return Object.entries(all).flatMap(([id, contents]) => view.manifests.named(id).map(placed => {
    return { placed, data: recordAt(placed.object, ['data']), contents };
  }));
}

/** What names the demo clinic to the charts that do not do it themselves. */
function demoClinics({ cluster: { environments } }: ClusterView): string[] {
  const withoutOne = environments.filter(({ edition }) => !editions[edition].namesDemoClinic);
  return withoutOne.map(({ name }) => objectId('ConfigMap', 'shoreline', name));
}

function keyFindings(view: ClusterView, { placed, data, contents }: KnownFile): ClusterFinding[] {
  const known = Object.keys(contents);
  const unknown = Object.keys(data).filter(key => !Object.hasOwn(contents, key));
  const absent = known.filter(key => !Object.hasOwn(data, key));
  const meant = meantBy(unknown, absent);
  const source = 'its readers look for files and settings by name';
  return [
    ...unknown.map(key => found(view, placed, ['data', key], {
      wrong: `nobody reads key '${key}' of ${placed.id}`,
      source,
      instead: meant.has(key) ? `write '${meant.get(key)}'` : 'leave it out',
    })),
    ...absent.filter(key => ![...meant.values()].includes(key)).map(key => found(view, placed, ['data'], {
      wrong: `key '${key}' is missing in ${placed.id}`,
      source,
      instead: 'add it',
    })),
  ];
}

function contentFindings(view: ClusterView, { placed, data, contents }: KnownFile): ClusterFinding[] {
  return Object.entries(data).flatMap(([key, text]) => {
    const fault = typeof text === 'string' ? contents[key]?.(view)(text) : undefined;
    return fault ? [found(view, placed, ['data', key], fault)] : [];
  });
}

/** Of an entry in Helm 2's list of repositories. */
const repositoryKeys = ['name', 'url', 'cache', 'caFile', 'certFile', 'keyFile', 'username', 'password'];

/** The list of repositories, in base64 since it is a Secret by form. */
function repositories(text: string): Fault | undefined {
  const source = 'Helm 2: repositories.yaml';
  const list = parsed(decoded(text));
  if (!isRecord(list) || typeof list['apiVersion'] !== 'string') {
    return { wrong: 'this is no list of repositories in JSON and base64', source, instead: 'run npm run synth' };
  }
  const entries = mapsAt(list, ['repositories']).map(({ value }) => value);
  const isWhole = (entry: Readonly<Record<string, unknown>>) =>
    repositoryKeys.every(key => typeof entry[key] === 'string') && Object.keys(entry).length === repositoryKeys.length;
  if (entries.length > 0 && entries.every(isWhole)) return undefined;
  return { wrong: 'an entry of this list is not whole', source, instead: `each has the keys ${listed(repositoryKeys)}` };
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

/* fluentd */

/** What fluentd's files ask for: other files, labels, variables of its pod. And whether its pods will notice a change. */
function fluentd(view: ClusterView): ClusterFinding[] {
  return filesIn(view).filter(({ placed }) => placed.id === fluentdFiles).flatMap(({ placed, data }) => {
    const texts = Object.entries(data).flatMap(([key, text]) => (typeof text === 'string' ? [{ key, text }] : []));
    const pods = view.manifests.ofKind('DaemonSet').filter(({ object }) => mounts(object, placed.object.metadata.name));
    return [
      ...texts.flatMap(({ key, text }) => askedFor(text, data, pods).map(fault => found(view, placed, ['data', key], fault))),
      ...pods.flatMap(pod => staleHash(view, pod, data)),
    ];
  });
}

/** Whether a pod has a ConfigMap for a volume. */
function mounts(object: Manifest, configMap: string): boolean {
  return mapsAt(object, ['spec', 'template', 'spec', 'volumes']).some(({ value }) => textAt(value, ['configMap', 'name']) === configMap);
}

function askedFor(text: string, data: Readonly<Record<string, unknown>>, pods: readonly PlacedObject[]): Fault[] {
  const set = pods.flatMap(({ object }) => variablesOf(object));
  return [
    ...unanswered('file', named(text, /^@include (\S+)$/gm), Object.keys(data)),
    ...unanswered('label', named(text, /^\s*@label (@\S+)$/gm), named(text, /^<label (@\S+)>$/gm)),
    ...(pods.length === 0 ? [] : unanswered('variable', named(text, /ENV\.fetch\('(\w+)'\)/g), set)),
  ];
}

function unanswered(what: string, wanted: readonly string[], there: readonly string[]): Fault[] {
  return wanted.filter(word => !there.includes(word)).map(word => {
    const meant = nearest(word, there);
    const instead = meant === undefined ? 'add it' : `write '${meant}', or add it`;
    return { wrong: `there is no ${what} '${word}', which this file asks for`, source: 'fluentd stops at once', instead };
  });
}

function variablesOf(object: Manifest): string[] {
  const containers = mapsAt(object, ['spec', 'template', 'spec', 'containers']);
  return containers.flatMap(({ value }) => mapsAt(value, ['env']).flatMap(({ value: variable }) => textAt(variable, ['name']) ?? []));
}

/** What the first group of a pattern finds, each once. */
function named(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, word = '']) => word))];
}

function staleHash(view: ClusterView, pod: PlacedObject, data: Readonly<Record<string, unknown>>): ClusterFinding[] {
  const field = ['spec', 'template', 'metadata', 'annotations', 'configHash'];
  const right = configHash(data as Readonly<Record<string, string>>); // of other types only where a schema has said so
  const given = textAt(pod.object, field);
  if (given === right) return [];
  return [found(view, pod, field, {
    wrong: `${given === undefined ? 'no hash' : 'another hash'} of the configuration stands here, so the pods do not notice its change`,
    source: fluentdFiles,
    instead: `write '${right}'`,
  })];
}

/* Variables */

/** What programs look for in their environment, beside what their files ask for. */
const variables: Readonly<Record<string, readonly string[]>> = {
  'DaemonSet/amazon-cloudwatch/cloudwatch-agent': ['HOST_IP', 'HOST_NAME', 'K8S_NAMESPACE'],
};

function unsetVariables(view: ClusterView): ClusterFinding[] {
  return view.manifests.ofKind('DaemonSet').flatMap(placed => {
    const wanted = variables[placed.id] ?? [];
    const set = variablesOf(placed.object);
    const field = ['spec', 'template', 'spec', 'containers', 0, 'env'];
    return wanted.filter(name => !set.includes(name)).map(name => found(view, placed, field, {
      wrong: `no variable is called '${name}'`,
      source: 'the program looks for it',
      instead: 'add it',
    }));
  });
}

/* The cluster-autoscaler */

const autoscaler = 'cluster-autoscaler';

const flags = ['v', 'stderrthreshold', 'cloud-provider', 'skip-nodes-with-local-storage', 'expander', 'node-group-auto-discovery'];

/** An argument of its Deployment: `--v=4`. */
interface Argument {
  readonly placed: PlacedObject;
  readonly path: Place;
  readonly flag: string;
  readonly value: string;
}

function argumentsOf({ manifests }: ClusterView): Argument[] {
  const deployments = manifests.ofKind('Deployment').filter(({ object }) => object.metadata.name === autoscaler);
  return deployments.flatMap(placed => mapsAt(placed.object, ['spec', 'template', 'spec', 'containers']).flatMap(container => {
    const words = textsAt(container.value, ['command'], [...container.path, 'command']).slice(1);
    return words.map(({ value: word, path }) => {
      const [, flag = word, value = ''] = /^--([^=]*)=?(.*)$/.exec(word) ?? [];
      return { placed, path, flag, value };
    });
  }));
}

function isInstalled(view: ClusterView): boolean {
  return view.cluster.packages.some(({ definition }) => definition.name === autoscaler);
}

/** Its arguments, or what its chart makes arguments of. */
function autoscalerFlags(view: ClusterView): ClusterFinding[] {
  const field = ['spec', 'values', 'extraArgs'];
  const releases = packagesOf(view).filter(({ installed }) => installed.definition.name === autoscaler);
  const inValues = releases.flatMap(({ release }) => (release ? Object.keys(recordAt(release.placed.object, field)).map(flag => {
    return { placed: release.placed, path: [...field, flag], flag };
  }) : []));
  const unknown = [...argumentsOf(view), ...inValues].filter(({ flag }) => !flags.includes(flag));
  return unknown.map(({ placed, path, flag }) => found(view, placed, path, {
    wrong: `'${flag}' is no flag of the cluster-autoscaler that is used here`,
    source: 'it stops at a flag that it does not know',
    instead: wordFor(flag, flags),
  }));
}

/** Tags that it looks for, by whichever way it is told. */
function autoscalerTags(view: ClusterView): ClusterFinding[] {
  if (!isInstalled(view)) return [];
  const wanted = ['enabled', view.cluster.name].map(tag => `k8s.io/${autoscaler}/${tag}`);
  return [
    ...nodeGroupsOf(view).flatMap(group => wanted.filter(tag => group.tags[tag] !== 'true').map(tag => untagged(view, group, tag))),
    ...argumentsOf(view).filter(({ flag }) => flag === 'node-group-auto-discovery').flatMap(({ placed, path, value }) => {
      const right = `asg:tag=${wanted.join(',')}`;
      if (value === right) return [];
      return [found(view, placed, path, {
        wrong: `no node group is found by ${value}`,
        source: 'config.yaml, nodeGroups: tags',
        instead: `write ${right}`,
      })];
    }),
  ];
}

function untagged(view: ClusterView, { placed, path, tags }: NodeGroupView, tag: string): ClusterFinding {
  return found(view, placed, [...path, 'tags', ...(tags[tag] === undefined ? [] : [tag])], {
    wrong: `the group has no tag ${tag} with the value 'true', so nobody changes its size`,
    source: 'package cluster-autoscaler',
    instead: `write ${tag}: "true"`,
  });
}
