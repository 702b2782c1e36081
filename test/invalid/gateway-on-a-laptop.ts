// environments.default.gateway.http.dnsNames: there is no way in but by a forwarded port of localhost in the chart of edition 'k8s' (the
// values that its templates read: charts/tidepool/editions); write gateway: { default: 'http', http: { dnsNames: ['localhost'] } }, as no
// edition for Helm by hand can. [edition-cannot]
import { defineCluster } from '../../charts/config.ts';
import local from '../clusters/local.ts';

export default defineCluster({ ...local, name: 'gateway-on-a-laptop', environments: { default: { ...local.environments!['default']!, gateway: { default: 'http', http: { dnsNames: ['example.org'] } } } } });
