// fluxImage.tag: 'staging-af87bcc' is no tag of an environment and a commit (GitOps guide l.227); write one such as 'dev-af87bcc'. [flux-image]
import { defineCluster } from '../../charts/config.ts';
import staging from '../clusters/staging.ts';

export default defineCluster({ ...staging, packages: {}, name: 'flux-image-of-another-environment', environment: 'dev' });
