// nodeGroups[0].instanceType: 'm4-large' is no EC2 instance type (guide l.649; EC2: a family, a dot and a size); write one such as
// 'm4.large'. [node-machine]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'instance-type-without-a-dot',
  nodeGroups: [{ ...base.nodeGroups[0], instanceType: 'm4-large' }],
});
