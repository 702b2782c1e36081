// environments.qa.namespace.annotations['kustomize.toolkit.fluxcd.io/prune']: 'enabled' would be overwritten by 'disabled', without which
// Flux would delete the namespace with all that is in it (Flux 2: spec.prune); leave it out. [namespace-prune]
import { defineCluster } from '../../charts/config.ts';
import { environmentOfToday, today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'namespace-to-be-pruned',
  environments: {
    qa: {
      ...environmentOfToday,
      namespace: { annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'enabled' } },
    },
  },
});
