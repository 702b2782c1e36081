// environments.qa.chart.git: a token or password stands in this address, for all to use who read the repository (guide l.135, 281); write
// the address alone, and give Flux the credentials as a Secret. [chart-password]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'chart-address-with-a-token',
  environments: {
    qa: {
      ...environment,
      chart: { git: 'https://0123abc@github.com/tidepool-org/development', path: 'charts/tidepool/0.1.7', ref: 'v0.1.7' },
    },
  },
});
