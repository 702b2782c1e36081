// environments.qa.gateway.http.dnsNames[0]: '*' is part of the name of a VirtualService, which Kubernetes then refuses, in the chart of
// edition '0.1.7' (the values that its templates read: charts/tidepool/editions); write whole names, or write edition 'guide' or '0.26.0'.
// [edition-cannot]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'wildcard-as-a-name-of-an-object',
  environments: {
    qa: { ...environment, gateway: { default: 'https', http: { dnsNames: ['*'] }, https: { dnsNames: ['qa.tidepool.org'] } } },
  },
});
