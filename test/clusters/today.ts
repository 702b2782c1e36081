import { defineCluster } from '../../charts/config.ts';
import test1 from './test1.ts';

/** test1 with an environment of today's chart: Kafka, Keycloak and Mongo elsewhere, https for all that comes from outside. */
export default defineCluster({
  ...test1,
  name: 'today',
  edition: '0.26.0',
  environments: {
    qa2: {
      gitops: { policy: 'regexp:^master-[0-9a-f]{40}-[0-9]{10}$' },
      services: { 'clinic-worker': { policy: 'regexp:^main-[0-9a-f]{40}-[0-9]{10}$' } },
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
