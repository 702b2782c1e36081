// aws.serviceAccounts[0].name: there is a service account external-dns/external-dns already (config.yaml); call this one otherwise, or
// leave it out. [service-account]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'service-account-twice',
  aws: {
    ...base.aws,
    serviceAccounts: [{ name: 'external-dns', namespace: 'external-dns', policyArns: ['arn:aws:iam::aws:policy/AmazonRoute53ReadOnlyAccess'] }],
  },
});
