// aws.iamUsers[0]: 'arn:aws:iam::123456789012:user/first-cli' is no name of an IAM user (guide l.633-638; IAM: at most 64 letters, digits
// and _+=,.@-); write the name alone, as in 'first-cli'. [iam-user]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'iam-user-as-arn',
  aws: { ...base.aws, iamUsers: ['arn:aws:iam::123456789012:user/first-cli'] },
});
