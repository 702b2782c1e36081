// environments.qa.logLevel: an environment has no log level in the chart of edition 'guide' (the values that its templates read:
// charts/tidepool/editions); leave this out, or write edition '0.1.7' or '0.26.0'. [edition-cannot]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'log-level-in-edition-guide',
  environments: {
    qa: {
      ...environment,
      edition: 'guide',
      logLevel: 'debug',
    },
  },
});
