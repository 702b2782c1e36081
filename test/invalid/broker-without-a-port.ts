// environments.qa.kafka.brokers[0]: 'kafka.example.org' is no host:port (Kafka, bootstrap.servers); write one such as
// 'kafka.example.org:9096'. [kafka-address]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'broker-without-a-port',
  environments: {
    qa: {
      ...environment,
      kafka: { brokers: ['kafka.example.org'], username: 'tidepool', version: '3.9.0' },
    },
  },
});
