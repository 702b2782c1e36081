import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { clusterFolder } from '../charts/compile.ts';
import { knownPeers } from '../charts/normalise.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { packages } from '../charts/packages/index.ts';
import { eksctlSubnets } from '../charts/vocabulary.ts';
import cauchy from './clusters/cauchy.ts';
import development from './clusters/development.ts';
import local from './clusters/local.ts';
import test1 from './clusters/test1.ts';
import { identity, isManifest, isRecord, leaves, valueAt, type Manifest } from '../lib/manifests/manifest.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import embeddedMongo from './clusters/embedded-mongo.ts';
import namedHosts from './clusters/named-hosts.ts';
import printedShared from './clusters/printed-shared.ts';
import { compiled, objectOf, objectsOf, pathsOf } from './support/objects.ts';
import { desk, type Desk } from './support/stand-ins.ts';
import {
  appliedBelow, appliedSorted, developerMetadata, dockerHubSecrets, fluxTree, generatorText, nginxPods, nginxServices, sopsFiles, withoutHashes,
} from './support/documented-kustomize.ts';
import { replaced } from './support/values.ts';
import { world } from './support/world.ts';

/**
 * What the guide prints, against what comes out. A file of test/documented is the guide's own data, with its placeholders; its header
 * says where it stands there and what was changed. Nothing ever writes these files but a person with the guide open.
 */
const folder = join(import.meta.dirname, 'documented');
const files = readdirSync(folder).map(file => file.replace(/\.yaml$/, '')).sort();

/** The first place where what was emitted is not what is documented, or undefined. */
type Comparison = (emitted: unknown, golden: unknown) => string | undefined;

const exact: Comparison = (emitted, golden) => firstDifference(emitted, golden, 'refused');
/** What is documented is there; maps may hold more. Lists are compared as they stand. */
const subset: Comparison = (emitted, golden) => firstDifference(emitted, golden, 'allowed');
const included: Comparison = (emitted, golden) =>
  (golden as unknown[]).map(name => ((emitted as unknown[]).includes(name) ? undefined : `${String(name)} is missing`)).find(Boolean);
const said: Comparison = (emitted, golden) =>
  (emitted as string[]).some(text => typeof golden === 'string' && text.includes(golden)) ? undefined : `nobody says ${String(golden)}`;

/** Each text stands in the emitted one, behind the one before it. */
const inOrder: Comparison = (emitted, golden) => {
  let rest = emitted as string;
  for (const text of golden as unknown[]) {
    const at = typeof text === 'string' ? rest.indexOf(text) : -1;
    if (at < 0) return `${String(text)} is missing, or stands before what comes before it`;
    rest = rest.slice(at + String(text).length);
  }
  return undefined;
};

function firstDifference(emitted: unknown, golden: unknown, more: 'allowed' | 'refused', path = ''): string | undefined {
  const at = path === '' ? 'the document' : path;
  if (Array.isArray(golden)) {
    if (!Array.isArray(emitted)) return `${at}: ${JSON.stringify(emitted)} is no list`;
    if (emitted.length !== golden.length) return `${at}: ${emitted.length} items instead of ${golden.length}`;
    return golden.map((item, i) => firstDifference(emitted[i], item, 'refused', `${path}[${i}]`)).find(Boolean);
  }
  if (isRecord(golden)) {
    if (!isRecord(emitted)) return `${at}: ${JSON.stringify(emitted)} is no map`;
    const extra = Object.keys(emitted).find(key => !Object.hasOwn(golden, key));
    if (more === 'refused' && extra !== undefined) return `${at}: has ${extra}, which is not documented`;
    return Object.keys(golden)
      .map(key => firstDifference(emitted[key], golden[key], more, path === '' ? key : `${path}.${key}`))
      .find(Boolean);
  }
  return Object.is(emitted, golden) ? undefined : `${at}: ${JSON.stringify(emitted)} instead of ${JSON.stringify(golden)}`;
}

interface Row {
  /** File in test/documented, without `.yaml`. */
  readonly golden: string;
  readonly compare: Comparison;
  /** What of the golden is compared. */
  readonly as: (printed: unknown) => unknown;
  /** Where it is expected, by a name for the test's title. */
  readonly checks: Readonly<Record<string, Check>>;
}

interface Check {
  readonly emitted: () => unknown;
  /** What the guide's placeholders stand for there. */
  readonly placeholders?: Readonly<Record<string, string>>;
}

const whole = (printed: unknown) => printed;
const sorted = (printed: unknown) => [...(printed as string[])].sort();
const placeholders = (ENVIRONMENT: string) => ({
  ENVIRONMENT,
  CLUSTER_NAME: 'development',
  AWS_REGION: 'us-west-2',
  ClinicDemoUserId: 'e79b15328a',
});

function of(file: string, config: ClusterConfig, id: string, read: (object: Manifest) => unknown = whole): Readonly<Record<string, Check>> {
  return { [`${file} ${id}`]: { emitted: () => read(objectOf(config, id)) } };
}

/** The same object of several environments of development. */
function inEach(environments: readonly string[], id: (environment: string) => string, read: (object: Manifest) => unknown = whole) {
  return Object.fromEntries(
    environments.map((name): [string, Check] => [
      `development ${id(name)}`,
      { emitted: () => read(objectOf(development, id(name))), placeholders: placeholders(name) },
    ]),
  );
}

/** Whose namespace is printed as `<namespace>`. */
function inStaging(emitted: Check['emitted']): Readonly<Record<string, Check>> {
  return { staging: { emitted, placeholders: { namespace: 'staging' } } };
}

/** A Secret as its template in development has it, in each namespace. */
function templates(namespaces: readonly string[], name: string): Readonly<Record<string, Check>> {
  return Object.fromEntries(namespaces.map((namespace): [string, Check] => {
    const path = `secret-templates/${namespace}-${name}-secret.yaml`;
    const emitted = () => fromYaml(bootstrapFile(development, path))[0];
    return [`development bootstrap/${path}`, { emitted, placeholders: placeholders(namespace) }];
  }));
}

const tidepool = (environment: string) => `HelmRelease/${environment}/tidepool`;
const bothShared = inEach(['shared', 'shared-start'], name => `HelmRelease/default/${name}`);
const both = ['qa1', 'qa2'];

/** Names of the ExternalSecrets of all environments, or of none. */
function externalSecrets(config: ClusterConfig, whose: 'environments' | 'shared'): string[] {
  const objects = objectsOf(config).filter(({ object }) => object.kind === 'ExternalSecret');
  const own = objects.filter(({ path }) => path.startsWith('flux/environments/') === (whose === 'environments'));
  return own.map(({ object }) => object.metadata.name).sort();
}

const accountNames = (object: Manifest) =>
  (valueAt(object, ['iam', 'serviceAccounts']) as Manifest[]).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

/** A file of the folder `bootstrap`. */
function bootstrapFile(config: ClusterConfig, name: string): string {
  return compiled(config).get(`${clusterFolder(config.name)}/bootstrap/${name}`) ?? '';
}

function linesOf(config: ClusterConfig, name: string): string[] {
  return bootstrapFile(config, name).split('\n').filter(line => line !== '' && !line.startsWith('#'));
}

/** What is there of Flux itself: what its manifests hold, and what a script makes besides. */
function installed(config: ClusterConfig): string[] {
  const files = pathsOf(config).filter(path => path.startsWith('bootstrap/flux/')).map(path => bootstrapFile(config, path.replace('bootstrap/', '')));
  const held = files.flatMap(fromYaml).filter(isManifest).map(identity);
  const made = linesOf(config, 'expected/flux-objects.txt').filter(id => /^(Secret|ConfigMap)\/flux\//.test(id));
  return [...held, ...made].sort();
}

/** The object with its two texts read. */
function awsAuth(): unknown {
  const role = (group: string) => `arn:aws:iam::123456789012:role/eksctl-development-nodegroup-${group}`;
  const nodeRoleArns = [role('ng-1-NodeInstanceRole-17TEEDTV6M1CZ'), role('ng-k-NodeInstanceRole-1H4ND0VVJHXBN')] as const;
  const iamUsers = ['second-cli', 'third-cli', 'first-cli', 'fourth-cli'];
  const config = { ...development, aws: { ...development.aws, iamUsers, nodeRoleArns } };
  const [object] = fromYaml(bootstrapFile(config, 'aws-auth.yaml')) as [{ data: Record<string, string> }];
  return { ...object, data: Object.fromEntries(Object.entries(object.data).map(([key, text]) => [key, fromYaml(text)[0]])) };
}

function subnetsIn(page: string): unknown {
  const rows = [...page.matchAll(/^\| \d \| (\S+) \| (\S+) \|$/gm)];
  return { public: rows.map(([, open]) => open), private: rows.map(([, , closed]) => closed) };
}

const tableIn = (page: string) => /## What the installation guide.*?(?=\n## )/s.exec(page)?.[0] ?? '';
const stepsIn = (page: string) => page.slice(page.indexOf('\n## 00-'));

function sentKey(): unknown {
  const here = desk(development, ['git', 'openssl']);
  const answers = `'fluxctl identity '*) echo 'ssh-rsa REDACTED flux' ;;\n${world}`;
  const { calls } = here.run('60-flux.sh', { env: { GITHUB_TOKEN: 'x' }, answers });
  here.remove();
  return JSON.parse(calls.find(({ line }) => line.includes('--data @-'))?.input ?? '{}');
}

const rows: readonly Row[] = [
  ...([
    ['G-02-datadog-secret', ['datadog'], 'datadog'],
    ['G-03-sumologic-secret', ['sumologic'], 'sumologic'],
    ['G-04-slack-secret', ['flux'], 'slack'],
    ['G-05-mongo-secret', both, 'mongo'],
    ['G-06-kissmetrics-secret', both, 'kissmetrics'],
    ['G-07-dexcom-secret', both, 'dexcom-api'],
    ['G-08-mailchimp-secret', both, 'mailchimp'],
  ] as const).map(([golden, namespaces, name]): Row => ({ golden, compare: exact, as: whole, checks: templates(namespaces, name) })),

  { golden: 'G-09-external-secret-mongo', compare: exact, as: whole, checks: of('test1', test1, 'ExternalSecret/qa2/mongo') },
  { golden: 'G-09-external-secret-jellyfish', compare: exact, as: whole, checks: of('test1', test1, 'ExternalSecret/qa2/jellyfish') },
  { golden: 'G-11-eksctl-config', compare: exact, as: whole, checks: of('test1', test1, 'ClusterConfig/test1') },

  {
    golden: 'G-12-aws-auth',
    compare: exact,
    as: whole,
    checks: { 'development with roles of its nodes': { emitted: awsAuth, placeholders: { AWS_ACCOUNT: '123456789012' } } },
  },

  {
    golden: 'G-13-shared-helmrelease',
    compare: exact,
    as: whole,
    checks: of('printed-shared', printedShared, 'HelmRelease/default/shared'),
  },
  // Development has packages that the umbrella charts do not install by themselves, so its release says more.
  { golden: 'G-13-shared-helmrelease', compare: subset, as: whole, checks: inEach(['shared'], name => `HelmRelease/default/${name}`) },
  { golden: 'G-14-not-automated', compare: subset, as: whole, checks: bothShared },
  { golden: 'G-15-cluster-name', compare: subset, as: whole, checks: bothShared },
  { golden: 'G-16-hostnames', compare: subset, as: whole, checks: of('named-hosts', namedHosts, 'HelmRelease/default/shared') },

  {
    golden: 'G-17-tidepool-metadata',
    compare: exact,
    as: whole,
    checks: inEach(both, tidepool, ({ metadata }) => ({ metadata })),
  },
  { golden: 'G-18-store', compare: subset, as: whole, checks: inEach(both, tidepool) },
  { golden: 'G-19-data-buckets', compare: subset, as: whole, checks: inEach(both, tidepool) },
  { golden: 'G-20-asset-bucket', compare: subset, as: whole, checks: inEach(both, tidepool) },
  { golden: 'G-21-cluster-and-region', compare: subset, as: whole, checks: inEach(both, tidepool) },
  { golden: 'G-22-embedded-mongo', compare: subset, as: whole, checks: of('embedded-mongo', embeddedMongo, 'HelmRelease/qa1/tidepool') },
  { golden: 'G-23-nosqlclient', compare: subset, as: whole, checks: inEach(['qa1'], tidepool) },
  { golden: 'G-24-http', compare: subset, as: whole, checks: of('embedded-mongo', embeddedMongo, 'HelmRelease/qa1/tidepool') },
  { golden: 'G-25-https', compare: subset, as: whole, checks: inEach(['qa1'], tidepool) },
  { golden: 'G-26-no-embedded-mongo', compare: subset, as: whole, checks: inEach(both, tidepool) },
  { golden: 'G-27-no-embedded-gloo', compare: subset, as: whole, checks: inEach(both, tidepool) },
  { golden: 'G-28-no-hpa', compare: subset, as: whole, checks: inEach(['qa1'], tidepool) },
  {
    golden: 'G-30-flux-objects',
    compare: exact,
    as: sorted,
    checks: { 'what test1 has of Flux': { emitted: () => installed(test1) } },
  },
  {
    golden: 'G-34-namespaces',
    compare: exact,
    as: sorted,
    checks: { 'what development expects': { emitted: () => linesOf(development, 'expected/namespaces.txt') } },
  },
  {
    golden: 'G-35-flux-workloads',
    compare: included,
    as: whole,
    checks: {
      'what development expects': {
        emitted: () => linesOf(development, 'expected/workloads.txt').map(id => id.replace('Deployment/flux/', '')),
      },
    },
  },
  { golden: 'G-36-shoreline-configmap', compare: exact, as: whole, checks: inEach(['qa1'], name => `ConfigMap/${name}/shoreline`) },
  {
    golden: 'G-37-shared-certificate',
    compare: exact,
    as: whole,
    checks: of('development', development, 'Certificate/default/tidepool-cert'),
  },

  {
    golden: 'G-38-subnets',
    compare: exact,
    as: whole,
    checks: {
      'the subnets of test1': { emitted: () => eksctlSubnets(test1.vpc.cidr) },
      'the runbook of test1': { emitted: () => subnetsIn(bootstrapFile(test1, 'RUNBOOK.md')) },
    },
  },
  {
    golden: 'G-39-stacks',
    compare: exact,
    as: sorted,
    checks: { 'the runbook of test1': { emitted: () => [...bootstrapFile(test1, 'RUNBOOK.md').matchAll(/^- `(eksctl-.*)`$/gm)].map(([, name]) => name).sort() } },
  },
  { golden: 'G-39-service-accounts', compare: exact, as: whole, checks: of('test1', test1, 'ClusterConfig/test1', accountNames) },
  {
    golden: 'G-40-environment-secrets',
    compare: exact,
    as: sorted,
    checks: { 'the secrets of test1 qa2': { emitted: () => externalSecrets(test1, 'environments') } },
  },
  {
    golden: 'G-40-shared-secrets',
    compare: exact,
    as: sorted,
    checks: { 'the shared secrets of development': { emitted: () => externalSecrets(development, 'shared') } },
  },
  {
    golden: 'G-41-cert-manager-crds',
    compare: included,
    as: whole,
    checks: {
      'the custom resources of certmanager in test1': {
        emitted: () =>
          objectsOf(test1)
            .filter(({ path, object }) => path.includes('/certmanager/') && object.kind === 'CustomResourceDefinition')
            .map(({ object }) => object.metadata.name),
      },
    },
  },
  {
    golden: 'G-42-mongo-networks',
    compare: subset,
    as: networks => Object.fromEntries(Object.entries(networks as object).map(([name, cidr]) => [name, [cidr]])),
    checks: { 'the networks known by name': { emitted: () => knownPeers } },
  },
  { golden: 'G-33-deploy-key', compare: exact, as: whole, checks: { 'what 60-flux.sh sends': { emitted: sentKey, placeholders: placeholders('qa1') } } },
  { golden: 'R-006-commands', compare: inOrder, as: whole, checks: { 'the runbook of development': { emitted: () => tableIn(bootstrapFile(development, 'RUNBOOK.md')) } } },
  {
    golden: 'R-043-gitignore',
    compare: included,
    as: whole,
    checks: { 'development': { emitted: () => (compiled(development).get('clusters/development/flux/.gitignore') ?? '').split('\n') } },
  },
  { golden: 'G-43-order', compare: inOrder, as: whole, checks: { 'the steps of development': { emitted: () => stepsIn(bootstrapFile(development, 'RUNBOOK.md')) } } },
  {
    golden: 'G-43-crds-by-kubectl',
    compare: said,
    as: whole,
    checks: { 'the notes of certmanager': { emitted: () => packages.find(({ name }) => name === 'certmanager')?.notes ?? [] } },
  },

  { golden: 'G-48-network', compare: exact, as: whole, checks: {
    'config.yaml of cauchy': { emitted: () => blocksOf(documentOf(cauchy, 'config.yaml')) },
    'network.yaml of cauchy': { emitted: () => blocksOfTemplate(documentOf(cauchy, 'bootstrap/network.yaml')) },
  } },
  { golden: 'G-49-records', compare: exact, as: whole, checks: { 'what 67-dns.sh sends': { emitted: recordsSent } } },
  {
    golden: 'G-50-kaniko-secret',
    compare: exact,
    as: whole,
    checks: {
      'the template of cauchy': { emitted: () => templateKeys(documentOf(cauchy, 'bootstrap/secret-templates/argo-events-kaniko-secret.yaml')) },
      'the ExternalSecret of cauchy': { emitted: () => fetchedKeys(documentOf(cauchy, 'flux/shared/kaniko/external-secrets.yaml')) },
    },
  },
  { golden: 'G-50-kaniko-config', compare: exact, as: whole, checks: {
    'what 40-secrets.sh docker-config sends': { emitted: configSent, placeholders: { USER_AND_TOKEN: 'c29tZWJvZHk6dG9rZW4=' } },
  } },
  ...['serviceaccount', 'clusterrolebinding'].map((name): Row => (
    { golden: `G-44-${name}`, compare: exact, as: whole, checks: { local: { emitted: () => documentOf(local, `bootstrap/tiller/${name}.yaml`) } } })),
  { golden: 'G-45-flux-values', compare: exact, as: whole, checks: {
    local: { emitted: () => documentOf(local, 'bootstrap/flux-values.yaml'), placeholders: { YOUR_GITHUB_ID: 'first-cli', YOUR_BRANCH_NAME: 'my_config' } },
  } },
  { golden: 'G-46-commands', compare: inOrder, as: whole, checks: {
    'RUNBOOK.md of local': { emitted: () => textOf(local, 'bootstrap/RUNBOOK.md') },
    'what minikube.sh calls': { emitted: minikubeCalls },
  } },
  { golden: 'G-47-values-override', compare: exact, as: whole, checks: { local: { emitted: shapeOfOverrides } } },
  { golden: 'R-211-sections', compare: inOrder, as: whole, checks: { 'RUNBOOK.md of local': { emitted: () => textOf(local, 'bootstrap/RUNBOOK.md') } } },
  { golden: 'G-51-commands', compare: inOrder, as: whole, checks: { 'RUNBOOK.md of cauchy': { emitted: () => textOf(cauchy, 'bootstrap/RUNBOOK.md') } } },

  { golden: 'G-52-nginx-objects', compare: exact, as: whole, checks: inStaging(appliedBelow('nginx-ingress-alb')) },
  { golden: 'G-53-nginx-services', compare: exact, as: whole, checks: inStaging(nginxServices) },
  { golden: 'G-54-namespaces', compare: exact, as: sorted, checks: inStaging(appliedSorted('namespaces/')) },
  {
    golden: 'G-55-docker-hub',
    compare: exact,
    as: whole,
    checks: Object.fromEntries(dockerHubSecrets().map((secret): [string, Check] => {
      const { namespace = '' } = secret.metadata;
      return [`namespace ${namespace} of staging`, { emitted: () => secret, placeholders: { namespace } }];
    })),
  },
  { golden: 'G-55-namespaces', compare: included, as: whole, checks: inStaging(() => dockerHubSecrets().map(({ metadata }) => metadata.namespace)) },
  { golden: 'G-56-flux-tree', compare: included, as: whole, checks: inStaging(fluxTree) },
  { golden: 'G-57-flux-objects', compare: exact, as: withoutHashes, checks: inStaging(appliedSorted('flux/')) },
  { golden: 'G-58-developer-metadata', compare: exact, as: whole, checks: inStaging(developerMetadata) },
  { golden: 'G-59-developer-roles', compare: exact, as: sorted, checks: inStaging(appliedSorted('rbac/')) },
  { golden: 'G-60-sops-files', compare: exact, as: sorted, checks: inStaging(sopsFiles) },
  { golden: 'G-60-commands', compare: inOrder, as: whole, checks: inStaging(generatorText) },
  { golden: 'G-61-nginx-pods', compare: exact, as: whole, checks: inStaging(nginxPods) },
];

/** What the script does, as one would type it. */
function minikubeCalls(): string {
  const laptop = desk(local);
  try {
    return laptop.run('minikube.sh').calls.map(({ line }) => line).join('\n');
  } finally {
    laptop.remove();
  }
}

/** Every image that is overridden, with placeholders for names; what is no image stays as it is. */
function shapeOfOverrides(): unknown {
  const overrides = documentOf(local, 'releases/tidepool/values-override.yaml');
  return Object.fromEntries(Object.values(overrides).map(value => [
    'SERVICE',
    isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, image]) => [key, String(image).replace(/^[\w/.-]+:[\w.-]+$/, 'NAME:TAG')])) : value,
  ]));
}

function textOf(config: ClusterConfig, path: string): string {
  return compiled(config).get(`${clusterFolder(config.name)}/${path}`) ?? '';
}

/** The first document of a file, as what one expects there. */
function documentOf(config: ClusterConfig, path: string): Manifest {
  return fromYaml(textOf(config, path))[0] as Manifest;
}

/** VPC and subnets of an eksctl config, zone by zone. */
function blocksOf(config: Manifest): unknown {
  const [cidr, subnets] = [valueAt(config, ['vpc', 'cidr']), valueAt(config, ['vpc', 'subnets']) as Record<'public' | 'private', Record<string, { cidr: string }>>];
  const zones = Object.keys(subnets.public);
  return { VPC: cidr, Subnets: zones.flatMap(zone => [{ Public: subnets.public[zone]?.cidr }, { Private: subnets.private[zone]?.cidr }]) };
}

/** The same of a template of CloudFormation. */
function blocksOfTemplate(template: unknown): unknown {
  const resources = Object.entries(valueAt(template, ['Resources']) as Record<string, { Type: string; Properties: Record<string, unknown> }>);
  const ofType = (type: string) => resources.filter(([, { Type }]) => Type === `AWS::EC2::${type}`);
  return {
    VPC: ofType('VPC')[0]?.[1].Properties['CidrBlock'],
    Subnets: ofType('Subnet').map(([name, { Properties }]) => ({ [/^(Public|Private)/.exec(name)?.[0] ?? name]: Properties['CidrBlock'] })),
  };
}

const templateKeys = ({ metadata: { name, namespace }, ...rest }: Manifest) => ({ name, namespace, keys: Object.keys(valueAt(rest, ['data']) as object) });
const fetchedKeys = ({ metadata: { name, namespace }, ...rest }: Manifest) =>
  ({ name, namespace, keys: (valueAt(rest, ['spec', 'data']) as { secretKey: string }[]).map(({ secretKey }) => secretKey) });

/** Types and names of the records that Route53 is sent. */
function recordsSent(): unknown {
  const answers = `
'kubectl get service '*) echo a1.elb.us-west-2.amazonaws.com ;;
'aws elbv2 '*) echo Z1 ;;
'aws route53 list-hosted-zones-by-name '*) echo /hostedzone/Z2 ;;
`;
  const call = platform().run('67-dns.sh', { answers }).calls.find(({ line }) => line.includes('change-resource-record-sets'));
  const { Changes } = JSON.parse(call?.input ?? '') as { Changes: { ResourceRecordSet: { Type: string; Name: string } }[] };
  return Changes.map(({ ResourceRecordSet: { Type, Name } }) => ({ [Type]: Name }));
}

/** What Secrets Manager is sent for Kaniko. */
function configSent(): unknown {
  const answers = `'aws secretsmanager describe-secret '*) echo ResourceNotFoundException >&2; exit 254 ;;`;
  const { calls } = platform().run('40-secrets.sh', { args: ['docker-config', 'cauchy/argo-events/kaniko'], input: 'somebody\ntoken\n', answers });
  const sent = calls.find(({ line }) => line.includes('create-secret'))?.input ?? '{}';
  return JSON.parse((JSON.parse(sent) as Record<string, string>)['config.json'] ?? '{}');
}

let made: Desk | undefined;
/** The scripts of cauchy, with stand-ins for what they call. */
const platform = (): Desk => (made ??= desk(cauchy));
afterAll(() => made?.remove());

/** What clusters, fixtures and tables carry; the other printed manifests are of what is not emitted. */
const assigned = [
  ...['G-09', 'G-11', 'G-39', 'G-40'],
  ...['G-02', 'G-03', 'G-04', 'G-05', 'G-06', 'G-07', 'G-08', 'G-13', 'G-14', 'G-15', 'G-17', 'G-18', 'G-19', 'G-20', 'G-21', 'G-23'],
  ...['G-25', 'G-26', 'G-27', 'G-28', 'G-12', 'G-30', 'G-34', 'G-35', 'G-36', 'G-37', 'G-40'],
  ...['G-13', 'G-16', 'G-22', 'G-24'],
  ...['G-33', 'G-38', 'G-41', 'G-42', 'G-43', 'R-006', 'R-043'],
  ...['G-44', 'G-45', 'G-46', 'G-47', 'R-211'],
  ...['G-48', 'G-49', 'G-50', 'G-51'],
  ...['G-52', 'G-53', 'G-54', 'G-55', 'G-56', 'G-57', 'G-58', 'G-59', 'G-60', 'G-61'],
];

function printed(golden: string): unknown {
  const documents = fromYaml(readFileSync(join(folder, `${golden}.yaml`), 'utf8'));
  if (documents.length !== 1) throw new Error(`${golden} holds ${documents.length} documents instead of one`);
  return documents[0];
}

/** The data with `${NAME}` replaced in every string; a placeholder without a meaning stays, and then differs from what is emitted. */
function filled(data: unknown, meanings: Readonly<Record<string, string>> = {}): unknown {
  if (typeof data === 'string') return data.replaceAll(/\$\{([\w-]+)\}/g, (placeholder, name: string) => meanings[name] ?? placeholder);
  if (Array.isArray(data)) return data.map(item => filled(item, meanings));
  if (isRecord(data)) return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, filled(value, meanings)]));
  return data;
}

interface Case {
  readonly compare: Comparison;
  readonly emitted: () => unknown;
  readonly golden: unknown;
}

const cases = rows.flatMap(({ golden, compare, as, checks }) =>
  Object.entries(checks).map(([where, { emitted, placeholders: meanings }]): [title: string, Case] => [
    `${golden} in ${where}`,
    { compare, emitted, golden: as(filled(printed(golden), meanings)) },
  ]),
);

describe('what the guide prints comes out', () => {
  test.each(cases)('%s', (_, { compare, emitted, golden }) => {
    expect(compare(emitted(), golden)).toBeUndefined();
  });
});

describe('a golden cannot be wrong unseen', () => {
  test.each(cases)('no value, type or key of %s may change', (_, { compare, emitted, golden }) => {
    const data = emitted();
    const changes = [...mutations(golden)];
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.filter(({ changed }) => compare(data, changed) === undefined).map(({ what }) => what)).toEqual([]);
  });

  test.each(cases.filter(([, { compare }]) => compare === inOrder))('no two lines of %s may change places', (_, { compare, emitted, golden }) => {
    const [lines, data] = [golden as string[], emitted()];
    const swapped = lines.slice(1).map((_, i) => [...lines.slice(0, i), lines[i + 1], lines[i], ...lines.slice(i + 2)]);
    expect(swapped.filter(other => compare(data, other) === undefined)).toEqual([]);
  });

  test.each(cases.filter(([, { compare }]) => compare === exact))('nothing may be missing in %s', (_, { compare, emitted, golden }) => {
    const data = emitted();
    const cuts = [...leaves(golden)].filter(({ path }) => path.length > 0).map(({ path }) => ({ path, changed: without(golden, path) }));
    expect(cuts.filter(({ changed }) => compare(data, changed) === undefined).map(({ path }) => path.join('.'))).toEqual([]);
  });
});

describe('the folder of goldens', () => {
  test('every file is compared with something', () => {
    expect(files.filter(file => !rows.some(({ golden }) => golden === file))).toEqual([]);
  });

  test('everything that is carried is compared', () => {
    expect(assigned.filter(id => !rows.some(({ golden }) => golden.startsWith(`${id}-`)))).toEqual([]);
  });

  test('the header of every file says where it stands in the guide and what was changed', () => {
    const header = /^# guide ((AWS Bootstrap|GitOps|Kubernetes) )?l\.\d+(-\d+)?.*; deviations:( none\b.*\n|\n#   \S)/;
    expect(files.filter(file => !header.test(readFileSync(join(folder, `${file}.yaml`), 'utf8')))).toEqual([]);
  });
});

test('what `eksctl install flux` committed never stands below flux/ (guide l.1631-1633, 1740-1741)', () => {
  const refused = /(^|\/)flux\/(.*\/)?(flux-deployment|helm-operator-deployment|tiller-ca-cert-configmap)\.yaml$/;
  expect(['flux/flux-deployment.yaml', 'bootstrap/flux/tiller.yaml'].map(path => refused.test(path))).toEqual([true, false]);
  expect([test1, development].flatMap(config => pathsOf(config).filter(path => refused.test(path)))).toEqual([]);
});

describe('files stand where the guide says', () => {
  test.each([
    ['config.yaml', 'l.742', ['ClusterConfig/development']],
    ['flux/shared-start-helmrelease.yaml', 'l.1157', ['HelmRelease/default/shared-start']],
    ['flux/shared-helmrelease.yaml', 'l.1157', ['HelmRelease/default/shared']],
    ['flux/environments/qa1/tidepool-helmrelease.yaml', 'l.1258, 1474', ['HelmRelease/qa1/tidepool']],
    ['flux/environments/qa1/shoreline-configmap.yaml', 'l.1845', ['ConfigMap/qa1/shoreline']],
    ['flux/certs/tidepool-cert.yaml', 'l.1943', ['Certificate/default/tidepool-cert']],
  ])('%s (%s)', (path, _, ids) => {
    const emitted = objectsOf(development).filter(object => object.path === path);
    expect(emitted.map(({ id }) => id)).toEqual(ids);
  });
});

test('what Flux and helm-operator are made of does not stand where Flux reads (l.1631-1633, 1655-1660, 1740-1741)', () => {
  const printedNames = ['flux-deployment.yaml', 'helm-operator-deployment.yaml', 'tiller-ca-cert-configmap.yaml'];
  for (const config of [development, test1]) {
    const read = objectsOf(config).filter(({ path }) => path.startsWith('flux/'));
    expect(read.filter(({ path }) => printedNames.some(name => path.endsWith(name)))).toEqual([]);
    expect(read.map(({ id }) => id).filter(id => (printed('G-30-flux-objects') as string[]).includes(id))).toEqual([]);
  }
});

/** The golden with one value changed, one value of another type, or one key by another name: one at a time, everywhere. */
function* mutations(golden: unknown): Generator<{ what: string; changed: unknown }> {
  for (const { path, value } of leaves(golden)) {
    const where = path.join('.');
    yield { what: `${where}: another value`, changed: replaced(golden, path, another(value)) };
    yield { what: `${where}: another type`, changed: replaced(golden, path, retyped(value)) };
    for (let depth = path.length; depth > 0; depth -= 1) {
      const parent = at(golden, path.slice(0, depth - 1));
      if (!isRecord(parent)) continue;
      const renamed = Object.fromEntries(Object.entries(parent).map(([key, child]) => [key === path[depth - 1] ? `${key}x` : key, child]));
      yield { what: `${path.slice(0, depth).join('.')}: another key`, changed: replaced(golden, path.slice(0, depth - 1), renamed) };
    }
  }
}

function another(value: unknown): unknown {
  if (typeof value === 'string') return `${value}~`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return ['something'];
}

function retyped(value: unknown): unknown {
  return typeof value === 'string' ? [value] : String(value);
}

function at(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((here, key) => (here as Record<string, unknown>)[key], data);
}

function without(data: unknown, path: readonly string[]): unknown {
  const parent = at(data, path.slice(0, -1));
  const key = path.at(-1);
  const rest = Array.isArray(parent)
    ? parent.filter((_, i) => String(i) !== key)
    : Object.fromEntries(Object.entries(parent as object).filter(([name]) => name !== key));
  return replaced(data, path.slice(0, -1), rest);
}
