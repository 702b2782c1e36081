// nodeGroups: must not be empty. [shape]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'no-node-group',
  // @ts-expect-error: a cluster has at least one node group
  nodeGroups: [],
});
