// environments.qa.services.blip.pin: does not go with 'policy'. [shape]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'pin-and-policy',
  environments: {
    // @ts-expect-error: a service that is pinned follows no policy
    qa: { ...environment, services: { blip: { pin: 'v1.2.3', policy: 'semver:1.x' } } },
  },
});
