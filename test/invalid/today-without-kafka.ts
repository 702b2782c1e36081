// environments.qa.kafka: nothing says which Kafka the services talk through, without which they do not start in edition '0.26.0' (the
// ConfigMaps that its pods read); write kafka: { brokers: ['kafka.example.org:9096'], username: 'tidepool-qa', version: '3.9.0' }, in your
// words. [edition-needs]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'today-without-kafka',
  environments: {
    qa: {
      ...environment,
      edition: '0.26.0',
      keycloak: { baseUrl: 'https://auth.example.org' },
    },
  },
});
