// packages.gloo: this package is not installed, and environment qa cannot do without it: its services call each other through Gloo, whose
// kinds nothing else defines (templates of the chart: Upstream, RouteTable and VirtualService); write gloo: {}. [package-needed]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'environment-without-gloo',
  packages: { ...today.packages, gloo: { enabled: false } },
});
