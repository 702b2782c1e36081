// note: packages['external-dns'].values.policy: this is so anyway (package external-dns); leave it out. [values-idle]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'values-that-stand-anyway',
  packages: { ...today.packages, 'external-dns': { values: { policy: 'upsert-only' } } },
});
