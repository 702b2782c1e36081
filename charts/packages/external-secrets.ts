import { accountValues, definePackage, namespaceInMesh, type ChartConfig, type ClusterFacts, type PackageAccount } from './package.ts';

/** Fetches Secrets from AWS Secrets Manager. */
export interface ExternalSecretsConfig extends ChartConfig {}

/** The service account as which values are fetched. */
const reader = 'external-secrets';

const namespace = namespaceInMesh('external-secrets', 'disabled');

export const externalSecrets = definePackage<'external-secrets', ExternalSecretsConfig>({
  name: 'external-secrets',
  summary: 'Makes a Secret of every ExternalSecret, from the values that stand in AWS Secrets Manager.',
  defaults: () => ({}),
  stage: 'shared-start',
  meets: { 'values of secrets': 'AWS Secrets Manager' },
  accounts: ({ cluster }) => [readerOf(cluster, 'secretsmanager:GetSecretValue')],
  release: {
    flux1: {
      namespace,
      chart: { git: 'git@github.com:godaddy/kubernetes-external-secrets', path: 'charts/kubernetes-external-secrets', ref: 'master' },
      reads: ['image.{repository, tag}', 'serviceAccount.{create, name}', 'fullnameOverride'],
      release: () => ({
        values: {
          fullnameOverride: 'external-secrets',
          serviceAccount: { create: false, name: 'external-secrets' },
          image: { repository: 'tidepool/external-secrets', tag: 'iam2' },
        },
      }),
    },
    flux2: {
      namespace,
      chart: { repository: 'https://charts.external-secrets.io', name: 'external-secrets', version: '2.9.0' },
      reads: ['serviceAccount.{annotations, create, name}', 'installCRDs'],
      accounts: ({ cluster }) => [
        readerOf(cluster, [
          'secretsmanager:GetSecretValue',
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetResourcePolicy',
          'secretsmanager:ListSecretVersionIds',
        ]),
      ],
      // Not the name of the release of 2019, which is of another chart: Helm would uninstall that one first.
      release: ({ roleArn }) => ({
        releaseName: 'external-secrets-operator',
        values: { installCRDs: true, serviceAccount: accountValues(reader, roleArn) },
      }),
      secretReader: reader,
    },
  },
  umbrella: { chart: 'shared-start', key: 'externalSecrets', default: true },
  notes: [
    'Reads the secrets of its own cluster only: their paths begin with the name of the cluster (guide l.520).',
    "Flux v1: the image is Tidepool's own build of 2019, as documented.",
    'Flux v1: the chart stands on branch `master`, as documented, so it can change between two installs; `chart` pins it.',
    'Flux 2: External Secrets Operator, which looks for new values every hour; its predecessor did so every ten seconds. An ' +
      'ExternalSecret with the annotation force-sync=NEW is fetched at once.',
  ],
});

/** May do this with every secret whose path begins with the name of the cluster. */
function readerOf({ name, region, accountNumber }: ClusterFacts, action: string | readonly string[]): PackageAccount {
  const resource = `arn:aws:secretsmanager:${region}:${accountNumber}:secret:${name}/*`;
  return { name: reader, usage: 'secrets-management', grants: { statements: [{ action, resource }] } };
}
