// domain: 'io' is no DNS name (GitOps guide l.404); write one such as 'example.org'. [existing-name]
import { defineCluster } from '../../charts/config.ts';
import staging from '../clusters/staging.ts';

export default defineCluster({ ...staging, packages: {}, name: 'domain-of-one-label', environment: 'staging', domain: 'io' });
