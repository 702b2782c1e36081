// nodeGroups[0].tags['k8s.io/cluster-autoscaler/enabled']: 'false' would be overwritten by 'true', by which package cluster-autoscaler
// finds the group (guide l.762-764); leave the tag out. [autoscaler-tag]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'autoscaler-tag-off',
  nodeGroups: [{ ...base.nodeGroups[0], tags: { 'k8s.io/cluster-autoscaler/enabled': 'false' } }],
});
