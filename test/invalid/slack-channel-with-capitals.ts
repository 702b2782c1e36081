// packages.fluxcloud.channel: '#Flux Test' is no channel (guide l.348-355; Slack: # and at most 80 small letters, digits, hyphens and
// underscores); write '#flux-test'. [slack-channel]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'slack-channel-with-capitals',
  packages: { ...base.packages, fluxcloud: { channel: '#Flux Test' } },
});
