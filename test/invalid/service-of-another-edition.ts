// environments.qa.services.clinic: there is no service clinic in the chart of edition '0.1.7' (the values that its templates read:
// charts/tidepool/editions); leave this out, or write edition '0.26.0'. [edition-cannot]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'service-of-another-edition',
  environments: {
    qa: {
      ...environment,
      services: { clinic: {} },
    },
  },
});
