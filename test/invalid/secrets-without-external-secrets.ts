// packages['external-secrets']: this package is not installed, and it alone fetches the Secrets of environment qa and package datadog from
// AWS Secrets Manager (guide l.516-518); write 'external-secrets': {}. [secret-fetcher]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'secrets-without-external-secrets',
  packages: { ...base.packages, datadog: {}, 'external-secrets': { enabled: false } },
});
