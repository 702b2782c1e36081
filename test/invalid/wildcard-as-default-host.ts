// warning: environments.qa.gateway.https.dnsNames[0]: '*.qa.tidepool.org' would be the host of the links in e-mails, and no browser finds
// it (guide l.1447-1448: the first name of the default protocol); put a whole name first. [default-host]
import { defineCluster } from '../../charts/config.ts';
import { environmentOfToday, today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'wildcard-as-default-host',
  environments: {
    qa: {
      ...environmentOfToday,
      gateway: { default: 'https', https: { dnsNames: ['*.qa.tidepool.org', 'qa.tidepool.org'] } },
    },
  },
});
