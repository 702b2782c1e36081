// nodeGroups[0].tags.__proto__: is a key that not every reader keeps; call it otherwise. [shape]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({ ...base, name: 'tag-called-proto', nodeGroups: [{ ...base.nodeGroups[0], tags: { ['__proto__']: 'x' } }] });
