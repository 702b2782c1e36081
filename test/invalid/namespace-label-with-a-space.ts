// environments.qa.namespace.labels.team: 'data science' is no value of a label or taint (Kubernetes: at most 63 letters, digits, -, _ and
// ., a letter or digit at both ends); write one such as 'enabled'. [namespace-metadata]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'namespace-label-with-a-space',
  environments: {
    qa: {
      ...environment,
      namespace: { labels: { team: 'data science' } },
    },
  },
});
