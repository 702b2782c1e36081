import { definePackage, type ChartConfig } from './package.ts';

/** Runs programs of Apache Spark. */
export interface SparkOperatorConfig extends ChartConfig {}

export const sparkOperator = definePackage<'spark-operator', SparkOperatorConfig>({
  name: 'spark-operator',
  summary: 'Runs programs of Apache Spark that SparkApplications describe, in namespace `spark`.',
  defaults: () => ({}),
  stage: 'shared',
  release: {
    flux2: {
      namespace: { name: 'spark' },
      chart: { repository: 'https://kubeflow.github.io/spark-operator', name: 'spark-operator', version: '2.5.2' },
      reads: ['spark.jobNamespaces'],
      release: ({ namespace }) => ({ values: { spark: { jobNamespaces: [namespace] } } }),
    },
  },
  replaces: [{ command: 'helm install spark-operator ./helm --values=helm/override.yml --namespace spark', line: 108 }],
  notes: ["What stood in a file `override.yml` is `values` of this package."],
});
