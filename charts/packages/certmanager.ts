import { accountValues, definePackage, route53Statements, type ChartConfig, type ClusterFacts, type PackageAccount } from './package.ts';

/** Obtains and renews TLS certificates. */
export interface CertmanagerConfig extends ChartConfig {}

export const certmanager = definePackage<'certmanager', CertmanagerConfig>({
  name: 'certmanager',
  summary: "Obtains and renews TLS certificates from Let's Encrypt, proving ownership of the names through Route53.",
  defaults: () => ({}),
  stage: 'shared-start',
  accounts: ({ cluster }) => [accessAs('certmanager', cluster)],
  release: {
    flux1: {
      // cert-manager's own webhook must not judge the namespace that it is being installed in.
      namespace: { name: 'certmanager', labels: { 'certmanager.k8s.io/disable-validation': 'true' } },
      chart: { repository: 'https://charts.jetstack.io', name: 'cert-manager', version: 'v0.10.0' },
      reads: ['serviceAccount.create', 'serviceAccount.name'],
      release: () => ({ automated: false, values: { serviceAccount: { name: 'certmanager', create: false } } }),
      customResources: () => [
        { ...v1alpha1, kind: 'CertificateRequest', plural: 'certificaterequests', shortNames: ['cr', 'crs'] },
        { ...v1alpha1, kind: 'Certificate', plural: 'certificates', shortNames: ['cert', 'certs'] },
        { ...v1alpha1, kind: 'Challenge', plural: 'challenges' },
        { ...v1alpha1, kind: 'ClusterIssuer', plural: 'clusterissuers', scope: 'Cluster' },
        { ...v1alpha1, kind: 'Issuer', plural: 'issuers' },
        { ...v1alpha1, kind: 'Order', plural: 'orders' },
      ],
      clusterIssuers: () => issuers,
    },
    flux2: {
      namespace: { name: 'cert-manager', labels: { 'cert-manager.io/disable-validation': 'true' } },
      chart: { repository: 'oci://quay.io/jetstack/charts', name: 'cert-manager', version: 'v1.21.1' },
      reads: ['crds.{enabled, keep}', 'serviceAccount.{annotations, create, name}'],
      accounts: ({ cluster }) => [accessAs(chartAccount, cluster)],
      release: ({ roleArn }) => ({
        releaseName: 'cert-manager',
        // `keep`: with the definitions would go every certificate.
        values: { crds: { enabled: true, keep: true }, serviceAccount: accountValues(chartAccount, roleArn) },
      }),
      clusterIssuers: () => issuers,
    },
  },
  umbrella: { chart: 'shared', key: 'certmanager', default: true, namespace: 'cert-manager' },
  notes: [
    'Flux v1: the custom resource definitions here name kinds, groups and versions only. The documented way is to apply those of ' +
      'cert-manager by hand before Flux is installed (guide l.1241), which check the fields of a Certificate as well: ' +
      '`kubectl apply -f https://raw.githubusercontent.com/jetstack/cert-manager/release-0.8/deploy/manifests/00-crds.yaml`',
    'Flux 2: the chart brings the definitions, and they stay when it is uninstalled. A certificate gets a new private key whenever it ' +
      'is renewed.',
    "Let's Encrypt production allows few failures a week: prove a set-up with letsencrypt-staging first (guide l.1949).",
  ],
});

function accessAs(name: string, cluster: ClusterFacts): PackageAccount {
  return { name, usage: 'certificate-management', grants: { statements: route53Statements(cluster) } };
}

/** The account as the chart calls it by itself. */
const chartAccount = 'cert-manager';

const issuers = [
  { name: 'letsencrypt-staging', server: 'https://acme-staging-v02.api.letsencrypt.org/directory' },
  { name: 'letsencrypt-production', server: 'https://acme-v02.api.letsencrypt.org/directory' },
] as const;

const v1alpha1 = { group: 'certmanager.k8s.io', version: 'v1alpha1', scope: 'Namespaced' } as const;
