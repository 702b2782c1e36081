import { Refusal } from '../../lib/images/refusal.ts';
import type { DeliveryTraits } from '../../lib/review/risks/risk.ts';
import type { EditionName, KubernetesVersion, TagPolicy } from '../vocabulary.ts';
import { packages } from '../packages/index.ts';
import type { Release } from '../resources.ts';
import type { GenerationName } from './delivery.ts';
import { sourceRival } from './flux2-source-names.ts';
import { unpruned } from './flux2-system.ts';
import { imagePolicy } from './image-policy.ts';

/** What a way of delivery asks of a config: what rules and defaults have to know of it. */
export interface Traits {
  /** What people call it. */
  readonly title: string;
  /** Release of Kubernetes where the config has none. */
  readonly kubernetes: KubernetesVersion;
  /** Branch of the repository that it reads. */
  readonly branch: string;
  /** What releases of Kubernetes 1 from `since` on lack. */
  readonly retired: readonly { readonly since: number; readonly what: string }[];
  /** The first and the last release of Kubernetes 1 that the tools of today accept, and who says so. */
  readonly accepted?: { readonly first: Bound; readonly last: Bound };
  /** Editions whose charts install on it. */
  readonly editions: readonly EditionName[];
  /** What keeps the charts of the other editions from being installed. */
  readonly uninstallable?: string;
  /** Whether what a chart renders can be put right behind it. */
  readonly correctsCharts: boolean;
  /** Whether a chart may come from an OCI registry. */
  readonly readsOci: boolean;
  /** The release whose chart comes from elsewhere under the same name of a source; undefined where sources have no names. */
  readonly sourceRival?: (release: Release, others: readonly Release[]) => Release | undefined;
  /** Whether an image may have a digest behind its tag. */
  readonly readsDigests: boolean;
  /** Who reads charts from repositories, and by what protocols. */
  readonly chartReader: string;
  /** Who wants a commit to be named by all its digits; undefined where the first ones do. */
  readonly wholeCommits?: string;
  /** What else speaks against the tag `latest`. */
  readonly latestTag: string;
  /** Where tags have to tell themselves which of them is the newest: who wants that, and why those of a policy cannot. */
  readonly tagOrder?: { readonly source: string; readonly refusal: (policy: TagPolicy) => Refusal | undefined };
  /** Whether eksctl installs the add-ons that a config asks for. */
  readonly installsAddons: boolean;
  /** Whether roles in AWS have names that are made here, instead of by CloudFormation. */
  readonly namesRoles: boolean;
  /** The annotation with which an object stays in the cluster when its file goes, as namespaces have it. */
  readonly unpruned?: readonly [key: string, value: string];
  /** The Secret with the key that opens this repository and, where its host goes by deploy keys, no other. */
  readonly deployKey?: string;
  /** What it makes of a change: for a review. */
  readonly review: Omit<DeliveryTraits, 'title' | 'unpruned'>;
  /** The only environment that it has; undefined where there may be any. */
  readonly onlyEnvironment?: string;
  /** Why there is no place for a hand-written manifest, where there is none. */
  readonly noStages?: string;
  /** Reserved namespaces besides those of packages, by their owner. */
  readonly namespaces: Readonly<Record<string, readonly string[]>>;
}

interface Bound {
  readonly minor: number;
  readonly who: string;
}

export const traits: Readonly<Record<GenerationName, Traits>> = {
  flux1: {
    title: 'Flux v1',
    kubernetes: '1.14',
    branch: 'master',
    retired: [
      { since: 16, what: 'extensions/v1beta1, in which charts of 2019 write Deployments' },
      { since: 22, what: 'apiextensions.k8s.io/v1beta1, in which the CRDs of cert-manager and Gloo are written' },
    ],
    editions: ['guide', '0.1.7', '0.26.0'],
    correctsCharts: false,
    readsOci: false,
    readsDigests: false, // fluxcd/flux, pkg/image: a reference has one colon
    chartReader: 'helm-operator: https or http',
    latestTag: 'Flux passes this tag over, too: pkg/update/images.go',
    installsAddons: false,
    namesRoles: false,
    // helm-operator: a release is known by its name alone, and another chart under it is an upgrade. Flux: garbage collection is off by default.
    review: { prunes: false, renamedRelease: 'beside', reinstallsForChart: false, releaseGroups: ['flux.weave.works', 'helm.fluxcd.io'] },
    namespaces: { 'the umbrella charts': packages.flatMap(({ umbrella }) => umbrella?.namespace ?? []) }, // guide l.1769-1785
  },
  flux2: {
    title: 'Flux 2',
    kubernetes: '1.34',
    branch: 'main',
    retired: [],
    // Source: kubernetesConstraints in cmd/flux/check.go of Flux 2.9; the releases that eksctl 0.230 lists.
    accepted: { first: { minor: 33, who: 'flux check --pre' }, last: { minor: 35, who: 'eksctl 0.230' } },
    editions: ['0.26.0'],
    uninstallable: 'it makes Deployments of extensions/v1beta1, and brings a Gloo of 2019',
    correctsCharts: true,
    readsOci: true,
    readsDigests: true,
    chartReader: 'Flux 2: https, http, or oci in small letters',
    wholeCommits: 'Flux 2, GitRepository: spec.ref.commit',
    latestTag: 'Kubernetes pulls it anew for every pod',
    tagOrder: { source: 'Flux 2, ImagePolicy: by version, by number or by the alphabet', refusal: orderRefusal },
    installsAddons: true,
    namesRoles: true,
    unpruned,
    deployKey: 'flux-system',
    // helm-controller since 2.2: a release whose name, namespace or chart is another one is uninstalled, and installed anew.
    review: { prunes: true, renamedRelease: 'instead', reinstallsForChart: true, releaseGroups: ['helm.toolkit.fluxcd.io'] },
    sourceRival,
    namespaces: {},
  },
  helm: {
    title: 'Helm by hand',
    kubernetes: '1.14',
    branch: 'master',
    retired: [{ since: 16, what: 'extensions/v1beta1, in which the chart of 2019 writes Deployments' }],
    editions: ['k8s'],
    uninstallable: 'nothing there fetches the Secrets that it reads',
    correctsCharts: false,
    readsOci: false,
    readsDigests: false,
    chartReader: 'git',
    latestTag: 'Flux passes this tag over, too: pkg/update/images.go',
    installsAddons: false,
    namesRoles: false,
    review: { prunes: false, renamedRelease: 'beside', reinstallsForChart: false, releaseGroups: ['flux.weave.works'] },
    onlyEnvironment: 'default',
    noStages: 'people run Helm, and nothing applies manifests',
    namespaces: {},
  },
  kustomize: {
    title: 'Flux v1 with Kustomize',
    kubernetes: '1.21', // what Flux 1.25.4, the last one, is built for: k8s.io/client-go 0.21
    branch: 'master',
    retired: [],
    editions: [],
    uninstallable: 'nothing there installs charts',
    correctsCharts: false,
    readsOci: false,
    readsDigests: false,
    chartReader: 'nobody',
    latestTag: 'Kubernetes pulls it anew for every pod',
    installsAddons: false,
    namesRoles: false,
    review: { prunes: false, renamedRelease: 'beside', reinstallsForChart: false, releaseGroups: [] },
    noStages: 'Flux applies what the overlays of packages come to, and nothing beside them',
    namespaces: { Flux: ['flux-system'], 'every environment': ['logging', 'monitoring', 'observability'] },
  },
};

function orderRefusal(policy: TagPolicy): Refusal | undefined {
  const order = imagePolicy(policy);
  return order instanceof Refusal ? order : undefined;
}
