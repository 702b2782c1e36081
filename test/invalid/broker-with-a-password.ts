// environments.qa.kafka.brokers[0]: more than a host stands here, and all who read the repository would read a password in it (Kafka,
// bootstrap.servers); write host:port alone. [kafka-address]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'broker-with-a-password',
  environments: {
    qa: {
      ...environment,
      kafka: { brokers: ['tidepool:secret@kafka.example.org:9096'], username: 'tidepool', version: '3.9.0' },
    },
  },
});
