// note: nodeGroups[0].instanceType: a node of t3.small holds 11 pods, of which each node needs three or so itself (amazon-vpc-cni-k8s,
// eni-max-pods.txt); count on more nodes than its memory asks for, or take a larger type. [node-pods]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

const [group] = base.nodeGroups;

export default defineCluster({ ...base, name: 'nodes-of-few-pods', nodeGroups: [{ ...group, instanceType: 't3.small' }] });
