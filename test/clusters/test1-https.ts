import { defineCluster } from '../../charts/config.ts';
import test1 from './test1.ts';

/** test1 with an environment that the world reaches, by https alone. */
export default defineCluster({
  ...test1,
  name: 'test1-https',
  environments: {
    qa2: {
      gitops: { policy: 'glob:develop-*' },
      services: {
        blip: { policy: 'glob:release-1.23.0*' },
        jellyfish: { policy: 'glob:mongo-*' },
      },
      gateway: { default: 'https', https: { dnsNames: ['qa2.tidepool.org'] } },
      mongo: { server: 'embedded' },
    },
  },
});
