// environments.qa.keycloak.baseUrl: 'https://auth.example.org/' is no URL by https, or has more than a path at its end (paths of its realms
// are appended to it); write 'https://auth.example.org'. [keycloak-address]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'keycloak-with-a-slash',
  environments: {
    qa: {
      ...environment,
      keycloak: { baseUrl: 'https://auth.example.org/' },
    },
  },
});
