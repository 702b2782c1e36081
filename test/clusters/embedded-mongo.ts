import development from './development.ts';
import { defineCluster } from '../../charts/config.ts';

/** The chart's defaults and the test configuration of the guide: http on 8080 (l.1429-1442), Mongo with its values (l.1399-1407). */
export default defineCluster({
  ...development,
  name: 'embedded-mongo',
  dns: {},
  environments: {
    qa1: {
      gitops: { policy: 'glob:develop-*' },
      services: {
        blip: { policy: 'glob:release-1.23.0*' },
        jellyfish: { policy: 'glob:mongo-*' },
      },
      gateway: { default: 'http', http: { dnsNames: ['localhost'] } },
      mongo: { server: 'embedded', secret: { scheme: 'mongodb', hosts: ['localhost'], tls: true } },
    },
  },
});
