// environments.qa1: Helm by hand has one environment, which is in namespace 'default' (Kubernetes guide l.174, 278); call it 'default'.
// [environment-name]
import { defineCluster } from '../../charts/config.ts';
import local from '../clusters/local.ts';

export default defineCluster({ ...local, name: 'environment-beside-default', environments: { qa1: local.environments!['default']! } });
