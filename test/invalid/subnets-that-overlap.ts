// vpc.subnets[1].private: 10.47.16.0/20 overlaps 10.47.16.0/20 of vpc.subnets[0].private (AWS Bootstrap l.4-19); choose a free block. [subnet-pairs]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'subnets-that-overlap',
  vpc: {
    ...base.vpc,
    subnets: [
      { zone: 'us-west-2a', public: '10.47.0.0/20', private: '10.47.16.0/20' },
      { zone: 'us-west-2b', public: '10.47.32.0/20', private: '10.47.16.0/20' },
    ],
  },
});
