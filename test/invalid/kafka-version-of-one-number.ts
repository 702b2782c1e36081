// environments.qa.kafka.version: '3.9.x' is no version of three numbers, and one of two is a number to YAML (ConfigMap kafka of the chart);
// write '3.9.0'. [kafka-address]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'kafka-version-of-one-number',
  environments: {
    qa: {
      ...environment,
      kafka: { brokers: ['kafka.example.org:9096'], username: 'tidepool', version: '3.9.x' as '3.9.0' },
    },
  },
});
