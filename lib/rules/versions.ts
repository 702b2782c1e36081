import { groupOf, valueAt } from '../manifests/manifest.ts';
import type { PlacedObject } from '../manifests/manifests.ts';
import { listed } from '../schema/shape-error.ts';
import { perCluster, type ClusterTree } from './clusters.ts';
import { clusterConfigs } from './eksctl.ts';
import { textAt } from './fields.ts';
import { chartName, chartSource, helmController, releasesIn, type Release } from './releases.ts';
import { found, type ManifestFinding, type ManifestRule } from './rule.ts';

/** Which versions of an API are served when. A version of Kubernetes is the number behind `1.`. */

interface Removal {
  readonly api: string;
  readonly kinds: readonly string[];
  /** The first version that does not serve it. */
  readonly removed: number;
  /** What to write instead, where there is anything. */
  readonly next: string | undefined;
  /** The first version that serves that, if this is what served the kinds before. */
  readonly served: number | undefined;
}

const removal = (removed: number, api: string, kinds: string, next?: string, served?: number): Removal =>
  ({ api, kinds: kinds.split(' '), removed, next, served });

const roleKinds = 'ClusterRole ClusterRoleBinding Role RoleBinding';
const webhookKinds = 'MutatingWebhookConfiguration ValidatingWebhookConfiguration';
const flowKinds = 'FlowSchema PriorityLevelConfiguration';

/** Source: Kubernetes' "Deprecated API Migration Guide". */
const removals: readonly Removal[] = [
  removal(16, 'extensions/v1beta1', 'DaemonSet Deployment ReplicaSet', 'apps/v1'),
  removal(16, 'extensions/v1beta1', 'NetworkPolicy', 'networking.k8s.io/v1'),
  removal(16, 'extensions/v1beta1', 'PodSecurityPolicy', 'policy/v1beta1'),
  removal(16, 'apps/v1beta1', 'Deployment StatefulSet ReplicaSet', 'apps/v1'),
  removal(16, 'apps/v1beta2', 'DaemonSet Deployment ReplicaSet StatefulSet', 'apps/v1', 9),
  removal(17, 'scheduling.k8s.io/v1alpha1', 'PriorityClass', 'scheduling.k8s.io/v1'),
  removal(21, 'batch/v2alpha1', 'CronJob', 'batch/v1'),
  removal(22, 'admissionregistration.k8s.io/v1beta1', webhookKinds, 'admissionregistration.k8s.io/v1', 16),
  removal(22, 'apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition', 'apiextensions.k8s.io/v1', 16),
  removal(22, 'apiregistration.k8s.io/v1beta1', 'APIService', 'apiregistration.k8s.io/v1'),
  removal(22, 'certificates.k8s.io/v1beta1', 'CertificateSigningRequest', 'certificates.k8s.io/v1', 19),
  removal(22, 'coordination.k8s.io/v1beta1', 'Lease', 'coordination.k8s.io/v1', 14),
  removal(22, 'extensions/v1beta1', 'Ingress', 'networking.k8s.io/v1'),
  removal(22, 'networking.k8s.io/v1beta1', 'Ingress IngressClass', 'networking.k8s.io/v1', 19),
  removal(22, 'rbac.authorization.k8s.io/v1alpha1', roleKinds, 'rbac.authorization.k8s.io/v1'),
  removal(22, 'rbac.authorization.k8s.io/v1beta1', roleKinds, 'rbac.authorization.k8s.io/v1'),
  removal(22, 'scheduling.k8s.io/v1beta1', 'PriorityClass', 'scheduling.k8s.io/v1', 14),
  removal(22, 'storage.k8s.io/v1beta1', 'CSIDriver', 'storage.k8s.io/v1', 19),
  removal(22, 'storage.k8s.io/v1beta1', 'CSINode', 'storage.k8s.io/v1', 17),
  removal(22, 'storage.k8s.io/v1beta1', 'StorageClass VolumeAttachment', 'storage.k8s.io/v1'),
  removal(25, 'autoscaling/v2beta1', 'HorizontalPodAutoscaler', 'autoscaling/v2'),
  removal(25, 'batch/v1beta1', 'CronJob', 'batch/v1', 21),
  removal(25, 'discovery.k8s.io/v1beta1', 'EndpointSlice', 'discovery.k8s.io/v1', 21),
  removal(25, 'events.k8s.io/v1beta1', 'Event', 'events.k8s.io/v1'),
  removal(25, 'node.k8s.io/v1beta1', 'RuntimeClass', 'node.k8s.io/v1', 20),
  removal(25, 'policy/v1beta1', 'PodDisruptionBudget', 'policy/v1', 21),
  removal(25, 'policy/v1beta1', 'PodSecurityPolicy'),
  removal(26, 'autoscaling/v2beta2', 'HorizontalPodAutoscaler', 'autoscaling/v2', 23),
  removal(26, 'flowcontrol.apiserver.k8s.io/v1beta1', flowKinds, 'flowcontrol.apiserver.k8s.io/v1'),
  removal(27, 'storage.k8s.io/v1beta1', 'CSIStorageCapacity', 'storage.k8s.io/v1', 24),
  removal(29, 'flowcontrol.apiserver.k8s.io/v1beta2', flowKinds, 'flowcontrol.apiserver.k8s.io/v1'),
  removal(32, 'flowcontrol.apiserver.k8s.io/v1beta3', flowKinds, 'flowcontrol.apiserver.k8s.io/v1', 29),
];

export const removedApi: ManifestRule = {
  id: 'removed-api',
  severity: 'error',
  summary: 'The Kubernetes of the cluster serves the API version of each object. Which Kubernetes that is, an eksctl config says.',
  find: perCluster(cluster => {
    const kubernetes = kubernetesOf(cluster);
    if (kubernetes === undefined) return [];
    return cluster.objects.flatMap(placed => unservedBy(kubernetes, placed));
  }),
};

/** A version, and who says so. */
interface Kubernetes {
  readonly minor: number;
  /** At least. */
  readonly isFloor: boolean;
  readonly source: string;
}

/**
 * What the oldest Kubernetes is that runs a Flux which serves these. The distributions with long support go furthest back, and for those
 * who have none the number is higher.
 */
const floors: Readonly<Record<string, number>> = {
  'helm.toolkit.fluxcd.io/v2': 25,
  'image.toolkit.fluxcd.io/v1': 29,
  'kustomize.toolkit.fluxcd.io/v1': 24,
};

function kubernetesOf(cluster: ClusterTree): Kubernetes | undefined {
  const versions = clusterConfigs(cluster).flatMap(({ object, document: { file } }) => {
    const minor = /^1\.(\d+)/.exec(textAt(object, ['metadata', 'version']) ?? '')?.[1];
    return minor === undefined ? [] : [{ minor: Number(minor), isFloor: false, source: `metadata.version in ${file.path}` }];
  });
  if (versions.length > 0) return versions.every(({ minor }) => minor === versions[0]?.minor) ? versions[0] : undefined;
  const signs = Object.entries(floors).filter(([api]) => cluster.objects.some(({ object }) => object.apiVersion === api));
  const [api, minor] = signs.sort(([, one], [, other]) => other - one)[0] ?? [];
  if (api === undefined || minor === undefined) return undefined;
  return { minor, isFloor: true, source: `a Flux that serves ${api} runs on 1.${minor} or later` };
}

function unservedBy({ minor, isFloor, source }: Kubernetes, placed: PlacedObject): ManifestFinding[] {
  const { apiVersion, kind } = placed.object;
  const ofKind = removals.filter(({ kinds }) => kinds.includes(kind));
  const gone = ofKind.find(({ api }) => api === apiVersion);
  if (gone !== undefined && minor >= gone.removed) {
    return [found(placed, ['apiVersion'], {
      wrong: isFloor
        ? `Kubernetes does not serve ${apiVersion} ${kind} since 1.${gone.removed}`
        : `Kubernetes 1.${minor} does not serve ${apiVersion} ${kind}, which was removed in 1.${gone.removed}`,
      source,
      instead: gone.next === undefined ? 'remove the object, which has no successor' : `write '${gone.next}' and see what has changed`,
    })];
  }
  const early = ofKind.find(({ next, served }) => next === apiVersion && served !== undefined && served > minor);
  if (early === undefined || isFloor) return [];
  return [found(placed, ['apiVersion'], {
    wrong: `Kubernetes 1.${minor} does not serve ${apiVersion} ${kind} yet, which came with 1.${early.served}`,
    source,
    instead: `write '${early.api}'`,
  })];
}

/** A version of custom resources that their controller serves from a version of its own on, or does not serve any more. */
interface Change {
  readonly version: string;
  readonly api: string;
  /** All of the group where none is given. */
  readonly kinds: readonly string[] | undefined;
}

const came = (version: string, group: string, served: string, kinds?: string): Change => {
  const domain = group.includes('.') ? group : `${group}.toolkit.fluxcd.io`;
  return { version, api: `${domain}/${served}`, kinds: kinds?.split(' ') };
};
const gone = (version: string, group: string, served: string, next: string, kinds?: string): Change & { readonly next: string } =>
  ({ ...came(version, group, served, kinds), next: came(version, group, next).api });

const alerts = 'Alert Provider';
const stores = 'ClusterExternalSecret ClusterSecretStore ExternalSecret SecretStore';

/** Source: the changelogs of these controllers. */
const retirements = [
  gone('2.7', 'helm', 'v2beta1', 'v2'),
  gone('2.8', 'helm', 'v2beta2', 'v2'),
  gone('2.7', 'kustomize', 'v1beta1', 'v1'),
  gone('2.8', 'kustomize', 'v1beta2', 'v1'),
  gone('2.7', 'source', 'v1beta1', 'v1'),
  gone('2.8', 'source', 'v1beta2', 'v1'),
  gone('2.7', 'image', 'v1beta1', 'v1'),
  gone('2.9', 'image', 'v1beta2', 'v1'),
  gone('2.7', 'notification', 'v1beta1', 'v1beta3', alerts),
  gone('2.7', 'notification', 'v1beta1', 'v1', 'Receiver'),
  gone('2.9', 'notification', 'v1beta2', 'v1beta3', alerts),
  gone('2.9', 'notification', 'v1beta2', 'v1', 'Receiver'),
  gone('1.6', 'cert-manager.io', 'v1alpha2', 'v1'),
  gone('1.6', 'cert-manager.io', 'v1alpha3', 'v1'),
  gone('1.6', 'cert-manager.io', 'v1beta1', 'v1'),
  gone('0.16', 'external-secrets.io', 'v1alpha1', 'v1', stores),
  gone('0.17', 'external-secrets.io', 'v1beta1', 'v1', stores),
];

/** Source: the same. */
const introductions = [
  came('2.0', 'kustomize', 'v1'),
  came('2.0', 'source', 'v1', 'GitRepository'),
  came('2.0', 'notification', 'v1', 'Receiver'),
  came('2.2', 'helm', 'v2beta2'),
  came('2.2', 'notification', 'v1beta3', alerts),
  came('2.3', 'helm', 'v2'),
  came('2.3', 'source', 'v1', 'HelmChart HelmRepository'),
  came('2.4', 'source', 'v1', 'Bucket'),
  came('2.6', 'source', 'v1', 'OCIRepository'),
  came('2.7', 'image', 'v1'),
  came('2.7', 'source.extensions.fluxcd.io', 'v1beta1'),
  came('0.16', 'external-secrets.io', 'v1', stores),
];

export const unservedVersion: ManifestRule = {
  id: 'unserved-version',
  severity: 'warning',
  summary: 'Custom resources have a version that their controller serves: the one in the tree, or else the newest.',
  find: perCluster(cluster => {
    const versions = installedVersions(cluster);
    return cluster.objects.flatMap(placed => {
      const { apiVersion, kind } = placed.object;
      const isIt = ({ api, kinds }: Change) => api === apiVersion && (kinds?.includes(kind) ?? true);
      const [retirement, introduction] = [retirements.find(isIt), introductions.find(isIt)];
      // The charts of these controllers are called as they are, and their APIs as well.
      const controller = apiVersion.includes('.fluxcd.io/') ? 'Flux' : apiVersion.split('.io/')[0] ?? '';
      const installed = versions.get(controller.toLowerCase()) ?? [];
      const isSaid = installed.length > 0;
      const source = isSaid ? `the tree installs ${listed(installed, 'and')}` : `the tree does not say which ${controller} it is for`;
      if (retirement !== undefined && !installed.some(version => isBefore(version, retirement.version))) {
        const wrong = `${controller} does not serve ${apiVersion} ${kind} since ${retirement.version}`;
        return [found(placed, ['apiVersion'], { wrong, source, instead: `write '${retirement.next}'` })];
      }
      if (introduction === undefined || !isSaid || !installed.every(version => isBefore(version, introduction.version))) return [];
      const wrong = `${controller} serves ${apiVersion} ${kind} since ${introduction.version}`;
      return [found(placed, ['apiVersion'], { wrong, source, instead: `install ${introduction.version} or later, or write an older version` })];
    });
  }),
};

/** Of Flux, and of the charts that are asked for by an exact version or a minor one. */
function installedVersions(cluster: ClusterTree): ReadonlyMap<string, readonly string[]> {
  const versions = new Map<string, string[]>();
  const note = (name: string | undefined, text: string | undefined) => {
    const [, version] = /^v?(\d+\.\d+(?:\.(?:\d+|x|\*))?)$/.exec(text ?? '') ?? [];
    if (name !== undefined && version !== undefined) versions.set(name, [...new Set([...(versions.get(name) ?? []), version])]);
  };
  for (const { text } of cluster.files) note('flux', /^# Flux Version: (\S+)/m.exec(text)?.[1]);
  for (const { object } of cluster.ofKind('FluxInstance')) note('flux', textAt(object, ['spec', 'distribution', 'version']));
  for (const { object } of cluster.ofKind('OCIRepository')) {
    if (textAt(object, ['spec', 'url'])?.endsWith('/flux-manifests') === true) note('flux', textAt(object, ['spec', 'ref', 'tag']));
  }
  for (const { text } of cluster.kustomizations.flatMap(({ resources }) => resources)) {
    const [, repository, download, ref] = releasedManifests.exec(text) ?? [];
    note(repository, download ?? ref);
  }
  for (const release of releasesIn(cluster)) note(chartName(release, cluster), chartVersion(release, cluster));
  return versions;
}

/** What a kustomization.yaml lists of a controller's releases: `.../releases/download/v2.3.0/install.yaml`. */
const releasedManifests =
  /github\.com\/[\w-]+\/(flux(?=\d)|cert-manager|external-secrets)\d?\/(?:releases\/download\/(v[\d.]+)\/|.*[?&]ref=(v[\d.]+))/;

function chartVersion(release: Release, cluster: ClusterTree): string | undefined {
  const { placed: { object } } = release;
  const chart = valueAt(object, groupOf(object) === helmController ? ['spec', 'chart', 'spec'] : ['spec', 'chart']);
  const source = chartSource(release, cluster)?.object;
  return textAt(chart, ['version']) ?? textAt(source, ['spec', 'ref', 'tag']) ?? textAt(source, ['spec', 'version']);
}

/** By major and minor number. */
function isBefore(version: string, limit: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [limitMajor = 0, limitMinor = 0] = limit.split('.').map(Number);
  return major < limitMajor || (major === limitMajor && minor < limitMinor);
}
