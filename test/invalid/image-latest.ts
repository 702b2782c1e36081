// warning: environments.qa.services.blip.image: the tag 'latest' is another image from day to day, and no commit says so (Flux passes this
// tag over, too: pkg/update/images.go); write the tag of a build. [image-latest]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'image-latest',
  environments: {
    qa: {
      ...environment,
      services: { blip: { image: 'tidepool/blip:latest' } },
    },
  },
});
