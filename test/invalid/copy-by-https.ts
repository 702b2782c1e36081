// weaveFlux.repository: 'https://github.com/first-cli/development' is no address of a repository that a deploy key opens (Kubernetes guide
// l.211, 240); write one such as 'git@github.com:first-cli/development.git'. [weave-flux]
import { defineCluster } from '../../charts/config.ts';
import local from '../clusters/local.ts';

export default defineCluster({ ...local, name: 'copy-by-https', weaveFlux: { repository: 'https://github.com/first-cli/development', branch: 'my_config' } });
