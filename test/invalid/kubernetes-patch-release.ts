// kubernetes: '1.14.8' is no minor release of Kubernetes, which is what eksctl takes (guide l.750); write '1.14'. [kubernetes-version]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({ ...base, name: 'kubernetes-patch-release', kubernetes: '1.14.8' });
