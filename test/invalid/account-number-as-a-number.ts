// aws.accountNumber: must be a string, not a number; write its twelve digits in quotes, with leading zeros: '123456789012'. [shape]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'account-number-as-a-number',
  // @ts-expect-error: an account number may begin with 0
  aws: { ...base.aws, accountNumber: 123456789012 },
});
