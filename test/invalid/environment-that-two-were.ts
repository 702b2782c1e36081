// environments.qa.formerly: 'stg' is an environment of this cluster now (the tags of one name go to one environment); leave this out, or
// remove that environment. [former-name]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'environment-that-two-were',
  environments: {
    qa: { ...environment, formerly: 'stg' },
    stg: { ...environment, gateway: { default: 'https', https: { dnsNames: ['stg.tidepool.org'] } } },
  },
});
