// packages['amazon-cloudwatch']: the umbrella charts do not install amazon-cloudwatch (guide l.1148-1202); leave it out, or write shared:
// 'packages'. [umbrella-cannot]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'package-unknown-to-the-umbrella',
  shared: 'umbrella',
  packages: { ...base.packages, 'amazon-cloudwatch': {} },
});
