// environments.qa.gitops.digestOf: 'master-latest' does not satisfy 'glob:develop-*', within which it has to be (guide l.1264-1292); write
// a tag that does, or policy: 'glob:master-latest'. [digest-tag]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'digest-outside-the-policy',
  environments: { qa: { ...environment, gitops: { policy: 'glob:develop-*', digestOf: 'master-latest' } } },
});
