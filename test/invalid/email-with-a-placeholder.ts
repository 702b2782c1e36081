// email: 'ops@${DOMAIN}.org' is no e-mail address, and Let's Encrypt registers it (guide l.629); write one address alone, as in
// 'ops@example.org'. [email]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({ ...base, name: 'email-with-a-placeholder', email: 'ops@${DOMAIN}.org' });
