// environments.qa.services.blip.image: 'tidepool/blip:v1.2.3@sha256:0000000000000000000000000000000000000000000000000000000000000000' has a
// digest, which would hold the image when its tag moves (guide l.1266); write 'tidepool/blip:v1.2.3'. [image-reference]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'image-with-a-digest',
  environments: {
    qa: {
      ...environment,
      services: {
        blip: { image: `tidepool/blip:v1.2.3@sha256:${'0'.repeat(64)}` },
      },
    },
  },
});
