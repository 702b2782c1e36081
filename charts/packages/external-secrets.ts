import { definePackage, type ChartConfig } from './package.ts';

/** Fetches Secrets from AWS Secrets Manager. */
export interface ExternalSecretsConfig extends ChartConfig {}

export const externalSecrets = definePackage<'external-secrets', ExternalSecretsConfig>({
  name: 'external-secrets',
  summary: 'Makes a Secret of every ExternalSecret, from the values that stand in AWS Secrets Manager.',
  defaults: () => ({}),
  stage: 'shared-start',
  accounts: ({ cluster: { name, region, accountNumber } }) => [
    {
      name: 'external-secrets',
      usage: 'secrets-management',
      grants: {
        statements: [
          {
            action: 'secretsmanager:GetSecretValue',
            resource: `arn:aws:secretsmanager:${region}:${accountNumber}:secret:${name}/*`,
          },
        ],
      },
    },
  ],
  release: {
    flux1: {
      namespace: {
        name: 'external-secrets',
        labels: { 'istio-injection': 'disabled' },
        annotations: { 'linkerd.io/inject': 'disabled' },
      },
      chart: { git: 'git@github.com:godaddy/kubernetes-external-secrets', path: 'charts/kubernetes-external-secrets', ref: 'master' },
      release: () => ({
        values: {
          fullnameOverride: 'external-secrets',
          serviceAccount: { create: false, name: 'external-secrets' },
          image: { repository: 'tidepool/external-secrets', tag: 'iam2' },
        },
      }),
    },
  },
  umbrella: { chart: 'shared-start', key: 'externalSecrets', default: true },
  notes: [
    'Reads the secrets of its own cluster only: their paths begin with the name of the cluster (guide l.520).',
    "The image is Tidepool's own build of 2019, as documented.",
    'The chart stands on branch `master`, as documented, so it can change between two installs; `chart` pins it.',
  ],
});
