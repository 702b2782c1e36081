// environments.qa.services.blip.enabled: blip always runs in the chart of edition '0.1.7' (the values that its templates read:
// charts/tidepool/editions); leave this out, as no edition for Flux v1 can. [edition-cannot]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'service-that-always-runs',
  environments: {
    qa: {
      ...environment,
      services: { blip: { enabled: false } },
    },
  },
});
