// environments['environment-of-28-characters'].buckets.asset: 'tidepool-bucket-name-too-long-environment-of-28-characters-asset', which
// bucketNames makes for this environment, has 64 characters (guide l.855, 1325; S3: at most 63); write a shorter name here. [bucket-name]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'bucket-name-too-long',
  environments: { 'environment-of-28-characters': environment },
});
