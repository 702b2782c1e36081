// environments.qa.mongo.server: there is no Mongo in the chart of edition '0.26.0' (the values that its templates read:
// charts/tidepool/editions); write 'external', or write edition 'guide' or '0.1.7'. [edition-cannot]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'mongo-of-a-chart-without-one',
  environments: {
    qa: {
      ...environment,
      edition: '0.26.0',
      kafka: { brokers: ['kafka.example.org:9096'], username: 'tidepool', version: '3.9.0' },
      keycloak: { baseUrl: 'https://auth.example.org' },
      mongo: { server: 'embedded' },
    },
  },
});
