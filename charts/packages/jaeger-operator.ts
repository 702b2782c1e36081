import { definePackage, type PackageConfig } from './package.ts';

/** Makes instances of Jaeger, which show where requests spend their time. */
export interface JaegerOperatorConfig extends PackageConfig {}

/** The last release before its webhooks needed cert-manager. */
const upstream = 'https://raw.githubusercontent.com/jaegertracing/jaeger-operator/v1.20.0/deploy';

const files = [
  'crds/jaegertracing.io_jaegers_crd', 'service_account', 'role', 'role_binding', 'cluster_role', 'cluster_role_binding', 'operator',
];

export const jaegerOperator = definePackage<'jaeger-operator', JaegerOperatorConfig>({
  name: 'jaeger-operator',
  summary: 'Makes instances of Jaeger, which show where requests spend their time.',
  defaults: () => ({}),
  stage: 'shared',
  release: {
    kustomize: {
      namespace: 'observability',
      root: 'bootstrap',
      base: () => ({ upstream: files.map(file => `${upstream}/${file}.yaml`) }),
      overlay: () => ({}),
    },
  },
  notes: ['What it is made of is fetched from GitHub when it is applied, release 1.20.0.'],
});
