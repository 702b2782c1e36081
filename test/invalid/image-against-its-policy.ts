// environments.qa.services.blip.image: 'develop-0123abc' does not satisfy 'semver:~1.23', the policy of the same service, so Flux would
// replace it at once (guide l.1264-1292); change one of the two, or pin the image. [first-image]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'image-against-its-policy',
  environments: {
    qa: {
      ...environment,
      services: { blip: { image: 'tidepool/blip:develop-0123abc', policy: 'semver:~1.23' } },
    },
  },
});
