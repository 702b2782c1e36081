// environments['flux-system']: 'flux-system' is a namespace of package flux, and an environment has one of its own (guide l.1541,
// 1769-1785); call the environment otherwise. [environment-name]
import { defineCluster } from '../../charts/config.ts';
import { environmentOfToday, today } from './base.ts';

export default defineCluster({ ...today, name: 'environment-named-flux-system', environments: { 'flux-system': environmentOfToday } });
