// warning: environments.qa.gitops.digestOf: 'develop-cebea363931570d3930848a21e6a3d07a54f4425' looks like the tag of one build, whose
// digest never changes (git: a commit is 40 digits); write the tag that every build moves, such as 'develop-latest'. [digest-tag]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'digest-of-one-build',
  environments: {
    qa: { ...environment, gitops: { policy: 'glob:develop-*', digestOf: 'develop-cebea363931570d3930848a21e6a3d07a54f4425' } },
  },
});
