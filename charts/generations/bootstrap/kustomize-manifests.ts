import * as k8s from '../../../imports/core/k8s.ts';
import { PodSecurityPolicy } from '../../../imports/policy.ts';
import { objectId } from '../../../lib/manifests/manifest.ts';
import type { FileChart } from '../../../lib/output/file-chart.ts';
import { awsAuthFile, mastersGroup, type Mapped } from '../../bootstrap/aws-auth.ts';
import { textFile } from '../../bootstrap/files.ts';
import type { Cluster } from '../../cluster.ts';
import { dockerHub } from '../../packages/package.ts';
import type { KustomizeDelivery } from '../delivery.ts';
import type { OutputFile, Owner } from '../generation.ts';
import { builtFolder, type BuiltFolder } from '../kustomization.ts';
import { drawDeployment, drawMemcached, everything, fluxArguments, fluxContainer, gitKey, keygenVolume, keyVolume } from './flux1-workloads.ts';

/** What people apply before Flux does anything: Flux itself among it. Source: GitOps guide, docs/guide.md. */

export const system = 'flux-system';
const developer = 'k8s-developer-user';
const owner: Owner = ['delivery'];
const rbac = 'rbac.authorization.k8s.io';

type Stack = Required<KustomizeDelivery>;

export function bootstrapManifests(cluster: Cluster, stack: Stack, namespaces: readonly string[]): OutputFile[] {
  return [
    ...entering(cluster),
    ...namespaceFolders(stack),
    dockerHubTemplate(namespaces),
    ...fluxFolders(cluster, stack),
    ...roleFolders(stack),
    kmsPolicy(cluster, stack),
    textFile('bootstrap/.gitignore', '# Decrypted, for a moment.\ndec.yaml\nsecrets\n'),
    textFile('bootstrap/flux/Dockerfile', dockerfile),
  ];
}

/** GitOps guide l.77-93. */
function entering({ existing }: Cluster): OutputFile[] {
  const { nodeRoleArns = [], masters = [], developers = [] } = existing ?? {};
  const people: Mapped[] = [
    ...masters.map(arn => ({ arn, username: arn.split('/').at(-1) ?? arn, groups: [mastersGroup] })),
    ...developers.map(arn => ({ arn, username: developer })),
  ];
  return [awsAuthFile('bootstrap/kubeconfig/aws-auth-configmap.yaml', nodeRoleArns, people)];
}

/** A base and the overlay of the environment. */
function layers(folder: string, { environment }: Stack, bases: readonly Partial<BuiltFolder>[], overlay: Partial<BuiltFolder>): OutputFile[] {
  const path = `bootstrap/${folder}`;
  const placed = bases.map(base => ({ ...base, path: `base${base.path === undefined ? '' : `/${base.path}`}` }));
  return [
    ...placed.flatMap(base => builtFolder({ owner, ...base, path: `${path}/${base.path}` })),
    ...builtFolder({ owner, ...overlay, path: `${path}/overlays/${environment}`, resources: placed.map(base => `../../${base.path}`) }),
  ];
}

/** The namespaces that every environment has besides its own (GitOps guide l.149-154). */
export const sharedNamespaces = ['logging', 'monitoring', 'observability'] as const;

function namespaceFolders(stack: Stack): OutputFile[] {
  return layers('namespaces', stack, [{ files: sharedNamespaces.map(namespaceFile) }], { files: [namespaceFile(stack.environment)] });
}

function namespaceFile(name: string) {
  return { name, draw: (file: FileChart) => drawNamespace(file, name) };
}

function drawNamespace(file: FileChart, name: string): void {
  new k8s.KubeNamespace(file, objectId('Namespace', name), { metadata: { name } });
}

/** GitOps guide l.160-191. */
function dockerHubTemplate(namespaces: readonly string[]): OutputFile {
  return {
    path: 'bootstrap/dockerhub-creds-secret/docker-hub.template.yaml',
    owner,
    comment: ['What 40-sops.sh makes of the encrypted credentials. Never put a value in here: git would keep it.'],
    draw: file => namespaces.forEach(namespace => {
      new k8s.KubeSecret(file, objectId('Secret', dockerHub, namespace), {
        metadata: { name: dockerHub, namespace },
        type: 'kubernetes.io/dockerconfigjson',
        data: { '.dockerconfigjson': '${DOCKERCONFIGJSON}' },
      });
    }),
  };
}

/** The image that the one of 60-flux.sh is made of, and which stands in the base. */
const fluxImage = { name: 'docker.io/fluxcd/flux', tag: '1.25.4' };

/** What Flux lacks in order to build: today's Kustomize, sops, and npx. Source: GitOps guide l.221-227. */
const dockerfile = `FROM ${fluxImage.name}:${fluxImage.tag}

COPY --from=registry.k8s.io/kustomize/kustomize:v5.4.3 /app/kustomize /usr/local/bin/kustomize
COPY --from=ghcr.io/getsops/sops:v3.9.4-alpine /usr/local/bin/sops /usr/local/bin/sops
RUN apk add --no-cache npm

ARG ENVIRONMENT
ENV ENVIRONMENT=$ENVIRONMENT
`;

const flux = { name: 'flux', namespace: system };
const memcached = { name: 'flux-memcached', namespace: system };

/** GitOps guide l.200-253. */
function fluxFolders(cluster: Cluster, stack: Stack): OutputFile[] {
  const { repository: newName, tag: newTag } = stack.fluxImage;
  const args = fluxArguments(cluster, `--memcached-hostname=${memcached.name}`, '--manifest-generation=true');
  const base: Partial<BuiltFolder> = {
    path: 'flux',
    namespace: system,
    files: [
      namespaceFile(system),
      { name: 'account', draw: file => drawAccount(file, cluster) },
      { name: 'git-deploy', draw: drawGitKey },
      { name: 'deployment', draw: drawFlux },
    ],
    configMapGenerator: [{ name: kubeConfig, literals: [`config=${kubeConfigText}`] }],
  };
  return layers('flux', stack, [base, { path: 'memcached', files: [{ name: 'memcached', draw: file => drawMemcached(file, memcached) }] }], {
    images: [{ name: fluxImage.name, newName, newTag }],
    patches: [{ target: { kind: 'Deployment', name: flux.name }, put: { '/spec/template/spec/containers/0/args': args } }],
  });
}

const kubeConfig = 'flux-kube-config';

/** What has no namespace goes into `default`, and not into that of Flux. */
const kubeConfigText = `apiVersion: v1
kind: Config
preferences: {}
clusters: []
users: []
contexts:
- name: default
  context:
    cluster: ""
    user: ""
    namespace: default
current-context: default
`;

function drawAccount(file: FileChart, cluster: Cluster): void {
  const { name, namespace } = flux;
  new k8s.KubeServiceAccount(file, objectId('ServiceAccount', name, namespace), { metadata: { name, namespace } });
  if (hasPodSecurityPolicies(cluster)) drawPolicy(file);
  new k8s.KubeRole(file, objectId('Role', name, namespace), {
    metadata: { name, namespace },
    rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: [gitKey], verbs: ['get', 'patch', 'update'] }],
  });
  bind(file, name, { kind: 'Role', name }, namespace);
  drawClusterRole(file, name, everything);
  bind(file, name, { kind: 'ClusterRole', name });
  // Bound to nobody: for whoever takes the one above away.
  drawClusterRole(file, `${name}-readonly`, [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }]);
}

function drawPolicy(file: FileChart): void {
  const [{ name }, role] = [flux, 'flux-psp'];
  const anybody = { rule: 'RunAsAny' };
  new PodSecurityPolicy(file, objectId('PodSecurityPolicy', name), {
    metadata: { name },
    spec: {
      privileged: false,
      allowPrivilegeEscalation: false,
      hostNetwork: false,
      fsGroup: anybody,
      runAsUser: anybody,
      seLinux: anybody,
      supplementalGroups: anybody,
      volumes: ['*'],
    },
  });
  drawClusterRole(file, role, [{ apiGroups: ['policy'], resources: ['podsecuritypolicies'], resourceNames: [name], verbs: ['use'] }]);
  bind(file, role, { kind: 'ClusterRole', name: role });
}

/** Kubernetes has none since 1.25. */
function hasPodSecurityPolicies({ kubernetes }: Cluster): boolean {
  return Number(kubernetes.replace(/^1\./, '')) < 25;
}

function drawClusterRole(file: FileChart, name: string, rules: k8s.PolicyRule[]): void {
  new k8s.KubeClusterRole(file, objectId('ClusterRole', name), { metadata: { name }, rules });
}

/** Gives a role to the account of Flux, everywhere or in one namespace. */
function bind(file: FileChart, name: string, role: { readonly kind: string; readonly name: string }, namespace?: string): void {
  const about = { roleRef: { apiGroup: rbac, ...role }, subjects: [{ kind: 'ServiceAccount', ...flux }] };
  if (namespace === undefined) new k8s.KubeClusterRoleBinding(file, objectId('ClusterRoleBinding', name), { metadata: { name }, ...about });
  else new k8s.KubeRoleBinding(file, objectId('RoleBinding', name, namespace), { metadata: { name, namespace }, ...about });
}

/** Empty: Flux writes its key into it, which stays there when this is applied again. */
function drawGitKey(file: FileChart): void {
  new k8s.KubeSecret(file, objectId('Secret', gitKey, system), { metadata: { name: gitKey, namespace: system }, type: 'Opaque', data: {} });
}

function drawFlux(file: FileChart): void {
  const container = fluxContainer(`${fluxImage.name}:${fluxImage.tag}`);
  const folder = '/etc/fluxd/kube';
  drawDeployment(file, flux, { name: flux.name }, flux.name, {
    annotations: { 'prometheus.io/port': '3031' },
    isSingle: true,
    imagePullSecrets: [{ name: dockerHub }],
    containers: [{
      ...container,
      env: [{ name: 'KUBECONFIG', value: `${folder}/config` }],
      volumeMounts: [...(container.volumeMounts ?? []), { name: 'kube-config', mountPath: folder }],
    }],
    volumes: [keyVolume, keygenVolume, { name: 'kube-config', configMap: { name: kubeConfig } }],
  });
}

/** GitOps guide l.285-310. */
function roleFolders(stack: Stack): OutputFile[] {
  const file = (places: readonly (readonly [namespace: string, suffix: string])[]) =>
    [{ name: developer, draw: (chart: FileChart) => places.forEach(place => drawDeveloper(chart, ...place)) }];
  return layers('rbac', stack, [{ files: file([['default', '-default'], ['monitoring', '-monitoring']]) }], { files: file([[stack.environment, '']]) });
}

/** What somebody needs who looks after programs. Secrets are not among it. */
function drawDeveloper(file: FileChart, namespace: string, suffix: string): void {
  const [name, binding] = [`k8s-developer-role${suffix}`, `k8s-developer-rolebinding${suffix}`];
  const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
  new k8s.KubeRole(file, objectId('Role', name, namespace), {
    metadata: { name, namespace },
    rules: [
      {
        apiGroups: [''],
        resources: ['configmaps', 'events', 'pods', 'pods/attach', 'pods/exec', 'pods/log', 'pods/portforward', 'services'],
        verbs,
      },
      { apiGroups: ['apps'], resources: ['deployments'], verbs },
      { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs },
      { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs },
    ],
  });
  new k8s.KubeRoleBinding(file, objectId('RoleBinding', binding, namespace), {
    metadata: { name: binding, namespace },
    roleRef: { apiGroup: rbac, kind: 'Role', name },
    subjects: [{ apiGroup: rbac, kind: 'User', name: developer }],
  });
}

/** Flux runs on the nodes, and decrypts as their roles. A template for CloudFormation. */
function kmsPolicy({ name, existing }: Cluster, { sops: { kms } }: Stack): OutputFile {
  const value = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `What the nodes of cluster ${name} may do with the key of sops.`,
    Resources: {
      Decrypt: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          Description: `Flux of cluster ${name} decrypts what sops has encrypted.`,
          Roles: (existing?.nodeRoleArns ?? []).map(arn => arn.split('/').at(-1) ?? arn),
          PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:DescribeKey'], Resource: [kms] }] },
        },
      },
    },
  };
  return { path: 'bootstrap/kms-policy.yaml', owner, draw: file => { file.document = { value }; } };
}
