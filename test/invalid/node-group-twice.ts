// nodeGroups[1].name: 'ng' is also the name of nodeGroups[0], and eksctl makes one stack per name (guide l.956); call one of the two
// otherwise. [node-group-name]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'node-group-twice',
  nodeGroups: [base.nodeGroups[0], base.nodeGroups[0]],
});
