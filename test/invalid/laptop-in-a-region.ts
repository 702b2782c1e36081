// region: does not go with 'local'. [shape]
import { defineCluster } from '../../charts/config.ts';

export default defineCluster({
  name: 'laptop-in-a-region',
  email: 'ops@example.org',
  delivery: 'helm',
  local: {},
  // @ts-expect-error: a machine of one's own is in no region
  region: 'us-west-2',
  packages: {},
});
