import { ApiObject } from 'cdk8s';
import * as k8s from '../../imports/core/k8s.ts';
import { ClusterSecretStore } from '../../imports/external-secrets.io.ts';
import { Kustomization } from '../../imports/kustomize.toolkit.fluxcd.io.ts';
import { Alert, Provider } from '../../imports/notification.toolkit.fluxcd.io.ts';
import type { FileChart } from '../../lib/output/file-chart.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import { roleOf } from '../../lib/manifests/roles.ts';
import type { Cluster } from '../cluster.ts';
import { ownNamespaces } from '../own.ts';
import { releasesOf } from '../releases.ts';
import type { Notifier, SecretStore } from '../resources.ts';
import type { Flux2Delivery } from './delivery.ts';
import { eventFiles } from './flux2-events.ts';
import { imageAutomationFiles } from './flux2-images.ts';
import { sourceFiles } from './flux2-sources.ts';
import { fluxFolder, repositoryRef, secretStore, system, unpruned } from './flux2-system.ts';
import type { OutputFile, Owner } from './generation.ts';
import { kustomizeKind } from './kustomization.ts';

/**
 * The repository as Flux 2 takes it: the files of every generation, what they need besides, a Kustomization per stage that says what
 * comes after what, and in every folder the list of what belongs to it, so that nothing is applied twice or by accident.
 */
export function fluxRepository(cluster: Cluster, { gitSecret }: Required<Flux2Delivery>, files: readonly OutputFile[]): OutputFile[] {
  const manifests = [
    ...files.filter(({ path }) => path.startsWith('flux/')),
    ...sourceFiles(releasesOf(cluster), gitSecret),
    ...secretStoreFiles(cluster),
    ...storageFiles(cluster),
    ...eventFiles(cluster),
    ...imageAutomationFiles(cluster),
    ...notificationFiles(cluster),
  ];
  const applied = [...manifests, ...stageFiles(cluster, manifests)];
  return [
    ...files.filter(({ path }) => !path.startsWith('flux/')),
    ...applied.map(protectedFromPruning),
    ...folderFiles(applied.map(({ path }) => path)),
    ...bootstrapFiles,
  ];
}

/** What a slip in the repository must not take along: with these objects goes everything in them. */
const irreplaceable: readonly string[] = ['CustomResourceDefinition', 'Namespace', 'PersistentVolumeClaim'];

function protectedFromPruning(file: OutputFile): OutputFile {
  return {
    ...file,
    draw(chart) {
      file.draw(chart);
      for (const object of chart.node.findAll()) {
        if (!(object instanceof ApiObject) || !irreplaceable.includes(object.kind)) continue;
        object.metadata.addAnnotation(...unpruned);
      }
    },
  };
}

function secretStoreFiles({ region, packages, environments, applications, own }: Cluster): OutputFile[] {
  return packages.flatMap(({ definition, delivery: { secretReader }, context: { namespace } }) => {
    if (secretReader === undefined) return [];
    const secrets = [...packages, ...environments, ...applications].flatMap(owner => owner.secrets);
    const namespaces = [...new Set([...secrets.map(secret => secret.namespace), ...ownNamespaces(own, 'ExternalSecret')])].sort();
    const store: SecretStore = { region, namespaces, reader: { name: secretReader, namespace } };
    const path = `flux/shared/${definition.name}/clustersecretstore.yaml`;
    return [{ path, owner: ['packages', definition.name], draw: file => drawSecretStore(file, store) }];
  });
}

/** The disks that claims get which do not ask for others. */
function storageFiles({ eks }: Cluster): OutputFile[] {
  if (eks?.storage === undefined) return [];
  return [{ path: 'flux/shared-start/storage/storageclass.yaml', owner: ['delivery'], draw: drawStorageClass }];
}

function drawStorageClass(file: FileChart): void {
  const name = 'gp3';
  new k8s.KubeStorageClass(file, objectId('StorageClass', name), {
    metadata: { name, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: 'ebs.csi.aws.com',
    parameters: { type: name, encrypted: 'true' },
    volumeBindingMode: 'WaitForFirstConsumer', // in the zone of the pod
    allowVolumeExpansion: true,
  });
}

/** Only namespaces that fetch something may. */
function drawSecretStore(file: FileChart, { region, reader, namespaces }: SecretStore): void {
  new ClusterSecretStore(file, objectId('ClusterSecretStore', secretStore), {
    metadata: { name: secretStore },
    spec: {
      provider: { aws: { service: 'SecretsManager', region, auth: { jwt: { serviceAccountRef: reader } } } },
      ...(namespaces.length > 0 && { conditions: [{ namespaces: [...namespaces] }] }),
    },
  });
}

function notificationFiles(cluster: Cluster): OutputFile[] {
  return cluster.packages.flatMap(({ definition, delivery, context }): OutputFile[] => {
    const notifier = delivery.notifier?.(context);
    if (!notifier) return [];
    return [{ path: 'flux/notifications/slack.yaml', owner: ['packages', definition.name], draw: file => drawNotifier(file, cluster, notifier) }];
  });
}

/** There is no way to say "of all namespaces". */
function drawNotifier(file: FileChart, cluster: Cluster, { channel, username, secret }: Notifier): void {
  const [name, namespace] = ['slack', system];
  const releases = [...new Set([...releasesOf(cluster).map(release => release.namespace), ...ownNamespaces(cluster.own, 'HelmRelease')])].sort();
  const own = ['GitRepository', 'Kustomization', 'ImageUpdateAutomation'].map(kind => ({ kind, name: '*', namespace: system }));
  new Provider(file, objectId('Provider', name, namespace), {
    metadata: { name, namespace },
    spec: { type: 'slack', channel: channel.replace(/^#/, ''), username, secretRef: { name: secret } },
  });
  new Alert(file, objectId('Alert', name, namespace), {
    metadata: { name, namespace },
    spec: {
      providerRef: { name },
      eventSeverity: 'info',
      eventSources: [...own, ...releases.map(release => ({ kind: 'HelmRelease', name: '*', namespace: release }))],
      eventMetadata: { cluster: cluster.name, region: cluster.region },
    },
  });
}

/** A folder that is applied as a whole, once others are ready. */
interface Stage {
  /** Name of the Kustomization. To rename one deletes all that it holds and makes it anew. */
  readonly name: string;
  /** Below `flux/`. */
  readonly folder: string;
  readonly owner: Owner;
  readonly after: readonly string[];
}

/** One Kustomization per stage that has anything in it, each after the last one before it that has. */
function stageFiles({ name, environments, applications }: Cluster, files: readonly OutputFile[]): OutputFile[] {
  const isThere = (folder: string) => files.some(({ path }) => path.startsWith(`flux/${folder}/`));
  const stages: Stage[] = [];
  const add = (stage: string, folder: string, after: string | undefined, owner: Owner = ['delivery']) => {
    if (isThere(folder)) stages.push({ name: stage, folder, owner, after: after === undefined ? [] : [after] });
  };
  for (const stage of ['sources', 'shared-start', 'shared']) add(stage, stage, stages.at(-1)?.name);
  const base = stages.at(-1)?.name;
  for (const { name: own } of environments) add(`env-${own}`, `environments/${own}`, base, ['environments', own]);
  for (const { name: own, after } of applications) {
    const last = stages.filter(stage => after.some(each => each === stage.name)).at(-1)?.name;
    add(`app-${own}`, `applications/${own}`, last, ['applications', own]);
  }
  for (const stage of ['image-automation', 'notifications']) add(stage, stage, base);
  return stages.map(stage => ({ path: `flux/ks/${stage.name}.yaml`, owner: stage.owner, draw: file => drawStage(file, name, stage) }));
}

/** Kinds that say in a way of their own that they are ready. Both come in the same stage. */
const readyWhen = ['cert-manager.io/v1 ClusterIssuer', 'external-secrets.io/v1 ClusterSecretStore'].map(text => {
  const [apiVersion = '', kind = ''] = text.split(' ');
  const ready = (status: string) => `has(status.conditions) && status.conditions.exists(c, c.type == 'Ready' && c.status == '${status}')`;
  return { apiVersion, kind, current: ready('True'), failed: ready('False') };
});

function drawStage(file: FileChart, cluster: string, { name, folder, after }: Stage): void {
  new Kustomization(file, objectId('Kustomization', name, system), {
    metadata: { name, namespace: system },
    spec: {
      interval: '1h',
      retryInterval: '2m',
      timeout: '20m', // more than a Helm release may take
      ...(after.length > 0 && { dependsOn: after.map(stage => ({ name: stage })) }),
      sourceRef: repositoryRef,
      path: fluxFolder(cluster, folder),
      prune: true,
      wait: true,
      ...(name === 'shared' && { healthCheckExprs: readyWhen }),
    },
  });
}

/**
 * `kustomization.yaml` of every folder: its files, and the folders in it. Without the one at the root Flux would apply everything below it
 * as one, beside the stages. `environments` and `applications` need none, since each folder in them is a stage.
 */
function folderFiles(paths: readonly string[]): OutputFile[] {
  const hasStages = paths.some(path => path.startsWith('flux/ks/')); // a cluster may have nothing yet
  const folders = new Map<string, Set<string>>([['flux', new Set([system, ...(hasStages ? ['ks'] : [])])]]);
  for (const path of paths) {
    const [, top, ...rest] = path.split('/');
    const depth = top === 'environments' || top === 'applications' ? 3 : 2;
    const parts = path.split('/');
    for (let length = depth; length <= depth + rest.length && length < parts.length; length += 1) {
      const folder = parts.slice(0, length).join('/');
      const entries = folders.get(folder) ?? new Set();
      folders.set(folder, entries.add(parts[length] ?? ''));
    }
  }
  return [...folders].map(([folder, entries]) => {
    return { path: `${folder}/kustomization.yaml`, owner: ['delivery'], draw: file => listEntries(file, [...entries].sort()) };
  });
}

function listEntries(file: FileChart, entries: readonly string[]): void {
  const patches = entries.filter(entry => roleOf(entry) === 'patch');
  file.document = {
    value: {
      ...kustomizeKind,
      resources: entries.filter(entry => !patches.includes(entry)),
      ...(patches.length > 0 && { patches: patches.map(path => ({ path })) }),
    },
  };
}

/**
 * What `flux bootstrap` fills in. Its manifests have to be there for the folder to be built before that; its list stays as it is, so that
 * patches of Flux itself have a place.
 */
const manifestsOfFlux = ['gotk-components.yaml', 'gotk-sync.yaml'];

export const bootstrapFiles: readonly OutputFile[] = [
  ...manifestsOfFlux.map((name): OutputFile => ({
    path: `flux/${system}/${name}`,
    owner: ['delivery'],
    comment: ['Written by `flux bootstrap`.'],
    draw: file => { file.document = { value: undefined, unsigned: true }; },
  })),
  {
    path: `flux/${system}/kustomization.yaml`,
    owner: ['delivery'],
    comment: ['Yours: `flux bootstrap` keeps it, and so does `npm run synth`. Patches of Flux itself go here.'],
    draw: file => { file.document = { value: { ...kustomizeKind, resources: manifestsOfFlux }, unsigned: true }; },
  },
];
