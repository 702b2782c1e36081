// environment: namespace 'logging' belongs to every environment (GitOps guide l.140-158); write environment: 'NAME' with a name of its own. [overlay-environment]
import { defineCluster } from '../../charts/config.ts';
import staging from '../clusters/staging.ts';

export default defineCluster({ ...staging, name: 'environment-of-others', environment: 'logging', fluxImage: { repository: 'docker.io/example/flux', tag: 'logging-af87bcc' } });
