// environments['environment-of-37-characters--------9']: 'role-name-too-long-environment-of-37-characters--------9-hydrophone' has 67
// characters, too many for the name of an IAM role (IAM takes 64); shorten this name or the cluster's by 3. [role-name]
import { defineCluster } from '../../charts/config.ts';
import { environmentOfToday, today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'role-name-too-long',
  bucketNames: 'env',
  environments: { 'environment-of-37-characters--------9': environmentOfToday },
});
