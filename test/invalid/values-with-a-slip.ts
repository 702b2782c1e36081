// warning: environments.qa.values.global.loglevel: 'logLevel' stands there, and this is another key (edition 0.26.0); write 'logLevel' if
// that is meant. [values-key]
import { defineCluster } from '../../charts/config.ts';
import { environmentOfToday, today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'values-with-a-slip',
  environments: { qa: { ...environmentOfToday, values: { global: { loglevel: 'debug' } } } },
});
