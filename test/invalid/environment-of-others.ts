// environment: namespace 'flux-system' belongs to Flux (GitOps guide l.140-158); write environment: 'NAME' with a name of its own. [overlay-environment]
import { defineCluster } from '../../charts/config.ts';
import staging from '../clusters/staging.ts';

export default defineCluster({ ...staging, packages: {}, name: 'environment-of-others', environment: 'flux-system', fluxImage: { repository: 'docker.io/example/flux', tag: 'flux-system-af87bcc' } });
