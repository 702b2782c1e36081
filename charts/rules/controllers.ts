import { objectId, valueAt } from '../../lib/manifests/manifest.ts';
import { mapsAt, textsAt } from '../../lib/rules/fields.ts';
import { sourceOf } from '../config-rules/rule.ts';
import type { Certificate } from '../resources.ts';
import { found, missing, perCluster, type ClusterFinding, type ClusterRule, type ClusterView } from './rule.ts';
import { environmentsOf, textAt } from './view.ts';

/** What external-secrets and cert-manager are told of their work. */
export const controllerRules: readonly ClusterRule[] = [
  {
    id: 'store-limited',
    severity: 'error',
    summary: 'A store of secrets says which namespaces may use it; one that does not, serves all.',
    example: {
      language: 'yaml',
      bad: `# flux/shared/external-secrets/clustersecretstore.yaml
kind: ClusterSecretStore
metadata:
  name: aws-secrets-manager
spec:
  conditions: null
`,
      good: `# flux/shared/external-secrets/clustersecretstore.yaml
kind: ClusterSecretStore
metadata:
  name: aws-secrets-manager
spec:
  conditions:
  - namespaces:
    - datadog
    - flux-system
    - int
    - prd
    - sumologic
`,
    },
    find: perCluster(openStores),
  },
  {
    id: 'challenge-said',
    severity: 'error',
    summary: 'It is said how the names of a certificate are proven: by the issuer, or by the Certificate, which names a provider of it.',
    example: {
      language: 'yaml',
      bad: `# flux/shared/certmanager/clusterissuers.yaml
kind: ClusterIssuer
metadata:
  name: letsencrypt-staging
spec:
  acme:
    solvers: []
`,
      good: `# flux/shared/certmanager/clusterissuers.yaml
kind: ClusterIssuer
metadata:
  name: letsencrypt-staging
spec:
  acme:
    solvers:
    - dns01:
        route53:
          region: us-west-2
`,
    },
    find: perCluster(view => [...unsolved(view), ...misnamedProviders(view), ...unchallenged(view)]),
  },
  {
    id: 'certificate-kept',
    severity: 'error',
    summary: 'A certificate for all environments is kept in the Secret that the config names.',
    example: {
      language: 'yaml',
      bad: `# flux/certs/tidepool-cert.yaml
kind: Certificate
metadata:
  name: tidepool-cert
spec:
  secretName: tidepool-cert
`,
      good: `# flux/certs/tidepool-cert.yaml
kind: Certificate
metadata:
  name: tidepool-cert
spec:
  secretName: tidepool-tls
`,
    },
    find: perCluster(keptElsewhere),
  },
];

function keptElsewhere(view: ClusterView): ClusterFinding[] {
  return view.cluster.certificates.flatMap(({ name, namespace, secretName }) => {
    const made = view.manifests.named(objectId('Certificate', name, namespace));
    const source = sourceOf(view.name);
    const absence = { wrong: `nothing makes Certificate ${namespace}/${name}`, source, instead: 'add it' };
    if (made.length === 0) return [missing(view, ['certificates', name], absence)];
    return made.flatMap(placed => {
      const given = textAt(placed.object, ['spec', 'secretName']);
      if (given === undefined || given === secretName) return [];
      const wrong = `'${given}' is not the Secret that it is kept in`;
      return [found(view, placed, ['spec', 'secretName'], { wrong, source, instead: `write '${secretName}'` })];
    });
  });
}

/** Where nothing is fetched, there is nobody to name. */
function openStores(view: ClusterView): ClusterFinding[] {
  const { packages, environments } = view.cluster;
  if ([...packages, ...environments].every(({ secrets }) => secrets.length === 0)) return [];
  return view.manifests.ofKind('ClusterSecretStore').filter(({ object }) => {
    return mapsAt(object, ['spec', 'conditions']).every(({ value }) => textsAt(value, ['namespaces']).length === 0);
  }).map(placed => found(view, placed, ['spec', 'conditions'], {
    wrong: 'whoever may make an ExternalSecret anywhere reads every secret of the cluster',
    source: 'external-secrets: a store without conditions serves all namespaces',
    instead: 'list the namespaces that fetch something',
  }));
}

/** The older cert-manager, which has two ways to say it. */
const older = 'certmanager.k8s.io/';

function unsolved(view: ClusterView): ClusterFinding[] {
  return view.manifests.ofKind('ClusterIssuer').flatMap(placed => {
    const ways = [['solvers'], ...(placed.object.apiVersion.startsWith(older) ? [['dns01', 'providers']] : [])];
    const lacking = ways.map(way => ['spec', 'acme', ...way]).filter(field => mapsAt(placed.object, field).length === 0);
    return lacking.map(field => found(view, placed, field, {
      wrong: 'there is none, so no name can be proven to be ours',
      source: "Let's Encrypt signs for no other",
      instead: 'write that of Route53',
    }));
  });
}

/** The name by which Certificates of before ask for Route53. */
function misnamedProviders(view: ClusterView): ClusterFinding[] {
  return view.manifests.ofKind('ClusterIssuer').flatMap(placed => {
    return mapsAt(placed.object, ['spec', 'acme', 'dns01', 'providers']).flatMap(({ value, path }) => {
      const name = textAt(value, ['name']);
      if (name === undefined || value['route53'] === undefined || name === 'route53') return [];
      const wrong = `no Certificate asks for a provider '${name}'`;
      return [found(view, placed, [...path, 'name'], { wrong, source: 'cert-manager 0.8', instead: "write 'route53'" })];
    });
  });
}

function unchallenged(view: ClusterView): ClusterFinding[] {
  const ofEnvironments = environmentsOf(view).flatMap(({ environment }) => environment.certificate ?? []);
  const wanted = [...view.cluster.certificates, ...ofEnvironments];
  return wanted.filter(({ challenge }) => challenge !== undefined).flatMap(({ name, namespace, challenge }: Certificate) => {
    const made = view.manifests.named(objectId('Certificate', name, namespace));
    const silent = made.filter(({ object }) => valueAt(object, ['spec', 'acme']) === undefined);
    return silent.map(placed => found(view, placed, ['spec', 'acme'], {
      wrong: 'the Certificate does not say how its names are proven',
      source: 'cert-manager 0.8: spec.acme.config',
      instead: `name provider ${challenge} for each of them`,
    }));
  });
}
