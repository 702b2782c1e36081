import * as k8s from '../../imports/core/k8s.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import { definePackage, dockerHub, drawDeployment, drawService, ofEnvironment, requests, type DnsName, type FileChart, type LogLevel, type PackageConfig } from './package.ts';

/** Gives out tokens of OAuth 2 and OpenID Connect. */
export interface HydraConfig extends PackageConfig {
  /** Names at which it and what it works with are reached, each one label in the domain of the environment (GitOps guide l.327, 414). */
  readonly hosts: HydraHosts;
}

export interface HydraHosts {
  /** Hydra itself, for everybody: `hydra.staging.example.org`. */
  readonly issuer: DnsName;
  /** The program that asks people who they are and what they consent to: `identity.staging.example.org`. */
  readonly identity: DnsName;
}

const name = 'hydra';
const ports = { public: 4444, admin: 4445 } as const;
const image = 'docker.io/oryd/hydra:v1.11.10';

export const hydra = definePackage<'hydra', HydraConfig>({
  name,
  summary: 'Gives out tokens of OAuth 2 and OpenID Connect, and keeps them in a database of Postgres.',
  defaults: () => ({ hosts: { issuer: '', identity: '' } }), // a config always says them
  stage: 'shared',
  release: {
    kustomize: {
      namespace: ofEnvironment,
      root: 'flux/kustomize',
      base: ({ cluster }) => ({
        manifests: [{ name: 'deployment', draw: file => drawServer(file, cluster.logLevel) }, { name: 'service', draw: file => drawService(file, { name }, 'ClusterIP', servicePorts) }],
      }),
      overlay: ({ settings: { hosts } }) => ({
        manifests: [{ name: 'configmap', draw: file => drawUrls(file, hosts) }, { name: 'ingress', draw: file => drawIngress(file, hosts.issuer) }],
      }),
      sopsKeys: { DATABASE_URL: 'provider', OIDC_SUBJECT_TYPE_PAIRWISE_SALT: 'random', SYSTEM_SECRET: 'random' },
      hosts: ({ settings: { hosts } }) => [hosts.issuer, hosts.identity],
    },
  },
  notes: [
    'The database is there already, an RDS instance of AWS CDK: `postgres://USER:PASSWORD@HOST:5432/hydra`. Each start of a pod brings its tables up to date.',
    'The keys of its Secret are called as the GitOps guide has them (l.337-348); Hydra 1.11 reads them as DSN, SECRETS_SYSTEM and ' +
      'OIDC_SUBJECT_IDENTIFIERS_PAIRWISE_SALT.',
    'It believes `X-Forwarded-Proto: https` of private addresses; who asks port 4445 inside the cluster has to send that.',
  ],
});

function drawServer(file: FileChart, logLevel: LogLevel): void {
  const secret = (variable: string, key: string) => ({ name: variable, valueFrom: { secretKeyRef: { name, key } } });
  const database = secret('DSN', 'DATABASE_URL');
  const health = (path: string) => ({ httpGet: { path, port: k8s.IntOrString.fromNumber(ports.admin) }, initialDelaySeconds: 10, timeoutSeconds: 1 });
  drawDeployment(file, { name }, 2, {
    serviceAccountName: 'default',
    imagePullSecrets: [{ name: dockerHub }],
    initContainers: [{ name: 'migrate', image, args: ['migrate', 'sql', '--read-from-env', '--yes'], env: [database] }],
    containers: [{
      name,
      image,
      args: ['serve', 'all'],
      env: [
        database,
        secret('SECRETS_SYSTEM', 'SYSTEM_SECRET'),
        secret('OIDC_SUBJECT_IDENTIFIERS_PAIRWISE_SALT', 'OIDC_SUBJECT_TYPE_PAIRWISE_SALT'),
        { name: 'OIDC_SUBJECT_IDENTIFIERS_SUPPORTED_TYPES', value: 'public,pairwise' },
        { name: 'SERVE_TLS_ALLOW_TERMINATION_FROM', value: '10.0.0.0/8,172.16.0.0/12,192.168.0.0/16' },
        { name: 'LOG_LEVEL', value: logLevel },
        ...urlNames.map(key => ({ name: key, valueFrom: { configMapKeyRef: { name, key } } })),
      ],
      ports: Object.entries(ports).map(([port, containerPort]) => ({ name: port, containerPort })),
      livenessProbe: health('/health/alive'),
      readinessProbe: health('/health/ready'),
      resources: requests('100m', '64Mi'),
    }],
  });
}

const servicePorts = Object.entries(ports).map(([port, number]) => ({ name: port, port: number, targetPort: k8s.IntOrString.fromString(port) }));

const urlNames = ['URLS_SELF_ISSUER', 'URLS_LOGIN', 'URLS_CONSENT', 'URLS_LOGOUT'] as const;

function drawUrls(file: FileChart, { issuer, identity }: HydraHosts): void {
  const urls: Readonly<Record<(typeof urlNames)[number], string>> = {
    URLS_SELF_ISSUER: `https://${issuer}/`,
    URLS_LOGIN: `https://${identity}/login`,
    URLS_CONSENT: `https://${identity}/consent`,
    URLS_LOGOUT: `https://${identity}/logout`,
  };
  new k8s.KubeConfigMap(file, objectId('ConfigMap', name), { metadata: { name }, data: urls });
}

function drawIngress(file: FileChart, host: DnsName): void {
  const backend = { service: { name, port: { name: 'public' } } };
  new k8s.KubeIngress(file, objectId('Ingress', name), {
    metadata: { name },
    spec: { rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  });
}
