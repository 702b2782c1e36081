// warning: environments.qa.namespace.annotations['linkerd.io/injekt']: nothing reads 'linkerd.io/injekt' (Linkerd); write
// 'linkerd.io/inject'. [mesh-words]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'mesh-annotation-misspelt',
  environments: {
    qa: {
      ...environment,
      namespace: { annotations: { 'linkerd.io/injekt': 'enabled' } },
    },
  },
});
