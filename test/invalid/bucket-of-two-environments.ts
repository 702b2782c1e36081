// environments.stg.buckets.data: 'tidepool-bucket-of-two-environments-qa-data' is also the data bucket of environment qa of this cluster
// (guide l.1325-1366; S3: bucket names are unique across accounts); write another name here. [bucket-of-one-environment]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'bucket-of-two-environments',
  environments: {
    qa: environment,
    stg: {
      ...environment,
      gateway: { default: 'https', https: { dnsNames: ['stg.tidepool.org'] } },
      buckets: { data: 'tidepool-bucket-of-two-environments-qa-data' },
    },
  },
});
