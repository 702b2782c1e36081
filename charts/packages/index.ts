import { amazonCloudwatch, type AmazonCloudwatchConfig } from './amazon-cloudwatch.ts';
import { certmanager, type CertmanagerConfig } from './certmanager.ts';
import { clusterAutoscaler, type ClusterAutoscalerConfig } from './cluster-autoscaler.ts';
import { datadog, type DatadogConfig } from './datadog.ts';
import { externalDns, type ExternalDnsConfig } from './external-dns.ts';
import { externalSecrets, type ExternalSecretsConfig } from './external-secrets.ts';
import { flux, type FluxConfig } from './flux.ts';
import { fluxcloud, type FluxcloudConfig } from './fluxcloud.ts';
import { glooCrds, type GlooCrdsConfig } from './gloo-crds.ts';
import { gloo, type GlooConfig } from './gloo.ts';
import { metricsServer, type MetricsServerConfig } from './metrics-server.ts';
import type { PackageConfig, PackageDefinition } from './package.ts';
import { prometheusOperator, type PrometheusOperatorConfig } from './prometheus-operator.ts';
import { reloader, type ReloaderConfig } from './reloader.ts';
import { sumologic, type SumologicConfig } from './sumologic.ts';

/** Settings of the shared services by name; a service that is not listed is not installed. */
export interface PackageConfigs {
  readonly 'amazon-cloudwatch'?: AmazonCloudwatchConfig;
  readonly certmanager?: CertmanagerConfig;
  readonly 'cluster-autoscaler'?: ClusterAutoscalerConfig;
  readonly datadog?: DatadogConfig;
  readonly 'external-dns'?: ExternalDnsConfig;
  readonly 'external-secrets'?: ExternalSecretsConfig;
  readonly flux?: FluxConfig;
  readonly fluxcloud?: FluxcloudConfig;
  readonly gloo?: GlooConfig;
  readonly 'gloo-crds'?: GlooCrdsConfig;
  readonly 'metrics-server'?: MetricsServerConfig;
  readonly 'prometheus-operator'?: PrometheusOperatorConfig;
  readonly reloader?: ReloaderConfig;
  readonly sumologic?: SumologicConfig;
}

export type PackageName = keyof PackageConfigs;

/** Every shared service. A new one is its file and its name, here and above. */
const definitions: { readonly [Name in PackageName]: PackageDefinition<Name, NonNullable<PackageConfigs[Name]>> } = {
  'amazon-cloudwatch': amazonCloudwatch,
  certmanager,
  'cluster-autoscaler': clusterAutoscaler,
  datadog,
  'external-dns': externalDns,
  'external-secrets': externalSecrets,
  flux,
  fluxcloud,
  gloo,
  'gloo-crds': glooCrds,
  'metrics-server': metricsServer,
  'prometheus-operator': prometheusOperator,
  reloader,
  sumologic,
};

/** A package without its config's type, as the list holds them. */
export type AnyPackage = PackageDefinition<PackageName, PackageConfig>;

/** By name. Each definition only ever sees the settings that stand under its own name, which is what makes the cast true. */
export const packages = Object.values(definitions).sort((a, b) => (a.name < b.name ? -1 : 1)) as unknown as readonly AnyPackage[];
