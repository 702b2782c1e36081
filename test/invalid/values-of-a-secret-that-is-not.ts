// packages.datadog.values.datadog.apiKeyExistingSecret: nothing makes Secret 'datadog-keys' there, and pods would wait for it (package
// datadog); write 'datadog'. [values-secret]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'values-of-a-secret-that-is-not',
  packages: { ...today.packages, datadog: { values: { datadog: { apiKeyExistingSecret: 'datadog-keys' } } } },
});
