import * as k8s from '../../imports/core/k8s.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import { accountValues, definePackage, type FileChart, type KubernetesVersion } from './package.ts';
import type { PackageAccount, PackageConfig } from './package.ts';

/** Adds and removes nodes with the load. */
export interface ClusterAutoscalerConfig extends PackageConfig {
  /**
   * Image of the autoscaler, `repository:tag`. Its minor release should be that of Kubernetes, since it simulates the scheduler.
   * Default: by the cluster's Kubernetes release; for 1.14 the documented v1.12.3.
   */
  readonly image?: string;
}

export const clusterAutoscaler = definePackage<'cluster-autoscaler', ClusterAutoscalerConfig>({
  name: 'cluster-autoscaler',
  summary: 'Adds a node when pods find no room, and removes one that is not needed, between minSize and maxSize of its group.',
  defaults: ({ kubernetes }) => ({ image: imageFor(kubernetes) }),
  stage: 'shared',
  accounts: () => [accountThatMay(documentedActions)],
  release: {
    flux1: {
      namespace: 'kube-system',
      manifests: ({ cluster, settings, namespace }) => [
        { name: 'cluster-autoscaler-deployment', draw: file => drawDeployment(file, namespace, cluster.name, settings.image) },
        { name: 'cluster-autoscaler-rbac', draw: file => drawRoles(file, namespace) },
      ],
    },
    flux2: {
      namespace: 'kube-system',
      chart: { repository: 'https://kubernetes.github.io/autoscaler', name: 'cluster-autoscaler', version: '9.59.0' },
      reads: [
        'autoDiscovery.clusterName', 'image.{repository, tag}', 'rbac.serviceAccount.{annotations, create, name}', 'awsRegion', 'extraArgs',
      ],
      accounts: () => [accountThatMay([...documentedActions, ...laterActions])],
      release: ({ cluster, settings, roleArn }) => ({
        values: {
          autoDiscovery: { clusterName: cluster.name },
          awsRegion: cluster.region,
          image: repositoryAndTag(settings.image),
          extraArgs: { expander: 'least-waste', 'skip-nodes-with-local-storage': false },
          rbac: { serviceAccount: accountValues(name, roleArn) },
        },
      }),
    },
  },
  umbrella: { chart: 'shared', key: 'autoscaler', default: true, namespace: 'autoscaler' },
  notes: [
    'Works on node groups that carry both tags k8s.io/cluster-autoscaler/enabled and k8s.io/cluster-autoscaler/CLUSTER, which every ' +
      'group gets while this package is on.',
    'Flux v1: the documented v1.12.3 is two minor releases behind Kubernetes 1.14, and its AWS SDK (1.14; 1.23 is the first) cannot read ' +
      'the role of its service account: it works through withAddonPolicies.autoScaler of the node groups. v1.14.8 can.',
    'Flux v1: its roles are those of the releases up to 1.16; later ones also read leases and CSI nodes.',
  ],
});

const name = 'cluster-autoscaler';
const labels = { 'k8s-addon': 'cluster-autoscaler.addons.k8s.io', 'k8s-app': name };

/** Source: guide l.770-790. */
const documentedActions = [
  'autoscaling:DescribeAutoScalingGroups',
  'autoscaling:DescribeAutoScalingInstances',
  'autoscaling:DescribeLaunchConfigurations',
  'autoscaling:DescribeTags',
  'autoscaling:SetDesiredCapacity',
  'autoscaling:TerminateInstanceInAutoScalingGroup',
];

/** What releases since ask as well: why a group did not grow, and what a node of a group without nodes would be like. */
const laterActions = [
  'autoscaling:DescribeScalingActivities',
  'ec2:DescribeImages',
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeLaunchTemplateVersions',
  'ec2:GetInstanceTypesFromInstanceRequirements',
  'eks:DescribeNodegroup',
];

function accountThatMay(action: readonly string[]): PackageAccount {
  return { name, usage: 'cluster-ops', grants: { statements: [{ action, resource: '*' }] } };
}

const documentedImage = 'k8s.gcr.io/cluster-autoscaler:v1.12.3';

const registry = 'registry.k8s.io/autoscaling/cluster-autoscaler';

/** The autoscaler for a release of Kubernetes, where it is not the first of its line. 1.14 has what the 2019 generator installed there. */
const images: Readonly<Partial<Record<KubernetesVersion, string>>> = {
  '1.12': 'k8s.gcr.io/cluster-autoscaler:v1.12.8',
  '1.13': 'k8s.gcr.io/cluster-autoscaler:v1.13.9',
  '1.14': documentedImage,
  '1.15': `${registry}:v1.15.7`,
  '1.32': `${registry}:v1.32.7`,
  '1.33': `${registry}:v1.33.5`,
  '1.34': `${registry}:v1.34.4`,
  '1.35': `${registry}:v1.35.1`,
};

/** The first minor release of Kubernetes 1 whose line of autoscalers begins with .0 in that registry. */
const firstInRegistry = 19;

function imageFor(kubernetes: KubernetesVersion): string {
  const first = Number(kubernetes.slice('1.'.length)) >= firstInRegistry ? `${registry}:v${kubernetes}.0` : documentedImage;
  return images[kubernetes] ?? first;
}

/** An image in the chart's two words. Rules see to it that there is a tag, and no digest. */
function repositoryAndTag(image: string) {
  const colon = image.lastIndexOf(':');
  return { repository: image.slice(0, colon), tag: image.slice(colon + 1) };
}

function drawDeployment(file: FileChart, namespace: string, cluster: string, image: string): void {
  const app = { app: name };
  const resources = { cpu: k8s.Quantity.fromString('100m'), memory: k8s.Quantity.fromString('300Mi') };
  new k8s.KubeDeployment(file, objectId('Deployment', name, namespace), {
    metadata: { name, namespace, labels: app },
    spec: {
      replicas: 1,
      selector: { matchLabels: app },
      template: {
        metadata: { labels: app },
        spec: {
          serviceAccountName: name,
          containers: [
            {
              name,
              image,
              imagePullPolicy: 'Always',
              resources: { limits: resources, requests: resources },
              command: [
                './cluster-autoscaler',
                '--v=4',
                '--stderrthreshold=info',
                '--cloud-provider=aws',
                '--skip-nodes-with-local-storage=false',
                '--expander=least-waste',
                `--node-group-auto-discovery=asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/${cluster}`,
              ],
              volumeMounts: [{ name: 'ssl-certs', mountPath: '/etc/ssl/certs/ca-certificates.crt', readOnly: true }],
            },
          ],
          volumes: [{ name: 'ssl-certs', hostPath: { path: '/etc/ssl/certs/ca-bundle.crt' } }],
        },
      },
    },
  });
}

function drawRoles(file: FileChart, namespace: string): void {
  const shared = { metadata: { name, labels } };
  const own = { metadata: { name, namespace, labels } };
  const apiGroup = 'rbac.authorization.k8s.io';
  const subjects = [{ kind: 'ServiceAccount', name, namespace }];
  new k8s.KubeClusterRole(file, objectId('ClusterRole', name), { ...shared, rules: clusterRules });
  new k8s.KubeRole(file, objectId('Role', name, namespace), { ...own, rules: statusRules });
  const clusterRole = { apiGroup, kind: 'ClusterRole', name };
  new k8s.KubeClusterRoleBinding(file, objectId('ClusterRoleBinding', name), { ...shared, roleRef: clusterRole, subjects });
  const role = { apiGroup, kind: 'Role', name };
  new k8s.KubeRoleBinding(file, objectId('RoleBinding', name, namespace), { ...own, roleRef: role, subjects });
}

const look = ['watch', 'list', 'get'];

/** Everything that the scheduler looks at, and what it takes to drain a node. */
const clusterRules: k8s.PolicyRule[] = [
  { apiGroups: [''], resources: ['events', 'endpoints'], verbs: ['create', 'patch'] },
  { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
  { apiGroups: [''], resources: ['pods/status'], verbs: ['update'] },
  { apiGroups: [''], resources: ['endpoints'], resourceNames: [name], verbs: ['get', 'update'] },
  { apiGroups: [''], resources: ['nodes'], verbs: [...look, 'update'] },
  {
    apiGroups: [''],
    resources: ['pods', 'services', 'replicationcontrollers', 'persistentvolumeclaims', 'persistentvolumes'],
    verbs: look,
  },
  { apiGroups: ['extensions'], resources: ['replicasets', 'daemonsets'], verbs: look },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: ['watch', 'list'] },
  { apiGroups: ['apps'], resources: ['statefulsets', 'replicasets', 'daemonsets'], verbs: look },
  { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: look },
  { apiGroups: ['batch', 'extensions'], resources: ['jobs'], verbs: ['get', 'list', 'watch', 'patch'] },
];

/** Where it reports what it does. */
const statusRules: k8s.PolicyRule[] = [
  { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'list', 'watch'] },
  {
    apiGroups: [''],
    resources: ['configmaps'],
    resourceNames: ['cluster-autoscaler-status', 'cluster-autoscaler-priority-expander'],
    verbs: ['delete', 'get', 'update', 'watch'],
  },
];
