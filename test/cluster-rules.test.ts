import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ClusterConfig, EnvironmentConfig } from '../charts/config.ts';
import { at } from '../charts/config-rules/rule.ts';
import { accountRules } from '../charts/rules/accounts.ts';
import { bucketRules } from '../charts/rules/buckets.ts';
import { certificateRules } from '../charts/rules/certificates.ts';
import { clusterFactRules } from '../charts/rules/clusters.ts';
import { dnsRules } from '../charts/rules/dns.ts';
import { grantRules } from '../charts/rules/grants.ts';
import { imageRules } from '../charts/rules/images.ts';
import { clusterRules, type ClusterRule, type ClusterView, type Example } from '../charts/rules/index.ts';
import { labelRules } from '../charts/rules/labels.ts';
import { namespaceRules } from '../charts/rules/namespaces.ts';
import { neededValueRules } from '../charts/rules/needed-values.ts';
import { notificationRules } from '../charts/rules/notifications.ts';
import { releaseRules } from '../charts/rules/releases.ts';
import { secretRules } from '../charts/rules/secrets.ts';
import { textRules } from '../charts/rules/texts.ts';
import { valueRules } from '../charts/rules/values.ts';
import { workloadRules } from '../charts/rules/workloads.ts';
import development from '../clusters/development.ts';
import productionFile from '../clusters/production.ts';
import test1 from '../clusters/test1.ts';
import { valueAt } from '../lib/manifests/manifest.ts';
import { indexed, objectsIn, readManifests, type ManifestFile, type Manifests } from '../lib/manifests/manifests.ts';
import { manifestRules } from '../lib/rules/index.ts';
import type { ManifestRule } from '../lib/rules/rule.ts';
import { fromYaml, toYaml } from '../lib/yaml/yaml.ts';
import { compiled, withEnvironment } from './support/objects.ts';
import { fine } from './problems/fine.ts';
import moving from './clusters/moving.ts';
import test1Https from './clusters/test1-https.ts';
import today from './clusters/today.ts';
import wordy from './clusters/wordy.ts';
import { merged, pathsIn, replaced, said, seenAs, viewOf, type Edit } from './support/views.ts';

/** The rules that this file knows. */
const own: readonly ClusterRule[] = [
  ...namespaceRules, ...releaseRules, ...valueRules, ...neededValueRules, ...imageRules, ...secretRules, ...accountRules, ...grantRules,
  ...bucketRules, ...dnsRules, ...certificateRules, ...labelRules, ...textRules, ...workloadRules, ...notificationRules,
  ...clusterFactRules,
];

/** Two environments that say all that rules want to hear of. */
const production: ClusterConfig = {
  ...productionFile,
  environments: {
    prd: {
      production: true,
      gitops: { policy: 'glob:master-*' },
      services: {
        blip: { policy: 'semver:>=1.0.0', image: 'tidepool/blip:v1.80.0' },
        'clinic-worker': { policy: 'glob:main-*' },
        'plotly-orca': { pin: 'v1.3.1' },
      },
      gateway: {
        default: 'https',
        http: { dnsNames: ['app.tidepool.org', 'api.tidepool.org', 'uploads.tidepool.org'] },
        https: { dnsNames: ['app.tidepool.org', 'api.tidepool.org', 'uploads.tidepool.org'], issuer: 'letsencrypt-production' },
      },
      mongo: { server: 'external' },
      kafka: { brokers: ['b-1.kafka.example.org:9096'], username: 'tidepool-prd', version: '3.9.0' },
      keycloak: { baseUrl: 'https://auth.tidepool.org' },
      hpa: true,
    },
    int: {
      gitops: { policy: 'glob:master-*' },
      services: { 'clinic-worker': { policy: 'glob:main-*' }, 'plotly-orca': { pin: 'v1.3.1' } },
      gateway: { default: 'https', https: { dnsNames: ['int-app.tidepool.org', 'int-api.tidepool.org'] } },
      mongo: { server: 'external' },
      kafka: { brokers: ['b-1.kafka.example.org:9096'], username: 'tidepool-int', version: '3.9.0' },
      keycloak: { baseUrl: 'https://int-auth.tidepool.org' },
    },
  },
};

const folder = join(import.meta.dirname, 'clusters');
const fixtures = await Promise.all(readdirSync(folder).map(async file => {
  return ((await import(join(folder, file))) as { default: ClusterConfig }).default;
}));

function ruleOf(id: string): ClusterRule {
  const rule = own.find(candidate => candidate.id === id);
  if (!rule) throw new Error(`there is no rule ${id}`);
  return rule;
}

/** Slips in the output of a cluster, and all that one rule says of them: a line each, which goes on in lines that are indented. */
interface Slip {
  readonly rule: string;
  readonly config: ClusterConfig;
  readonly edits: readonly Edit[];
  readonly says: string;
}

function lines(text: string): string[] {
  return text.trim().split(/\n {6}(?=\S)/).map(line => line.replace(/\n +/g, ' '));
}

const qa2 = 'flux/environments/qa2';
const prd = 'flux/environments/prd';

const slips: readonly Slip[] = [
  {
    rule: 'namespace-right',
    config: test1,
    edits: [[`${qa2}/external-secrets.yaml`, 'namespace: qa2', 'namespace: qa1']],
    says: `
      ExternalSecret/qa1/auth metadata.namespace (environments.qa2):
        'qa1' is not the namespace of environment qa2, whose folder this is (charts/layout.ts); write 'qa2'.
    `,
  },
  {
    rule: 'namespace-right',
    config: production,
    edits: [
      [`${prd}/namespace.yaml`, 'name: prd', 'name: prod'],
      ['flux/shared/datadog/helmrelease.yaml', 'namespace: datadog', 'namespace: default'],
    ],
    says: `
      Namespace/prod metadata.name (environments.prd):
        'prod' is not the namespace of environment prd, whose folder this is (charts/layout.ts); write 'prd'.
      HelmRelease/default/datadog metadata.namespace (packages.datadog):
        'default' is not the namespace of package datadog, whose folder this is (charts/layout.ts); write 'datadog'.
    `,
  },
  {
    rule: 'namespace-right',
    config: production,
    edits: [['flux/ks/shared.yaml', 'namespace: flux-system', 'namespace: flux']],
    says: `
      Kustomization/flux/shared metadata.namespace (flux):
        'flux' is not the namespace of Flux itself, whose folder this is (charts/layout.ts); write 'flux-system'.
    `,
  },
  {
    rule: 'namespace-right',
    config: development,
    edits: [
      ['flux/external-secrets/flux.yaml', 'namespace: flux', 'namespace: fluxcloud'],
      ['flux/certs/tidepool-cert.yaml', 'namespace: default', 'namespace: qa1'],
      ['flux/shared-helmrelease.yaml', 'namespace: default', 'namespace: shared'],
    ],
    says: `
      Certificate/qa1/tidepool-cert metadata.namespace (certificates['tidepool-cert']):
        'qa1' is not the namespace of certificates for all environments, whose folder this is (charts/layout.ts); write 'default'.
      ExternalSecret/fluxcloud/slack metadata.namespace (packages.fluxcloud):
        'fluxcloud' is not the namespace of Secrets of namespace flux, whose folder this is (charts/layout.ts); write 'flux'.
      HelmRelease/shared/shared metadata.namespace (shared):
        'shared' is not the namespace of the umbrella releases, whose folder this is (charts/layout.ts); write 'default'.
    `,
  },
  {
    rule: 'namespace-labels',
    config: test1,
    edits: [[`${qa2}/namespace.yaml`, 'linkerd.io/inject: enabled', 'linkerd.io/inject: disabled']],
    says: `
      Namespace/qa2 metadata.annotations['linkerd.io/inject'] (environments.qa2.namespace.annotations['linkerd.io/inject']):
        'disabled' is not what qa2 is to say of linkerd.io/inject (whoever works in all namespaces goes by it); write linkerd.io/inject:
        enabled.
    `,
  },
  {
    rule: 'namespace-labels',
    config: test1,
    edits: [['flux/shared-start/certmanager/namespace.yaml', 'certmanager.k8s.io/disable-validation', 'certmanager.k8s.io/disable']],
    says: `
      Namespace/certmanager metadata.labels['certmanager.k8s.io/disable-validation'] (packages.certmanager):
        certmanager does not say certmanager.k8s.io/disable-validation (whoever works in all namespaces goes by it); write
        certmanager.k8s.io/disable-validation: true.
    `,
  },
  {
    rule: 'namespace-labels',
    config: production,
    edits: [[`${prd}/namespace.yaml`, 'kustomize.toolkit.fluxcd.io/prune: disabled', 'kustomize.toolkit.fluxcd.io/prune: enabled']],
    says: `
      Namespace/prd metadata.annotations['kustomize.toolkit.fluxcd.io/prune']
        (environments.prd.namespace.annotations['kustomize.toolkit.fluxcd.io/prune']):
        namespace prd would be deleted with all that is in it, once its file is gone (Flux 2: spec.prune of its Kustomization); write
        kustomize.toolkit.fluxcd.io/prune: disabled.
    `,
  },
  {
    rule: 'release-name',
    config: test1,
    edits: [[`${qa2}/tidepool-helmrelease.yaml`, 'releaseName: qa2-tidepool', 'releaseName: tidepool']],
    says: `
      HelmRelease/qa2/tidepool spec.releaseName (environments.qa2):
        'tidepool' is not the name of the release of environment qa2 (Helm: another name is another release, and the old one is
        uninstalled); write 'qa2-tidepool'.
    `,
  },
  {
    rule: 'release-name',
    config: test1,
    edits: [[`${qa2}/tidepool-helmrelease.yaml`, 'name: tidepool', 'name: qa2-tidepool']],
    says: `
      HelmRelease/qa2/qa2-tidepool metadata.name (environments.qa2):
        'qa2-tidepool' is not the name of the HelmRelease of environment qa2 (images and patches look for it by its name); write
        'tidepool'.
    `,
  },
  {
    rule: 'release-name',
    config: production,
    edits: [['flux/shared/datadog/helmrelease.yaml', 'releaseName: datadog', 'releaseName: datadog-agent']],
    says: `
      HelmRelease/datadog/datadog spec.releaseName (packages.datadog):
        'datadog-agent' is not the name of the release of package datadog (Helm: another name is another release, and the old one is
        uninstalled); write 'datadog'.
    `,
  },
  {
    rule: 'release-name',
    config: test1,
    edits: [['flux/shared/metrics-server/helmrelease.yaml', 'releaseName: metrics-server', 'releaseName: prometheus-operator']],
    says: `
      HelmRelease/monitoring/metrics-server spec.releaseName (packages['metrics-server']):
        'prometheus-operator' is not the name of the release of package metrics-server (Helm: another name is another release, and the old
        one is uninstalled); write 'metrics-server'.
    `,
  },
  {
    rule: 'release-applies',
    config: production,
    edits: [[`${prd}/tidepool-helmrelease.yaml`, 'serverSideApply: false', 'serverSideApply: true']],
    says: `
      HelmRelease/prd/tidepool spec.install.serverSideApply (environments.prd):
        the API server is asked to merge what this chart makes, which it refuses (the chart has an entry of a list twice); write
        install.serverSideApply: false.
    `,
  },
  {
    rule: 'release-applies',
    config: production,
    edits: [[`${prd}/tidepool-helmrelease.yaml`, 'driftDetection: disabled', 'driftDetection: enabled']],
    says: `
      HelmRelease/prd/tidepool spec.values.auth.deployment.annotations['helm.toolkit.fluxcd.io/driftDetection'] (edition):
        Flux would compare what the API server refuses to merge, and fail (the chart has an entry of a list twice); write
        helm.toolkit.fluxcd.io/driftDetection: disabled.
    `,
  },
  {
    rule: 'release-applies',
    config: production,
    edits: [[`${prd}/tidepool-helmrelease.yaml`, 'kind: Deployment', 'kind: DaemonSet']],
    says: `
      HelmRelease/prd/tidepool spec.driftDetection.ignore (environments.prd.hpa):
        Flux would undo what others do to a Deployment (they set /spec/replicas); ignore that of target Deployment.
    `,
  },
  {
    rule: 'release-applies',
    config: production,
    edits: [
      [`${prd}/tidepool-helmrelease.yaml`, 'path: /spec/scaleTargetRef/apiVersion', 'path: /spec/scaleTargetRef/version'],
      [`${prd}/tidepool-helmrelease.yaml`, 'value: message-api', 'value: messageapi'],
    ],
    says: `
      HelmRelease/prd/tidepool spec.postRenderers (environments.prd.hpa):
        no patch puts right the apiVersion of the Deployment that autoscalers look for (the chart is of before Kubernetes 1.16); replace
        /spec/scaleTargetRef/apiVersion.
      HelmRelease/prd/tidepool spec.postRenderers (environments.prd.hpa):
        no patch puts right the name of the Deployment that autoscaler messageapi looks for (the chart is of before Kubernetes 1.16);
        replace /spec/scaleTargetRef/name.
    `,
  },
  {
    rule: 'release-applies',
    config: production,
    edits: [['flux/shared-start/gloo/helmrelease.yaml', 'kind: Job', 'kind: CronJob']],
    says: `
      HelmRelease/gloo-system/gloo spec.driftDetection.ignore (packages.gloo):
        Flux would undo what others do to a Job (they set all of it); ignore that of target Job.
    `,
  },
  {
    rule: 'values-keys',
    config: test1,
    edits: [[`${qa2}/tidepool-helmrelease.yaml`, 'logLevel: debug', 'loglevel: debug']],
    says: `
      HelmRelease/qa2/tidepool spec.values.global.loglevel (edition):
        the chart does not read global.loglevel (chart of edition 0.1.7); write 'logLevel'.
    `,
  },
  {
    rule: 'values-keys',
    config: test1,
    edits: [[`${qa2}/tidepool-helmrelease.yaml`, 'tide-whisperer:', 'tidewhisperer:']],
    says: `
      HelmRelease/qa2/tidepool spec.values.tidewhisperer (edition):
        the chart does not read tidewhisperer (chart of edition 0.1.7); write 'tide-whisperer'.
    `,
  },
  {
    rule: 'values-keys',
    config: production,
    edits: [[`${prd}/images.yaml`, 'auth:\n      deployment:\n        image', 'auth:\n      deployment:\n        img']],
    says: `
      HelmRelease/prd/tidepool spec.values.auth.deployment.img (edition):
        the chart does not read auth.deployment.img (chart of edition 0.26.0); the keys there are annotations and image.
    `,
  },
  {
    rule: 'values-keys',
    config: production,
    edits: [['flux/shared/datadog/helmrelease.yaml', 'apiKeyExistingSecret', 'apiKeySecret']],
    says: `
      HelmRelease/datadog/datadog spec.values.datadog.apiKeySecret (packages.datadog):
        the chart does not read datadog.apiKeySecret (chart of package datadog); the keys there are apiKeyExistingSecret,
        appKeyExistingSecret, clusterName, logLevel and operator.
    `,
  },
  {
    rule: 'values-keys',
    config: development,
    edits: [['flux/shared-helmrelease.yaml', 'sumologic:', 'sumo:'], ['flux/shared-helmrelease.yaml', 'hostnames:', 'dnsNames:']],
    says: `
      HelmRelease/default/shared spec.values.global.cluster.dnsNames (shared):
        the chart does not read global.cluster.dnsNames (umbrella chart shared); write 'hostnames'.
      HelmRelease/default/shared spec.values.sumo (shared):
        the chart does not read sumo (umbrella chart shared); the keys there are global, certmanager, autoscaler, datadog, externalDNS,
        fluxcloud, gloo, metricsServer, prometheusOperator, reloader and sumologic.
    `,
  },
  {
    rule: 'values-keys',
    config: production,
    edits: [
      [
        'flux/shared/external-dns/helmrelease.yaml',
        '- name: AWS_DEFAULT_REGION\n      value:',
        '- name: AWS_DEFAULT_REGION\n      values:',
      ],
      ['flux/shared/external-dns/helmrelease.yaml', 'aws-zone-type', 'zone'],
    ],
    says: `
      HelmRelease/external-dns/external-dns spec.values.extraArgs.zone (packages['external-dns']):
        the chart does not read extraArgs.zone (chart of package external-dns); the only key there is aws-zone-type.
      HelmRelease/external-dns/external-dns spec.values.env[0].values (packages['external-dns']):
        the chart does not read env[0].values (chart of package external-dns); write 'value'.
    `,
  },
  {
    rule: 'values-types',
    config: test1,
    edits: [[`${qa2}/tidepool-helmrelease.yaml`, 'gloo:\n      enabled: false', 'gloo: false']],
    says: `
      HelmRelease/qa2/tidepool spec.values.gloo (edition):
        gloo is false (chart of edition 0.1.7); it has to be a map.
    `,
  },
  {
    rule: 'values-keys',
    config: test1,
    edits: [[`${qa2}/tidepool-helmrelease.yaml`, 'gloo:\n      enabled: false', 'gloo:\n      enabled: false\n    nosqlclient: false']],
    says: `
      HelmRelease/qa2/tidepool spec.values.nosqlclient (environments.qa2.nosqlclient):
        the chart does not read nosqlclient (chart of edition 0.1.7); the keys there are global, gloo, ingress, mongo, mongodb, tidepool,
        export, migrations, tools, tide-whisperer, blob, image and 13 more.
    `,
  },
  {
    rule: 'values-types',
    config: test1,
    edits: [[`${qa2}/tidepool-helmrelease.yaml`, 'mongodb:\n      enabled: true', 'mongodb:\n      enabled: "true"']],
    says: `
      HelmRelease/qa2/tidepool spec.values.mongodb.enabled (environments.qa2.mongo.server):
        mongodb.enabled is the text 'true' (chart of edition 0.1.7); it has to be true or false.
    `,
  },
  {
    rule: 'values-types',
    config: production,
    edits: [
      [`${prd}/tidepool-helmrelease.yaml`, 'window: 21', 'window: "21"'],
      [`${prd}/tidepool-helmrelease.yaml`, 'RequireSSL: "true"', 'RequireSSL: "yes"'],
      [`${prd}/tidepool-helmrelease.yaml`, 'driftDetection: disabled', 'driftDetection: true'],
    ],
    says: `
      HelmRelease/prd/tidepool spec.values.kafka.configmap.RequireSSL (environments.prd.kafka.requireSsl):
        'yes' is no word for kafka.configmap.RequireSSL (chart of edition 0.26.0); write 'true' or 'false'.
      HelmRelease/prd/tidepool spec.values.auth.deployment.annotations['helm.toolkit.fluxcd.io/driftDetection'] (edition):
        auth.deployment.annotations['helm.toolkit.fluxcd.io/driftDetection'] is true (chart of edition 0.26.0); it has to be text.
      HelmRelease/prd/tidepool spec.values.messageapi.window (edition):
        messageapi.window is the text '21' (chart of edition 0.26.0); it has to be a number.
    `,
  },
  {
    rule: 'values-types',
    config: test1,
    edits: [
      [`${qa2}/tidepool-helmrelease.yaml`, 'dnsNames:\n          - localhost', 'dnsNames: localhost'],
      [`${qa2}/tidepool-helmrelease.yaml`, 'logLevel: debug', 'logLevel: debgu'],
    ],
    says: `
      HelmRelease/qa2/tidepool spec.values.global.logLevel (logLevel):
        'debgu' is no word for global.logLevel (chart of edition 0.1.7); write 'debug'.
      HelmRelease/qa2/tidepool spec.values.ingress.gateway.http.dnsNames (environments.qa2.gateway.http.dnsNames):
        ingress.gateway.http.dnsNames is the text 'localhost' (chart of edition 0.1.7); it has to be a list.
    `,
  },
  {
    rule: 'values-needed',
    config: test1,
    edits: [
      [`${qa2}/tidepool-helmrelease.yaml`, '    gloo:\n      enabled: false\n', ''],
      [`${qa2}/tidepool-helmrelease.yaml`, '      hpa:\n        enabled: true\n        data: {}\n', '      hpa:\n        enabled: true\n'],
    ],
    says: `
      HelmRelease/qa2/tidepool spec.values.gloo (edition):
        gloo is not said (the chart would bring a Gloo of its own); write gloo: {"enabled":false}.
      HelmRelease/qa2/tidepool spec.values.auth.hpa.data (environments.qa2.hpa):
        auth.hpa.data is not said (the templates fail without data, and nothing scales without enabled); write data: {}.
    `,
  },
  {
    rule: 'values-needed',
    config: production,
    edits: [
      [`${prd}/tidepool-helmrelease.yaml`, '      nodeEnvironment: production\n', ''],
      [`${prd}/tidepool-helmrelease.yaml`, '      linkerdsupport:\n        enabled: false\n', ''],
    ],
    says: `
      HelmRelease/prd/tidepool spec.values.global.linkerdsupport (edition):
        global.linkerdsupport is not said (ServiceProfiles need CRDs of Linkerd); write linkerdsupport: {"enabled":false}.
      HelmRelease/prd/tidepool spec.values.gatekeeper.nodeEnvironment (edition):
        gatekeeper.nodeEnvironment is not said (Node would take it for development); write nodeEnvironment: "production".
    `,
  },
  {
    rule: 'values-needed',
    config: development,
    edits: [[`${qa2}/tidepool-helmrelease.yaml`, 'gloo:', 'glue:']],
    says: `
      HelmRelease/qa2/tidepool spec.values.gloo (edition):
        gloo is not said (the chart would bring a Gloo of its own); write gloo: {"enabled":false}.
    `,
  },
  {
    rule: 'image-follows-policy',
    config: test1,
    edits: [[`${qa2}/tidepool-helmrelease.yaml`, 'tidepool/blip:release-1.23.0', 'tidepool/blip:release-1.24.0']],
    says: `
      HelmRelease/qa2/tidepool spec.values.blip.deployment.image (environments.qa2.services.blip.policy):
        'release-1.24.0-264f7ad48eb7d8099b00dce07fa8576f7068d0a0' does not satisfy 'glob:release-1.23.0*', the policy of blip
        (docs/images.md); write 'tidepool/blip:release-1.23.0-264f7ad48eb7d8099b00dce07fa8576f7068d0a0', or a tag that does.
    `,
  },
  {
    rule: 'image-follows-policy',
    config: test1,
    edits: [[`${qa2}/tidepool-helmrelease.yaml`, 'tidepool/platform-auth:', 'tidepool/platform-data:']],
    says: `
      HelmRelease/qa2/tidepool spec.values.auth.deployment.image (environments.qa2.gitops.policy):
        'tidepool/platform-data' is not the repository of auth (docs/images.md); write
        'tidepool/platform-auth:develop-cebea363931570d3930848a21e6a3d07a54f4425'.
    `,
  },
  {
    rule: 'image-follows-policy',
    config: production,
    edits: [
      [`${prd}/images.yaml`, 'tidepool/plotly-orca:v1.3.1', 'tidepool/plotly-orca:v1.3.2'],
      [`${prd}/images.yaml`, 'tidepool/platform-auth:master-latest', 'tidepool/platform-auth'],
      [`${prd}/images.yaml`, 'image: tidepool/clinic:', 'img: tidepool/clinic:'],
    ],
    says: `
      HelmRelease/prd/tidepool spec.values.auth.deployment.image (environments.prd.gitops.policy):
        'tidepool/platform-auth' is no image with a tag (docs/images.md); write 'tidepool/platform-auth:master-latest'.
      HelmRelease/prd/tidepool spec.values.clinic.deployment.image (environments.prd.gitops.policy):
        clinic has no image (docs/images.md); write 'tidepool/clinic:master-latest'.
      HelmRelease/prd/tidepool spec.values['plotly-orca'].deployment.image (environments.prd.services['plotly-orca'].pin):
        'v1.3.2' is not the tag that plotly-orca is pinned to (docs/images.md); write 'tidepool/plotly-orca:v1.3.1'.
    `,
  },
  {
    rule: 'image-automation-agrees',
    config: test1,
    edits: [
      [
        `${qa2}/tidepool-helmrelease.yaml`,
        'repository.fluxcd.io/tidewhisperer: tide-whisperer.',
        'repository.fluxcd.io/tidewhisperer: tidewhisperer.',
      ],
      [`${qa2}/tidepool-helmrelease.yaml`, 'fluxcd.io/automated: "true"', 'fluxcd.io/automated: "false"'],
      [`${qa2}/tidepool-helmrelease.yaml`, 'fluxcd.io/tag.auth', 'fluxcd.io/tag.authx'],
    ],
    says: `
      HelmRelease/qa2/tidepool metadata.annotations['fluxcd.io/automated'] (environments.qa2.gitops):
        'false' is not what Flux is to be told by fluxcd.io/automated (Flux v1: what no annotation says is not done); write 'true'.
      HelmRelease/qa2/tidepool metadata.annotations['fluxcd.io/tag.auth'] (environments.qa2.gitops.policy):
        Flux is not told fluxcd.io/tag.auth (Flux v1: what no annotation says is not done); write 'glob:develop-*'.
      HelmRelease/qa2/tidepool metadata.annotations['repository.fluxcd.io/tidewhisperer'] (edition):
        'tidewhisperer.deployment.image' is not what Flux is to be told by repository.fluxcd.io/tidewhisperer (Flux v1: what no annotation
        says is not done); write 'tide-whisperer.deployment.image'.
    `,
  },
  {
    rule: 'image-automation-agrees',
    config: production,
    edits: [
      [`${prd}/images.yaml`, 'flux-system:prd-auth', 'flux-system:int-auth'],
      [`${prd}/images.yaml`, ' # {"$imagepolicy": "flux-system:prd-blip"}', ''],
      [`${prd}/images.yaml`, 'tidepool/plotly-orca:v1.3.1', 'tidepool/plotly-orca:v1.3.1 # {"$imagepolicy": "flux-system:prd-auth"}'],
    ],
    says: `
      HelmRelease/prd/tidepool spec.values.auth.deployment.image (environments.prd.gitops.policy):
        'flux-system:int-auth' is not the policy of auth (Flux 2: a comment behind the image names its policy); write # {"$imagepolicy":
        "flux-system:prd-auth"}.
      HelmRelease/prd/tidepool spec.values.blip.deployment.image (environments.prd.services.blip.image):
        nothing tells Flux to move the image of blip (Flux 2: a comment behind the image names its policy); write # {"$imagepolicy":
        "flux-system:prd-blip"}.
      HelmRelease/prd/tidepool spec.values['plotly-orca'].deployment.image (environments.prd.services['plotly-orca'].pin):
        a mark lets Flux write the image of policy flux-system:prd-auth here (the config has nothing followed here); remove the comment.
    `,
  },
  {
    rule: 'image-automation-agrees',
    config: production,
    edits: [
      ['flux/image-automation/imagepolicies.yaml', 'name: prd-auth', 'name: prd-aut'],
      [
        'flux/image-automation/imagepolicies.yaml',
        'name: prd-blip\n  namespace: flux-system\nspec:\n  imageRepositoryRef:\n    name: tidepool-blip',
        'name: prd-blip\n  namespace: flux-system\nspec:\n  imageRepositoryRef:\n    name: tidepool-clinic',
      ],
      ['flux/image-automation/imagepolicies.yaml', 'range: ">=1.0.0"', 'range: ">=2.0.0"'],
    ],
    says: `
      HelmRelease/prd/tidepool spec.values.auth.deployment.image (environments.prd.gitops.policy):
        there is no ImagePolicy 'prd-auth', by which Flux would choose this image (namespace flux-system); add it, or rename 'prd-aut' if
        it is meant.
      ImagePolicy/flux-system/prd-blip spec.policy (environments.prd.services.blip.policy):
        policy does not choose what semver:>=1.0.0 asks for (docs/images.md); write policy: {"semver":{"range":">=1.0.0"}}.
      ImagePolicy/flux-system/prd-blip spec.imageRepositoryRef.name (environments.prd.services.blip.image):
        ImageRepository 'tidepool-clinic' reads the tags of tidepool/clinic, not those of blip (blip runs tidepool/blip); write
        'tidepool-blip'.
    `,
  },
  {
    rule: 'image-automation-agrees',
    config: production,
    edits: [
      [`${prd}/images.yaml`, 'namespace: prd', 'namespace: prd # by hand'],
      ['flux/image-automation/imagepolicies.yaml', 'name: tidepool-platform-task', 'name: platform-task'],
    ],
    says: `
      ImagePolicy/flux-system/int-task spec.imageRepositoryRef.name (environments.int):
        there is no ImageRepository 'platform-task' (task runs tidepool/platform-task); write 'tidepool-platform-task'.
    `,
  },
  {
    rule: 'secret-fetched',
    config: test1,
    edits: [[`${qa2}/external-secrets.yaml`, 'name: Addresses\n    property: Addresses', 'name: Hosts\n    property: Addresses']],
    says: `
      ExternalSecret/qa2/mongo secretDescriptor.data[1].name (environments.qa2.mongo.secret):
        nobody reads key 'Hosts' of Secret 'mongo' (what the services of edition 0.1.7 read); write 'Addresses'.
    `,
  },
  {
    rule: 'secret-fetched',
    config: test1,
    edits: [[`${qa2}/external-secrets.yaml`, 'metadata:\n  name: mongo\n', 'metadata:\n  name: mongodb\n']],
    says: `
      ExternalSecret/qa2/mongodb metadata.name (environments.qa2):
        nobody reads Secret 'mongodb', and nothing makes 'mongo' (what the services of edition 0.1.7 read); write 'mongo'.
    `,
  },
  {
    rule: 'secret-fetched',
    config: test1,
    edits: [
      [
        `${qa2}/external-secrets.yaml`,
        '  - key: test1/qa2/mongo\n    name: Scheme\n    property: Scheme\n',
        '  - key: test1/qa2/mongo\n    name: Username\n    property: User\n',
      ],
      [`${qa2}/external-secrets.yaml`, 'metadata:\n  name: userdata\n', 'metadata:\n  name: something-else\n'],
    ],
    says: `
      ExternalSecret/qa2/mongo secretDescriptor.data (environments.qa2.mongo.secret):
        Secret 'mongo' has no key 'Scheme' (what the services of edition 0.1.7 read); fetch it from property 'Scheme' of test1/qa2/mongo.
      ExternalSecret/qa2/mongo secretDescriptor.data[2].name (environments.qa2.mongo.secret):
        key 'Username' is fetched twice (ExternalSecret: the last one wins); remove one of the two.
      ExternalSecret/qa2/mongo secretDescriptor.data[0].property (environments.qa2.mongo.secret):
        'User' is not what key 'Username' is made of (docs/secrets.md, docs/packages.md); write property: Username.
      (environments.qa2):
        nothing makes Secret 'userdata' in namespace qa2 (what the services of edition 0.1.7 read); add an ExternalSecret that fetches
        test1/qa2/userdata.
    `,
  },
  {
    rule: 'secret-fetched',
    config: production,
    edits: [
      ['flux/shared/fluxcloud/external-secrets.yaml', 'secretKey: address', 'secretKey: url'],
      [`${prd}/external-secrets.yaml`, '\n      property: ServiceAuth', ''],
    ],
    says: `
      ExternalSecret/flux-system/slack spec.data[0].secretKey (packages.fluxcloud):
        nobody reads key 'url' of Secret 'slack' (what the pods of package fluxcloud read); write 'address'.
      ExternalSecret/prd/auth spec.data[0].remoteRef.property (environments.prd):
        key 'ServiceAuth' would hold all that is kept there (docs/secrets.md, docs/packages.md); write property: ServiceAuth.
    `,
  },
  {
    rule: 'secret-path',
    config: test1,
    edits: [[`${qa2}/external-secrets.yaml`, 'key: test1/qa2/server', 'key: test1/qa1/server']],
    says: `
      ExternalSecret/qa2/server secretDescriptor.data[0].key (environments.qa2):
        'test1/qa1/server' is not where Secrets Manager keeps this Secret (guide l.520: CLUSTER/NAMESPACE/SECRET); write
        'test1/qa2/server'.
    `,
  },
  {
    rule: 'secret-path',
    config: production,
    edits: [
      ['flux/shared/fluxcloud/external-secrets.yaml', 'key: production/flux/slack', 'key: production/flux-system/slack'],
      ['config.yaml', ':secret:production/*', ':secret:production/int/*'],
    ],
    says: `
      ExternalSecret/flux-system/slack spec.data[0].remoteRef.key (packages.fluxcloud):
        'production/flux-system/slack' is not where Secrets Manager keeps this Secret (guide l.520: CLUSTER/NAMESPACE/SECRET); write
        'production/flux/slack'.
      ClusterConfig/production iam.serviceAccounts[2].attachPolicy.Statement[0].Resource (packages['external-secrets']):
        the role of external-secrets may not read production/datadog/datadog (IAM: secretsmanager:GetSecretValue); allow it for
        arn:aws:secretsmanager:us-west-2:123456789012:secret:production/*.
    `,
  },
  {
    rule: 'secret-named',
    config: production,
    edits: [
      ['flux/shared/datadog/helmrelease.yaml', 'apiKeyExistingSecret: datadog', 'apiKeyExistingSecret: datadog-key'],
      ['flux/shared/datadog/helmrelease.yaml', '      tokenExistingSecret: datadog\n', ''],
      [`${prd}/tidepool-helmrelease.yaml`, 'passwordKeyName: Password', 'passwordKeyName: password'],
    ],
    says: `
      HelmRelease/datadog/datadog spec.values.datadog.apiKeyExistingSecret (packages.datadog):
        nothing makes Secret 'datadog-key' (the pods would wait for it); write 'datadog'.
      HelmRelease/datadog/datadog spec.values.clusterAgent.tokenExistingSecret (packages.datadog):
        the chart is not told of Secret 'datadog' (it is fetched for it); write clusterAgent.tokenExistingSecret: datadog.
      HelmRelease/prd/tidepool spec.values.global.kafka.passwordKeyName (environments.prd.kafka.passwordKey):
        Secret 'kafka' has no key 'password' (namespace prd); write 'Password'.
    `,
  },
  {
    rule: 'secret-named',
    config: development,
    edits: [['flux/shared-helmrelease.yaml', 'secretName: slack', 'secretName: slak']],
    says: `
      HelmRelease/default/shared spec.values.fluxcloud.secretName (packages.fluxcloud):
        nothing makes Secret 'slak' (the pods would wait for it); write 'slack'.
    `,
  },
  {
    rule: 'service-accounts-agree',
    config: production,
    edits: [
      ['config.yaml', 'name: blob\n      namespace: prd', 'name: blobs\n      namespace: prd'],
      ['config.yaml', 'roleName: production-int-blob', 'roleName: production-int-blop'],
    ],
    says: `
      ClusterConfig/production iam.serviceAccounts[8].metadata (environments.prd):
        nobody uses account prd/blobs (eksctl makes a role for each one of the list); write 'prd/blob'.
      ClusterConfig/production iam.serviceAccounts[5].roleName (environments.int):
        'production-int-blop' is not the name of the role of int/blob (the annotation of the account has CLUSTER-NAMESPACE-ACCOUNT); write
        'production-int-blob'.
    `,
  },
  {
    rule: 'service-accounts-agree',
    config: production,
    edits: [
      [`${prd}/service-accounts.yaml`, 'role/production-prd-blob', 'role/production-int-blob'],
      [`${prd}/service-accounts.yaml`, 'name: mailer', 'name: maler'],
      [`${prd}/tidepool-helmrelease.yaml`, 'serviceAccount:\n        name: hydrophone', 'serviceAccount:\n        name: hydro'],
    ],
    says: `
      ServiceAccount/prd/blob metadata.annotations['eks.amazonaws.com/role-arn'] (environments.prd):
        'arn:aws:iam::123456789012:role/production-int-blob' is not the role that eksctl makes for prd/blob (EKS gives a pod the role of
        this annotation); write 'arn:aws:iam::123456789012:role/production-prd-blob'.
      ServiceAccount/prd/maler metadata.name (environments.prd):
        nothing makes ServiceAccount prd/mailer (what mailer runs as); write 'mailer'.
      HelmRelease/prd/tidepool spec.values.hydrophone.serviceAccount.name (edition):
        'hydro' is not the account of hydrophone (the chart takes the account of the namespace, which has no role in AWS); write
        serviceAccount: { name: 'hydrophone' }.
    `,
  },
  {
    rule: 'service-accounts-agree',
    config: production,
    edits: [
      ['flux/shared/external-dns/helmrelease.yaml', 'create: true\n      name: external-dns', 'create: true\n      name: dns'],
      ['flux/shared-start/certmanager/helmrelease.yaml', 'role/production-cert-manager-cert-manager', 'role/production-certmanager'],
      ['flux/shared/external-secrets/clustersecretstore.yaml', 'name: external-secrets', 'name: external-secret'],
    ],
    says: `
      HelmRelease/cert-manager/certmanager spec.values.serviceAccount.annotations['eks.amazonaws.com/role-arn'] (packages.certmanager):
        'arn:aws:iam::123456789012:role/production-certmanager' is not the role that eksctl makes for cert-manager/cert-manager (EKS gives
        a pod the role of this annotation); write 'arn:aws:iam::123456789012:role/production-cert-manager-cert-manager'.
      HelmRelease/external-dns/external-dns spec.values.serviceAccount.name (packages['external-dns']):
        'dns' has no role in AWS (eksctl: the role is for an account of this name); write 'external-dns'.
      ClusterSecretStore/aws-secrets-manager spec.provider.aws.auth.jwt.serviceAccountRef.name (packages['external-secrets']):
        there is no ServiceAccount external-secrets/external-secret (made by eksctl, by a chart or in this repository); write
        'external-secrets'.
    `,
  },
  {
    rule: 'service-accounts-agree',
    config: production,
    edits: [['config.yaml', '    roleOnly: true\n', ''], ['config.yaml', '    roleName: production-external-dns-external-dns\n', '']],
    says: `
      ClusterConfig/production iam.serviceAccounts[0] (packages['cluster-autoscaler']):
        eksctl would make account kube-system/cluster-autoscaler, too (this repository makes it, or a chart); write roleOnly: true.
      ClusterConfig/production iam.serviceAccounts[1].roleName (packages['external-dns']):
        the role of external-dns/external-dns has no name (the annotation of the account has CLUSTER-NAMESPACE-ACCOUNT); write
        'production-external-dns-external-dns'.
    `,
  },
  {
    rule: 'service-accounts-agree',
    config: test1,
    edits: [
      ['config.yaml', '  - metadata:\n      name: blob\n', '  - metadata:\n      name: image\n'],
      [
        'flux/shared/cluster-autoscaler/cluster-autoscaler-deployment.yaml',
        'serviceAccountName: cluster-autoscaler',
        'serviceAccountName: autoscaler',
      ],
      [
        'flux/shared/amazon-cloudwatch/fluentd-rbac.yaml',
        'name: fluentd\n  namespace: amazon-cloudwatch',
        'name: fluentd\n  namespace: default',
      ],
    ],
    says: `
      ClusterConfig/test1 iam.serviceAccounts[7].metadata (environments.qa2):
        account qa2/image is listed twice (eksctl: an account has one role); remove one of the two.
      (environments.qa2):
        eksctl makes no role for account qa2/blob (what blob of environment qa2 needs of AWS); add it to iam.serviceAccounts of
        config.yaml.
      Deployment/kube-system/cluster-autoscaler spec.template.spec.serviceAccountName (packages['cluster-autoscaler']):
        there is no ServiceAccount kube-system/autoscaler (made by eksctl, by a chart or in this repository); write 'cluster-autoscaler'.
      ClusterRoleBinding/fluentd-role-binding subjects[0].name (packages['amazon-cloudwatch']):
        there is no ServiceAccount default/fluentd (made by eksctl, by a chart or in this repository); look for it in another namespace.
    `,
  },
  {
    rule: 'service-accounts-agree',
    config: test1,
    edits: [['flux/shared/reloader/reloader-service-account.yaml', 'name: reloader\n', 'name: reload\n']],
    says: `
      HelmRelease/reloader/reloader spec.values.reloader.serviceAccount.name (packages.reloader):
        there is no ServiceAccount reloader/reloader (made by eksctl, by a chart or in this repository); write 'reload'.
    `,
  },
  {
    rule: 'account-grants',
    config: production,
    edits: [['config.yaml', 'secretsmanager:DescribeSecret', 'secretsmanager:DeleteSecret']],
    says: `
      ClusterConfig/production iam.serviceAccounts[2].attachPolicy.Statement[0].Action[1] (packages['external-secrets']):
        the role may do secretsmanager:DeleteSecret on arn:aws:secretsmanager:us-west-2:123456789012:secret:production/*, which nobody
        needs (what package external-secrets does in AWS); it is to be secretsmanager:DescribeSecret on
        arn:aws:secretsmanager:us-west-2:123456789012:secret:production/*.
    `,
  },
  {
    rule: 'account-grants',
    config: production,
    edits: [
      ['config.yaml', '        - s3:DeleteObject\n', ''],
      ['config.yaml', 'policy/CloudWatchAgentServerPolicy', 'policy/AdministratorAccess'],
      ['config.yaml', 'Effect: Allow', 'Effect: Deny'],
    ],
    says: `
      ClusterConfig/production iam.serviceAccounts[0].attachPolicy (packages['cluster-autoscaler']):
        the role may not do autoscaling:DescribeAutoScalingGroups on *, autoscaling:DescribeAutoScalingInstances on *,
        autoscaling:DescribeLaunchConfigurations on * and 9 more (what package cluster-autoscaler does in AWS); allow it.
      ClusterConfig/production iam.serviceAccounts[4].attachPolicyARNs[0] (packages['amazon-cloudwatch']):
        'arn:aws:iam::aws:policy/AdministratorAccess' is no policy that this account needs (what package amazon-cloudwatch does in AWS);
        write 'arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy'.
      ClusterConfig/production iam.serviceAccounts[5].attachPolicy (environments.int.buckets.data):
        the role may not do s3:DeleteObject on arn:aws:s3:::tidepool-production-int-data/* (what blob of environment int does in AWS); allow
        it.
    `,
  },
  {
    rule: 'bucket-agrees',
    config: test1,
    edits: [[`${qa2}/tidepool-helmrelease.yaml`, 'bucket: tidepool-test1-qa2-data', 'bucket: tidepool-test1-qa1-data']],
    says: `
      HelmRelease/qa2/tidepool spec.values.blob.deployment.env.store.s3.bucket (environments.qa2.buckets.data):
        'tidepool-test1-qa1-data' is not the bucket for the data of environment qa2 (its role may reach that one alone); write
        'tidepool-test1-qa2-data'.
    `,
  },
  {
    rule: 'bucket-agrees',
    config: production,
    edits: [
      ['config.yaml', 'arn:aws:s3:::tidepool-production-prd-data/*', 'arn:aws:s3:::tidepool-production-int-data/*'],
      [`${prd}/tidepool-helmrelease.yaml`, '          store:\n            s3:\n              bucket: tidepool-production-prd-asset\n', ''],
    ],
    says: `
      (environments.prd):
        hydrophone is told of no bucket (it keeps the assets of prd in S3); write bucket: tidepool-production-prd-asset in its values.
      ClusterConfig/production iam.serviceAccounts[8].attachPolicy.Statement[1].Resource (environments.prd.buckets.data):
        'tidepool-production-int-data' is not the bucket that blob of environment prd is told of (its values); write
        'arn:aws:s3:::tidepool-production-prd-data/*'.
    `,
  },
  {
    rule: 'dns-name-once',
    config: production,
    edits: [[`${prd}/certificate.yaml`, '- api.tidepool.org', '- int-api.tidepool.org']],
    says: `
      Certificate/prd/app.tidepool.org spec.dnsNames[1] (environments.prd.gateway.https.dnsNames[1]):
        'int-api.tidepool.org' is also a name of environment int (Gloo: a name has one VirtualService); leave it to that one.
    `,
  },
  {
    rule: 'dns-name-once',
    config: production,
    edits: [[`${prd}/tidepool-helmrelease.yaml`, '- api.tidepool.org', '- app.tidepool.org']],
    says: `
      HelmRelease/prd/tidepool spec.values.glooingress.virtualServices.http.dnsNames[1] (environments.prd.gateway.http.dnsNames[1]):
        'app.tidepool.org' stands in this list twice (guide l.1218-1229); remove one of the two.
    `,
  },
  {
    rule: 'published-names',
    config: production,
    edits: [['flux/shared-start/gloo/helmrelease.yaml', 'uploads.tidepool.org\n', 'upload.tidepool.org\n']],
    says: `
      HelmRelease/gloo-system/gloo
        spec.values.gatewayProxies.gatewayProxy.service.extraAnnotations['external-dns.alpha.kubernetes.io/hostname'] (environments):
        'upload.tidepool.org' is served by no gateway of this cluster (guide l.1218, 1231); write 'uploads.tidepool.org', or add it to a
        gateway.
    `,
  },
  {
    rule: 'published-names',
    config: development,
    edits: [['flux/shared-helmrelease.yaml', '        - dev-api.tidepool.org\n', '']],
    says: `
      HelmRelease/default/shared spec.values.global.cluster.hostnames (dns.hostnames):
        'dev-api.tidepool.org' is missing, so nobody would find it (guide l.1218); add it.
    `,
  },
  {
    rule: 'gateway-names',
    config: production,
    edits: [
      [`${prd}/tidepool-helmrelease.yaml`, 'host: app.tidepool.org', 'host: app.tidepool.com'],
      [`${prd}/tidepool-helmrelease.yaml`, '          - uploads.tidepool.org\n', ''],
      [`${prd}/tidepool-helmrelease.yaml`, '- api.tidepool.org', '- apis.tidepool.org'],
    ],
    says: `
      HelmRelease/prd/tidepool spec.values.glooingress.virtualServices.http.dnsNames[1] (environments.prd.gateway.http.dnsNames[1]):
        'apis.tidepool.org' is no name that prd serves by http (clusters/production.ts); write 'api.tidepool.org'.
      HelmRelease/prd/tidepool spec.values.glooingress.virtualServices.http.dnsNames (environments.prd.gateway.http.dnsNames):
        the gateway does not serve 'uploads.tidepool.org' by http (clusters/production.ts); add it to its dnsNames.
      HelmRelease/prd/tidepool spec.values.global.gateway.default.host (environments.prd.gateway):
        'app.tidepool.com' is no name that is served by https (links in mails lead there); write 'app.tidepool.org'.
    `,
  },
  {
    rule: 'gateway-names',
    config: test1,
    edits: [
      [`${qa2}/tidepool-helmrelease.yaml`, 'name: gateway-proxy-v2', 'name: gateway-proxy'],
      [`${qa2}/tidepool-helmrelease.yaml`, 'namespace: gloo-system', 'namespace: gloo'],
    ],
    says: `
      HelmRelease/qa2/tidepool spec.values.ingress.deployment.name (edition):
        'gateway-proxy' is not the name of a proxy of this cluster (values of HelmRelease/gloo-system/gloo); write 'gateway-proxy-v2'.
      HelmRelease/qa2/tidepool spec.values.ingress.deployment.namespace (edition):
        'gloo' is not the namespace of a proxy of this cluster (values of HelmRelease/gloo-system/gloo); write 'gloo-system'.
    `,
  },
  {
    rule: 'tls-secret-agrees',
    config: production,
    edits: [[`${prd}/certificate.yaml`, '  - uploads.tidepool.org\n', '']],
    says: `
      HelmRelease/prd/tidepool spec.values.glooingress.virtualServices.https.dnsNames[2] (environments.prd.gateway.https.dnsNames[2]):
        'uploads.tidepool.org' is in no certificate of Secret 'prd-tls-secret' (it holds app.tidepool.org and api.tidepool.org); add it to
        the dnsNames of the Certificate, or take it from https.
    `,
  },
  {
    rule: 'tls-secret-agrees',
    config: test1Https,
    edits: [[`${qa2}/tidepool-helmrelease.yaml`, 'secretName: qa2-tls-secret', 'secretName: qa2-tls']],
    says: `
      HelmRelease/qa2/tidepool spec.values.ingress.certificate.secretName (environments.qa2.gateway.https):
        no Certificate keeps its key in Secret 'qa2-tls', which the gateway takes it from (namespace qa2); the Certificate there says
        'qa2-tls-secret'; write the same in both.
    `,
  },
  {
    rule: 'tls-secret-agrees',
    config: production,
    edits: [[`${prd}/tidepool-helmrelease.yaml`, '          certificateSecretName: prd-tls-secret\n', '']],
    says: `
      HelmRelease/prd/tidepool spec.values.glooingress.virtualServices.https.dnsNames (environments.prd.gateway.https.dnsNames):
        the gateway is told of no Secret with a certificate for its https names (chart 0.26.0:
        glooingress.virtualServices.https.certificateSecretName); write certificateSecretName: prd-tls-secret.
    `,
  },
  {
    rule: 'tls-secret-agrees',
    config: development,
    edits: [[`${qa2}/certificate.yaml`, 'secretName: qa2-tls-secret', 'secretName: tls']],
    says: `
      Certificate/qa2/qa2.development.tidepool.org spec.secretName (environments.qa2.gateway.https):
        no Certificate keeps its key in Secret 'qa2-tls-secret', which the gateway takes it from (namespace qa2); the Certificate there
        says 'tls'; write the same in both.
    `,
  },
  {
    rule: 'certificate-obtainable',
    config: production,
    edits: [
      [`${prd}/certificate.yaml`, 'name: letsencrypt-production', 'name: letsencrypt-prod'],
      ['flux/shared/certmanager/clusterissuers.yaml', 'https://acme-v02.', 'https://acme-staging-v02.'],
    ],
    says: `
      Certificate/prd/app.tidepool.org spec.issuerRef.name (environments.prd.gateway.https.issuer):
        'letsencrypt-prod' is no issuer of this cluster (package certmanager); write 'letsencrypt-production'.
      ClusterIssuer/letsencrypt-production spec.acme.server (packages.certmanager):
        'https://acme-staging-v02.api.letsencrypt.org/directory' is not where letsencrypt-production signs (Let's Encrypt); write
        'https://acme-v02.api.letsencrypt.org/directory'.
    `,
  },
  {
    rule: 'certificate-obtainable',
    config: wordy,
    edits: [
      ['flux/certs/jay.yaml', 'commonName: "*.jay.tidepool.org"', 'commonName: "*.jays.tidepool.org"'],
      ['flux/certs/ibis.yaml', 'domains:\n      - "*.ibis.tidepool.org"', 'domains:\n      - "*.ibises.tidepool.org"'],
      ['flux/certs/ibis.yaml', 'provider: route53', 'provider: route35'],
    ],
    says: `
      Certificate/default/ibis spec.dnsNames[0] (certificates.ibis.dnsNames[0]):
        '*.ibis.tidepool.org' has no challenge (cert-manager 0.8: spec.acme.config, domains); add it there.
      Certificate/default/ibis spec.acme.config[0].dns01.provider (certificates.ibis):
        'route35' is no provider of the issuers (cert-manager 0.8: spec.acme.dns01.providers); write 'route53'.
      Certificate/default/jay spec.commonName (certificates.jay.dnsNames[0]):
        '*.jays.tidepool.org' is none of the dnsNames (Let's Encrypt: a common name is one of the names); write '*.jay.tidepool.org'.
    `,
  },
  {
    rule: 'certificate-obtainable',
    config: test1,
    edits: [
      ['flux/shared/certmanager/clusterissuers.yaml', 'metadata:\n  name: letsencrypt-staging', 'metadata:\n  name: letsencrypt-test'],
    ],
    says: `
      (packages.certmanager):
        nothing makes ClusterIssuer 'letsencrypt-staging' (package certmanager); add it.
    `,
  },
  {
    rule: 'known-keys',
    config: test1,
    edits: [
      [`${qa2}/namespace.yaml`, 'linkerd.io/inject', 'linkerd.io/injected'],
      [`${qa2}/namespace.yaml`, 'istio-injection', 'something.example.org/else'],
    ],
    says: `
      Namespace/qa2 metadata.labels['something.example.org/else'] (environments.qa2.namespace.labels['something.example.org/else']):
        nobody reads label 'something.example.org/else' (Flux, Gloo, Linkerd, Istio, cert-manager, external-dns and eksctl look for
        others); remove it, or give it in the config.
      Namespace/qa2 metadata.annotations['linkerd.io/injected'] (environments.qa2.namespace.annotations['linkerd.io/injected']):
        nobody reads annotation 'linkerd.io/injected' (Flux, Gloo, Linkerd, Istio, cert-manager, external-dns and eksctl look for others);
        write 'linkerd.io/inject'.
    `,
  },
  {
    rule: 'known-keys',
    config: test1,
    edits: [
      [`${qa2}/tidepool-helmrelease.yaml`, 'fluxcd.io/tag.auth', 'flux.weave.works/tag.auth'],
      ['config.yaml', 'aws-usage', 'aws-use'],
      ['config.yaml', 'k8s.io/cluster-autoscaler/test1', 'k8s.io/cluster-autoscaler/test2'],
    ],
    says: `
      ClusterConfig/test1 iam.serviceAccounts[0].metadata.labels['aws-use'] (packages['cluster-autoscaler']):
        nobody reads label 'aws-use' (Flux, Gloo, Linkerd, Istio, cert-manager, external-dns and eksctl look for others); write
        'aws-usage'.
      ClusterConfig/test1 nodeGroups[0].tags['k8s.io/cluster-autoscaler/test2'] (packages['cluster-autoscaler']):
        nobody reads tag 'k8s.io/cluster-autoscaler/test2' (Flux, Gloo, Linkerd, Istio, cert-manager, external-dns and eksctl look for
        others); write 'k8s.io/cluster-autoscaler/test1'.
      HelmRelease/qa2/tidepool metadata.annotations['flux.weave.works/tag.auth'] (environments.qa2.gitops.policy):
        nobody reads annotation 'flux.weave.works/tag.auth' (Flux, Gloo, Linkerd, Istio, cert-manager, external-dns and eksctl look for
        others); remove it, or give it in the config.
    `,
  },
  {
    rule: 'known-keys',
    config: production,
    edits: [
      ['flux/shared-start/gloo/helmrelease.yaml', 'external-dns.alpha.kubernetes.io/alias', 'external-dns.alpha.kubernetes.io/aliases'],
      [`${prd}/tidepool-helmrelease.yaml`, 'helm.toolkit.fluxcd.io/driftDetection', 'helm.toolkit.fluxcd.io/drift-detection'],
      ['flux/notifications/slack.yaml', 'cluster: production', 'name: production'],
    ],
    says: `
      HelmRelease/prd/tidepool spec.values.auth.deployment.annotations['helm.toolkit.fluxcd.io/drift-detection'] (edition):
        nobody reads annotation 'helm.toolkit.fluxcd.io/drift-detection' (Flux, Gloo, Linkerd, Istio, cert-manager, external-dns and
        eksctl look for others); write 'helm.toolkit.fluxcd.io/driftDetection'.
      Alert/flux-system/slack spec.eventMetadata.name (packages.fluxcloud):
        nobody reads field 'name' (Flux, Gloo, Linkerd, Istio, cert-manager, external-dns and eksctl look for others); remove it, or give
        it in the config.
      HelmRelease/gloo-system/gloo
        spec.values.gatewayProxies.gatewayProxy.service.extraAnnotations['external-dns.alpha.kubernetes.io/aliases'] (packages.gloo):
        nobody reads annotation 'external-dns.alpha.kubernetes.io/aliases' (Flux, Gloo, Linkerd, Istio, cert-manager, external-dns and
        eksctl look for others); write 'external-dns.alpha.kubernetes.io/alias'.
    `,
  },
  {
    rule: 'configmap-keys',
    config: test1,
    edits: [
      ['flux/shared/amazon-cloudwatch/fluentd-configmap.yaml', 'logs.region', 'log.region'],
      ['flux/shared/amazon-cloudwatch/cloudwatch-agent-configmap.yaml', 'cwagentconfig.json', 'agent.json'],
    ],
    says: `
      ConfigMap/amazon-cloudwatch/cwagentconfig data['agent.json'] (packages['amazon-cloudwatch']):
        nobody reads key 'agent.json' of ConfigMap/amazon-cloudwatch/cwagentconfig (its readers look for files and settings by name);
        write 'cwagentconfig.json'.
      ConfigMap/amazon-cloudwatch/cluster-info data['log.region'] (packages['amazon-cloudwatch']):
        nobody reads key 'log.region' of ConfigMap/amazon-cloudwatch/cluster-info (its readers look for files and settings by name); write
        'logs.region'.
    `,
  },
  {
    rule: 'configmap-keys',
    config: development,
    edits: [['flux/environments/qa1/shoreline-configmap.yaml', 'ClinicDemoUserId', 'ClinicDemoUserID']],
    says: `
      ConfigMap/qa1/shoreline data.ClinicDemoUserID (environments.qa1.clinicDemoUserId):
        nobody reads key 'ClinicDemoUserID' of ConfigMap/qa1/shoreline (its readers look for files and settings by name); write
        'ClinicDemoUserId'.
    `,
  },
  {
    rule: 'configmap-contents',
    config: test1,
    edits: [
      ['flux/shared/amazon-cloudwatch/fluentd-configmap.yaml', 'cluster.name: test1', 'cluster.name: test2'],
      ['flux/shared/amazon-cloudwatch/fluentd-configmap.yaml', '"name": "test1"\n', '"name": "test1",\n'],
      ['flux/shared/amazon-cloudwatch/cloudwatch-agent-configmap.yaml', '"cluster_name": "test1"', '"clusterName": "test1"'],
    ],
    says: `
      ConfigMap/amazon-cloudwatch/cwagentconfig data['cwagentconfig.json'] (packages['amazon-cloudwatch']):
        nobody reads 'logs.metrics_collected.kubernetes.clusterName' in this JSON (CloudWatch agent); write
        logs.metrics_collected.kubernetes.cluster_name.
      ConfigMap/amazon-cloudwatch/cluster-info data['cluster.name'] (name):
        'test2' is not the name of this cluster (clusters/test1.ts); write 'test1'.
      ConfigMap/amazon-cloudwatch/cluster-info data['cluster-info.json'] (packages['amazon-cloudwatch']):
        this is no JSON object (who asks for both at once); look for a comma or a bracket.
    `,
  },
  {
    rule: 'configmap-contents',
    config: test1,
    edits: [
      ['flux/shared/amazon-cloudwatch/fluentd-configmap.yaml', '@include host.conf', '@include hosts.conf'],
      ['flux/shared/amazon-cloudwatch/fluentd-configmap.yaml', '<label @application>', '<label @applications>'],
      ['flux/shared/amazon-cloudwatch/fluentd-daemonset.yaml', 'name: REGION', 'name: AWS_REGION'],
      ['flux/shared/amazon-cloudwatch/cloudwatch-agent-daemonset.yaml', 'name: HOST_IP', 'name: HOSTIP'],
    ],
    says: `
      ConfigMap/amazon-cloudwatch/fluentd-config data['fluent.conf'] (packages['amazon-cloudwatch']):
        there is no file 'hosts.conf', which this file asks for (fluentd stops at once); write 'host.conf', or add it.
      ConfigMap/amazon-cloudwatch/fluentd-config data['containers.conf'] (packages['amazon-cloudwatch']):
        there is no label '@application', which this file asks for (fluentd stops at once); write '@applications', or add it.
      ConfigMap/amazon-cloudwatch/fluentd-config data['containers.conf'] (packages['amazon-cloudwatch']):
        there is no variable 'REGION', which this file asks for (fluentd stops at once); add it.
      ConfigMap/amazon-cloudwatch/fluentd-config data['systemd.conf'] (packages['amazon-cloudwatch']):
        there is no variable 'REGION', which this file asks for (fluentd stops at once); add it.
      ConfigMap/amazon-cloudwatch/fluentd-config data['host.conf'] (packages['amazon-cloudwatch']):
        there is no variable 'REGION', which this file asks for (fluentd stops at once); add it.
      DaemonSet/amazon-cloudwatch/fluentd-cloudwatch spec.template.metadata.annotations.configHash (packages['amazon-cloudwatch']):
        another hash of the configuration stands here, so the pods do not notice its change
        (ConfigMap/amazon-cloudwatch/fluentd-config); write 'e39d5641887b17da3cddc3e668bc8bb9066dc76915bad8816b57d5caa5f46a45'.
      DaemonSet/amazon-cloudwatch/cloudwatch-agent spec.template.spec.containers[0].env (packages['amazon-cloudwatch']):
        no variable is called 'HOST_IP' (the program looks for it); add it.
    `,
  },
  {
    rule: 'configmap-contents',
    config: test1,
    edits: [['flux/shared-start/flux/flux-helm-repositories-secret.yaml', 'repositories.yaml: ey', 'repositories.yaml: x']],
    says: `
      Secret/flux/flux-helm-repositories data['repositories.yaml'] (packages.flux):
        this is no list of repositories in JSON and base64 (Helm 2: repositories.yaml); run npm run synth.
    `,
  },
  {
    rule: 'autoscaler-finds-nodes',
    config: production,
    edits: [
      ['config.yaml', 'k8s.io/cluster-autoscaler/enabled: "true"', 'k8s.io/cluster-autoscaler/enabled: "false"'],
      ['flux/shared/cluster-autoscaler/helmrelease.yaml', 'expander:', 'expandor:'],
    ],
    says: `
      HelmRelease/kube-system/cluster-autoscaler spec.values.extraArgs.expandor (packages['cluster-autoscaler']):
        'expandor' is no flag of the cluster-autoscaler that is used here (it stops at a flag that it does not know); write 'expander'.
      ClusterConfig/production nodeGroups[0].tags['k8s.io/cluster-autoscaler/enabled'] (packages['cluster-autoscaler']):
        the group has no tag k8s.io/cluster-autoscaler/enabled with the value 'true', so nobody changes its size (package
        cluster-autoscaler); write k8s.io/cluster-autoscaler/enabled: "true".
    `,
  },
  {
    rule: 'autoscaler-finds-nodes',
    config: test1,
    edits: [
      ['flux/shared/cluster-autoscaler/cluster-autoscaler-deployment.yaml', '--cloud-provider=aws', '--cloudprovider=aws'],
      ['flux/shared/cluster-autoscaler/cluster-autoscaler-deployment.yaml', 'cluster-autoscaler/test1', 'cluster-autoscaler/test2'],
    ],
    says: `
      Deployment/kube-system/cluster-autoscaler spec.template.spec.containers[0].command[3] (packages['cluster-autoscaler']):
        'cloudprovider' is no flag of the cluster-autoscaler that is used here (it stops at a flag that it does not know); write
        'cloud-provider'.
      Deployment/kube-system/cluster-autoscaler spec.template.spec.containers[0].command[6] (packages['cluster-autoscaler']):
        no node group is found by asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/test2 (config.yaml, nodeGroups:
        tags); write asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/test1.
    `,
  },
  {
    rule: 'workload-whole',
    config: test1,
    edits: [
      ['flux/shared/cluster-autoscaler/cluster-autoscaler-deployment.yaml', '          name: ssl-certs', '          name: certs'],
      ['flux/shared/amazon-cloudwatch/fluentd-daemonset.yaml', 'key: logs.region', 'key: region'],
      [
        'flux/shared/cluster-autoscaler/cluster-autoscaler-rbac.yaml',
        'kind: ClusterRole\n  name: cluster-autoscaler',
        'kind: ClusterRole\n  name: autoscaler',
      ],
      ['flux/shared-start/gloo-crds/crds.yaml', 'name: settings.gloo.solo.io', 'name: setting.gloo.solo.io'],
    ],
    says: `
      DaemonSet/amazon-cloudwatch/fluentd-cloudwatch spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.key
        (packages['amazon-cloudwatch']):
        ConfigMap 'cluster-info' has no key 'region' (Kubernetes does not start the container); write 'cluster.name', 'logs.region' or
        'cluster-info.json'.
      Deployment/kube-system/cluster-autoscaler spec.template.spec.containers[0].volumeMounts[0].name (packages['cluster-autoscaler']):
        the pod has no volume 'certs' (Kubernetes: volumeMounts); write 'ssl-certs'.
      ClusterRoleBinding/cluster-autoscaler roleRef.name (packages['cluster-autoscaler']):
        there is no ClusterRole 'autoscaler' (Kubernetes: without it the account may do nothing); write 'cloudwatch-agent-role',
        'fluentd-role' or 'cluster-autoscaler'.
      CustomResourceDefinition/setting.gloo.solo.io metadata.name (packages['gloo-crds']):
        'setting.gloo.solo.io' is not the name of what this defines (Kubernetes: PLURAL.GROUP); write 'settings.gloo.solo.io', or mend
        spec.names.plural or spec.group.
    `,
  },
  {
    rule: 'alert-covers-releases',
    config: production,
    edits: [
      ['flux/notifications/slack.yaml', 'namespace: datadog', 'namespace: dogs'],
      ['flux/notifications/slack.yaml', 'name: "*"\n    namespace: flux-system', 'name: "*"\n    namespace: flux'],
    ],
    says: `
      Alert/flux-system/slack spec.eventSources (packages.fluxcloud):
        nobody is told of the releases in namespace datadog (Flux 2: there is no way to say "of all namespaces"); add an entry of kind
        HelmRelease for datadog.
      Alert/flux-system/slack spec.eventSources[0].namespace (packages.fluxcloud):
        there is no GitRepository in namespace flux (Flux 2: eventSources are looked for by namespace); write 'flux-system'.
      Alert/flux-system/slack spec.eventSources[5].namespace (packages.fluxcloud):
        there is no HelmRelease in namespace dogs (Flux 2: eventSources are looked for by namespace); leave the entry out.
    `,
  },
  {
    rule: 'vpc-overlap',
    config: production,
    edits: [['config.yaml', 'cidr: 10.51.0.0/16', 'cidr: 10.16.0.0/16']],
    says: `
      ClusterConfig/production vpc.cidr (vpc.cidr):
        10.16.0.0/16 overlaps 10.16.0.0/16 of peer 'prd' (guide l.720: no route could tell the two apart); give the cluster another /16.
    `,
  },
  {
    rule: 'role-once',
    config: production,
    edits: [['config.yaml', 'roleName: production-int-blob', 'roleName: production-prd-blob']],
    says: `
      ClusterConfig/production iam.serviceAccounts[5].roleName (environments.int):
        'production-prd-blob' is also the role of prd/blob (IAM: a name is unique in its account); write CLUSTER-NAMESPACE-ACCOUNT.
    `,
  },
  {
    rule: 'cluster-facts',
    config: production,
    edits: [
      ['flux/shared/external-dns/helmrelease.yaml', 'txtOwnerId: production', 'txtOwnerId: prod'],
      ['flux/shared/external-secrets/clustersecretstore.yaml', 'region: us-west-2', 'region: us-west-1'],
      ['flux/shared/certmanager/clusterissuers.yaml', 'email: ops@example.org', 'email: op@example.org'],
    ],
    says: `
      ClusterIssuer/letsencrypt-staging spec.acme.email (email):
        'op@example.org' is not the address of the administrator of this cluster (clusters/production.ts); write 'ops@example.org'.
      ClusterSecretStore/aws-secrets-manager spec.provider.aws.region (region):
        'us-west-1' is not the region of this cluster (clusters/production.ts); write 'us-west-2'.
      HelmRelease/external-dns/external-dns spec.values.txtOwnerId (name):
        'prod' is not the name of this cluster (clusters/production.ts); write 'production'.
    `,
  },
  {
    rule: 'secret-fetched',
    config: test1,
    edits: [
      [`${qa2}/external-secrets.yaml`, 'name: Scheme\n', 'name: First\n'],
      [`${qa2}/external-secrets.yaml`, 'name: Addresses\n', 'name: Second\n'],
    ],
    says: `
      ExternalSecret/qa2/mongo secretDescriptor.data[0].name (environments.qa2.mongo.secret):
        nobody reads key 'First' of Secret 'mongo' (what the services of edition 0.1.7 read); the keys are Scheme, Addresses, Username,
        Password, Database, Tls and OptParams.
      ExternalSecret/qa2/mongo secretDescriptor.data[1].name (environments.qa2.mongo.secret):
        nobody reads key 'Second' of Secret 'mongo' (what the services of edition 0.1.7 read); the keys are Scheme, Addresses, Username,
        Password, Database, Tls and OptParams.
      ExternalSecret/qa2/mongo secretDescriptor.data (environments.qa2.mongo.secret):
        Secret 'mongo' has no key 'Scheme' (what the services of edition 0.1.7 read); fetch it from property 'Scheme' of test1/qa2/mongo.
      ExternalSecret/qa2/mongo secretDescriptor.data (environments.qa2.mongo.secret):
        Secret 'mongo' has no key 'Addresses' (what the services of edition 0.1.7 read); fetch it from property 'Addresses' of
        test1/qa2/mongo.
    `,
  },
  {
    rule: 'values-types',
    config: production,
    edits: [['flux/shared/external-dns/helmrelease.yaml', '- service\n', '- 1\n']],
    says: `
      HelmRelease/external-dns/external-dns spec.values.sources[0] (packages['external-dns']):
        sources[0] is 1 (chart of package external-dns); it has to be text.
    `,
  },
  {
    rule: 'secret-fetched',
    config: production,
    edits: [[`${prd}/external-secrets.yaml`, 'target:\n    name: auth', 'target:\n    name: author']],
    says: `
      ExternalSecret/prd/auth spec.target.name (environments.prd):
        nobody reads Secret 'author', and nothing makes 'auth' (what the services of edition 0.26.0 read); write 'auth'.
    `,
  },
];

describe('a slip in the output is told, with its place in the config', () => {
  test.each(slips)('$rule: $says', ({ rule, config, edits, says }) => {
    expect(ruleOf(rule).find([viewOf(config, edits)]).map(said)).toEqual(lines(says));
  });
});

/** A HelmRelease that somebody has added by hand. */
const stranger = (namespace: string, releaseName: string) => `apiVersion: helm.fluxcd.io/v1
kind: HelmRelease
metadata:
  name: stranger
  namespace: ${namespace}
spec:
  releaseName: ${releaseName}
`;

const secretOfDatadog = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: other\n  namespace: datadog\n';
const foreignMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\n  namespace: qa2\ndata:\n  anything: goes\n';
const extraSecret = `apiVersion: kubernetes-client.io/v1
kind: ExternalSecret
metadata:
  name: own
  namespace: qa2
secretDescriptor:
  backendType: secretsManager
  data:
  - key: test1/shared/own
    name: a
    property: a
`;
const ownIssuer = `apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: own
  namespace: monitoring
spec:
  secretName: own
  issuerRef:
    name: own
    kind: Issuer
  dnsNames:
  - own.example.org
`;
const agentConfig = 'flux/shared/amazon-cloudwatch/cloudwatch-agent-configmap.yaml';
const autoscaler = 'flux/shared/cluster-autoscaler/cluster-autoscaler';
const release = `${qa2}/tidepool-helmrelease.yaml`;
const prdRelease = `${prd}/tidepool-helmrelease.yaml`;

/** What looks like a slip and is none. */
const nearMisses: readonly (readonly [rule: string, what: string, config: ClusterConfig, edits: readonly Edit[]])[] = [
  ['namespace-right', 'a folder of nobody', test1, [['flux/elsewhere/a.yaml', '', foreignMap]]],
  ['namespace-labels', 'a label more', test1, [[`${qa2}/namespace.yaml`, 'istio-injection', 'team: data\n    istio-injection']]],
  ['release-name', 'another release in the namespace', test1, [['flux/elsewhere/a.yaml', '', stranger('qa2', 'stranger')]]],
  ['release-name', 'the same release in another namespace', test1, [['flux/elsewhere/a.yaml', '', stranger('qa1', 'qa2-tidepool')]]],
  ['release-applies', 'no detection, so nothing to ignore', production, [[prdRelease, 'mode: enabled', 'mode: warn']]],
  ['values-keys', 'a value that we would not write', test1, [
    [release, 'dnsNames:\n          - localhost', 'port: "81"\n          dnsNames: []'],
  ]],
  ['values-types', 'another word of the same kind', test1, [[release, 'logLevel: debug', 'logLevel: warn']]],
  ['values-types', 'an empty list', test1, [[release, 'dnsNames:\n          - localhost', 'dnsNames: []']]],
  ['values-needed', 'a value that the chart has by itself', test1, [[release, '      logLevel: debug\n', '']]],
  ['image-follows-policy', 'a tag that Flux has moved', test1, [[release, 'auth:develop-cebea363', 'auth:develop-00000000']]],
  ['image-automation-agrees', 'a mark with other spaces', production, [
    [`${prd}/images.yaml`, '# {"$imagepolicy": "flux-system:prd-auth"}', '# { "$imagepolicy" : "flux-system:prd-auth" }'],
  ]],
  ['secret-fetched', 'a Secret of somebody else', test1, [['flux/elsewhere/a.yaml', '', extraSecret]]],
  ['secret-path', 'a Secret of somebody else', test1, [['flux/elsewhere/a.yaml', '', extraSecret]]],
  ['secret-path', 'a role that may read more', production, [['config.yaml', ':secret:production/*', ':secret:*']]],
  ['secret-named', 'a Secret that stands in the repository', production, [
    ['flux/shared/datadog/helmrelease.yaml', 'apiKeyExistingSecret: datadog', 'apiKeyExistingSecret: other'],
    ['flux/elsewhere/a.yaml', '', secretOfDatadog],
  ]],
  ['service-accounts-agree', 'an account that every namespace has', test1, [
    [`${autoscaler}-rbac.yaml`, 'name: cluster-autoscaler\n  namespace: kube-system\n---', 'name: default\n  namespace: kube-system\n---'],
  ]],
  ['account-grants', 'an action in a list', test1, [['config.yaml', 'Action: s3:ListBucket', 'Action: [s3:ListBucket]']]],
  ['bucket-agrees', 'another folder of the bucket', production, [[prdRelease, 'prefix: blobs', 'prefix: files']]],
  ['dns-name-once', 'a name that both protocols serve', moving, []],
  ['published-names', 'a name for all below it', wordy, [
    ['flux/shared-start/gloo/helmrelease.yaml', 'z.tidepool.org', '*.tidepool.org,z.tidepool.org'],
  ]],
  ['gateway-names', 'a port behind the host', production, [[prdRelease, 'host: app.tidepool.org', 'host: app.tidepool.org:444']]],
  ['tls-secret-agrees', 'a name for all of one label', production, [
    [`${prd}/certificate.yaml`, '- uploads.tidepool.org', '- "*.tidepool.org"'],
  ]],
  ['certificate-obtainable', 'an issuer of the namespace', production, [['flux/elsewhere/a.yaml', '', ownIssuer]]],
  ['certificate-obtainable', 'the other issuer', production, [
    [`${prd}/certificate.yaml`, 'letsencrypt-production', 'letsencrypt-staging'],
  ]],
  ['known-keys', 'labels and annotations of the config', wordy, []],
  ['known-keys', 'a label for people', test1, [
    [`${qa2}/namespace.yaml`, 'istio-injection', 'app.kubernetes.io/part-of: qa\n    istio-injection'],
  ]],
  ['configmap-keys', 'a ConfigMap of somebody else', test1, [['flux/elsewhere/a.yaml', '', foreignMap]]],
  ['configmap-contents', 'JSON in other lines', test1, [[agentConfig, '"logs": {\n', '"logs":\n    {\n']]],
  ['autoscaler-finds-nodes', 'another value of a flag', test1, [[`${autoscaler}-deployment.yaml`, '--v=4', '--v=5']]],
  ['workload-whole', 'a role that every cluster has', test1, [
    [
      `${autoscaler}-rbac.yaml`,
      'kind: ClusterRole\n  name: cluster-autoscaler\nsubjects',
      'kind: ClusterRole\n  name: cluster-admin\nsubjects',
    ],
  ]],
  ['alert-covers-releases', 'what Flux has without us', production, [
    ['flux/notifications/slack.yaml', 'kind: Kustomization', 'kind: HelmChart'],
  ]],
  ['vpc-overlap', 'addresses that no peer has', production, [['config.yaml', 'cidr: 10.51.0.0/16', 'cidr: 10.52.0.0/16']]],
  ['role-once', 'a role that eksctl names itself', test1, []],
  ['cluster-facts', 'a region in values that are not ours', test1, [
    ['flux/elsewhere/a.yaml', '', `${stranger('default', 'stranger')}  values:\n    region: us-east-1\n`],
  ]],
  ['cluster-facts', 'a level of the log', test1, [['flux/shared/external-dns/helmrelease.yaml', 'logLevel: debug', 'logLevel: info']]],
];

describe('right beside a slip all is well', () => {
  test.each(nearMisses)('%s: %s', (rule, _, config, edits) => {
    expect(ruleOf(rule).find([viewOf(config, edits)]).map(said)).toEqual([]);
  });

  test.each([development, productionFile, test1, production, ...fixtures])('$name, as it is made', config => {
    expect(clusterRules.flatMap(({ id, find }) => find([viewOf(config)]).map(finding => `${id}: ${said(finding)}`))).toEqual([]);
  });

  test('the clusters of this repository beside each other', () => {
    const fleet = [development, productionFile, test1].map(config => viewOf(config));
    expect(clusterRules.flatMap(({ id, find }) => find(fleet).map(finding => `${id}: ${said(finding)}`))).toEqual([]);
  });

  // What stands in a folder called flux-system is taken for Flux itself, wherever that is.
  const readable = fine.filter(({ clusters }) => !clusters.some(({ environments }) => 'flux-system' in environments));

  test.each(readable)('what no problem is: $what', ({ clusters }) => {
    const fleet = clusters.map(config => viewOf(config));
    const told = own.filter(({ severity }) => severity !== 'note').flatMap(({ id, find }) => {
      return find(fleet).map(finding => `${id}: ${said(finding)}`);
    });
    expect(told).toEqual([]);
  });
});

describe('two clusters that collide are both told, each about the other', () => {
  const gateway = { default: 'https', https: { dnsNames: ['qa3.tidepool.org'] } } as const;
  const other: ClusterConfig = withEnvironment({ ...test1Https, name: 'other' }, 'qa2', { gateway });

  /** What a rule says of each of some clusters. */
  function told(rule: string, ...configs: readonly ClusterConfig[]): string[] {
    return ruleOf(rule).find(configs.map(config => viewOf(config))).map(({ cluster, message }) => `${cluster}: ${message}`);
  }

  test('of a bucket', () => {
    const [one, two] = [test1Https, other].map(config => withEnvironment(config, 'qa2', { buckets: { data: 'tidepool-data' } }));
    expect(told('bucket-once', ...[one, two].flatMap(config => config ?? []))).toEqual([
      "test1-https: 'tidepool-data' is also a bucket of environment qa2 of clusters/other.ts (S3: bucket names are unique across "
        + 'accounts); name another bucket in one of the two.',
      "other: 'tidepool-data' is also a bucket of environment qa2 of clusters/test1-https.ts (S3: bucket names are unique across "
        + 'accounts); name another bucket in one of the two.',
    ]);
  });

  test('not of assets that are only read, if one of them says so', () => {
    const shared = withEnvironment(other, 'qa2', { buckets: { asset: 'tidepool-test1-https-qa2-asset' } });
    expect(told('bucket-once', test1Https, shared)).toEqual([]);
  });

  test('of assets that are called so by rule', () => {
    const [one, two] = [test1Https, other].map((config): ClusterConfig => {
      return { ...withEnvironment(config, 'qa2', { buckets: { data: `tidepool-${config.name}-data` } }), bucketNames: 'env' };
    });
    expect(told('bucket-once', ...[one, two].flatMap(config => config ?? []))).toEqual([
      "test1-https: 'tidepool-qa2-asset' is also a bucket of environment qa2 of clusters/other.ts (S3: bucket names are unique across "
        + 'accounts); name another bucket in one of the two.',
      "other: 'tidepool-qa2-asset' is also a bucket of environment qa2 of clusters/test1-https.ts (S3: bucket names are unique across "
        + 'accounts); name another bucket in one of the two.',
    ]);
  });

  test('of a name that both publish', () => {
    expect(told('dns-name-once', test1Https, { ...test1Https, name: 'other' })).toEqual([
      "test1-https: 'qa2.tidepool.org' is also published by clusters/other.ts (external-dns: two clusters would write one record in "
        + 'turn); publish it in one of the two.',
      "other: 'qa2.tidepool.org' is also published by clusters/test1-https.ts (external-dns: two clusters would write one record in "
        + 'turn); publish it in one of the two.',
    ]);
    expect(told('dns-name-once', test1Https, { ...test1Https, name: 'other', dns: { deferred: ['qa2.tidepool.org'] } })).toEqual([]);
  });

  test('of addresses, where packets of both meet', () => {
    const [one, two] = [test1Https, other].map((config): ClusterConfig => ({ ...config, vpc: { ...config.vpc, peers: ['dev'] } }));
    expect(told('vpc-overlap', ...[one, two].flatMap(config => config ?? []))).toEqual([
      'test1-https: 10.47.0.0/16 overlaps 10.47.0.0/16 of clusters/other.ts, and both are reached from one network (guide l.720, 1899: '
        + 'no route could tell the two apart); give one of the two another /16.',
      'other: 10.47.0.0/16 overlaps 10.47.0.0/16 of clusters/test1-https.ts, and both are reached from one network (guide l.720, 1899: '
        + 'no route could tell the two apart); give one of the two another /16.',
    ]);
    expect(told('vpc-overlap', test1Https, other)).toEqual([]);
  });

  test('of addresses, where packets of both could meet one day', () => {
    expect(told('vpc-apart', test1Https, other)).toEqual([
      'test1-https: 10.47.0.0/16 overlaps 10.47.0.0/16 of clusters/other.ts, so the two can never be peered (guide l.720); give one of the '
        + 'two another /16 while it is young.',
      'other: 10.47.0.0/16 overlaps 10.47.0.0/16 of clusters/test1-https.ts, so the two can never be peered (guide l.720); give one of the '
        + 'two another /16 while it is young.',
    ]);
    expect(told('vpc-apart', test1Https, { ...other, vpc: { cidr: '10.46.0.0/16' } })).toEqual([]);
  });

  test('of a role, in one AWS account', () => {
    const stolen: Edit = ['config.yaml', 'roleName: production-int-blob', 'roleName: second-int-blob'];
    const second = { ...production, name: 'second' };
    const says = (config: ClusterConfig) => ruleOf('role-once').find([viewOf(production, [stolen]), viewOf(config)]);
    expect(says(second).map(({ cluster, message }) => `${cluster}: ${message}`)).toEqual([
      "production: 'second-int-blob' is also the role of int/blob of clusters/second.ts (IAM: a name is unique in its account); write "
        + 'CLUSTER-NAMESPACE-ACCOUNT.',
      "second: 'second-int-blob' is also the role of int/blob of clusters/production.ts (IAM: a name is unique in its account); write "
        + 'CLUSTER-NAMESPACE-ACCOUNT.',
    ]);
    expect(says({ ...second, aws: { ...second.aws, accountNumber: '012345678901' } })).toEqual([]);
  });
});

describe('examples', () => {
  const qa: ClusterConfig = { ...test1Https, name: 'test1' };
  const gateway: EnvironmentConfig['gateway'] = { default: 'https', https: { dnsNames: ['qa3.tidepool.org'] } };
  const qa3 = Object.values(qa.environments).map(environment => ({ ...environment, gateway }))[0];
  const two: ClusterConfig = { ...qa, environments: { ...qa.environments, ...(qa3 && { qa3 }) } };
  const bases = [qa, production, development];

  /** A cluster whose config or output says what an example says. */
  function shown({ language }: Example, text: string): ClusterView {
    return language === 'typescript' ? viewOf(merged(two, evaluated(text)) as ClusterConfig) : outputWith(text);
  }

  function evaluated(text: string): unknown {
    return new Function(`return { ${text} }`)() as unknown;
  }

  function outputWith(text: string): ClusterView {
    const [, file = '', body = ''] = /^# (\S+)\n([^]*)$/.exec(text) ?? [];
    const [part] = fromYaml(body);
    for (const config of bases) {
      const path = `clusters/${config.name}/${file}`;
      const objects = fromYaml(compiled(config).get(path) ?? '');
      if (!objects.some(object => isPartOf(part, object))) continue;
      const written = objects.map(object => toYaml(isPartOf(part, object) ? merged(object, part) : object)).join('---\n');
      return seenAs(config, readManifests(new Map([...compiled(config), [path, written]])));
    }
    throw new Error(`no cluster has ${file}`);
  }

  /** By kind and name. An example in the wrong namespace is told from its likes by its name alone. */
  function isPartOf(part: unknown, object: unknown): boolean {
    const [wanted, given] = [part, object].map(value => [['kind'], ['metadata', 'name']].map(path => valueAt(value, path)));
    return String(wanted) === String(given);
  }

  function fleetOf(example: Example, text: string): ClusterView[] {
    if (example.beside === undefined) return [shown(example, text)];
    const other = merged({ ...two, name: 'other' }, evaluated(example.beside)) as ClusterConfig;
    return [shown(example, text), viewOf(other)];
  }

  test.each(own)('$id: the bad one is found, the good one is not', ({ example, find }) => {
    expect(find(fleetOf(example, example.bad)).length).toBeGreaterThan(0);
    expect(find(fleetOf(example, example.good)).map(said)).toEqual([]);
  });

  test.each(own)('$id: the good one says what is wrong in the bad one, and no more', ({ example: { bad, good } }) => {
    expect(bad).not.toBe(good);
    expect(bad.split('\n').length).toBeLessThan(40);
    expect(bad).not.toMatch(/apiVersion/);
  });
});

describe('rules', () => {
  test('outdo just the rules of any manifests that would say something of the same place', () => {
    const others: readonly Pick<Slip, 'rule' | 'config' | 'edits'>[] = [
      {
        rule: 'alert-said',
        config: production,
        edits: [['flux/notifications/slack.yaml', 'secretRef:\n    name: slack', 'secretRef:\n    name: slac']],
      },
      {
        rule: 'workload-whole',
        config: test1,
        edits: [['flux/shared/amazon-cloudwatch/cloudwatch-agent-rbac.yaml', 'name: cloudwatch-agent-role\nsub', 'name: agent-role\nsub']],
      },
    ];
    const declared = clusterRules.flatMap(({ id, outdoes = [] }) => outdoes.map(outdone => `${id} ${outdone}`));
    const seen = [...slips, ...others].flatMap(({ rule, config, edits }) => {
      const { outdoes = [], find } = clusterRules.find(({ id }) => id === rule) ?? ruleOf(rule);
      if (outdoes.length === 0) return [];
      const view = viewOf(config, edits);
      const places = find([view]).map(({ document, path = [] }) => ({ document, path: at(...path) }));
      const isOutdone = ({ id, find: findAny }: ManifestRule): boolean => outdoes.includes(id) && findAny(view.manifests).some(any => {
        return places.some(({ document, path }) => document === any.document && path === at(...any.path));
      });
      return manifestRules.filter(isOutdone).map(({ id }) => `${rule} ${id}`);
    });
    expect([...new Set(seen)].sort()).toEqual(declared.sort());
  });

  test('are called after what holds, each by a name and a sentence of its own', () => {
    for (const { id, summary } of own) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
      expect(summary).toMatch(/^[A-Z].+\.$/);
    }
    expect(new Set(clusterRules.map(({ id }) => id)).size).toBe(clusterRules.length);
  });

  test('are each seen in a slip, or between two clusters, and beside one', () => {
    const told = new Set([...slips.map(({ rule }) => rule), 'bucket-once', 'vpc-apart']);
    expect(own.filter(({ id }) => !told.has(id)).map(({ id }) => id)).toEqual([]);
    const spared = new Set([...nearMisses.map(([rule]) => rule), 'bucket-once', 'vpc-apart']);
    expect(own.filter(({ id }) => !spared.has(id)).map(({ id }) => id)).toEqual([]);
  });

  test('say what is wrong, who says so and what to write, on one line', () => {
    for (const message of slips.flatMap(({ says }) => lines(says))) {
      expect(message).toMatch(/^(\S+ )*\([\w.[\]'/-]+\): \S.+ \(.+\); \S.+\.$/);
      expect(message).not.toMatch(/undefined|\[object|NaN|[Ii]nvalid|[Pp]lease|\n/);
    }
  });
});

describe('what must not matter', () => {
  test('the order of clusters', () => {
    const fleet = [test1, today, moving, test1Https].map(config => viewOf(config));
    const told = (views: typeof fleet) => own.flatMap(({ id, find }) => find(views).map(({ cluster }) => `${id} ${cluster}`)).sort();
    expect(told(fleet)).not.toEqual([]);
    expect(told([...fleet].reverse())).toEqual(told(fleet));
  });

  test('where the tree begins', () => {
    const broken: Edit = [`${qa2}/external-secrets.yaml`, 'name: Addresses', 'name: Hosts'];
    const view = viewOf(test1, [broken]);
    const moved = readManifests(view.manifests.files.map(({ path, text }) => [`dist/${path}`, text] as const));
    for (const { find } of own) expect(find([seenAs(test1, moved)]).map(said)).toEqual(find([view]).map(said));
  });

  test('what stands in the output: whatever it is, rules have an answer', () => {
    const views = [production, development, wordy].map(config => viewOf(config));
    const anything = fc.anything({ maxDepth: 2, withNullPrototype: false });
    fc.assert(fc.property(fc.constantFrom(...views), fc.nat(), fc.nat(), anything, (view, file, leaf, value) => {
      const changed = { ...view, manifests: withValue(view.manifests, file, leaf, value) };
      for (const { find } of own) for (const { message } of find([changed])) expect(message).toMatch(/^[^\n]+$/);
    }), { numRuns: 200 });
  });
});

/** Some manifests with another value somewhere in one of their files. */
function withValue({ files }: Manifests, file: number, leaf: number, value: unknown): Manifests {
  const readable = files.filter(({ documents }) => documents.length > 0);
  const chosen = readable[file % readable.length];
  const changed = files.map(each => (each === chosen ? withLeaf(each, leaf, value) : each));
  return indexed(changed, changed.filter(({ role }) => role === 'objects').flatMap(({ documents }) => documents.flatMap(objectsIn)));
}

function withLeaf(file: ManifestFile, leaf: number, value: unknown): ManifestFile {
  const paths = file.documents.flatMap((document, i) => pathsIn(document.value).map(path => ({ i, path })));
  const { i, path } = paths[leaf % paths.length] ?? { i: 0, path: [] };
  const changed: ManifestFile = { ...file, documents: [] };
  const documents = file.documents.map((document, j) => {
    return { ...document, file: changed, value: i === j ? replaced(document.value, path, value) : document.value };
  });
  return Object.assign(changed, { documents });
}
