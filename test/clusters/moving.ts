import { defineCluster } from '../../charts/config.ts';
import test1 from './test1.ts';

/** test1 when it is ready for Flux 2: Mongo elsewhere, and all that chart 0.26.0 needs of the config. Chart 0.1.7 does not read it. */
export default defineCluster({
  ...test1,
  name: 'moving',
  environments: {
    qa2: {
      gitops: { policy: 'glob:develop-*' },
      services: {
        blip: { policy: 'glob:release-1.23.0*' },
        jellyfish: { policy: 'glob:mongo-*' },
      },
      gateway: { default: 'https', http: { dnsNames: ['qa2.tidepool.org'] }, https: { dnsNames: ['qa2.tidepool.org'] } },
      mongo: { server: 'external' },
      kafka: {
        brokers: ['b-1.kafka.example.org:9096', 'b-2.kafka.example.org:9096'],
        username: 'tidepool-qa2',
        version: '3.9.0',
      },
      keycloak: { baseUrl: 'https://auth.example.org' },
    },
  },
});
