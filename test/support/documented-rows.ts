import { clusterFolder } from '../../charts/compile.ts';
import type { ClusterConfig } from '../../charts/config.ts';
import { packages } from '../../charts/packages/index.ts';
import { knownPeers } from '../../charts/peers.ts';
import { eksctlSubnets } from '../../charts/vocabulary.ts';
import { identity, isManifest, valueAt, type Manifest } from '../../lib/manifests/manifest.ts';
import { fromYaml } from '../../lib/yaml/yaml.ts';
import cauchy from '../clusters/cauchy.ts';
import development from '../clusters/development.ts';
import embeddedMongo from '../clusters/embedded-mongo.ts';
import local from '../clusters/local.ts';
import namedHosts from '../clusters/named-hosts.ts';
import printedShared from '../clusters/printed-shared.ts';
import test1 from '../clusters/test1.ts';
import { type Comparison, exact, subset, included, said, inOrder } from './comparisons.ts';
import {
  appliedBelow, appliedSorted, developerMetadata, dockerHubSecrets, fluxTree, generatorText, nginxPods, nginxServices, sopsFiles, withoutHashes,
} from './documented-kustomize.ts';
import {
  minikubeCalls, shapeOfOverrides, textOf, documentOf, blocksOf, blocksOfTemplate, templateKeys, fetchedKeys, recordsSent, configSent,
} from './documented-readers.ts';
import { compiled, objectOf, objectsOf, pathsOf } from './objects.ts';
import { desk } from './stand-ins.ts';
import { world } from './world.ts';

export interface Row {
  /** File in test/documented, without `.yaml`. */
  readonly golden: string;
  readonly compare: Comparison;
  /** What of the golden is compared. */
  readonly as: (printed: unknown) => unknown;
  /** Where it is expected, by a name for the test's title. */
  readonly checks: Readonly<Record<string, Check>>;
}

export interface Check {
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

export const rows: readonly Row[] = [
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
