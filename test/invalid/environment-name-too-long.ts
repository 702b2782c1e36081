// environments['environment-name-of-forty-five-characters-abc']: 'environment-name-of-forty-five-characters-abc' makes
// 'environment-name-of-forty-five-characters-abc-tidepool' of 54 characters, too long for a release (Helm takes 53); write at most 44
// characters. [environment-name]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'environment-name-too-long',
  bucketNames: 'env',
  environments: { 'environment-name-of-forty-five-characters-abc': environment },
});
