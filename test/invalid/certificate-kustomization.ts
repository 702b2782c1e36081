// certificates.kustomization: 'kustomization' makes kustomization.yaml, by which Kustomize knows what a folder holds (a certificate is
// written into a file of its name); call the certificate otherwise. [certificate-file]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'certificate-kustomization',
  certificates: { kustomization: { secretName: 'tidepool-tls', dnsNames: ['*.tidepool.org'] } },
});
