// github.account: 'tidepool_org' is no account (GitHub: at most 39 letters, digits and hyphens); write it as in its URL, such as
// 'tidepool-org'. [github-name]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'github-account-with-an-underscore',
  github: { account: 'tidepool_org' },
});
