import { accountValues, definePackage, route53Statements, type ChartConfig, type ClusterFacts, type IssuerName, type PackageAccount } from './package.ts';

/** Obtains and renews TLS certificates. */
export interface CertmanagerConfig extends ChartConfig {
  /**
   * Issuers to make, for all namespaces.
   * @default ['letsencrypt-staging', 'letsencrypt-production']
   */
  readonly issuers?: readonly IssuerName[];
  /**
   * How they prove that a name is yours: by a record in Route53 (`dns01`), which also does for wildcards, or by a page that package
   * ingress-nginx shows at the name (`http01`), which needs nothing of AWS.
   * @default 'dns01'
   */
  readonly solver?: 'dns01' | 'http01';
}

export const certmanager = definePackage<'certmanager', CertmanagerConfig>({
  name: 'certmanager',
  summary: "Obtains and renews TLS certificates from Let's Encrypt, proving ownership of the names through Route53.",
  defaults: () => ({ issuers: issuers.map(({ name }) => name), solver: 'dns01' }),
  stage: 'shared-start',
  meets: { 'TLS certificates': "Let's Encrypt" },
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
      ignores: ['issuers', 'solver'],
    },
    flux2: {
      namespace: { name: 'cert-manager', labels: { 'cert-manager.io/disable-validation': 'true' } },
      chart: { repository: 'oci://quay.io/jetstack/charts', name: 'cert-manager', version: 'v1.21.1' },
      reads: ['crds.{enabled, keep}', 'serviceAccount.{annotations, create, name}'],
      accounts: ({ cluster, settings: { solver } }) => (solver === 'dns01' ? [accessAs(chartAccount, cluster)] : []),
      release: ({ roleArn, settings: { solver } }) => ({
        releaseName: 'cert-manager',
        values: {
          crds: { enabled: true, keep: true }, // with the definitions would go every certificate
          ...(solver === 'dns01' && { serviceAccount: accountValues(chartAccount, roleArn) }),
        },
      }),
      clusterIssuers: ({ settings: { issuers: chosen, solver } }) => issuers.filter(({ name }) => chosen.includes(name))
        .map(issuer => ({ ...issuer, ...(solver === 'http01' && { ingressClass: 'nginx' }) })),
    },
  },
  umbrella: { chart: 'shared', key: 'certmanager', default: true, namespace: 'cert-manager' },
  needs: ({ solver }) => ({ packages: solver === 'http01' ? ['ingress-nginx'] : [] }),
  replaces: [{ command: 'kubectl apply -f cert-manager/clusterissuer.yml', line: 68 }],
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
