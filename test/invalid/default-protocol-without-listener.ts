// environments.qa.gateway.http: is missing. [shape]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'default-protocol-without-listener',
  environments: {
    // @ts-expect-error: the default protocol has a listener
    qa: { ...environment, gateway: { default: 'http', https: { dnsNames: ['qa.tidepool.org'] } } },
  },
});
