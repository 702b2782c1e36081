// warning: github.repository: 'flux-config' is not 'cluster-github-repository-of-another-name', the name under which people look for the
// repository (guide l.201); write 'cluster-github-repository-of-another-name', or leave it out. [repository-name]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'github-repository-of-another-name',
  github: { repository: 'flux-config' },
});
