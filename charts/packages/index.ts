import { amazonCloudwatch, type AmazonCloudwatchConfig } from './amazon-cloudwatch.ts';
import { argoEvents, type ArgoEventsConfig } from './argo-events.ts';
import { cdcToolbox, type CdcToolboxConfig } from './cdc-toolbox.ts';
import { certmanager, type CertmanagerConfig } from './certmanager.ts';
import { clusterAutoscaler, type ClusterAutoscalerConfig } from './cluster-autoscaler.ts';
import { datadog, type DatadogConfig } from './datadog.ts';
import { externalDns, type ExternalDnsConfig } from './external-dns.ts';
import { externalSecrets, type ExternalSecretsConfig } from './external-secrets.ts';
import { fluentd, type FluentdConfig } from './fluentd.ts';
import { flux, type FluxConfig } from './flux.ts';
import { fluxcloud, type FluxcloudConfig } from './fluxcloud.ts';
import { glooCrds, type GlooCrdsConfig } from './gloo-crds.ts';
import { gloo, type GlooConfig } from './gloo.ts';
import { hydra, type HydraConfig } from './hydra.ts';
import { ingressNginx, type IngressNginxConfig } from './ingress-nginx.ts';
import { jaegerOperator, type JaegerOperatorConfig } from './jaeger-operator.ts';
import { kafka, type KafkaPackageConfig } from './kafka.ts';
import { kaniko, type KanikoConfig } from './kaniko.ts';
import { metricsServer, type MetricsServerConfig } from './metrics-server.ts';
import { minio, type MinioConfig } from './minio.ts';
import { nginx, type NginxConfig } from './nginx.ts';
import type { PackageConfig, PackageDefinition } from './package.ts';
import { prometheusOperator, type PrometheusOperatorConfig } from './prometheus-operator.ts';
import { reloader, type ReloaderConfig } from './reloader.ts';
import { sentry, type SentryConfig } from './sentry.ts';
import { sparkOperator, type SparkOperatorConfig } from './spark-operator.ts';
import { sumologic, type SumologicConfig } from './sumologic.ts';

/** Packages of a repository's own, which it adds by `declare module 'tidepool-gitops'`. */
export interface OwnPackages {}

/** Settings of the shared services by name; a service that is not listed is not installed. */
export interface PackageConfigs extends OwnPackages {
  readonly 'amazon-cloudwatch'?: AmazonCloudwatchConfig;
  readonly 'argo-events'?: ArgoEventsConfig;
  readonly 'cdc-toolbox'?: CdcToolboxConfig;
  readonly certmanager?: CertmanagerConfig;
  readonly 'cluster-autoscaler'?: ClusterAutoscalerConfig;
  readonly datadog?: DatadogConfig;
  readonly 'external-dns'?: ExternalDnsConfig;
  readonly 'external-secrets'?: ExternalSecretsConfig;
  readonly fluentd?: FluentdConfig;
  readonly flux?: FluxConfig;
  readonly fluxcloud?: FluxcloudConfig;
  readonly gloo?: GlooConfig;
  readonly 'gloo-crds'?: GlooCrdsConfig;
  readonly hydra?: HydraConfig;
  readonly 'ingress-nginx'?: IngressNginxConfig;
  readonly 'jaeger-operator'?: JaegerOperatorConfig;
  readonly kafka?: KafkaPackageConfig;
  readonly kaniko?: KanikoConfig;
  readonly 'metrics-server'?: MetricsServerConfig;
  readonly minio?: MinioConfig;
  readonly nginx?: NginxConfig;
  readonly 'prometheus-operator'?: PrometheusOperatorConfig;
  readonly reloader?: ReloaderConfig;
  readonly sentry?: SentryConfig;
  readonly 'spark-operator'?: SparkOperatorConfig;
  readonly sumologic?: SumologicConfig;
}

export type PackageName = keyof PackageConfigs;

/** Every shared service. A new one is its file and its name, here and above. */
const definitions: { readonly [Name in Exclude<PackageName, keyof OwnPackages>]: PackageDefinition<Name, NonNullable<PackageConfigs[Name]>> } = {
  'amazon-cloudwatch': amazonCloudwatch,
  'argo-events': argoEvents,
  'cdc-toolbox': cdcToolbox,
  certmanager,
  'cluster-autoscaler': clusterAutoscaler,
  datadog,
  'external-dns': externalDns,
  'external-secrets': externalSecrets,
  fluentd,
  flux,
  fluxcloud,
  gloo,
  'gloo-crds': glooCrds,
  hydra,
  'ingress-nginx': ingressNginx,
  'jaeger-operator': jaegerOperator,
  kafka,
  kaniko,
  'metrics-server': metricsServer,
  minio,
  nginx,
  'prometheus-operator': prometheusOperator,
  reloader,
  sentry,
  'spark-operator': sparkOperator,
  sumologic,
};

/** A package without its config's type, as the list holds them. */
export type AnyPackage = PackageDefinition<PackageName, PackageConfig>;

/** By name. Each definition only ever sees the settings that stand under its own name, which is what makes the cast true. */
export const packages = Object.values(definitions).sort((a, b) => (a.name < b.name ? -1 : 1)) as unknown as readonly AnyPackage[];
