// region: must be one of 29 words, not 'us-west-9'; did you mean 'us-west-1'? [shape]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'region-misspelt',
  // @ts-expect-error: us-west-9 is no region
  region: 'us-west-9',
});
