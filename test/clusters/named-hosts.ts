import development from './development.ts';
import { defineCluster } from '../../charts/config.ts';

/** The placeholders of the guide (l.1226-1227) where DNS names belong. No gateway serves them, so `synth` would refuse this cluster. */
export default defineCluster({ ...development, dns: { hostnames: ['name1', 'name2'] } });
