// packages.gloo: Gloo's chart is told not to make its CRDs, and package gloo-crds, which does, is not installed (guide l.665-668,
// 1188-1190); write 'gloo-crds': {} beside it. [gloo-crds]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'gloo-without-its-crds',
  packages: { ...base.packages, 'gloo-crds': { enabled: false } },
});
