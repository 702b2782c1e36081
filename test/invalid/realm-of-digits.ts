// environments.qa.keycloak.realm: '2020' may be something else than text where the chart writes it without quotes (YAML 1.1; its ConfigMaps
// kafka and shoreline); write letters, digits, -, _, . and @, a letter first. [unquoted-word]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'realm-of-digits',
  environments: {
    qa: {
      ...environment,
      keycloak: { baseUrl: 'https://auth.example.org', realm: '2020' },
    },
  },
});
