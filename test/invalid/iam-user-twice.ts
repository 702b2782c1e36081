// aws.iamUsers[2]: 'first-cli' stands in aws.iamUsers[0] already (guide l.633-638); remove one of the two. [iam-user]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'iam-user-twice',
  aws: { ...base.aws, iamUsers: ['first-cli', 'second-cli', 'first-cli'] },
});
