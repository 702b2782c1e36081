// nodeGroups[0].tags.__proto__: '__proto__' is no key that every reader of YAML keeps (JavaScript); call the tag otherwise. [node-labels]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({ ...base, name: 'tag-called-proto', nodeGroups: [{ ...base.nodeGroups[0], tags: { ['__proto__']: 'x' } }] });
