// environments.qa.gateway.https.dnsNames[0]: 'an-environment-with-a-name-of-much-more.than-sixty-four.tidepool.org' has 68 characters, too
// many for the common name of a certificate (guide l.1447, 1962; RFC 5280 takes 64); put a shorter name first. [common-name]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'common-name-too-long',
  environments: {
    qa: {
      ...environment,
      gateway: {
        default: 'https',
        https: { dnsNames: ['an-environment-with-a-name-of-much-more.than-sixty-four.tidepool.org'] },
      },
    },
  },
});
