import * as k8s from '../../imports/core/k8s.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import { definePackage, requests, type DnsName, type FileChart, type PackageConfig } from './package.ts';

/** Sends the logs of all containers to Elasticsearch. */
export interface FluentdConfig extends PackageConfig {
  /** The Elasticsearch cluster, which answers by https: `search-logs.example.org` (GitOps guide l.64). */
  readonly elasticsearch: DnsName;
}

const name = 'fluentd';
const labels = { app: name };
const rbac = 'rbac.authorization.k8s.io';

export const fluentd = definePackage<'fluentd', FluentdConfig>({
  name,
  summary: 'Sends the logs of all containers to Elasticsearch.',
  defaults: () => ({ elasticsearch: '' }), // a config always says it
  stage: 'shared',
  meets: { logs: 'itself' },
  release: {
    kustomize: {
      namespace: 'logging',
      root: 'bootstrap',
      base: ({ namespace }) => ({
        manifests: [{ name: 'account', draw: file => drawAccount(file, namespace) }, { name: 'daemonset', draw: file => drawDaemonSet(file, namespace) }],
      }),
      overlay: ({ namespace, settings: { elasticsearch } }) => ({
        manifests: [{ name: 'configmap', draw: file => drawTarget(file, namespace, elasticsearch) }],
      }),
    },
  },
  notes: [
    'It reads what Docker writes on the nodes; nodes that run containerd need another parser.',
    'Elasticsearch lets it in by the addresses of the nodes: there is no password.',
  ],
});

function drawAccount(file: FileChart, namespace: string): void {
  const metadata = { name, namespace };
  new k8s.KubeServiceAccount(file, objectId('ServiceAccount', name, namespace), { metadata });
  new k8s.KubeClusterRole(file, objectId('ClusterRole', name), {
    metadata: { name },
    rules: [{ apiGroups: [''], resources: ['namespaces', 'pods'], verbs: ['get', 'list', 'watch'] }],
  });
  new k8s.KubeClusterRoleBinding(file, objectId('ClusterRoleBinding', name), {
    metadata: { name },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', ...metadata }],
  });
}

function drawDaemonSet(file: FileChart, namespace: string): void {
  const paths = [['varlog', '/var/log'], ['containers', '/var/lib/docker/containers']] as const;
  new k8s.KubeDaemonSet(file, objectId('DaemonSet', name, namespace), {
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          tolerations: [{ operator: 'Exists' }],
          containers: [{
            name,
            image: 'docker.io/fluent/fluentd-kubernetes-daemonset:v1.16.2-debian-elasticsearch7-1.0',
            env: [
              { name: 'FLUENT_ELASTICSEARCH_HOST', valueFrom: { configMapKeyRef: { name, key: 'host' } } },
              { name: 'FLUENT_ELASTICSEARCH_PORT', value: '443' },
              { name: 'FLUENT_ELASTICSEARCH_SCHEME', value: 'https' },
            ],
            resources: requests('100m', '200Mi'),
            volumeMounts: paths.map(([volume, mountPath]) => ({ name: volume, mountPath, ...(volume === 'containers' && { readOnly: true }) })),
          }],
          volumes: paths.map(([volume, path]) => ({ name: volume, hostPath: { path } })),
        },
      },
    },
  });
}

function drawTarget(file: FileChart, namespace: string, host: DnsName): void {
  new k8s.KubeConfigMap(file, objectId('ConfigMap', name, namespace), { metadata: { name, namespace }, data: { host } });
}
