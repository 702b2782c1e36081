// dns.hostedZones[0]: 'tidepool.org' is no id of a hosted zone (AWS); write one such as 'Z2FDTNDATAQYW2'. [aws-id]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'hosted-zone-by-its-name',
  dns: { hostedZones: ['tidepool.org'] },
});
