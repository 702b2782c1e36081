import type { Manifest } from '../../lib/manifests/manifest.ts';
import { object } from './sample-object.ts';

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

/** Samples for the controllers of today. */
export const samplesOfToday: Readonly<Record<string, Manifest>> = {
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
  HelmRepository: object('source.toolkit.fluxcd.io/v1', 'HelmRepository', { name: 'jetstack', namespace: 'flux-system' }, {
    spec: { interval: '1h', timeout: '90s', suspend: false, url: 'https://charts.jetstack.io', secretRef: { name: 'jetstack' } },
  }),
  'OCIRepository at a tag': ociRepository({ tag: 'v1.21.1' }),
  'OCIRepository within a range': ociRepository({ semver: '~1.21' }),
  'OCIRepository at a digest': ociRepository({ digest: `sha256:${'0'.repeat(64)}` }),
  Kustomization: object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', { name: 'shared', namespace: 'flux-system' }, {
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
  }),
  ImageRepository: object('image.toolkit.fluxcd.io/v1', 'ImageRepository', { name: 'platform-auth', namespace: 'flux-system' }, {
    spec: {
      image: 'tidepool/platform-auth',
      interval: '10m',
      timeout: '90s',
      suspend: false,
      provider: 'generic',
      secretRef: { name: 'registry' },
      exclusionList: [String.raw`^.*\.sig$`],
    },
  }),
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
  ImageUpdateAutomation: object('image.toolkit.fluxcd.io/v1', 'ImageUpdateAutomation', { name: 'images', namespace: 'flux-system' }, {
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
  }),
  Provider: object('notification.toolkit.fluxcd.io/v1beta3', 'Provider', { name: 'slack', namespace: 'flux-system' }, {
    spec: {
      type: 'slack',
      address: 'https://slack.com/api/chat.postMessage',
      channel: 'flux-test1',
      username: 'flux',
      secretRef: { name: 'slack' },
      suspend: false,
    },
  }),
  Alert: object('notification.toolkit.fluxcd.io/v1beta3', 'Alert', { name: 'slack', namespace: 'flux-system' }, {
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
  }),
  'ExternalSecret of the External Secrets Operator': object('external-secrets.io/v1', 'ExternalSecret', { name: 'mongo', namespace: 'qa2' }, {
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
  }),
  ClusterSecretStore: object('external-secrets.io/v1', 'ClusterSecretStore', { name: 'aws-secrets-manager' }, {
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
  }),
  'Certificate of cert-manager 1': object('cert-manager.io/v1', 'Certificate', { name: 'star.example.org', namespace: 'qa2' }, {
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
  }),
  'ClusterIssuer of cert-manager 1': object('cert-manager.io/v1', 'ClusterIssuer', { name: 'letsencrypt-staging' }, {
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
  }),
};

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
