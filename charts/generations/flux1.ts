import { CustomResourceDefinition } from '../../imports/apiextensions.k8s.io.ts';
import { Certificate, ClusterIssuer } from '../../imports/certmanager.k8s.io.ts';
import { HelmRelease as WeaveHelmRelease } from '../../imports/flux.weave.works.ts';
import { HelmRelease } from '../../imports/helm.fluxcd.io.ts';
import { ExternalSecret } from '../../imports/kubernetes-client.io.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import type { FileChart } from '../../lib/output/file-chart.ts';
import type { InstalledPackage } from '../cluster.ts';
import type { CustomResource, Release } from '../resources.ts';
import { flux1Bootstrap } from './bootstrap/flux1.ts';
import { drawClusterOf2019 } from './eksctl.ts';
import { umbrellaFiles } from './flux1-umbrella.ts';
import type { Flux1Delivery } from './delivery.ts';
import type { Generation, OutputFile } from './generation.ts';

/**
 * The two HelmRelease APIs and the prefix of the annotations that go with each. They change together, or Flux and helm-operator would
 * each look for the other's. Source: guide l.1162-1168 and l.1613.
 */
const helmReleaseApis = {
  'flux.weave.works/v1beta1': { HelmRelease: WeaveHelmRelease, prefix: 'flux.weave.works' },
  'helm.fluxcd.io/v1': { HelmRelease, prefix: 'fluxcd.io' },
} as const;

/** The stack of the guide, as its controllers of 2019 read it. */
export function flux1(delivery: Required<Flux1Delivery>): Generation {
  const generation: Generation = {
    leadingMarker: true,
    certificates: 'certs',

    helmRelease(file, release) {
      const { name, namespace, releaseName, chart, values } = release;
      const api = helmReleaseApis[delivery.helmReleaseApi];
      const annotations = releaseAnnotations(release, api.prefix);
      new api.HelmRelease(file, objectId('HelmRelease', name, namespace), {
        metadata: { name, namespace, ...(Object.keys(annotations).length > 0 && { annotations }) },
        spec: { releaseName, chart, values },
      });
    },

    externalSecret(file, { name, namespace, path, keys, renamed }) {
      const fetched = { backendType: 'secretsManager', data: keys.map(property => ({ key: path, name: renamed[property] ?? property, property })) };
      new ExternalSecret(file, objectId('ExternalSecret', name, namespace), {
        metadata: { name, namespace },
        ...(delivery.externalSecrets === 'spec' ? { spec: fetched } : { secretDescriptor: fetched }),
      });
    },

    certificate(file, { name, namespace, secretName, issuer, dnsNames, challenge }) {
      new Certificate(file, objectId('Certificate', name, namespace), {
        metadata: { name, namespace },
        spec: {
          secretName,
          issuerRef: { name: issuer, kind: 'ClusterIssuer' },
          commonName: dnsNames[0],
          dnsNames: [...dnsNames],
          ...(challenge && { acme: { config: [{ dns01: { provider: challenge }, domains: [...dnsNames] }] } }),
        },
      });
    },

    /** A Certificate with `spec.acme` uses `dns01.providers`, one without it uses `solvers`; there are both kinds, so both stand here. */
    clusterIssuer(file, { name, server, email, region }) {
      new ClusterIssuer(file, objectId('ClusterIssuer', name), {
        metadata: { name },
        spec: {
          acme: {
            server,
            email,
            privateKeySecretRef: { name },
            solvers: [{ dns01: { route53: { region } } }],
            dns01: { providers: [{ name: 'route53', route53: { region } }] },
          },
        },
      });
    },

    eksCluster: drawClusterOf2019,

    ownEnvironmentFiles: () => [],
    bootstrap: cluster => flux1Bootstrap(cluster, delivery),

    arranged: ({ packages }, files) => (delivery.shared === 'umbrella' ? files : [...files, ...packages.flatMap(definitionsOf)]),

    umbrella: cluster => (delivery.shared === 'umbrella' ? umbrellaFiles(cluster, generation) : undefined),
  };
  return generation;
}

/** The kinds of a package, for the charts that do not bring them. The umbrella charts do. */
function definitionsOf({ definition: { name, stage }, delivery, context }: InstalledPackage): OutputFile[] {
  const resources = delivery.customResources?.(context) ?? [];
  if (resources.length === 0) return [];
  const path = `flux/${stage}/${name}/crds.yaml`;
  return [{ path, owner: ['packages', name], draw: file => resources.forEach(resource => drawDefinition(file, resource)) }];
}

/** Kubernetes 1.14 serves v1beta1 of these only. */
function drawDefinition(file: FileChart, { group, version, kind, plural, singular, shortNames, scope }: CustomResource): void {
  const name = `${plural}.${group}`;
  new CustomResourceDefinition(file, objectId('CustomResourceDefinition', name), {
    metadata: { name },
    spec: {
      group,
      version,
      names: { kind, plural, ...(singular !== undefined && { singular }), ...(shortNames && { shortNames: [...shortNames] }) },
      scope,
    },
  });
}

/**
 * Flux's orders for a release. `repository.fluxcd.io` has one name for both prefixes: without it Flux looks for images one level below
 * the values only.
 */
function releaseAnnotations({ automated, images }: Release, prefix: string): Record<string, string> {
  const annotations: Record<string, string> = {};
  if (automated !== undefined) annotations[`${prefix}/automated`] = String(automated);
  const followed = images.filter(({ policy }) => policy !== undefined);
  for (const { service, policy = '' } of followed) annotations[`${prefix}/tag.${service}`] = policy;
  for (const { service, path, mapped } of followed) if (mapped) annotations[`repository.fluxcd.io/${service}`] = path.join('.');
  return annotations;
}
