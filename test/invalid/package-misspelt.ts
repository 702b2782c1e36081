// packages['external-dms']: is no key here; did you mean 'external-dns'? [shape]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'package-misspelt',
  // @ts-expect-error: the package is external-dns
  packages: { ...base.packages, 'external-dms': {} },
});
