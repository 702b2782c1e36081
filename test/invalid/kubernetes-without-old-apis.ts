// warning: kubernetes: Kubernetes 1.16 no longer serves extensions/v1beta1, in which charts of 2019 write Deployments (Kubernetes'
// deprecated API migration guide; guide l.750 has 1.14); write '1.15' or less. [kubernetes-serves]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({ ...base, name: 'kubernetes-without-old-apis', kubernetes: '1.16' });
