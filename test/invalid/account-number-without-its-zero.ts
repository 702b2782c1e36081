// aws.accountNumber: '12345678901' is no AWS account number (guide l.632); write its twelve digits, leading zeros too, as in
// '012345678901'. [account-number]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'account-number-without-its-zero',
  aws: { ...base.aws, accountNumber: '12345678901' },
});
