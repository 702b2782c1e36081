// kubeconfig: 'kubeconfig.yaml' is no file that is named from / or ~/, and scripts run in more than one folder (guide l.640, 1073-1082); write
// one such as '~/.kube/config'. [kubeconfig-path]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'kubeconfig-in-this-folder',
  kubeconfig: 'kubeconfig.yaml',
});
