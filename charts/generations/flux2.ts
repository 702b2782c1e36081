import { Certificate, ClusterIssuer } from '../../imports/cert-manager.io.ts';
import { ClusterConfig, type ClusterConfigProps } from '../../imports/eksctl.io.ts';
import { ExternalSecret } from '../../imports/external-secrets.io.ts';
import { HelmRelease, type HelmReleaseSpec } from '../../imports/helm.toolkit.fluxcd.io.ts';
import { isRecord, objectId, valueAt } from '../../lib/manifests/manifest.ts';
import type { EksCluster } from '../eksctl/eks-cluster.ts';
import type { Release } from '../resources.ts';
import type { Value, Values } from '../vocabulary.ts';
import type { Flux2Delivery } from './delivery.ts';
import { flux2Bootstrap } from './bootstrap/flux2.ts';
import { clusterConfig, iamRole } from './eksctl.ts';
import { environmentOnlyFiles } from './flux2-environment.ts';
import { fluxRepository } from './flux2-repository.ts';
import { chartOf } from './flux2-sources.ts';
import { secretStore } from './flux2-system.ts';
import type { Generation } from './generation.ts';

/** The stack of today, as its controllers read it. */
export function flux2(delivery: Required<Flux2Delivery>): Generation {
  return {
    leadingMarker: false,
    certificates: 'shared/certs',

    /** The name of the release is always said: the controller would make one up that differs from that of the operators before it. */
    helmRelease(file, release) {
      const { name, namespace, releaseName } = release;
      new HelmRelease(file, objectId('HelmRelease', name, namespace), {
        metadata: { name, namespace },
        spec: {
          interval: '10m',
          timeout: '15m', // pods wait for each other, and for Secrets
          releaseName,
          ...chartOf(release),
          ...applying(release),
          ...afterwards(release),
          values: withoutImages(release),
        },
      });
    },

    externalSecret(file, { name, namespace, path, keys, renamed }) {
      new ExternalSecret(file, objectId('ExternalSecret', name, namespace), {
        metadata: { name, namespace },
        spec: {
          refreshInterval: '1h',
          secretStoreRef: { kind: 'ClusterSecretStore', name: secretStore },
          target: { name },
          data: keys.map(property => ({ secretKey: renamed[property] ?? property, remoteRef: { key: path, property } })),
        },
      });
    },

    /** How names are proven is for the issuer's solvers to say. */
    certificate(file, { name, namespace, secretName, issuer, dnsNames }) {
      new Certificate(file, objectId('Certificate', name, namespace), {
        metadata: { name, namespace },
        spec: { secretName, issuerRef: { name: issuer, kind: 'ClusterIssuer' }, commonName: dnsNames[0], dnsNames: [...dnsNames] },
      });
    },

    clusterIssuer(file, { name, server, email, region, ingressClass }) {
      const solver = ingressClass === undefined ? { dns01: { route53: { region } } } : { http01: { ingress: { ingressClassName: ingressClass } } };
      new ClusterIssuer(file, objectId('ClusterIssuer', name), {
        metadata: { name },
        spec: { acme: { server, email, privateKeySecretRef: { name }, solvers: [solver] } },
      });
    },

    eksCluster(file, cluster) {
      new ClusterConfig(file, objectId('ClusterConfig', cluster.name), {
        ...clusterConfig(cluster, iamRole),
        ...access(cluster),
        ...addons(cluster),
      });
    },

    umbrella: () => undefined,
    ownEnvironmentFiles: environmentOnlyFiles,
    bootstrap: flux2Bootstrap,
    arranged: (cluster, files) => fluxRepository(cluster, delivery, files),
  };
}

/** An access entry cannot name the group `system:masters`, but a policy that allows as much. */
function access({ administrators }: EksCluster): Pick<ClusterConfigProps, 'accessConfig'> {
  const policyArn = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy';
  const accessEntries = administrators.map(principalArn => {
    return { principalArn, accessPolicies: [{ policyArn, accessScope: { type: 'cluster' } }] };
  });
  return accessEntries.length > 0 ? { accessConfig: { accessEntries } } : {};
}

/**
 * What is not eksctl's choice is listed as a whole. It would install metrics-server as an add-on, too, whose objects have the names of the
 * chart's; Helm would then refuse to.
 */
function addons({ bringsMetricsServer, storage }: EksCluster): Pick<ClusterConfigProps, 'addons' | 'addonsConfig'> {
  if (!bringsMetricsServer && storage === undefined) return {};
  const network = ['coredns', 'kube-proxy', 'vpc-cni'].map(name => ({ name }));
  const driver = { name: 'aws-ebs-csi-driver', wellKnownPolicies: { ebsCsiController: true } };
  return { addonsConfig: { disableDefaultAddons: true }, addons: storage ? [...network, driver] : network };
}

/** The operator of before tried again for ever; without a strategy this one gives up at the first failure. */
const strategy = { name: 'RetryOnFailure', retryInterval: '5m' };

/** Later releases leave definitions of kinds alone unless told otherwise, and a chart's controllers then miss fields. */
function applying({ unmergeable = [], skipsCrds }: Release): Pick<HelmReleaseSpec, 'install' | 'upgrade'> {
  const crds = skipsCrds ? 'Skip' : 'CreateReplace';
  const isRefused = unmergeable.length > 0;
  return {
    install: { crds, ...(isRefused && { serverSideApply: false }), strategy },
    upgrade: { crds, ...(isRefused && { serverSideApply: 'disabled' }), strategy },
  };
}

/** What happens to the objects between chart and cluster, and to changes that others make to them. */
function afterwards({ setByOthers = [], misnamedTargets }: Release): Pick<HelmReleaseSpec, 'driftDetection' | 'postRenderers'> {
  const ignore = setByOthers.map(({ kind, paths }) => ({ paths: [...paths], target: { kind } }));
  return {
    driftDetection: { mode: 'enabled', ...(ignore.length > 0 && { ignore }) },
    ...(misnamedTargets && { postRenderers: [{ kustomize: { patches: autoscalerPatches(misnamedTargets) } }] }),
  };
}

/** A chart of before Kubernetes 1.16 has its autoscalers look for Deployments in extensions/v1beta1. */
function autoscalerPatches(misnamedTargets: Readonly<Record<string, string>>) {
  const target = { group: 'autoscaling', kind: 'HorizontalPodAutoscaler' };
  const replace = (field: string, value: string) => `- op: replace\n  path: /spec/scaleTargetRef/${field}\n  value: ${value}\n`;
  return [
    { target, patch: replace('apiVersion', 'apps/v1') },
    ...Object.entries(misnamedTargets).map(([name, right]) => ({ target: { ...target, name }, patch: replace('name', right) })),
  ];
}

/**
 * The values without the images, which stand in a file of their own for robots to write into, and with the objects left out of drift
 * detection that the API server refuses to merge: it compares by trying.
 */
function withoutImages({ values, images, unmergeable = [] }: Release): Values {
  const bare = images.reduce<Value>((rest, { path }) => removeAt(rest, path), values);
  const exempt = unmergeable.reduce((rest, path) => withAt(rest, [...path, 'helm.toolkit.fluxcd.io/driftDetection'], 'disabled'), bare);
  return isRecord(exempt) ? (exempt as Values) : {}; // a tree of values stays one when branches leave
}

/** The tree without what stands at a path, and without the branches that are empty then. */
function removeAt(tree: Value, [key = '', ...rest]: readonly string[]): Value {
  if (!isRecord(tree) || !Object.hasOwn(tree, key)) return tree;
  const { [key]: branch, ...others } = tree as Values;
  const left = rest.length === 0 || branch === undefined ? undefined : removeAt(branch, rest);
  const isEmpty = left === undefined || (isRecord(left) && Object.keys(left).length === 0);
  return isEmpty ? others : replaceKey(tree as Values, key, left);
}

/** The tree with a value at a path. */
function withAt(tree: Value, [key = '', ...rest]: readonly string[], value: Value): Values {
  const here: Values = isRecord(tree) ? (tree as Values) : {};
  return replaceKey(here, key, rest.length === 0 ? value : withAt(valueAt(here, [key]) as Value ?? {}, rest, value));
}

/** The same keys in the same order. */
function replaceKey(tree: Values, key: string, value: Value): Values {
  return { ...tree, [key]: value };
}
