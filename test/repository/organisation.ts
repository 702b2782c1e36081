import { defineOrganisation } from 'tidepool-gitops';

/** What is Acme's wherever a cluster file says nothing else. */
export default defineOrganisation({
  githubAccount: 'acme',
  domains: ['acme.example'],
  bucketPrefix: 'acme',
  images: 'registry.acme.example/tidepool',
  charts: {
    'https://developer.tidepool.org/development': 'https://charts.acme.example/tidepool',
    'oci://quay.io/jetstack/charts': 'oci://registry.acme.example/charts',
  },
});
