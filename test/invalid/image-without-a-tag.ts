// environments.qa.services.blip.image: 'tidepool/blip' has no tag, by which Flux tells images apart (guide l.1266); write one such as
// 'tidepool/blip:release-1.23.0-264f7ad48eb7d8099b00dce07fa8576f7068d0a0'. [image-reference]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'image-without-a-tag',
  environments: {
    qa: {
      ...environment,
      services: { blip: { image: 'tidepool/blip' } },
    },
  },
});
