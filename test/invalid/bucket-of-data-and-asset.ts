// environments.qa.buckets.asset: 'tidepool-qa' is also the data bucket of environment qa of this cluster (guide l.1325-1366; S3: bucket
// names are unique across accounts); write another name here. [bucket-of-one-environment]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'bucket-of-data-and-asset',
  environments: {
    qa: {
      ...environment,
      buckets: { data: 'tidepool-qa', asset: 'tidepool-qa' },
    },
  },
});
