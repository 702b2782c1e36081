// environments.qa.services.blip.pin: 'release 1.23.0' is no tag (OCI: at most 128 letters, digits, _, . and -); write one such as
// 'release-1.23.0-264f7ad48eb7d8099b00dce07fa8576f7068d0a0'. [image-reference]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'pin-with-a-space',
  environments: {
    qa: {
      ...environment,
      services: { blip: { pin: 'release 1.23.0' } },
    },
  },
});
