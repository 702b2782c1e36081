// nodeGroups[0].name:
// 'eksctl-stack-name-too-long-since-the-cluster-has-a-very-long-name-nodegroup-and-the-group-of-nodes-has-one-that-is-nearly-as-long-as-it'
// has 135 characters, too many for the stack that eksctl makes (guide l.954-960; CloudFormation takes 128); shorten this name or the
// cluster's by 7. [stack-name]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'stack-name-too-long-since-the-cluster-has-a-very-long-name',
  environments: {},
  nodeGroups: [
    {
      name: 'and-the-group-of-nodes-has-one-that-is-nearly-as-long-as-it',
      instanceType: 'm4.large',
      desiredCapacity: 4,
      minSize: 1,
      maxSize: 10,
    },
  ],
});
