// environments.qa.secrets.provided[1]: environment qa needs no Secret 'mongodb', so nothing would read it (secrets of the chart's edition,
// docs/secrets.md); write 'mongo'. [secret-provided]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'provided-secret-misspelt',
  environments: {
    qa: {
      ...environment,
      secrets: { provided: ['dexcom', 'mongodb'] },
    },
  },
});
