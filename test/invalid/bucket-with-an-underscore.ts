// environments.qa.buckets.data: 'Tidepool_QA' is no name of a bucket (S3: 3 to 63 of a-z, 0-9, hyphens and single dots, and no IP address);
// write 'tidepool-qa'. [bucket-name]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'bucket-with-an-underscore',
  environments: {
    qa: {
      ...environment,
      buckets: { data: 'Tidepool_QA' },
    },
  },
});
