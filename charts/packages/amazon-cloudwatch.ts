import * as k8s from '../../imports/core/k8s.ts';
import { createHash } from 'node:crypto';
import { objectId } from '../../lib/manifests/manifest.ts';
import { accountValues, definePackage, type ClusterFacts, type FileChart, type PackageConfig } from './package.ts';

/** Sends metrics and logs of the cluster to CloudWatch. */
export interface AmazonCloudwatchConfig extends PackageConfig {
  /**
   * Image of fluentd, which only Flux v1 installs: `repository:tag`, with its plugins for CloudWatch, systemd and Kubernetes metadata.
   * The documented one is too old for the role of its service account and needs CloudWatchAgentServerPolicy on the nodes.
   * @default 'fluent/fluentd-kubernetes-daemonset:v1.3.3-debian-cloudwatch-1.4'
   */
  readonly fluentdImage?: string;
}

export const amazonCloudwatch = definePackage<'amazon-cloudwatch', AmazonCloudwatchConfig>({
  name: 'amazon-cloudwatch',
  summary: 'Sends logs of the cluster to CloudWatch Container Insights, and with Flux v1 its metrics as well.',
  defaults: () => ({ fluentdImage: 'fluent/fluentd-kubernetes-daemonset:v1.3.3-debian-cloudwatch-1.4' }),
  stage: 'shared',
  meets: { 'record of access': 'AWS CloudWatch', logs: 'AWS CloudWatch' },
  // The guide prints one account, `cloudwatch` (l.806-820), that neither of the two kinds of pods runs under.
  accounts: () => [
    { name: 'cloudwatch-agent', usage: 'cloudwatch-agent-service', grants },
    { name: 'fluentd', usage: 'fluentd-service', grants },
  ],
  release: {
    flux1: {
      namespace: { name: 'amazon-cloudwatch', labels: { name: 'amazon-cloudwatch' } },
      manifests: ({ cluster, settings, namespace }) => [
        { name: 'cloudwatch-agent-configmap', draw: file => drawAgentConfig(file, namespace, cluster) },
        { name: 'cloudwatch-agent-daemonset', draw: file => drawAgent(file, namespace) },
        { name: 'cloudwatch-agent-rbac', draw: file => drawRole(file, namespace, 'cloudwatch-agent', agentRules) },
        { name: 'fluentd-configmap', draw: file => drawFluentdConfig(file, namespace, cluster) },
        { name: 'fluentd-daemonset', draw: file => drawFluentd(file, namespace, settings.fluentdImage) },
        { name: 'fluentd-rbac', draw: file => drawRole(file, namespace, 'fluentd', fluentdRules) },
      ],
    },
    flux2: {
      namespace: { name: 'amazon-cloudwatch', labels: { name: 'amazon-cloudwatch' } },
      chart: { repository: 'https://aws.github.io/eks-charts', name: 'aws-for-fluent-bit', version: '0.2.0' },
      reads: ['cloudWatchLogs.{enabled, logGroupName, region}', 'serviceAccount.{annotations, create, name}'],
      ignores: ['fluentdImage'],
      accounts: () => [{ name: forwarder, usage: 'fluent-bit-service', grants: { policyArns: [agentPolicy] } }],
      release: ({ cluster, roleArn }) => ({
        releaseName: 'aws-for-fluent-bit',
        values: {
          cloudWatchLogs: {
            enabled: true,
            region: cluster.region,
            logGroupName: `/aws/containerinsights/${cluster.name}/application`,
          },
          serviceAccount: accountValues(forwarder, roleArn),
        },
      }),
    },
  },
  notes: [
    'Flux v1: the CloudWatch agent and fluentd, on every node. Logs go to the log groups /aws/containerinsights/CLUSTER/application, ' +
      '/dataplane and /host; metrics to /performance.',
    'Flux v1: the documented image of fluentd has an AWS SDK (3.48) from before roles for service accounts (3.58), so it writes with ' +
      'the role of the node: give the nodes CloudWatchAgentServerPolicy, or set `fluentdImage` to a newer one.',
    'Flux v1: both read what Docker writes on the node; nodes that run containerd need newer images and another log format.',
    'Flux v1: the agent runs tag `latest`, as documented: every start of a pod may be an upgrade.',
    'Flux 2: Fluent Bit sends the logs of containers to /aws/containerinsights/CLUSTER/application. Metrics and the logs of the nodes ' +
      'are not sent: that takes the EKS add-on amazon-cloudwatch-observability, which sends the logs of containers, too, so leave this ' +
      'package out then.',
  ],
});

/** AWS' own policy for writing to CloudWatch, logs included. */
const agentPolicy = 'arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy';

const grants = { policyArns: [agentPolicy, 'arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess'] } as const;

/** The account of Fluent Bit. */
const forwarder = 'fluent-bit';

const agentRules: k8s.PolicyRule[] = [
  { apiGroups: [''], resources: ['pods', 'nodes', 'endpoints'], verbs: ['list', 'watch'] },
  { apiGroups: ['apps'], resources: ['replicasets'], verbs: ['list', 'watch'] },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: ['list', 'watch'] },
  { apiGroups: [''], resources: ['nodes/proxy'], verbs: ['get'] },
  { apiGroups: [''], resources: ['nodes/stats', 'configmaps', 'events'], verbs: ['create'] },
  { apiGroups: [''], resources: ['configmaps'], resourceNames: ['cwagent-clusterleader'], verbs: ['get', 'update'] },
];

const fluentdRules: k8s.PolicyRule[] = [
  { apiGroups: [''], resources: ['namespaces', 'pods', 'pods/logs'], verbs: ['get', 'list', 'watch'] },
];

/** Something of the node that a container sees. */
interface HostPath {
  /** Name of the volume. */
  readonly name: string;
  /** Where it is, on the node and in the container. */
  readonly path: string;
  /** Where it is in the container, when that differs. */
  readonly mountPath?: string;
  readonly writable?: boolean;
}

const agentPaths: readonly HostPath[] = [
  { name: 'rootfs', path: '/', mountPath: '/rootfs' },
  { name: 'dockersock', path: '/var/run/docker.sock' },
  { name: 'varlibdocker', path: '/var/lib/docker' },
  { name: 'sys', path: '/sys' },
  { name: 'devdisk', path: '/dev/disk/', mountPath: '/dev/disk' },
];

const fluentdPaths: readonly HostPath[] = [
  { name: 'varlog', path: '/var/log', writable: true }, // its positions are kept there, to go on after a restart
  { name: 'varlibdockercontainers', path: '/var/lib/docker/containers' },
  { name: 'runlogjournal', path: '/run/log/journal' },
  { name: 'dmesg', path: '/var/log/dmesg' },
];

/** What a pod of either kind may use. */
const memory = k8s.Quantity.fromString('200Mi');
const agentLimits = { cpu: k8s.Quantity.fromString('200m'), memory };

const fluentdLabels = { 'k8s-app': 'fluentd-cloudwatch' };

function drawAgentConfig(file: FileChart, namespace: string, cluster: ClusterFacts): void {
  const config = {
    logs: {
      metrics_collected: { kubernetes: { cluster_name: cluster.name, metrics_collection_interval: 60 } },
      force_flush_interval: 5,
    },
  };
  drawConfigMap(file, 'cwagentconfig', namespace, { 'cwagentconfig.json': JSON.stringify(config, null, 2) });
}

function drawAgent(file: FileChart, namespace: string): void {
  const name = 'cloudwatch-agent';
  new k8s.KubeDaemonSet(file, objectId('DaemonSet', name, namespace), {
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: { name } },
      template: {
        metadata: { labels: { name } },
        spec: {
          serviceAccountName: name,
          terminationGracePeriodSeconds: 60,
          containers: [
            {
              name,
              image: 'amazon/cloudwatch-agent:latest',
              imagePullPolicy: 'Always',
              resources: { limits: agentLimits, requests: agentLimits },
              env: [
                fieldOf('HOST_IP', 'status.hostIP'),
                fieldOf('HOST_NAME', 'spec.nodeName'),
                fieldOf('K8S_NAMESPACE', 'metadata.namespace'),
              ],
              volumeMounts: [{ name: 'cwagentconfig', mountPath: '/etc/cwagentconfig' }, ...agentPaths.map(mount)],
            },
          ],
          volumes: [{ name: 'cwagentconfig', configMap: { name: 'cwagentconfig' } }, ...agentPaths.map(volume)],
        },
      },
    },
  });
}

function drawFluentdConfig(file: FileChart, namespace: string, { name, region }: ClusterFacts): void {
  drawConfigMap(file, 'cluster-info', namespace, {
    'cluster.name': name,
    'logs.region': region,
    'cluster-info.json': JSON.stringify({ cluster: { name }, logs: { region } }, null, 2),
  });
  drawConfigMap(file, 'fluentd-config', namespace, fluentdConfig, fluentdLabels);
}

function drawFluentd(file: FileChart, namespace: string, image: string): void {
  const name = 'fluentd-cloudwatch';
  const config = [
    { name: 'config-volume', mountPath: '/config-volume' },
    { name: 'fluentdconf', mountPath: '/fluentd/etc' },
  ];
  new k8s.KubeDaemonSet(file, objectId('DaemonSet', name, namespace), {
    metadata: { name, namespace, labels: fluentdLabels },
    spec: {
      selector: { matchLabels: fluentdLabels },
      template: {
        metadata: { labels: fluentdLabels, annotations: { configHash: configHash(fluentdConfig) } },
        spec: {
          serviceAccountName: 'fluentd',
          terminationGracePeriodSeconds: 30,
          // The image's entrypoint writes to /fluentd/etc, and a mounted ConfigMap is read-only.
          initContainers: [
            {
              name: 'copy-fluentd-config',
              image: 'busybox',
              command: ['sh', '-c', 'cp /config-volume/..data/* /fluentd/etc'],
              volumeMounts: config,
            },
          ],
          containers: [
            {
              name,
              image,
              env: [
                clusterInfo('REGION', 'logs.region'),
                clusterInfo('CLUSTER_NAME', 'cluster.name'),
                fieldOf('K8S_NODE_NAME', 'spec.nodeName'),
              ],
              resources: { limits: { memory }, requests: { cpu: k8s.Quantity.fromString('100m'), memory } },
              volumeMounts: [...config, ...fluentdPaths.map(mount)],
            },
          ],
          volumes: [
            { name: 'config-volume', configMap: { name: 'fluentd-config' } },
            { name: 'fluentdconf', emptyDir: {} },
            ...fluentdPaths.map(volume),
          ],
        },
      },
    },
  });
}

/** Changes with the configuration, so that the pods are replaced then. */
function configHash(config: Readonly<Record<string, string>>): string {
  return createHash('sha256').update(JSON.stringify(config)).digest('hex');
}

/** The role of a ServiceAccount that eksctl makes. */
function drawRole(file: FileChart, namespace: string, account: string, rules: k8s.PolicyRule[]): void {
  const role = `${account}-role`;
  const binding = `${role}-binding`;
  new k8s.KubeClusterRole(file, objectId('ClusterRole', role), { metadata: { name: role }, rules });
  new k8s.KubeClusterRoleBinding(file, objectId('ClusterRoleBinding', binding), {
    metadata: { name: binding },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
  });
}

function drawConfigMap(
  file: FileChart,
  name: string,
  namespace: string,
  data: Readonly<Record<string, string>>,
  labels?: Readonly<Record<string, string>>,
): void {
  new k8s.KubeConfigMap(file, objectId('ConfigMap', name, namespace), { metadata: { name, namespace, ...(labels && { labels }) }, data });
}

function volume({ name, path }: HostPath): k8s.Volume {
  return { name, hostPath: { path } };
}

function mount({ name, path, mountPath = path, writable = false }: HostPath): k8s.VolumeMount {
  return { name, mountPath, ...(!writable && { readOnly: true }) };
}

/** An environment variable that holds a field of the pod. */
function fieldOf(name: string, fieldPath: string): k8s.EnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

/** An environment variable that holds a value of ConfigMap `cluster-info`. */
function clusterInfo(name: string, key: string): k8s.EnvVar {
  return { name, valueFrom: { configMapKeyRef: { name: 'cluster-info', key } } };
}

/**
 * Configuration of fluentd: logs of containers, of systemd units and of the node, each to a log group of its own. A stream holds what one
 * container, or one unit or file of one node, has written: CloudWatch wants a single writer per stream.
 */
const fluentdConfig: Readonly<Record<string, string>> = {
  'fluent.conf': `@include containers.conf
@include systemd.conf
@include host.conf

# what fluentd says about itself
<match fluent.**>
  @type null
</match>
`,
  'containers.conf': `<source>
  @type tail
  @label @application
  # the file's path becomes the tag: var.log.containers.POD_NAMESPACE_CONTAINER-ID.log
  tag *
  path /var/log/containers/*.log
  pos_file /var/log/fluentd-containers.pos
  read_from_head true
  <parse>
    @type json
    time_format %Y-%m-%dT%H:%M:%S.%NZ
  </parse>
</source>

<label @application>
  <filter **>
    @type kubernetes_metadata
  </filter>
${toCloudwatch('application', '${tag_suffix[3]}')}</label>
`,
  'systemd.conf': `${['kubelet', 'kubeproxy', 'docker'].map(journalOf).join('\n')}
<label @dataplane>
${toCloudwatch('dataplane', nodeStream())}</label>
`,
  'host.conf': `${[hostLog('dmesg', 'none'), hostLog('secure', 'syslog'), hostLog('messages', 'syslog')].join('\n')}
<label @host>
${toCloudwatch('host', nodeStream())}</label>
`,
};

function nodeStream(): string {
  return `\${tag}-#{ENV.fetch('K8S_NODE_NAME')}`;
}

function journalOf(unit: string): string {
  return `<source>
  @type systemd
  @label @dataplane
  tag ${unit}.service
  path /var/log/journal
  matches [{"_SYSTEMD_UNIT": "${unit}.service"}]
  read_from_head true
  <storage>
    @type local
    persistent true
    path /var/log/fluentd-journal-${unit}.json
  </storage>
  <entry>
    field_map {"MESSAGE": "message", "_HOSTNAME": "hostname", "_SYSTEMD_UNIT": "systemd_unit"}
    field_map_strict true
  </entry>
</source>
`;
}

/** A file below /var/log. Lines of dmesg begin with seconds since boot, which no parser takes for a time. */
function hostLog(name: string, parser: 'none' | 'syslog'): string {
  return `<source>
  @type tail
  @label @host
  tag host.${name}
  path /var/log/${name}
  pos_file /var/log/fluentd-${name}.pos
  read_from_head true
  <parse>
    @type ${parser}
  </parse>
</source>
`;
}

/** The end of a pipeline: names the stream, and sends every five seconds or two megabytes, as long as it takes. */
function toCloudwatch(logGroup: string, stream: string): string {
  return `  <filter **>
    @type record_transformer
    <record>
      stream_name "${stream}"
    </record>
  </filter>
  <match **>
    @type cloudwatch_logs
    region "#{ENV.fetch('REGION')}"
    log_group_name "/aws/containerinsights/#{ENV.fetch('CLUSTER_NAME')}/${logGroup}"
    log_stream_name_key stream_name
    remove_log_stream_name_key true
    auto_create_stream true
    <buffer>
      flush_interval 5s
      chunk_limit_size 2m
      queued_chunks_limit_size 32
      retry_forever true
    </buffer>
  </match>
`;
}
