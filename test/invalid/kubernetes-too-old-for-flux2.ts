// warning: kubernetes: Kubernetes 1.14 is older than Flux 2 accepts (flux check --pre: 1.33 or later); write '1.34'. [kubernetes-accepted]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

export default defineCluster({ ...today, name: 'kubernetes-too-old-for-flux2', kubernetes: '1.14' });
