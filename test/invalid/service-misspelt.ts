// environments.qa.services.blipp: is no key here; did you mean 'blip'? [shape]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'service-misspelt',
  environments: {
    // @ts-expect-error: the service is blip
    qa: { ...environment, services: { blipp: {} } },
  },
});
