// environments.qa.secrets.mailchimp: false leaves shoreline waiting for Secret mailchimp for ever, which it reads in edition '0.1.7' (guide
// l.1880-1882; templates of the chart); leave this out, so that the Secret is fetched. [secret-needed]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'needed-secret-left-out',
  environments: {
    qa: {
      ...environment,
      secrets: { mailchimp: false },
    },
  },
});
