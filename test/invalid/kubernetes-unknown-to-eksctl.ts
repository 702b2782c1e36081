// warning: kubernetes: Kubernetes 1.36 is newer than the last release that eksctl makes clusters of (eksctl 0.230: up to 1.35); write
// '1.35' or less. [kubernetes-accepted]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

export default defineCluster({ ...today, name: 'kubernetes-unknown-to-eksctl', kubernetes: '1.36' });
