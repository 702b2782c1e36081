// packages.fluxcloud.chart: under Flux 2, package fluxcloud has no use for chart, so it would be lost (charts/packages/fluxcloud.ts); leave
// it out. [setting-unused]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'chart-for-package-without-one',
  packages: { ...today.packages, fluxcloud: { chart: { repository: 'https://charts.example.org', name: 'fluxcloud', version: '1.0.0' } } },
});
