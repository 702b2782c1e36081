import { valueAt } from '../../lib/manifests/manifest.ts';
import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { mapsAt, textsAt } from '../../lib/rules/fields.ts';
import { found, perCluster, type ClusterFinding, type ClusterRule, type ClusterView, type Fault, type Place } from './rule.ts';
import { recordAt, textAt } from './view.ts';

/** What runs without a chart, so that nobody else knows what its pods need. */
export const podRules: readonly ClusterRule[] = [
  {
    id: 'pod-furnished',
    severity: 'error',
    summary: 'Programs that are installed without a chart find their arguments, their files and the node where they look for them.',
    example: {
      language: 'yaml',
      bad: `# flux/shared/cluster-autoscaler/cluster-autoscaler-deployment.yaml
kind: Deployment
metadata:
  name: cluster-autoscaler
spec:
  template:
    spec:
      containers:
      - name: cluster-autoscaler
        volumeMounts:
        - mountPath: /etc/ssl/certs
`,
      good: `# flux/shared/cluster-autoscaler/cluster-autoscaler-deployment.yaml
kind: Deployment
metadata:
  name: cluster-autoscaler
spec:
  template:
    spec:
      containers:
      - name: cluster-autoscaler
        volumeMounts:
        - mountPath: /etc/ssl/certs/ca-certificates.crt
`,
    },
    find: perCluster(view => podsOf(view).flatMap(placed => unfurnished(view, placed))),
  },
  {
    id: 'pod-bounded',
    severity: 'warning',
    summary: 'Such programs say how much of a node they need and may take, and change nothing on it but what is theirs.',
    example: {
      language: 'yaml',
      bad: `# flux/shared/cluster-autoscaler/cluster-autoscaler-deployment.yaml
kind: Deployment
metadata:
  name: cluster-autoscaler
spec:
  template:
    spec:
      containers:
      - name: cluster-autoscaler
        resources: null
`,
      good: `# flux/shared/cluster-autoscaler/cluster-autoscaler-deployment.yaml
kind: Deployment
metadata:
  name: cluster-autoscaler
spec:
  template:
    spec:
      containers:
      - name: cluster-autoscaler
        resources:
          limits:
            cpu: 100m
            memory: 300Mi
`,
    },
    find: perCluster(view => podsOf(view).flatMap(placed => [...greedy(view, placed), ...meddling(view, placed)])),
  },
];

const podSpec = ['spec', 'template', 'spec'];

function podsOf({ manifests }: ClusterView): PlacedObject[] {
  return ['DaemonSet', 'Deployment', 'StatefulSet'].flatMap(kind => manifests.ofKind(kind));
}

interface Container {
  readonly name: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly path: Place;
}

function containersIn({ object }: PlacedObject, lists = ['initContainers', 'containers']): Container[] {
  const items = lists.flatMap(list => mapsAt(object, [...podSpec, list]));
  return items.map(({ value, path }) => ({ name: textAt(value, ['name']) ?? '', value, path }));
}

/** What a program needs. */
interface Needs {
  /** Where its image comes from, without a tag. */
  readonly image: RegExp;
  /** Words that its command holds. */
  readonly command?: readonly string[];
  /** Where it looks for files, and where on the node they are, if they are there. */
  readonly mounts: Readonly<Record<string, string | undefined>>;
}

const fluentdFiles = { '/config-volume': undefined, '/fluentd/etc': undefined };

/** By `KIND/NAME`, then by container. */
const programs: Readonly<Record<string, Readonly<Record<string, Needs>>>> = {
  'Deployment/cluster-autoscaler': {
    'cluster-autoscaler': {
      image: /(?:^|\/)cluster-autoscaler$/,
      command: [
        './cluster-autoscaler', '--stderrthreshold=info', '--cloud-provider=aws', '--skip-nodes-with-local-storage=false',
        '--expander=least-waste',
      ],
      mounts: { '/etc/ssl/certs/ca-certificates.crt': '/etc/ssl/certs/ca-bundle.crt' },
    },
  },
  'DaemonSet/cloudwatch-agent': {
    'cloudwatch-agent': {
      image: /(?:^|\/)cloudwatch-agent$/,
      mounts: {
        '/etc/cwagentconfig': undefined,
        '/rootfs': '/',
        '/var/run/docker.sock': '/var/run/docker.sock',
        '/var/lib/docker': '/var/lib/docker',
        '/sys': '/sys',
        '/dev/disk': '/dev/disk/',
      },
    },
  },
  'DaemonSet/fluentd-cloudwatch': {
    'copy-fluentd-config': {
      image: /(?:^|\/)busybox$/,
      command: ['sh', '-c', 'cp /config-volume/..data/* /fluentd/etc'],
      mounts: fluentdFiles,
    },
    'fluentd-cloudwatch': {
      image: /fluentd[^/]*$/,
      mounts: {
        ...fluentdFiles,
        '/var/log': '/var/log',
        '/var/lib/docker/containers': '/var/lib/docker/containers',
        '/run/log/journal': '/run/log/journal',
        '/var/log/dmesg': '/var/log/dmesg',
      },
    },
  },
};

/** Seconds that a pod needs to end, where that is more than Kubernetes gives it. By `KIND/NAME`. */
const graces: Readonly<Record<string, number>> = { 'DaemonSet/cloudwatch-agent': 60 };

function unfurnished(view: ClusterView, placed: PlacedObject): ClusterFinding[] {
  const name = `${placed.object.kind}/${placed.object.metadata.name}`;
  const containers = Object.entries(programs[name] ?? {});
  return [...hurried(view, placed, graces[name]), ...containers.flatMap(([container, needs]) => lacking(view, placed, container, needs))];
}

function hurried(view: ClusterView, placed: PlacedObject, grace: number | undefined): ClusterFinding[] {
  const field = [...podSpec, 'terminationGracePeriodSeconds'];
  const given = valueAt(placed.object, field) ?? 30;
  if (grace === undefined || Number(given) >= grace) return [];
  const wrong = `the pod has ${String(given)} seconds to end`;
  return [found(view, placed, field, { wrong, source: 'it sends what it still has first', instead: `write ${grace}` })];
}

function lacking(view: ClusterView, placed: PlacedObject, name: string, needs: Needs): ClusterFinding[] {
  const container = containersIn(placed).find(each => each.name === name);
  const absence = { wrong: `there is no container '${name}'`, source: 'the others count on it', instead: 'add it, or call it so' };
  if (!container) return [found(view, placed, podSpec, absence)];
  const faults = [...otherImage(container, needs), ...missingWords(container, needs), ...missingFiles(placed, container, needs)];
  return faults.map(({ field, ...fault }) => found(view, placed, field, fault));
}

/** With its place in the object. */
type PlacedFault = Fault & { readonly field: Place };

function otherImage({ name, value, path }: Container, { image }: Needs): PlacedFault[] {
  const given = textAt(value, ['image']) ?? '';
  const repository = given.replace(/[:@][^/]*$/, '');
  if (image.test(repository) && repository === repository.toLowerCase()) return [];
  const wrong = `'${given}' is no image of ${name}`;
  return [{ field: [...path, 'image'], wrong, source: 'what its pods are for', instead: 'look how it is spelt' }];
}

function missingWords({ value, path }: Container, { command = [] }: Needs): PlacedFault[] {
  const words = textsAt(value, ['command']).map(word => word.value);
  return command.filter(word => !words.includes(word)).map(word => {
    const meant = nearest(word, words);
    const instead = meant === undefined ? 'add it' : `write it for '${meant}'`;
    return { field: [...path, 'command'], wrong: `the command lacks '${word}'`, source: 'how the program is meant to run', instead };
  });
}

function missingFiles(placed: PlacedObject, { value, path }: Container, { mounts }: Needs): PlacedFault[] {
  const volumes = new Map(mapsAt(placed.object, [...podSpec, 'volumes']).map(volume => [textAt(volume.value, ['name']), volume]));
  const given = new Map(mapsAt(value, ['volumeMounts']).map(mount => [textAt(mount.value, ['mountPath']), textAt(mount.value, ['name'])]));
  return Object.entries(mounts).flatMap(([at, onNode]) => {
    const nothing = { wrong: `nothing is mounted at ${at}`, source: 'the program looks for its files there', instead: 'mount them' };
    if (!given.has(at)) return [{ field: [...path, 'volumeMounts'], ...nothing }];
    const volume = volumes.get(given.get(at));
    const hostPath = textAt(volume?.value, ['hostPath', 'path']);
    if (!volume || hostPath === onNode) return [];
    const wrong = `what is mounted at ${at} is ${hostPath === undefined ? 'nothing of the node' : `${hostPath} of the node`}`;
    const instead = onNode === undefined ? 'mount its own files' : `write '${onNode}'`;
    return [{ field: [...volume.path, 'hostPath', 'path'], wrong, source: 'the program looks for something else there', instead }];
  });
}

/** Without a limit of memory a leak takes the node down; without a claim to CPU the pod gets what others leave. */
function greedy(view: ClusterView, placed: PlacedObject): ClusterFinding[] {
  return containersIn(placed, ['containers']).flatMap(({ name, value, path }) => {
    const resources = recordAt(value, ['resources']);
    const said = (list: string, what: string) => valueAt(resources, [list, what]) !== undefined;
    const hasClaim = said('requests', 'cpu') || said('limits', 'cpu');
    const unsaid = [
      ...(said('limits', 'memory') ? [] : [{ field: ['limits', 'memory'], wrong: `${name} may take all memory of its node` }]),
      ...(hasClaim ? [] : [{ field: ['requests', 'cpu'], wrong: `${name} has no claim to any CPU of its node` }]),
    ];
    const source = 'nodes are for other pods';
    const faults: PlacedFault[] = [
      ...unsaid.map(each => ({ ...each, source, instead: 'say how much' })),
      ...strangeAmounts(resources).map(({ field, amount }) => {
        const wrong = `'${amount}' is no amount that ${name} could need`;
        return { field, wrong, source, instead: 'look at the unit: m of a CPU, Mi of memory' };
      }),
    ];
    return faults.map(({ field, ...fault }) => found(view, placed, [...path, 'resources', ...field], fault));
  });
}

/** Less than eight CPUs, and less than a hundred gibibytes. */
const amounts: Readonly<Record<string, RegExp>> = { cpu: /^(?:\d{1,4}m|[0-7](?:\.\d+)?)$/, memory: /^(?:\d{1,4}Mi?|\d{1,2}Gi?)$/ };

function strangeAmounts(resources: unknown): { readonly field: Place; readonly amount: string }[] {
  return ['limits', 'requests'].flatMap(list => Object.entries(recordAt(resources, [list])).flatMap(([what, value]) => {
    const amount = String(value);
    return amounts[what]?.test(amount) === false ? [{ field: [list, what], amount }] : [];
  }));
}

/** Where programs keep something on the node. */
const writable: readonly string[] = ['/var/log'];

function meddling(view: ClusterView, placed: PlacedObject): ClusterFinding[] {
  const onNode = new Map(mapsAt(placed.object, [...podSpec, 'volumes']).flatMap(({ value }) => {
    const path = textAt(value, ['hostPath', 'path']);
    return path === undefined || writable.includes(path) ? [] : [[textAt(value, ['name']), path] as const];
  }));
  const mounts = containersIn(placed).flatMap(({ value, path }) => mapsAt(value, ['volumeMounts'], [...path, 'volumeMounts']));
  return mounts.flatMap(({ value, path }) => {
    const hostPath = onNode.get(textAt(value, ['name']));
    if (hostPath === undefined || value['readOnly'] === true) return [];
    const wrong = `the program may change ${hostPath} of its node`;
    return [found(view, placed, [...path, 'readOnly'], { wrong, source: 'it only reads there', instead: 'write readOnly: true' })];
  });
}
