// environments.qa.keycloak: nothing says which Keycloak knows the users, without which they do not start in edition '0.26.0' (the
// ConfigMaps that its pods read); write keycloak: { baseUrl: 'https://auth.example.org' }, in your words. [edition-needs]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'today-without-keycloak',
  environments: {
    qa: {
      ...environment,
      edition: '0.26.0',
      kafka: { brokers: ['kafka.example.org:9096'], username: 'tidepool', version: '3.9.0' },
    },
  },
});
