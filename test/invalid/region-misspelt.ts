// region: must be one of 'af-south-1', 'ap-east-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-south-2',
// 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 18 more, not 'us-west-9'; did you mean 'us-west-1'? [shape]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'region-misspelt',
  // @ts-expect-error: us-west-9 is no region
  region: 'us-west-9',
});
