// nodegroups: is no key here; did you mean 'nodeGroups'? [shape]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'key-misspelt',
  // @ts-expect-error: the key is nodeGroups
  nodegroups: [],
});
