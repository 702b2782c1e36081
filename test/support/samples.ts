import type { Manifest } from '../../lib/manifests/manifest.ts';
import { object } from './sample-object.ts';
import { samplesOfPlatforms } from './samples-of-platforms.ts';
import { samplesOfToday } from './samples-of-today.ts';

/** All that eksctl knows by name. */
const addonPolicies = Object.fromEntries([
  'albIngress', 'appMesh', 'appMeshPreview', 'autoScaler', 'awsLoadBalancerController', 'certManager', 'cloudWatch', 'ebs', 'efs', 'externalDNS',
  'fsx', 'imageBuilder', 'xRay',
].map(name => [name, true]));

/** Objects to try schemas on: one of each kind that has a schema, two where a kind has two forms. Every field occurs in one of them. */
export const samples: Readonly<Record<string, Manifest>> = {
  ...samplesOfToday,
  ...samplesOfPlatforms(podTemplate()),
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
  'ExternalSecret as printed': object('kubernetes-client.io/v1', 'ExternalSecret', { name: 'mongo', namespace: 'qa2' }, {
    secretDescriptor: {
      backendType: 'secretsManager',
      data: [
        { key: 'test1/qa2/mongo', name: 'Scheme', property: 'Scheme' },
        { key: 'test1/qa2/mongo', name: 'Addresses', property: 'Addresses', isBinary: false },
      ],
    },
  }),
  'ExternalSecret for newer controllers': object('kubernetes-client.io/v1', 'ExternalSecret', { name: 'mongo', namespace: 'qa2' }, {
    spec: { backendType: 'secretsManager', data: [{ key: 'test1/qa2/mongo', name: 'Scheme', property: 'Scheme', isBinary: false }] },
  }),
  'Certificate that names its challenge': certificate({
    acme: { config: [{ dns01: { provider: 'route53' }, domains: ['*.example.org'] }] },
  }),
  'Certificate that leaves the challenge to the issuer': certificate({}),
  ClusterIssuer: object('certmanager.k8s.io/v1alpha1', 'ClusterIssuer', { name: 'letsencrypt-staging' }, {
    spec: issuerSpec(),
  }),
  Issuer: object('certmanager.k8s.io/v1alpha1', 'Issuer', { name: 'letsencrypt-staging', namespace: 'qa2' }, {
    spec: issuerSpec(),
  }),
  CustomResourceDefinition: object('apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition', { name: 'clusterissuers.certmanager.k8s.io' }, {
    spec: {
      group: 'certmanager.k8s.io',
      version: 'v1alpha1',
      versions: [{ name: 'v1alpha1', served: true, storage: true }],
      names: { kind: 'ClusterIssuer', plural: 'clusterissuers', singular: 'clusterissuer', shortNames: ['ci'] },
      scope: 'Cluster',
      subresources: { status: {} },
    },
  }),
  ClusterConfig: object('eksctl.io/v1alpha5', 'ClusterConfig', { name: 'test1', region: 'us-west-2', version: '1.14', tags: { owner: 'ops' } }, {
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
    addons: [{ name: 'vpc-cni' }, { name: 'aws-ebs-csi-driver', wellKnownPolicies: { ebsCSIController: true } }],
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
  }),
  Namespace: {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'qa2',
      labels: { 'istio-injection': 'disabled', 'discovery.solo.io/function_discovery': 'enabled' },
      annotations: { 'linkerd.io/inject': 'enabled' },
    },
  },
  ConfigMap: object('v1', 'ConfigMap', { name: 'shoreline', namespace: 'qa2' }, {
    data: { ClinicDemoUserId: 'e79b15328a' },
  }),
  Secret: object('v1', 'Secret', { name: 'flux-helm-repositories', namespace: 'flux' }, {
    type: 'Opaque',
    data: { 'repositories.yaml': Buffer.from('{"repositories":[]}').toString('base64') },
  }),
  'Secret of a registry': object('v1', 'Secret', { name: 'docker-hub', namespace: 'default' }, {
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': '${DOCKER_HUB}' },
  }),
  ServiceAccount: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'reloader', namespace: 'reloader' } },
  Service: object('v1', 'Service', { name: 'memcached', namespace: 'flux' }, {
    spec: {
      type: 'NodePort',
      externalName: 'cache.example.org',
      selector: { name: 'memcached' },
      ports: [{ name: 'memcached', port: 11211, targetPort: 'clients' }, { name: 'admin', protocol: 'TCP', port: 80, targetPort: 8080, nodePort: 30080 }],
    },
  }),
  'Service at a port of the nodes': object('v1', 'Service', { name: 'ingress-nginx', namespace: 'kube-ingress' }, {
    spec: { type: 'NodePort', selector: { app: 'ingress-nginx' }, ports: [{ name: 'http', port: 80, targetPort: 'http', nodePort: 30080 }] },
  }),
  PriorityClass: {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'high-priority' },
    value: 1000000,
    description: 'For what all others are reached by.',
  },
  Ingress: object('networking.k8s.io/v1', 'Ingress', { name: 'hydra', namespace: 'staging' }, {
    spec: {
      rules: [
        {
          host: 'hydra.staging.example.org',
          http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'hydra', port: { name: 'public' } } } }] },
        },
      ],
    },
  }),
  PodSecurityPolicy: object('policy/v1beta1', 'PodSecurityPolicy', { name: 'flux' }, {
    spec: {
      privileged: false,
      allowPrivilegeEscalation: false,
      hostNetwork: false,
      fsGroup: { rule: 'RunAsAny' },
      runAsUser: { rule: 'RunAsAny' },
      seLinux: { rule: 'RunAsAny' },
      supplementalGroups: { rule: 'RunAsAny' },
      volumes: ['*'],
    },
  }),
  DaemonSet: object('apps/v1', 'DaemonSet', { name: 'fluentd-cloudwatch', namespace: 'amazon-cloudwatch', labels: { 'k8s-app': 'fluentd-cloudwatch' } }, {
    spec: { selector: { matchLabels: { 'k8s-app': 'fluentd-cloudwatch' } }, template: podTemplate() },
  }),
  Deployment: object('apps/v1', 'Deployment', { name: 'cluster-autoscaler', namespace: 'kube-system' }, {
    spec: { replicas: 1, strategy: { type: 'Recreate' }, selector: { matchLabels: { 'k8s-app': 'fluentd-cloudwatch' } }, template: podTemplate() },
  }),
  ClusterRole: object('rbac.authorization.k8s.io/v1', 'ClusterRole', { name: 'cloudwatch-agent-role' }, {
    rules: [
      { apiGroups: [''], resources: ['pods', 'nodes/proxy'], verbs: ['list', 'watch'] },
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['cwagent-clusterleader'], verbs: ['get', 'update'] },
      { nonResourceURLs: ['/metrics'], verbs: ['get'] },
    ],
  }),
  Role: object('rbac.authorization.k8s.io/v1', 'Role', { name: 'cluster-autoscaler', namespace: 'kube-system' }, {
    rules: [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'list', 'watch'] },
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['cluster-autoscaler-status'], verbs: ['delete', 'get', 'update'] },
    ],
  }),
  ClusterRoleBinding: object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', { name: 'cloudwatch-agent-role-binding' }, {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cloudwatch-agent-role' },
    subjects: [{ kind: 'ServiceAccount', name: 'cloudwatch-agent', namespace: 'amazon-cloudwatch' }],
  }),
  RoleBinding: object('rbac.authorization.k8s.io/v1', 'RoleBinding', { name: 'cluster-autoscaler', namespace: 'kube-system' }, {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'cluster-autoscaler' },
    subjects: [{ kind: 'ServiceAccount', name: 'cluster-autoscaler', namespace: 'kube-system' }],
  }),
  'RoleBinding of people': object('rbac.authorization.k8s.io/v1', 'RoleBinding', { name: 'developers', namespace: 'default' }, {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'developers' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'k8s-developer-user' }],
  }),
};

function helmRelease(apiVersion: string, spec: Record<string, unknown>): Manifest {
  const metadata = { name: 'shared', namespace: 'default', annotations: { 'flux.weave.works/automated': 'false' } };
  return { apiVersion, kind: 'HelmRelease', metadata, spec: { releaseName: 'shared', ...spec } };
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
  const byPort = Object.fromEntries(['livenessProbe', 'readinessProbe'].map(name => [name, { tcpSocket: { port: 9092 } }]));
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
      imagePullSecrets: [{ name: 'docker-hub' }],
      priorityClassName: 'high-priority',
      automountServiceAccountToken: true,
      enableServiceLinks: false,
      securityContext: { fsGroup: 1000 },
      terminationGracePeriodSeconds: 30,
      hostNetwork: false,
      nodeSelector: { role: 'web' },
      tolerations: [{ operator: 'Exists' }, { key: 'kiam-server', operator: 'Equal', value: 'false', effect: 'NoExecute' }],
      initContainers: [{ name: 'copy-config', ...container }, { name: 'wait', image: 'busybox:1.37.0', ...byPort }],
      containers: [{ name: 'fluentd', ...container }, { name: 'kafka', image: 'confluentinc/cp-kafka:7.9.0', ...byPort }],
      volumes: [
        { name: 'config', configMap: { name: 'fluentd-config', defaultMode: 420 } },
        { name: 'keys', secret: { secretName: 'datadog', defaultMode: 256 } },
        { name: 'dmesg', hostPath: { path: '/var/log/dmesg', type: 'File' } },
        { name: 'scratch', emptyDir: { medium: 'Memory' } },
      ],
    },
  };
}
