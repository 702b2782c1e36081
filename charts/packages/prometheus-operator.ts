import * as k8s from '../../imports/core/k8s.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import { accountValues, definePackage, monitoring, stableCharts } from './package.ts';
import type { ChartConfig, ClusterFacts, FileChart, PolicyStatement } from './package.ts';

/** Collects metrics by Prometheus. */
export interface PrometheusOperatorConfig extends ChartConfig {
  /**
   * Whether Grafana is installed as well, with the chart's dashboards.
   * @default true
   */
  readonly grafana?: boolean;
  /**
   * A sidecar that sends metrics to a bucket, and answers for those of today, so that Thanos in another cluster shows those of all clusters
   * (002 l.128-130).
   * @default false
   */
  readonly thanos?: ThanosConfig | false;
}

export interface ThanosConfig {
  /** Name of the bucket, which is there already. */
  readonly bucket: string;
}

/** Where the sidecar reads about the bucket. Source: the generator of 2019. */
const objectStore = { name: 'thanos-objstore-config', key: 'thanos.yaml' };

/** The account of Prometheus and of its sidecar. */
const sender = 'prometheus';

export const prometheusOperator = definePackage<'prometheus-operator', PrometheusOperatorConfig>({
  name: 'prometheus-operator',
  summary: 'Collects metrics of cluster, nodes and services by Prometheus and shows them by Grafana.',
  defaults: () => ({ grafana: true, thanos: false }),
  stage: 'shared',
  meets: { 'metrics of services': 'itself', 'availability of nodes': 'itself' },
  secrets: [{ name: objectStore.name, keys: [objectStore.key], setting: 'thanos' }],
  release: {
    flux1: {
      namespace: monitoring,
      chart: { repository: stableCharts, name: 'prometheus-operator', version: '5.1.0' },
      reads: [
        'grafana.{defaultDashboardsEnabled, enabled}', 'nodeExporter.serviceMonitor.relabelings',
        'prometheus.prometheusSpec.{externalLabels, thanos}',
      ],
      manifests: ({ namespace, settings: { thanos } }) => (thanos ? [{ name: 'thanos-service', draw: file => drawSidecar(file, namespace) }] : []),
      release: ({ cluster, settings: { grafana, thanos } }) => ({
        values: {
          grafana: { enabled: grafana, defaultDashboardsEnabled: grafana },
          ...(thanos && { prometheus: { prometheusSpec: { ...labelled(cluster), thanos: { objectStorageConfig: objectStore } } } }),
          nodeExporter: { serviceMonitor: { relabelings } },
        },
      }),
    },
    flux2: {
      namespace: monitoring,
      chart: { repository: 'oci://ghcr.io/prometheus-community/charts', name: 'kube-prometheus-stack', version: '88.5.3' },
      reads: [
        'grafana.{defaultDashboardsEnabled, enabled}', 'prometheus-node-exporter.prometheus.monitor.relabelings',
        'prometheus.prometheusSpec.{podMonitor, probe, rule, scrapeConfig, serviceMonitor}SelectorNilUsesHelmValues',
        'prometheus.prometheusSpec.{externalLabels, thanos.objectStorageConfig.existingSecret}',
        'prometheus.serviceAccount.{annotations, create, name}', 'prometheus.thanosService.enabled',
      ],
      accounts: ({ settings: { thanos } }) =>
        thanos ? [{ name: sender, usage: 'thanos-sidecar', grants: { statements: bucketStatements(thanos.bucket) } }] : [],
      // Not the name of the release of 2019, which is of another chart: Helm would uninstall that one first.
      release: ({ cluster, roleArn, settings: { grafana, thanos } }) => ({
        releaseName: 'kube-prometheus-stack',
        values: {
          grafana: { enabled: grafana, defaultDashboardsEnabled: grafana },
          // Otherwise it sees what its own chart brings, and nothing of any service.
          prometheus: {
            prometheusSpec: {
              serviceMonitorSelectorNilUsesHelmValues: false,
              podMonitorSelectorNilUsesHelmValues: false,
              ruleSelectorNilUsesHelmValues: false,
              probeSelectorNilUsesHelmValues: false,
              scrapeConfigSelectorNilUsesHelmValues: false,
              ...(thanos && { ...labelled(cluster), thanos: { objectStorageConfig: { existingSecret: objectStore } } }),
            },
            ...(thanos && { serviceAccount: accountValues(sender, roleArn), thanosService: { enabled: true } }),
          },
          'prometheus-node-exporter': { prometheus: { monitor: { relabelings } } },
        },
      }),
    },
    kustomize: {
      namespace: monitoring.name,
      root: 'bootstrap',
      ignores: ['grafana', 'thanos', 'chart', 'values'],
      base: () => ({ upstream: ['https://raw.githubusercontent.com/prometheus-operator/prometheus-operator/v0.50.0/bundle.yaml'] }),
      overlay: () => ({}),
    },
  },
  umbrella: { chart: 'shared', key: 'prometheusOperator', default: true },
  notes: [
    'With delivery `kustomize` it is the operator alone, release 0.50.0, fetched from GitHub when it is applied; what is to be watched is said in objects of its kinds.',
    'The umbrella chart decides about Grafana itself, so `grafana` is refused there.',
    'Metrics of nodes are labelled with the name of the node instead of its address.',
    "Flux v1: the password of Grafana's user admin is the one in the chart, which is public: change it before " +
      'Grafana can be reached from outside.',
    "Flux 2: the chart makes up the password of Grafana's user admin and keeps it in Secret kube-prometheus-stack-grafana.",
    'Metrics are kept with the pod: they are gone when it is replaced. With `thanos` those of the last two hours are.',
    'With `thanos`, Secret thanos-objstore-config says where the bucket is, key `thanos.yaml`: ' +
      '`type: S3`, and below `config` its `bucket` and `endpoint`, s3.REGION.amazonaws.com. Thanos itself, which asks the sidecar and reads the ' +
      'bucket, runs in another cluster.',
    'Flux v1: the sidecar is Thanos 0.2.1, of before roles for service accounts. It writes with the role of the node: give the nodes a policy ' +
      'for the bucket by `iam.attachPolicyARNs`.',
  ],
});

/** By which Thanos tells the metrics of clusters apart. */
function labelled({ name }: ClusterFacts) {
  return { externalLabels: { cluster: name } };
}

/** Source: Thanos, what its sidecar does in S3. */
function bucketStatements(bucket: string): readonly PolicyStatement[] {
  return [
    { action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` },
    { action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], resource: `arn:aws:s3:::${bucket}/*` },
  ];
}

/** The chart of 2019 has no Service for the sidecar. Labels are those that the operator gives to the pods of Prometheus. */
function drawSidecar(file: FileChart, namespace: string): void {
  const name = 'thanos-sidecar';
  new k8s.KubeService(file, objectId('Service', name, namespace), {
    metadata: { name, namespace },
    spec: {
      selector: { app: 'prometheus', prometheus: 'prometheus-operator-prometheus' },
      ports: [{ name: 'grpc', port: 10901, targetPort: k8s.IntOrString.fromString('grpc') }],
    },
  });
}

/** Gives metrics of nodes the name of the node. */
const relabelings = [{ sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'instance' }];
