// applications['external-dns']: namespace 'external-dns' belongs to package external-dns (an application has one of its own); call it
// otherwise. [application-name]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({ ...base, name: 'application-in-the-namespace-of-a-package', applications: { 'external-dns': {} } });
