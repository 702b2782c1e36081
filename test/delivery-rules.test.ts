import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClusterConfig } from '../charts/config.ts';
import { chartPlaceRules } from '../charts/rules/chart-places.ts';
import { controllerRules } from '../charts/rules/controllers.ts';
import { fluxRules } from '../charts/rules/flux.ts';
import { nameRules } from '../charts/rules/names.ts';
import { nodeGroupRules } from '../charts/rules/node-groups.ts';
import { permissionRules } from '../charts/rules/permissions.ts';
import { podRules } from '../charts/rules/pods.ts';
import type { ClusterRule, ClusterView } from '../charts/rules/rule.ts';
import { saidValueRules } from '../charts/rules/said-values.ts';
import development from '../clusters/development.ts';
import production from '../clusters/production.ts';
import test1 from '../clusters/test1.ts';
import { valueAt } from '../lib/manifests/manifest.ts';
import { readManifests } from '../lib/manifests/manifests.ts';
import { fromYaml, toYaml } from '../lib/yaml/yaml.ts';
import { compiled } from './support/objects.ts';
import { fine } from './problems/fine.ts';
import { merged, pathsIn, replaced, said, seenAs, viewOf, type Edit } from './support/views.ts';

/** How a tree is delivered: what Flux, eksctl, charts and programs are told. */
const rules: readonly ClusterRule[] = [
  ...saidValueRules, ...chartPlaceRules, ...nodeGroupRules, ...podRules, ...permissionRules, ...controllerRules, ...nameRules, ...fluxRules,
];

function ruleOf(id: string): ClusterRule {
  const rule = rules.find(candidate => candidate.id === id);
  if (!rule) throw new Error(`there is no rule ${id}`);
  return rule;
}

/** A line that is indented more than the first one goes on from the one before. */
function lines(text: string): string[] {
  const [indent = ''] = /(?<=\n) */.exec(text) ?? [];
  return text.trim().split(new RegExp(`\\n {${indent.length}}(?! )`)).map(line => line.replace(/\s*\n\s*/g, ' '));
}

const prd = 'flux/environments/prd/tidepool-helmrelease.yaml';
const autoscaler = 'flux/shared/cluster-autoscaler/cluster-autoscaler';
const issuers = 'flux/shared/certmanager/clusterissuers.yaml';
const umbrella = 'flux/shared-helmrelease.yaml';
const fluentd = 'flux/shared/amazon-cloudwatch/fluentd-daemonset.yaml';
const agent = 'flux/shared/amazon-cloudwatch/cloudwatch-agent';
const crds = 'flux/shared-start/gloo-crds/crds.yaml';
const slack = 'flux/notifications/slack.yaml';

/** One or more slips in the output, and all that a rule says of them. */
interface Slip {
  readonly rule: string;
  readonly config: ClusterConfig;
  readonly edits: readonly Edit[];
  readonly says: string;
}

const slips: readonly Slip[] = [
  { rule: 'values-said', config: production, edits: [
    ['flux/shared/external-dns/helmrelease.yaml', '    policy: upsert-only\n', ''],
    ['flux/shared/external-dns/helmrelease.yaml', 'name: aws\n', 'name: aw\n'],
    ['flux/shared-start/gloo/helmrelease.yaml', '      fdsMode: WHITELIST\n', '      fdsMode: BLACKLIST\n'],
    ['flux/shared-start/external-secrets/helmrelease.yaml', '    serviceAccount:\n', '    serviceAccounts:\n'],
    [prd, 'TopicPrefix: prd-', 'TopicPrefix: int-'],
  ], says: `
    HelmRelease/external-dns/external-dns spec.values.policy (packages['external-dns']): 'policy' is not said, so the chart's own value
      holds (package external-dns); write policy: upsert-only.
    HelmRelease/external-dns/external-dns spec.values.provider.name (packages['external-dns']): 'provider.name' is "aw" (package
      external-dns); write "aws".
    HelmRelease/gloo-system/gloo spec.values.discovery.fdsMode (packages.gloo): 'discovery.fdsMode' is "BLACKLIST" (package gloo); write
      "WHITELIST".
    HelmRelease/prd/tidepool spec.values.kafka.configmap.TopicPrefix (environments.prd.kafka.topicPrefix): 'kafka.configmap.TopicPrefix'
      is "int-" (environment prd); write "prd-".
  ` },
  { rule: 'values-said', config: development, edits: [
    [umbrella, '    gloo:\n      crds:\n        create: false\n', ''],
    [umbrella, '    sumologic:\n      enabled: true\n', '    sumologic:\n'],
    ['flux/shared-start-helmrelease.yaml', '    kiam:\n      enabled: false\n', ''],
  ], says: `
    HelmRelease/default/shared-start spec.values.kiam (shared): 'kiam' is not said, so the chart's own value holds (umbrella chart
      shared-start); write it as synth does.
    HelmRelease/default/shared spec.values.gloo (packages.gloo): 'gloo' is not said, so the chart's own value holds (umbrella chart
      shared); write it as synth does.
    HelmRelease/default/shared spec.values.sumologic.enabled (packages.sumologic): 'sumologic.enabled' is not said, so the chart's own
      value holds (umbrella chart shared); write enabled: true.
  ` },
  { rule: 'values-said', config: test1, edits: [['flux/environments/qa2/tidepool-helmrelease.yaml', '      logLevel: debug\n', '']], says: `
    HelmRelease/qa2/tidepool spec.values.global.logLevel (logLevel): 'global.logLevel' is not said, so the chart's own value holds
      (environment qa2); write logLevel: debug.
  ` },
  { rule: 'chart-place', config: test1, edits: [
    ['flux/shared-start/gloo/helmrelease.yaml', 'name: gloo\n    version', 'name: glo\n    version'],
    ['flux/shared-start/certmanager/helmrelease.yaml', 'https://charts.jetstack.io', 'https://chart.jetstack.io'],
    ['flux/shared/reloader/helmrelease.yaml', 'path: deployments', 'path: deployment'],
    ['flux/environments/qa2/tidepool-helmrelease.yaml', 'ref: k8s', 'ref: master'],
  ], says: `
    HelmRelease/certmanager/certmanager spec.chart.repository (packages.certmanager): 'https://chart.jetstack.io' is not the repository of
      the chart (the config, or the package); write 'https://charts.jetstack.io'.
    HelmRelease/gloo-system/gloo spec.chart.name (packages.gloo): 'glo' is not the name of the chart (the config, or the package); write
      'gloo'.
    HelmRelease/reloader/reloader spec.chart.path (packages.reloader): 'deployment/kubernetes/chart/reloader' is not the path of the chart
      (the config, or the package); write 'deployments/kubernetes/chart/reloader'.
    HelmRelease/qa2/tidepool spec.chart.ref (edition): 'master' is not the ref of the chart (the config, or the package); write 'k8s'.
  ` },
  { rule: 'chart-place', config: production, edits: [
    ['flux/sources/helmrepositories.yaml', 'https://charts.external-secrets.io', 'https://charts.external-secret.io'],
    ['flux/sources/ocirepositories.yaml', 'oci://quay.io/jetstack/charts/cert-manager', 'oci://quay.io/jetstack/chart/cert-manager'],
    [prd, 'version: 0.26.0', 'version: 0.25.0'],
  ], says: `
    OCIRepository/flux-system/cert-manager-certmanager spec.url (environments): 'oci://quay.io/jetstack/chart/cert-manager' is not the url
      of the chart (the config, or the package); write 'oci://quay.io/jetstack/charts/cert-manager'.
    HelmRepository/flux-system/charts.external-secrets.io spec.url (environments): 'https://charts.external-secret.io' is not the url of
      the chart (the config, or the package); write 'https://charts.external-secrets.io'.
    HelmRelease/prd/tidepool spec.chart.spec.version (edition): '0.25.0' is not the version of the chart (the config, or the package);
      write '0.26.0'.
  ` },
  { rule: 'chart-place', config: development, edits: [
    [umbrella, 'path: charts/shared/0.1.0', 'path: charts/shard/0.1.0'],
    ['flux/shared-start-helmrelease.yaml', 'ref: k8s', 'ref: k8'],
  ], says: `
    HelmRelease/default/shared spec.chart.ref (shared): 'k8s' is not where the other umbrella chart is, 'k8' (guide l.1156-1173); write
      the same in both.
    HelmRelease/default/shared spec.chart.path (shared): 'charts/shard/0.1.0' is not where the umbrella chart is (guide l.1156-1173);
      write 'charts/shared/VERSION'.
    HelmRelease/default/shared-start spec.chart.ref (shared): 'k8' is not where the other umbrella chart is, 'k8s' (guide l.1156-1173);
      write the same in both.
  ` },
  { rule: 'node-groups-agree', config: production, edits: [
    ['config.yaml', '  volumeSize: 100\n', ''],
    ['config.yaml', 'maxSize: 20', 'maxSize: 200'],
  ], says: `
    ClusterConfig/production nodeGroups[0].maxSize (nodeGroups[0].maxSize): maxSize is not what the config says (clusters/production.ts);
      write maxSize: 20.
    ClusterConfig/production nodeGroups[0].volumeSize (nodeGroups[0].volumeSize): volumeSize is not said (clusters/production.ts); write
      volumeSize: 100.
  ` },
  { rule: 'node-groups-agree', config: test1, edits: [['config.yaml', '- name: ng\n', '- name: ng-1\n']], says: `
    (nodeGroups[0]): there is no node group 'ng' (clusters/test1.ts); add it to config.yaml.
  ` },
  { rule: 'addons-agree', config: production, edits: [
    ['config.yaml', 'disableDefaultAddons: true', 'disableDefaultAddons: false'],
    ['config.yaml', '- name: vpc-cni\n', '- name: vcp-cni\n'],
  ], says: `
    ClusterConfig/production addonsConfig.disableDefaultAddons (aws): eksctl would add metrics-server, too (package metrics-server); write
      disableDefaultAddons: true.
    ClusterConfig/production addons (aws): addon 'vpc-cni' is missing (eksctl adds none of itself here); write it for 'vcp-cni'.
  ` },
  { rule: 'pod-furnished', config: test1, edits: [
    [`${autoscaler}-deployment.yaml`, '--cloud-provider=aws', '--cloud-provider=aw'],
    [`${autoscaler}-deployment.yaml`, 'k8s.gcr.io/cluster-autoscaler:', 'k8s.gcr.io/autoscaler:'],
    [`${agent}-daemonset.yaml`, 'mountPath: /rootfs', 'mountPath: /root'],
    [`${agent}-daemonset.yaml`, 'path: /var/lib/docker\n', 'path: /var/lib/dockers\n'],
    [`${agent}-daemonset.yaml`, '      terminationGracePeriodSeconds: 60\n', ''],
    [fluentd, 'name: copy-fluentd-config', 'name: copy-config'],
  ], says: `
    DaemonSet/amazon-cloudwatch/cloudwatch-agent spec.template.spec.terminationGracePeriodSeconds (packages['amazon-cloudwatch']): the pod
      has 30 seconds to end (it sends what it still has first); write 60.
    DaemonSet/amazon-cloudwatch/cloudwatch-agent spec.template.spec.containers[0].volumeMounts (packages['amazon-cloudwatch']): nothing is
      mounted at /rootfs (the program looks for its files there); mount them.
    DaemonSet/amazon-cloudwatch/cloudwatch-agent spec.template.spec.volumes[3].hostPath.path (packages['amazon-cloudwatch']): what is
      mounted at /var/lib/docker is /var/lib/dockers of the node (the program looks for something else there); write '/var/lib/docker'.
    DaemonSet/amazon-cloudwatch/fluentd-cloudwatch spec.template.spec (packages['amazon-cloudwatch']): there is no container
      'copy-fluentd-config' (the others count on it); add it, or call it so.
    Deployment/kube-system/cluster-autoscaler spec.template.spec.containers[0].image (packages['cluster-autoscaler'].image):
      'k8s.gcr.io/autoscaler:v1.12.3' is no image of cluster-autoscaler (what its pods are for); look how it is spelt.
    Deployment/kube-system/cluster-autoscaler spec.template.spec.containers[0].command (packages['cluster-autoscaler']): the command lacks
      '--cloud-provider=aws' (how the program is meant to run); write it for '--cloud-provider=aw'.
  ` },
  { rule: 'pod-bounded', config: test1, edits: [
    [fluentd, '          limits:\n            memory: 200Mi\n', ''],
    [fluentd, 'cpu: 100m', 'cpu: 100M'],
    [`${agent}-daemonset.yaml`, '          name: rootfs\n          readOnly: true\n', '          name: rootfs\n'],
  ], says: `
    DaemonSet/amazon-cloudwatch/cloudwatch-agent spec.template.spec.containers[0].volumeMounts[1].readOnly
      (packages['amazon-cloudwatch']): the program may change / of its node (it only reads there); write readOnly: true.
    DaemonSet/amazon-cloudwatch/fluentd-cloudwatch spec.template.spec.containers[0].resources.limits.memory
      (packages['amazon-cloudwatch']): fluentd-cloudwatch may take all memory of its node (nodes are for other pods); say how much.
    DaemonSet/amazon-cloudwatch/fluentd-cloudwatch spec.template.spec.containers[0].resources.requests.cpu
      (packages['amazon-cloudwatch']): '100M' is no amount that fluentd-cloudwatch could need (nodes are for other pods); look at the
      unit: m of a CPU, Mi of memory.
  ` },
  { rule: 'permission-known', config: test1, edits: [
    [`${autoscaler}-rbac.yaml`, '- storage.k8s.io', '- storages.k8s.io'],
    [`${autoscaler}-rbac.yaml`, '- pods/eviction', '- pods/evict'],
    [`${autoscaler}-rbac.yaml`, '- watch\n', '- wach\n'],
    [`${autoscaler}-rbac.yaml`, '- cluster-autoscaler-status', '- cluster-autoscaler-stats'],
  ], says: `
    ClusterRole/cluster-autoscaler rules[1].resources[0] (packages['cluster-autoscaler']): 'pods/evict' is no resource that a role here
      speaks of (Kubernetes passes over what it does not know); write 'pods/eviction'.
    ClusterRole/cluster-autoscaler rules[4].verbs[0] (packages['cluster-autoscaler']): 'wach' is no verb that a role here speaks of
      (Kubernetes passes over what it does not know); write 'watch'.
    ClusterRole/cluster-autoscaler rules[9].apiGroups[0] (packages['cluster-autoscaler']): 'storages.k8s.io' is no group that a role here
      speaks of (Kubernetes passes over what it does not know); write 'storage.k8s.io'.
    Role/kube-system/cluster-autoscaler rules[1].resourceNames[0] (packages['cluster-autoscaler']): 'cluster-autoscaler-stats' is no
      object that a role here speaks of (Kubernetes passes over what it does not know); write 'cluster-autoscaler-status'.
  ` },
  { rule: 'permission-limited', config: test1, edits: [[`${agent}-rbac.yaml`, '  resourceNames:\n  - cwagent-clusterleader\n', '']], says: `
    ClusterRole/cloudwatch-agent-role rules[5].resourceNames (packages['amazon-cloudwatch']): whoever has this role may update all
      configmaps (Kubernetes: a rule without resourceNames is for all); name those that are its own.
  ` },
  { rule: 'store-limited', config: production, edits: [
    ['flux/shared/external-secrets/clustersecretstore.yaml', '  conditions:\n  - namespaces:', '  conditions:\n  - regexes:'],
  ], says: `
    ClusterSecretStore/aws-secrets-manager spec.conditions (packages['external-secrets']): whoever may make an ExternalSecret anywhere
      reads every secret of the cluster (external-secrets: a store without conditions serves all namespaces); list the namespaces that
      fetch something.
  ` },
  { rule: 'challenge-said', config: test1, edits: [
    [issuers, '    solvers:\n    - dns01:\n        route53:\n          region: us-west-2\n', ''],
    [issuers, '      - name: route53', '      - name: route35'],
  ], says: `
    ClusterIssuer/letsencrypt-staging spec.acme.solvers (packages.certmanager): there is none, so no name can be proven to be ours (Let's
      Encrypt signs for no other); write that of Route53.
    ClusterIssuer/letsencrypt-staging spec.acme.dns01.providers[0].name (packages.certmanager): no Certificate asks for a provider
      'route35' (cert-manager 0.8); write 'route53'.
  ` },
  { rule: 'challenge-said', config: development, edits: [['flux/certs/tidepool-cert.yaml', '  acme:\n', '  acne:\n']], says: `
    Certificate/default/tidepool-cert spec.acme (certificates['tidepool-cert']): the Certificate does not say how its names are proven
      (cert-manager 0.8: spec.acme.config); name provider route53 for each of them.
  ` },
  { rule: 'certificate-kept', config: development, edits: [
    ['flux/certs/tidepool-cert.yaml', 'secretName: tidepool-tls', 'secretName: tidepool'],
  ], says: `
    Certificate/default/tidepool-cert spec.secretName (certificates['tidepool-cert'].secretName): 'tidepool' is not the Secret that it is
      kept in (clusters/development.ts); write 'tidepool-tls'.
  ` },
  { rule: 'certificate-kept', config: development, edits: [['flux/certs/tidepool-cert.yaml', 'name: tidepool-cert', 'name: cert']], says: `
    (certificates['tidepool-cert']): nothing makes Certificate default/tidepool-cert (clusters/development.ts); add it.
  ` },
  { rule: 'definition-said', config: test1, edits: [
    [crds, 'kind: Settings', 'kind: Setting'],
    [crds, 'scope: Namespaced', 'scope: Cluster'],
  ], says: `
    CustomResourceDefinition/settings.gloo.solo.io spec.names.kind (packages['gloo-crds']): 'Setting' is not the kind of Settings (its
      controller looks for it so); write 'Settings'.
    CustomResourceDefinition/settings.gloo.solo.io spec.scope (packages['gloo-crds']): 'Cluster' is not the scope of Settings (its
      controller looks for it so); write 'Namespaced'.
  ` },
  { rule: 'found-by-name', config: development, edits: [
    ['flux/environments/qa1/shoreline-configmap.yaml', 'ClinicDemoUserId: e79b15328a', 'ClinicDemoUserId: e79b15328b'],
  ], says: `
    ConfigMap/qa1/shoreline data.ClinicDemoUserId (environments.qa1.clinicDemoUserId): 'e79b15328b' is not the ClinicDemoUserId of the
      config (clusters/development.ts); write 'e79b15328a'.
  ` },
  { rule: 'found-by-name', config: test1, edits: [
    ['flux/shared-start/flux/flux-helm-repositories-secret.yaml', 'name: flux-helm-repositories', 'name: helm-repositories'],
  ], says: `
    (packages.flux): there is no Secret 'flux-helm-repositories' in namespace flux (helm-operator looks for it); add it, or call it so.
  ` },
  { rule: 'flux-retries', config: production, edits: [
    ['flux/ks/env-prd.yaml', '  wait: true\n', ''],
    ['flux/ks/env-prd.yaml', '  retryInterval: 2m\n', ''],
    [prd, '  timeout: 15m\n', ''],
    [prd, 'mode: enabled', 'mode: warn'],
    ['flux/shared/sumologic/helmrelease.yaml', 'crds: Skip', 'crds: Create'],
    ['flux/shared/datadog/helmrelease.yaml', '  upgrade:\n    crds: CreateReplace\n', '  upgrade:\n'],
  ], says: `
    HelmRelease/prd/tidepool spec.timeout (environments.prd): timeout is not said (Flux waits five minutes, and pods wait for each other);
      write timeout: 15m.
    HelmRelease/prd/tidepool spec.driftDetection.mode (environments.prd): driftDetection.mode is 'warn' (changes by hand stay); write
      mode: enabled.
    Kustomization/flux-system/env-prd spec.retryInterval (environments.prd): retryInterval is not said (Flux tries again after the
      interval); write retryInterval: 2m.
    Kustomization/flux-system/env-prd spec.wait (environments.prd): wait is not said (what comes after begins before this is ready); write
      wait: true.
    HelmRelease/datadog/datadog spec.upgrade.crds (packages.datadog): upgrade does not say crds: CreateReplace (Flux leaves definitions of
      kinds as they are); write crds: CreateReplace.
    HelmRelease/sumologic/sumologic spec.install.crds (packages.sumologic): install does not say crds: Skip (the chart holds older
      definitions of kinds than are there); write crds: Skip.
  ` },
  { rule: 'flux-retries', config: production, edits: [
    ['flux/ks/shared.yaml', 'kind: ClusterIssuer', 'kind: Issuer'],
    ['flux/ks/shared.yaml', 'Store\n    current: |-\n      has(status.conditions)', 'Store\n    current: |-\n      has(status.condition)'],
  ], says: `
    Kustomization/flux-system/shared spec.healthCheckExprs (delivery): it is not said when a ClusterIssuer is ready (what comes after needs
      one that works); add that here.
    Kustomization/flux-system/shared spec.healthCheckExprs[1].current (delivery): this does not tell whether a ClusterSecretStore is ready
      (what comes after needs one that works); write has(status.conditions) && status.conditions.exists(c, c.type == 'Ready' && c.status
      == 'True').
  ` },
  { rule: 'flux-order', config: production, edits: [['flux/ks/shared-start.yaml', '  dependsOn:\n  - name: sources\n', '']], says: `
    Kustomization/flux-system/shared-start spec.dependsOn (delivery): it does not wait for 'sources', which holds what its charts are taken
      from (a release without its source fails until there is one); add 'sources', or a stage that waits for it.
  ` },
  { rule: 'bootstrap-listed', config: production, edits: [
    ['flux/flux-system/kustomization.yaml', 'gotk-sync.yaml', 'gotk-sync.yml'],
    ['flux/flux-system/kustomization.yaml', 'kind:', 'kiind:'],
  ], says: `
    (delivery): flux-system/kustomization.yaml does not list gotk-sync.yaml (Flux removes what is no longer listed, itself included); mend it
      there.
    (delivery): 'kiind' of flux-system/kustomization.yaml is no key here (Flux removes what is no longer listed, itself included); mend it
      there.
  ` },
  { rule: 'alert-said', config: production, edits: [
    [slack, 'channel: flux-production', 'channel: flux-prod'],
    [slack, '  secretRef:\n    name: slack\n', ''],
    [slack, '    cluster: production\n', ''],
  ], says: `
    Provider/flux-system/slack spec.channel (packages.fluxcloud.channel): 'flux-prod' is not the channel that the config means (package
      fluxcloud); write 'flux-production'.
    Provider/flux-system/slack spec.secretRef.name (packages.fluxcloud): secretRef.name is not said (package fluxcloud); write 'slack'.
    Alert/flux-system/slack spec.eventMetadata.cluster (name): messages do not say the cluster (those of several clusters look alike);
      write cluster: production.
  ` },
];

describe('a slip in what is delivered is told, with its place in the config', () => {
  test.each(slips)('$rule, slip %#', ({ rule, config, edits, says }) => {
    expect(ruleOf(rule).find([viewOf(config, edits)]).map(said)).toEqual(lines(says));
  });

  test('every rule is seen in one, and says what is wrong, who says so and what to write', () => {
    expect([...new Set(slips.map(({ rule }) => rule))].sort()).toEqual(rules.map(({ id }) => id).sort());
    for (const line of slips.flatMap(({ says }) => lines(says))) expect(line).toMatch(/^[^\n]*\([^ ]+\): \S.+ \(.+\); \S.+\.$/);
  });
});

/** What looks like a slip and is none. */
const nearMisses: readonly (readonly [rule: string, what: string, config: ClusterConfig, edits: readonly Edit[]])[] = [
  ['values-said', 'what another rule compares', production, [
    ['flux/shared/external-dns/helmrelease.yaml', 'txtOwnerId: production', 'txtOwnerId: prod'],
  ]],
  ['values-said', 'a value more', production, [
    ['flux/shared/reloader/helmrelease.yaml', 'watchGlobally: true', 'watchGlobally: true\n      logFormat: json'],
  ]],
  ['values-said', 'a level that the chart has by itself', production, [[prd, '      logLevel: info\n', '']]],
  ['values-said', 'an image that Flux has moved', test1, [
    ['flux/environments/qa2/tidepool-helmrelease.yaml', 'auth:develop-cebea', 'auth:develop-00000'],
  ]],
  ['chart-place', 'a path of the other generation', production, [
    ['flux/shared/reloader/helmrelease.yaml', '    spec:\n', '    git: other\n    spec:\n'],
  ]],
  ['node-groups-agree', 'a field that the config does not speak of', production, [
    ['config.yaml', '  maxSize: 20\n', '  maxSize: 20\n  maxPodsPerNode: 50\n'],
  ]],
  ['addons-agree', 'an addon more', production, [['config.yaml', '- name: vpc-cni\n', '- name: vpc-cni\n- name: aws-ebs-csi-driver\n']]],
  ['pod-furnished', 'another level of the log', test1, [[`${autoscaler}-deployment.yaml`, '--v=4', '--v=2']]],
  ['pod-bounded', 'a request that is as its limit', test1, [
    [`${autoscaler}-deployment.yaml`, '          requests:\n            cpu: 100m\n            memory: 300Mi\n', ''],
  ]],
  ['permission-known', 'all verbs', test1, [[`${autoscaler}-rbac.yaml`, '- watch\n', '- "*"\n']]],
  ['permission-limited', 'who only makes them', test1, [[`${agent}-rbac.yaml`, '  - get\n  - update\n', '  - create\n']]],
  ['store-limited', 'one namespace', production, [['flux/shared/external-secrets/clustersecretstore.yaml', '    - datadog\n', '']]],
  ['challenge-said', 'a Certificate that leaves it to the issuer', development, []],
  ['certificate-kept', 'that of an environment', production, [['flux/environments/prd/certificate.yaml', 'prd-tls-secret', 'prd-tls']]],
  ['definition-said', 'a short name less', test1, [[crds, '    shortNames:\n    - st\n', '']]],
  ['found-by-name', 'another ConfigMap', test1, [[`${agent}-configmap.yaml`, 'name: cwagentconfig', 'name: agent']]],
  ['flux-retries', 'another time to wait', production, [['flux/ks/env-prd.yaml', 'timeout: 20m', 'timeout: 30m']]],
  ['flux-order', 'by way of another stage', production, [['flux/ks/env-prd.yaml', '- name: shared', '- name: shared-start']]],
  ['bootstrap-listed', 'patches of Flux', production, [['flux/flux-system/kustomization.yaml', 'resources:', 'patches: []\nresources:']]],
  ['alert-said', 'what Flux does by itself', production, [[slack, '  eventSeverity: info\n', '']]],
];

describe('right beside a slip all is well', () => {
  test.each(nearMisses)('%s: %s', (rule, _, config, edits) => {
    expect(ruleOf(rule).find([viewOf(config, edits)]).map(said)).toEqual([]);
  });

  test('every rule has one', () => {
    expect([...new Set(nearMisses.map(([rule]) => rule))].sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  test.each(fine)('what no problem is: $what', ({ clusters }) => {
    const fleet = clusters.map(config => viewOf(config));
    expect(rules.flatMap(({ find }) => find(fleet).map(said))).toEqual([]);
  });
});

describe('examples', () => {
  /** The output of the first cluster that has the object, with a part of it as an example says. */
  function shown(text: string): ClusterView {
    const [, file = '', body = ''] = /^# (\S+)\n([^]*)$/.exec(text) ?? [];
    const [part] = fromYaml(body);
    for (const config of [test1, production, development]) {
      const path = `clusters/${config.name}/${file}`;
      const objects = fromYaml(compiled(config).get(path) ?? '');
      if (!objects.some(object => nameOf(object) === nameOf(part))) continue;
      const written = objects.map(object => toYaml(nameOf(object) === nameOf(part) ? merged(object, part) : object)).join('---\n');
      return seenAs(config, readManifests(new Map([...compiled(config), [path, written]])));
    }
    throw new Error(`no cluster has ${file}`);
  }

  function nameOf(object: unknown): string {
    return `${String(valueAt(object, ['kind']))}/${String(valueAt(object, ['metadata', 'name']))}`;
  }

  test.each(rules)('$id: the bad one is found, the good one is not', ({ find, example: { bad, good } }) => {
    expect(find([shown(bad)]).length).toBeGreaterThan(0);
    expect(find([shown(good)]).map(said)).toEqual([]);
  });
});

describe('what must not matter', () => {
  test('where the tree begins', () => {
    for (const { config, edits } of slips) {
      const view = viewOf(config, edits);
      const moved = seenAs(config, readManifests(view.manifests.files.map(({ path, text }) => [`dist/${path}`, text] as const)));
      for (const { find } of rules) expect(find([moved]).map(said)).toEqual(find([view]).map(said));
    }
  });

  test('what stands in the output: whatever it is, rules have an answer', () => {
    const configs = [production, development, test1];
    const text = fc.string();
    const anything = fc.oneof(fc.constantFrom(null, [], {}), text, fc.integer(), fc.array(text), fc.dictionary(text, text));
    fc.assert(fc.property(fc.constantFrom(...configs), fc.nat(), fc.nat(), anything, (config, file, leaf, value) => {
      const objects = [...compiled(config)].flatMap(([path, body]) => fromYaml(body).map(object => ({ path, object })));
      const chosen = objects[file % objects.length];
      if (!chosen) return;
      const paths = pathsIn(chosen.object);
      const changed = replaced(chosen.object, paths[leaf % paths.length] ?? [], value);
      const view = seenAs(config, readManifests(new Map([...compiled(config), [chosen.path, JSON.stringify(changed) ?? '']])));
      for (const { find } of rules) for (const { message } of find([view])) expect(message).toMatch(/^[^\n]+$/);
    }), { numRuns: 100 });
  });
});
