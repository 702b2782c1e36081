// shared: does not go with delivery 'flux2'. [shape]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

// @ts-expect-error: only flux1 knows umbrella charts
export default defineCluster({ ...today, name: 'umbrella-under-flux2', shared: 'umbrella' });
