// packages.gloo.chart.ref: 'cebea36' looks like the first digits of a commit, and Flux 2 takes it for a branch (Flux 2, GitRepository:
// spec.ref.commit); write all 40 digits. [chart-source]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'commit-by-its-first-digits',
  packages: {
    ...today.packages,
    gloo: { chart: { git: 'https://github.com/tidepool-org/development', path: 'charts/gloo', ref: 'cebea36' } },
  },
});
