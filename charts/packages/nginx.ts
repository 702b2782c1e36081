import * as k8s from '../../imports/core/k8s.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import { definePackage, drawDeployment, drawService, requests, type FileChart, type PackageConfig } from './package.ts';

/** Lets requests in through ports of the nodes. */
export interface NginxConfig extends PackageConfig {
  /** Ports of every node, 30000 to 32767, to which the load balancer sends (GitOps guide l.135-138). Default: 30080 and 30443. */
  readonly nodePorts?: NodePorts;
}

export interface NodePorts {
  /** For http: what the target group of the load balancer leads to, also for what came by https. */
  readonly http: number;
  /** For https that nobody has ended before. */
  readonly https: number;
}

const name = 'ingress-nginx';
const account = 'nginx-ingress-controller';
const backend = 'nginx-default-backend';
const leader = 'ingress-controller-leader';
const rbac = 'rbac.authorization.k8s.io';
const highPriority = 'high-priority';

export const nginx = definePackage<'nginx', NginxConfig>({
  name: 'nginx',
  summary: 'Leads requests to Services by their host, behind a load balancer that is there already.',
  defaults: () => ({ nodePorts: { http: 30080, https: 30443 } }),
  stage: 'shared',
  release: {
    kustomize: {
      namespace: 'kube-ingress',
      root: 'bootstrap',
      folder: 'nginx-ingress-alb',
      base: ({ namespace, settings: { nodePorts } }) => ({ manifests: [{ name: 'all-in-one', draw: file => drawAll(file, namespace, nodePorts) }] }),
      entrancePort: ({ settings: { nodePorts } }) => nodePorts.http,
    },
  },
  notes: [
    'No load balancer is made, so that it stays when nginx is made anew: its target group leads to `nodePorts.http` of the nodes (GitOps guide l.138).',
    'An Ingress needs no class: there is this controller alone.',
  ],
});

/** Twelve objects, in the order of the guide (GitOps guide l.103-114). */
function drawAll(file: FileChart, namespace: string, nodePorts: NodePorts): void {
  new k8s.KubeNamespace(file, objectId('Namespace', namespace), { metadata: { name: namespace } });
  drawAccount(file, namespace);
  drawBackend(file, namespace);
  drawController(file, namespace, nodePorts);
  new k8s.KubePriorityClass(file, objectId('PriorityClass', highPriority), {
    metadata: { name: highPriority },
    value: 1_000_000,
    description: 'For what all others are reached by.',
  });
}

function drawAccount(file: FileChart, namespace: string): void {
  const metadata = { name: account };
  const inNamespace = { ...metadata, namespace };
  const look = ['get', 'list', 'watch'];
  const subjects = [{ kind: 'ServiceAccount', ...inNamespace }];
  new k8s.KubeServiceAccount(file, objectId('ServiceAccount', account, namespace), { metadata: inNamespace });
  new k8s.KubeClusterRole(file, objectId('ClusterRole', account), {
    metadata,
    rules: [
      { apiGroups: [''], resources: ['configmaps', 'endpoints', 'namespaces', 'nodes', 'pods', 'secrets', 'services'], verbs: look },
      { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'ingressclasses'], verbs: look },
      { apiGroups: ['networking.k8s.io'], resources: ['ingresses/status'], verbs: ['update'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['list', 'watch'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
    ],
  });
  new k8s.KubeRole(file, objectId('Role', account, namespace), {
    metadata: inNamespace,
    rules: [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
      { apiGroups: [''], resources: ['configmaps'], resourceNames: [leader], verbs: ['get', 'update'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: [leader], verbs: ['get', 'update'] },
    ],
  });
  new k8s.KubeClusterRoleBinding(file, objectId('ClusterRoleBinding', account), {
    metadata, roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: account }, subjects,
  });
  new k8s.KubeRoleBinding(file, objectId('RoleBinding', account, namespace), {
    metadata: inNamespace, roleRef: { apiGroup: rbac, kind: 'Role', name: account }, subjects,
  });
}

/** Answers what no Ingress speaks of, with 404. */
function drawBackend(file: FileChart, namespace: string): void {
  drawService(file, { name: backend, namespace }, 'ClusterIP', [{ name: 'http', port: 80, targetPort: k8s.IntOrString.fromString('http') }]);
  drawDeployment(file, { name: backend, namespace }, 1, {
    serviceAccountName: 'default',
    containers: [{
      name: backend,
      image: 'registry.k8s.io/defaultbackend-amd64:1.5',
      ports: [{ name: 'http', containerPort: 8080 }],
      livenessProbe: { httpGet: { path: '/healthz', port: k8s.IntOrString.fromNumber(8080) }, initialDelaySeconds: 30, timeoutSeconds: 5 },
      resources: requests('10m', '20Mi'),
    }],
  });
}

/** The load balancer ends https and says so in a header, which is believed. */
function drawController(file: FileChart, namespace: string, nodePorts: NodePorts): void {
  const place = { name, namespace };
  new k8s.KubeConfigMap(file, objectId('ConfigMap', name, namespace), { metadata: place, data: { 'use-forwarded-headers': 'true' } });
  drawService(file, place, 'NodePort', (['http', 'https'] as const).map(port => ({
    name: port, port: ports[port], targetPort: k8s.IntOrString.fromString(port), nodePort: nodePorts[port],
  })));
  const health = { httpGet: { path: '/healthz', port: k8s.IntOrString.fromNumber(10254) }, initialDelaySeconds: 10, timeoutSeconds: 1 };
  drawDeployment(file, place, 3, {
    serviceAccountName: account,
    priorityClassName: highPriority,
    containers: [{
      name,
      image: 'registry.k8s.io/ingress-nginx/controller:v1.3.1',
      args: [
        '/nginx-ingress-controller',
        `--default-backend-service=${namespace}/${backend}`,
        `--configmap=${namespace}/${name}`,
        `--election-id=${leader}`,
        '--watch-ingress-without-class=true',
      ],
      env: [['POD_NAME', 'metadata.name'], ['POD_NAMESPACE', 'metadata.namespace']].map(([variable = '', fieldPath = '']) =>
        ({ name: variable, valueFrom: { fieldRef: { fieldPath } } })),
      ports: (['http', 'https'] as const).map(port => ({ name: port, containerPort: ports[port] })),
      livenessProbe: health,
      readinessProbe: health,
      securityContext: { runAsUser: 101, allowPrivilegeEscalation: true }, // www-data, which may listen below 1024 by a capability of the file
      resources: requests('100m', '90Mi'),
    }],
  });
}

const ports = { http: 80, https: 443 } as const;
