// environments.qa.gateway: is missing, and an environment is reached by the names of its gateway alone (guide l.1436-1447); write gateway:
// { default: 'https', https: { dnsNames: ['qa2.example.org'] } }. [shape]
import type { ClusterConfig } from '../../charts/config.ts';
import { base, environment } from './base.ts';

const { gateway: _, ...others } = environment;

export default { ...base, name: 'gateway-left-out', environments: { qa: others } } as unknown as ClusterConfig; // less than one
