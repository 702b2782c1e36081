import type { Cluster } from '../cluster.ts';
import { byName } from '../normalise.ts';
import { chartOf } from '../own.ts';
import { packages } from '../packages/index.ts';
import type { Release } from '../resources.ts';
import type { Values } from '../vocabulary.ts';
import type { Generation, OutputFile } from './generation.ts';

/** The charts that install all shared services at once, and where they stand (guide l.1156-1173). */
const git = { git: 'git@github.com:tidepool-org/development', ref: 'k8s' };

/** What the umbrella charts take as given where their values say nothing. */
const chartDefaults = { region: 'us-west-2', logLevel: 'debug' };

/**
 * Every path of the values of the umbrella charts that may be written here, as `PackageDelivery.reads`. Source: the charts as they stood
 * on 2019-08-09, which read cluster and hostnames where the guide prints them.
 */
export const umbrellaReads: Readonly<Record<'shared-start' | 'shared', readonly string[]>> = {
  'shared-start': ['externalSecrets.enabled', 'global.cluster.name', 'global.cluster.region', 'kiam.enabled'],
  shared: [
    'autoscaler.enabled', 'certmanager.enabled', 'datadog.{enabled, secretName}', 'externalDNS.enabled', 'fluxcloud.{enabled, secretName}',
    'global.cluster.{hostnames, logLevel, name, region}', 'gloo.{crds.create, enabled}', 'metricsServer.enabled',
    'prometheusOperator.enabled', 'reloader.enabled', 'sumologic.{enabled, secretName}',
    // So called in the chart's own values; its template looks for fluxcloud.username.
    'fluxcloud.slack.username',
  ],
};

/**
 * The two HelmReleases of the guide and the ExternalSecrets of the packages. Namespaces, issuers and the packages' own releases are the
 * charts' affair, so a package is named only where it differs from what the chart does by itself.
 */
export function umbrellaFiles(cluster: Cluster, generation: Generation): OutputFile[] {
  const secrets = cluster.packages.flatMap(installed => installed.secrets);
  const namespaces = [...new Set(secrets.map(({ namespace }) => namespace))].sort();
  return [
    { path: 'flux/shared-start-helmrelease.yaml', owner: ['delivery'], draw: file => generation.helmRelease(file, sharedStart(cluster)) },
    { path: 'flux/shared-helmrelease.yaml', owner: ['delivery'], draw: file => generation.helmRelease(file, shared(cluster)) },
    ...namespaces.map((namespace): OutputFile => ({
      path: `flux/external-secrets/${namespace}.yaml`,
      owner: ['delivery'],
      draw: file => secrets.filter(secret => secret.namespace === namespace).forEach(secret => generation.externalSecret(file, secret)),
    })),
  ];
}

/** What has to be there before `shared`; never printed by the guide, so it follows the printed `shared`. */
function sharedStart(cluster: Cluster): Release {
  const { name, region } = cluster;
  // The chart installs kiam as well; accounts have IAM roles of their own here, and both at once would fight.
  const values = { global: { cluster: { name, region } }, kiam: { enabled: false }, ...packageValues(cluster, 'shared-start') };
  return umbrella(cluster, 'shared-start', values);
}

/** Source: guide l.1162-1190. */
function shared(cluster: Cluster): Release {
  const { name, region, logLevel, hostnames } = cluster;
  const global = {
    cluster: {
      name,
      ...(region !== chartDefaults.region && { region }),
      ...(logLevel !== chartDefaults.logLevel && { logLevel }),
      hostnames,
    },
  };
  const crds = { create: !cluster.packages.some(({ definition }) => definition.name === 'gloo-crds') };
  const values = packageValues(cluster, 'shared');
  return umbrella(cluster, 'shared', { global, ...Object.fromEntries(byName({ ...values, gloo: { ...values['gloo'], crds } })) });
}

/** What each package says below its key; one that is as the chart would have it says nothing. */
function packageValues(cluster: Cluster, chart: 'shared-start' | 'shared'): Readonly<Record<string, Values>> {
  const said: Record<string, Values> = {};
  for (const { name, umbrella: entry } of packages) {
    if (entry?.chart !== chart) continue;
    const installed = cluster.packages.find(({ definition }) => definition.name === name);
    const enabled = installed !== undefined;
    const values = { ...(enabled !== entry.default && { enabled }), ...(installed && entry.values?.(installed.context)) };
    if (Object.keys(values).length > 0) said[entry.key] = values;
  }
  return said;
}

function umbrella({ repository: { organisation } }: Cluster, name: 'shared-start' | 'shared', values: Values): Release {
  const chart = chartOf({ ...git, path: `charts/${name}/0.1.0` }, organisation);
  return { name, namespace: 'default', releaseName: name, chart, automated: false, images: [], values };
}
