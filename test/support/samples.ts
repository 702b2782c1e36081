import { documentedOutput } from './documented.ts';
import { isManifest, isRecord, type Manifest } from '../../lib/manifests/manifest.ts';
import { roleOf, type FileRole } from '../../lib/manifests/roles.ts';
import type { JsonSchema } from '../../lib/schema/schema.ts';
import { fromYaml } from '../../lib/yaml/yaml.ts';

/** Objects of a release, by all that they can be told by. */
const patched = {
  group: 'autoscaling',
  version: 'v1',
  kind: 'HorizontalPodAutoscaler',
  name: 'messageapi',
  namespace: 'qa2',
  labelSelector: 'app=messageapi',
  annotationSelector: 'scaled',
};

/** All that eksctl knows by name. */
const addonPolicies = Object.fromEntries([
  'albIngress', 'appMesh', 'appMeshPreview', 'autoScaler', 'awsLoadBalancerController', 'certManager', 'cloudWatch', 'ebs', 'efs', 'externalDNS',
  'fsx', 'imageBuilder', 'xRay',
].map(name => [name, true]));

/** Objects to try schemas on: one of each kind that has a schema, two where a kind has two forms. Every field occurs in one of them. */
export const samples: Readonly<Record<string, Manifest>> = {
  'HelmRelease of a git chart, old API': helmRelease('flux.weave.works/v1beta1', {
    chart: { git: 'git@github.com:example/development', path: 'charts/shared/0.1.0', ref: 'k8s' },
    values: { global: { cluster: { name: 'test1', hostnames: ['qa2.example.org'] } }, gloo: { crds: { create: false } } },
  }),
  'HelmRelease of a repository chart, old API': helmRelease('flux.weave.works/v1beta1', {
    chart: { repository: 'https://charts.jetstack.io', name: 'cert-manager', version: 'v0.10.0' },
    timeout: 600,
    resetValues: true,
    forceUpgrade: false,
    rollback: { enable: true, force: true, recreate: false, disableHooks: true, timeout: 60, wait: false },
  }),
  'HelmRelease of a git chart, new API': helmRelease('helm.fluxcd.io/v1', {
    targetNamespace: 'qa2',
    chart: { git: 'https://github.com/example/charts', path: 'charts/tidepool', ref: 'v0.1.7' },
    values: { auth: { deployment: { image: 'example/auth:develop-1' } } },
  }),
  'HelmRelease of a repository chart, new API': helmRelease('helm.fluxcd.io/v1', {
    chart: { repository: 'https://charts.jetstack.io', name: 'cert-manager', version: 'v0.10.0' },
    timeout: 600,
    resetValues: true,
    forceUpgrade: false,
    rollback: { enable: true, force: true, recreate: false, disableHooks: true, timeout: 60, wait: false },
  }),
  'ExternalSecret as printed': {
    apiVersion: 'kubernetes-client.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'mongo', namespace: 'qa2' },
    secretDescriptor: {
      backendType: 'secretsManager',
      data: [
        { key: 'test1/qa2/mongo', name: 'Scheme', property: 'Scheme' },
        { key: 'test1/qa2/mongo', name: 'Addresses', property: 'Addresses', isBinary: false },
      ],
    },
  },
  'ExternalSecret for newer controllers': {
    apiVersion: 'kubernetes-client.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'mongo', namespace: 'qa2' },
    spec: { backendType: 'secretsManager', data: [{ key: 'test1/qa2/mongo', name: 'Scheme', property: 'Scheme', isBinary: false }] },
  },
  'Certificate that names its challenge': certificate({
    acme: { config: [{ dns01: { provider: 'route53' }, domains: ['*.example.org'] }] },
  }),
  'Certificate that leaves the challenge to the issuer': certificate({}),
  ClusterIssuer: {
    apiVersion: 'certmanager.k8s.io/v1alpha1',
    kind: 'ClusterIssuer',
    metadata: { name: 'letsencrypt-staging' },
    spec: issuerSpec(),
  },
  Issuer: {
    apiVersion: 'certmanager.k8s.io/v1alpha1',
    kind: 'Issuer',
    metadata: { name: 'letsencrypt-staging', namespace: 'qa2' },
    spec: issuerSpec(),
  },
  CustomResourceDefinition: {
    apiVersion: 'apiextensions.k8s.io/v1beta1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'clusterissuers.certmanager.k8s.io' },
    spec: {
      group: 'certmanager.k8s.io',
      version: 'v1alpha1',
      versions: [{ name: 'v1alpha1', served: true, storage: true }],
      names: { kind: 'ClusterIssuer', plural: 'clusterissuers', singular: 'clusterissuer', shortNames: ['ci'] },
      scope: 'Cluster',
      subresources: { status: {} },
    },
  },
  ClusterConfig: {
    apiVersion: 'eksctl.io/v1alpha5',
    kind: 'ClusterConfig',
    metadata: { name: 'test1', region: 'us-west-2', version: '1.14', tags: { owner: 'ops' } },
    vpc: { cidr: '10.47.0.0/16', nat: { gateway: 'HighlyAvailable' }, clusterEndpoints: { publicAccess: true, privateAccess: true } },
    availabilityZones: ['us-west-2a', 'us-west-2b'],
    cloudWatch: { clusterLogging: { enableTypes: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'] } },
    managedNodeGroups: [
      {
        name: 'spot',
        instanceTypes: ['m5.large', 'm4.large'],
        spot: true,
        desiredCapacity: 1,
        minSize: 1,
        maxSize: 2,
        availabilityZones: ['us-west-2a'],
        volumeSize: 80,
        privateNetworking: true,
        amiFamily: 'AmazonLinux2',
        labels: { role: 'web' },
        tags: { owner: 'ops' },
        ssh: { allow: true, publicKeyName: 'ops', sourceSecurityGroupIds: ['sg-0123456789abcdef0'] },
        iam: { attachPolicyARNs: ['arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy'], withAddonPolicies: addonPolicies },
        taints: [{ key: 'kiam-server', value: 'false', effect: 'NoExecute' }],
        securityGroups: { attachIDs: ['sg-0123456789abcdef0'], withShared: true, withLocal: false },
      },
      { name: 'managed', instanceType: 'm5.large', desiredCapacity: 1, minSize: 1, maxSize: 2 },
    ],
    nodeGroups: [
      {
        name: 'mixed',
        instancesDistribution: { instanceTypes: ['m5.large', 'm4.large'], onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 0 },
        desiredCapacity: 1,
        minSize: 1,
        maxSize: 2,
        ssh: { allow: true, publicKeyName: 'ops', sourceSecurityGroupIds: ['sg-0123456789abcdef0'] },
        amiFamily: 'Bottlerocket',
        securityGroups: { attachIDs: ['sg-0123456789abcdef0'], withShared: true, withLocal: false },
        iam: { attachPolicyARNs: ['arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy'], withAddonPolicies: addonPolicies },
      },
      {
        name: 'ng',
        instanceType: 'm4.large',
        desiredCapacity: 4,
        minSize: 1,
        maxSize: 10,
        availabilityZones: ['us-west-2a'],
        volumeSize: 80,
        privateNetworking: true,
        labels: { role: 'web' },
        taints: { 'kiam-server': 'false:NoExecute' },
        tags: { 'k8s.io/cluster-autoscaler/enabled': 'true', 'k8s.io/cluster-autoscaler/test1': 'true' },
        iam: { withAddonPolicies: { autoScaler: true, certManager: true, externalDNS: true } },
      },
    ],
    accessConfig: {
      accessEntries: [
        {
          principalARN: 'arn:aws:iam::123456789012:user/first-cli',
          accessPolicies: [
            { policyARN: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy', accessScope: { type: 'cluster' } },
          ],
        },
      ],
    },
    addonsConfig: { disableDefaultAddons: true },
    addons: [{ name: 'vpc-cni' }],
    iam: {
      withOIDC: true,
      serviceAccounts: [
        {
          metadata: { name: 'blob', namespace: 'qa2', labels: { 'aws-usage': 'blob-service' } },
          attachPolicy: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::tidepool-test1-qa2-data' },
              { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::tidepool-test1-qa2-data/*' },
              { Effect: 'Allow', Action: 'ses:*', Resource: '*' },
            ],
          },
          roleName: 'test1-blob',
          roleOnly: false,
        },
        {
          metadata: { name: 'fluentd', namespace: 'amazon-cloudwatch' },
          attachPolicyARNs: ['arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy', 'arn:aws:iam::123456789012:policy/own'],
        },
      ],
    },
  },
  'HelmRelease of a repository chart, Flux 2': fluxHelmRelease({
    chart: {
      spec: {
        chart: 'tidepool',
        version: '0.26.0',
        sourceRef: { kind: 'HelmRepository', name: 'tidepool', namespace: 'flux-system' },
        interval: '1h',
      },
    },
    timeout: '15m',
    suspend: false,
    targetNamespace: 'qa2',
    storageNamespace: 'qa2',
    dependsOn: [{ name: 'gloo', namespace: 'gloo-system' }],
    install: {
      crds: 'CreateReplace',
      createNamespace: false,
      serverSideApply: false,
      strategy: { name: 'RetryOnFailure', retryInterval: '5m' },
    },
    upgrade: {
      crds: 'CreateReplace',
      serverSideApply: 'disabled',
      strategy: { name: 'RetryOnFailure', retryInterval: '5m' },
      chartNameChangeStrategy: 'InPlaceUpdate',
    },
    driftDetection: { mode: 'enabled', ignore: [{ paths: ['/spec/replicas'], target: patched }, { paths: [''], target: { kind: 'Job' } }] },
    postRenderers: [
      {
        kustomize: {
          patches: [{ target: patched, patch: '- {op: replace, path: /spec/scaleTargetRef/name, value: message-api}' }],
          images: [
            { name: 'tidepool/blip', newName: 'example/blip', newTag: 'v1.2.3' },
            { name: 'tidepool/auth', digest: `sha256:${'0'.repeat(64)}` },
          ],
        },
      },
    ],
    values: { auth: { deployment: { image: 'example/auth:develop-1' } } },
    valuesFrom: [{ kind: 'ConfigMap', name: 'own', valuesKey: 'values.yaml', targetPath: 'global.own', optional: true }],
  }),
  'HelmRelease of a git chart, Flux 2': fluxHelmRelease({
    chart: {
      spec: { chart: 'charts/shared/0.1.0', sourceRef: { kind: 'GitRepository', name: 'development' }, reconcileStrategy: 'Revision' },
    },
    install: { strategy: { name: 'RemediateOnFailure' }, remediation: { retries: -1, remediateLastFailure: true } },
    upgrade: { strategy: { name: 'RemediateOnFailure' }, remediation: { retries: 3, remediateLastFailure: true, strategy: 'rollback' } },
  }),
  'HelmRelease of a chart in a registry, Flux 2': fluxHelmRelease({
    chartRef: { kind: 'OCIRepository', name: 'cert-manager', namespace: 'flux-system' },
  }),
  'GitRepository at a branch': gitRepository({ branch: 'main' }),
  'GitRepository at a tag': gitRepository({ tag: 'v0.1.7' }),
  'GitRepository at a commit': gitRepository({ commit: '0123456789abcdef0123456789abcdef01234567' }),
  HelmRepository: {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmRepository',
    metadata: { name: 'jetstack', namespace: 'flux-system' },
    spec: { interval: '1h', timeout: '90s', suspend: false, url: 'https://charts.jetstack.io', secretRef: { name: 'jetstack' } },
  },
  'OCIRepository at a tag': ociRepository({ tag: 'v1.21.1' }),
  'OCIRepository within a range': ociRepository({ semver: '~1.21' }),
  'OCIRepository at a digest': ociRepository({ digest: `sha256:${'0'.repeat(64)}` }),
  Kustomization: {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'shared', namespace: 'flux-system' },
    spec: {
      interval: '10m',
      retryInterval: '2m',
      timeout: '5m',
      suspend: false,
      path: './clusters/test1/shared',
      prune: true,
      deletionPolicy: 'Orphan',
      force: false,
      wait: true,
      healthCheckExprs: [
        {
          apiVersion: 'cert-manager.io/v1',
          kind: 'ClusterIssuer',
          current: "status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')",
          failed: "status.conditions.exists(c, c.type == 'Ready' && c.status == 'False')",
          inProgress: '!has(status.conditions)',
        },
      ],
      dependsOn: [{ name: 'shared-start', namespace: 'flux-system' }],
      sourceRef: { kind: 'GitRepository', name: 'flux-system', namespace: 'flux-system' },
    },
  },
  ImageRepository: {
    apiVersion: 'image.toolkit.fluxcd.io/v1',
    kind: 'ImageRepository',
    metadata: { name: 'platform-auth', namespace: 'flux-system' },
    spec: {
      image: 'tidepool/platform-auth',
      interval: '10m',
      timeout: '90s',
      suspend: false,
      provider: 'generic',
      secretRef: { name: 'registry' },
      exclusionList: [String.raw`^.*\.sig$`],
    },
  },
  'ImagePolicy by number': imagePolicy({
    imageRepositoryRef: { name: 'platform-auth', namespace: 'flux-system' },
    filterTags: { pattern: '^develop-[0-9a-f]{40}-(?P<ts>[0-9]+)$', extract: '$ts' },
    policy: { numerical: { order: 'asc' } },
    digestReflectionPolicy: 'IfNotPresent',
    suspend: false,
  }),
  'ImagePolicy by version': imagePolicy({ policy: { semver: { range: '~1.x' } } }),
  'ImagePolicy by digest': imagePolicy({
    filterTags: { pattern: '^develop-latest$' },
    policy: { alphabetical: { order: 'asc' } },
    digestReflectionPolicy: 'Always',
    interval: '10m',
  }),
  ImageUpdateAutomation: {
    apiVersion: 'image.toolkit.fluxcd.io/v1',
    kind: 'ImageUpdateAutomation',
    metadata: { name: 'images', namespace: 'flux-system' },
    spec: {
      interval: '10m',
      suspend: false,
      sourceRef: { kind: 'GitRepository', name: 'flux-system', namespace: 'flux-system' },
      git: {
        checkout: { ref: { branch: 'main' } },
        commit: {
          author: { email: 'ops@example.org', name: 'Flux' },
          messageTemplate: '{{ .Values.cluster }}: {{ len .Changed.Changes }} images',
          messageTemplateValues: { cluster: 'test1' },
          signingKey: { type: 'ssh', secretRef: { name: 'signing' } },
        },
        push: { branch: 'main' },
      },
      update: { path: './clusters/test1', strategy: 'Setters' },
      policySelector: { matchLabels: { environment: 'qa2' } },
    },
  },
  Provider: {
    apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
    kind: 'Provider',
    metadata: { name: 'slack', namespace: 'flux-system' },
    spec: {
      type: 'slack',
      address: 'https://slack.com/api/chat.postMessage',
      channel: 'flux-test1',
      username: 'flux',
      secretRef: { name: 'slack' },
      suspend: false,
    },
  },
  Alert: {
    apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
    kind: 'Alert',
    metadata: { name: 'slack', namespace: 'flux-system' },
    spec: {
      providerRef: { name: 'slack' },
      eventSeverity: 'info',
      eventSources: [
        { kind: 'HelmRelease', name: '*', namespace: 'qa2', matchLabels: { app: 'tidepool' } },
        { kind: 'Kustomization', name: 'shared' },
      ],
      inclusionList: ['.*'],
      exclusionList: ['^no changes'],
      eventMetadata: { cluster: 'test1', region: 'us-west-2' },
      suspend: false,
    },
  },
  'ExternalSecret of the External Secrets Operator': {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'mongo', namespace: 'qa2' },
    spec: {
      secretStoreRef: { name: 'aws-secrets-manager', kind: 'ClusterSecretStore' },
      refreshPolicy: 'Periodic',
      refreshInterval: '1h',
      target: {
        name: 'mongo',
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        template: {
          type: 'Opaque',
          metadata: { labels: { app: 'tidepool' }, annotations: { note: 'from AWS' } },
          data: { Uri: '{{ .Scheme }}://{{ .Addresses }}' },
        },
      },
      data: [
        {
          secretKey: 'Scheme',
          remoteRef: { key: 'test1/qa2/mongo', property: 'Scheme', version: 'AWSCURRENT', decodingStrategy: 'Base64' },
        },
      ],
      dataFrom: [{ extract: { key: 'test1/qa2/mongo', property: 'more', version: 'AWSCURRENT', decodingStrategy: 'None' } }],
    },
  },
  ClusterSecretStore: {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterSecretStore',
    metadata: { name: 'aws-secrets-manager' },
    spec: {
      provider: {
        aws: {
          service: 'SecretsManager',
          region: 'us-west-2',
          role: 'arn:aws:iam::123456789012:role/reader',
          auth: { jwt: { serviceAccountRef: { name: 'external-secrets', namespace: 'external-secrets' } } },
        },
      },
      conditions: [{ namespaces: ['qa2', 'flux-system'] }],
    },
  },
  'Certificate of cert-manager 1': {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'star.example.org', namespace: 'qa2' },
    spec: {
      secretName: 'example-tls',
      secretTemplate: { labels: { app: 'tidepool' }, annotations: { note: 'from cert-manager' } },
      issuerRef: { name: 'letsencrypt-staging', kind: 'ClusterIssuer', group: 'cert-manager.io' },
      commonName: '*.example.org',
      dnsNames: ['*.example.org', 'app.qa2.example.org'],
      duration: '2160h',
      renewBefore: '360h',
      revisionHistoryLimit: 1,
      usages: ['digital signature', 'key encipherment'],
      privateKey: { algorithm: 'RSA', size: 2048, encoding: 'PKCS1', rotationPolicy: 'Always' },
    },
  },
  'ClusterIssuer of cert-manager 1': {
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    metadata: { name: 'letsencrypt-staging' },
    spec: {
      acme: {
        server: 'https://acme-staging-v02.api.letsencrypt.org/directory',
        email: 'ops@example.org',
        privateKeySecretRef: { name: 'letsencrypt-staging' },
        solvers: [
          {
            selector: { dnsNames: ['*.example.org'], dnsZones: ['example.org'], matchLabels: { zone: 'example' } },
            dns01: { route53: { region: 'us-west-2', role: 'arn:aws:iam::123456789012:role/dns' } },
          },
        ],
      },
    },
  },
  Namespace: {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'qa2',
      labels: { 'istio-injection': 'disabled', 'discovery.solo.io/function_discovery': 'enabled' },
      annotations: { 'linkerd.io/inject': 'enabled' },
    },
  },
  ConfigMap: {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'shoreline', namespace: 'qa2' },
    data: { ClinicDemoUserId: 'e79b15328a' },
  },
  Secret: {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'flux-helm-repositories', namespace: 'flux' },
    type: 'Opaque',
    data: { 'repositories.yaml': Buffer.from('{"repositories":[]}').toString('base64') },
  },
  ServiceAccount: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'reloader', namespace: 'reloader' } },
  Service: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'memcached', namespace: 'flux' },
    spec: { type: 'ClusterIP', selector: { name: 'memcached' }, ports: [{ name: 'memcached', port: 11211, targetPort: 'clients' }] },
  },
  DaemonSet: {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'fluentd-cloudwatch', namespace: 'amazon-cloudwatch', labels: { 'k8s-app': 'fluentd-cloudwatch' } },
    spec: { selector: { matchLabels: { 'k8s-app': 'fluentd-cloudwatch' } }, template: podTemplate() },
  },
  Deployment: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cluster-autoscaler', namespace: 'kube-system' },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: { 'k8s-app': 'fluentd-cloudwatch' } },
      template: podTemplate(),
    },
  },
  ClusterRole: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'cloudwatch-agent-role' },
    rules: [
      { apiGroups: [''], resources: ['pods', 'nodes/proxy'], verbs: ['list', 'watch'] },
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['cwagent-clusterleader'], verbs: ['get', 'update'] },
      { nonResourceURLs: ['/metrics'], verbs: ['get'] },
    ],
  },
  Role: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'cluster-autoscaler', namespace: 'kube-system' },
    rules: [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'list', 'watch'] },
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['cluster-autoscaler-status'], verbs: ['delete', 'get', 'update'] },
    ],
  },
  ClusterRoleBinding: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'cloudwatch-agent-role-binding' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cloudwatch-agent-role' },
    subjects: [{ kind: 'ServiceAccount', name: 'cloudwatch-agent', namespace: 'amazon-cloudwatch' }],
  },
  RoleBinding: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'cluster-autoscaler', namespace: 'kube-system' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'cluster-autoscaler' },
    subjects: [{ kind: 'ServiceAccount', name: 'cluster-autoscaler', namespace: 'kube-system' }],
  },
};

/** A file of the output of the documented clusters. */
export interface DistFile {
  /** From the root of the project. */
  readonly file: string;
  readonly role: FileRole;
  readonly documents: readonly unknown[];
}

let read: readonly DistFile[] = [];

/** Every file of that output, but for those that others write. */
export function distFiles(): readonly DistFile[] {
  if (read.length > 0) return read;
  const ours = documentedOutput().filter(([path]) => path.endsWith('.yaml') && roleOf(path) !== 'placeholder');
  read = ours.map(([file, text]) => ({ file, role: roleOf(file), documents: fromYaml(text) }));
  return read;
}

/** Every object of that output with the file that it stands in, also those that people apply. Throws where something is no object. */
export function distObjects(): { file: string; object: Manifest }[] {
  return distFiles().filter(({ role }) => role === 'objects' || role === 'aside').flatMap(({ file, documents }) =>
    documents.map(object => {
      if (!isManifest(object)) throw new Error(`${file} holds something that has no apiVersion, kind or name`);
      return { file, object };
    }),
  );
}

/** Parts of objects of that output, which Kustomize merges into the objects of the same name. */
export function distPatches(): { file: string; patch: Manifest }[] {
  return distFiles().filter(({ role }) => role === 'patch').flatMap(({ file, documents }) =>
    documents.map(patch => {
      if (!isManifest(patch)) throw new Error(`${file} does not say which object it is a part of`);
      return { file, patch };
    }),
  );
}

/** What a schema says of a part of an object, in which nothing has to be there. What must not be there is as before. */
export function partial(schema: JsonSchema): JsonSchema {
  return partialOf(schema) as JsonSchema; // an object stays one
}

function partialOf(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(partialOf);
  if (!isRecord(schema)) return schema;
  const { required, oneOf, ...rest } = schema;
  // Without what they require, several branches may fit.
  const anyOf = oneOf === undefined ? {} : { allOf: [rest['allOf'] ?? [], { anyOf: oneOf }].flat() };
  return Object.fromEntries(Object.entries({ ...rest, ...anyOf }).map(([key, value]) => {
    if (key === 'properties' && isRecord(value)) {
      return [key, Object.fromEntries(Object.entries(value).map(([name, property]) => [name, partialOf(property)]))];
    }
    return [key, key === 'not' ? value : partialOf(value)];
  }));
}

function helmRelease(apiVersion: string, spec: Record<string, unknown>): Manifest {
  const metadata = { name: 'shared', namespace: 'default', annotations: { 'flux.weave.works/automated': 'false' } };
  return { apiVersion, kind: 'HelmRelease', metadata, spec: { releaseName: 'shared', ...spec } };
}

function fluxHelmRelease(spec: Record<string, unknown>): Manifest {
  const metadata = { name: 'tidepool', namespace: 'qa2' };
  return { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', metadata, spec: { interval: '10m', releaseName: 'qa2', ...spec } };
}

function gitRepository(ref: Record<string, unknown>): Manifest {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'development', namespace: 'flux-system' },
    spec: {
      interval: '10m',
      timeout: '90s',
      suspend: false,
      url: 'ssh://git@github.com/example/development',
      ref,
      secretRef: { name: 'development' },
      ignore: '/*\n!/charts\n',
    },
  };
}

function ociRepository(ref: Record<string, unknown>): Manifest {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    metadata: { name: 'cert-manager', namespace: 'flux-system' },
    spec: {
      interval: '1h',
      timeout: '90s',
      suspend: false,
      url: 'oci://quay.io/jetstack/charts/cert-manager',
      ref,
      layerSelector: { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' },
      secretRef: { name: 'registry' },
    },
  };
}

function imagePolicy(spec: Record<string, unknown>): Manifest {
  const metadata = { name: 'qa2-auth', namespace: 'flux-system' };
  return {
    apiVersion: 'image.toolkit.fluxcd.io/v1',
    kind: 'ImagePolicy',
    metadata,
    spec: { imageRepositoryRef: { name: 'platform-auth' }, ...spec },
  };
}

function certificate(more: Record<string, unknown>): Manifest {
  return {
    apiVersion: 'certmanager.k8s.io/v1alpha1',
    kind: 'Certificate',
    metadata: { name: 'star.example.org', namespace: 'default' },
    spec: {
      secretName: 'example-tls',
      issuerRef: { name: 'letsencrypt-staging', kind: 'ClusterIssuer' },
      commonName: '*.example.org',
      dnsNames: ['*.example.org', 'app.qa2.example.org'],
      ...more,
    },
  };
}

function issuerSpec(): Record<string, unknown> {
  return {
    acme: {
      server: 'https://acme-staging-v02.api.letsencrypt.org/directory',
      email: 'ops@example.org',
      privateKeySecretRef: { name: 'letsencrypt-staging' },
      solvers: [{ dns01: { route53: { region: 'us-west-2' } } }],
      dns01: { providers: [{ name: 'route53', route53: { region: 'us-west-2' } }] },
    },
  };
}

function podTemplate(): Record<string, unknown> {
  const probe = { httpGet: { path: '/readiness', port: 3030 }, initialDelaySeconds: 5, timeoutSeconds: 5 };
  const container = {
    image: 'fluent/fluentd-kubernetes-daemonset:v1.3.3-debian-cloudwatch-1.4',
    imagePullPolicy: 'Always',
    command: ['sh', '-c'],
    args: ['cp /config/* /etc'],
    env: [
      { name: 'MODE', value: 'quiet' },
      { name: 'HOST_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
      { name: 'REGION', valueFrom: { configMapKeyRef: { name: 'cluster-info', key: 'logs.region' } } },
      { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'datadog', key: 'token' } } },
    ],
    ports: [{ name: 'http', containerPort: 3030 }],
    livenessProbe: probe,
    readinessProbe: probe,
    securityContext: { runAsUser: 11211, runAsGroup: 11211, allowPrivilegeEscalation: false },
    resources: { limits: { cpu: '2', memory: '1.5Gi' }, requests: { cpu: '100m', memory: '200Mi' } },
    volumeMounts: [
      { name: 'config', mountPath: '/config' },
      { name: 'dmesg', mountPath: '/var/log/dmesg', subPath: 'today', readOnly: true },
    ],
  };
  return {
    metadata: { labels: { 'k8s-app': 'fluentd-cloudwatch' }, annotations: { configHash: '8915de4cf9c3551a8dc74c0137a3e835' } },
    spec: {
      serviceAccountName: 'fluentd',
      automountServiceAccountToken: true,
      terminationGracePeriodSeconds: 30,
      hostNetwork: false,
      nodeSelector: { role: 'web' },
      tolerations: [{ operator: 'Exists' }, { key: 'kiam-server', operator: 'Equal', value: 'false', effect: 'NoExecute' }],
      initContainers: [{ name: 'copy-config', ...container }],
      containers: [{ name: 'fluentd', ...container }],
      volumes: [
        { name: 'config', configMap: { name: 'fluentd-config', defaultMode: 420 } },
        { name: 'keys', secret: { secretName: 'datadog', defaultMode: 256 } },
        { name: 'dmesg', hostPath: { path: '/var/log/dmesg', type: 'File' } },
        { name: 'scratch', emptyDir: { medium: 'Memory' } },
      ],
    },
  };
}
