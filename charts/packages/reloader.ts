import { k8s } from 'cdk8s-plus-27';
import { objectId } from '../../lib/manifest.ts';
import { definePackage, type ChartConfig, type FileChart } from './package.ts';

/** Restarts pods whose Secrets or ConfigMaps have changed. */
export interface ReloaderConfig extends ChartConfig {}

export const reloader = definePackage<'reloader', ReloaderConfig>({
  name: 'reloader',
  summary: 'Restarts the pods of a Deployment when a Secret or ConfigMap that it names in its annotations changes.',
  defaults: () => ({}),
  stage: 'shared',
  release: {
    flux1: {
      namespace: {
        name: 'reloader',
        labels: { 'istio-injection': 'disabled' },
        annotations: { 'linkerd.io/inject': 'enabled' },
      },
      chart: { git: 'git@github.com:stakater/Reloader', path: 'deployments/kubernetes/chart/reloader', ref: 'master' },
      release: () => ({ automated: false, values: { reloader: { serviceAccount: { create: false, name: 'reloader' } } } }),
      manifests: ({ namespace }) => [{ name: 'reloader-service-account', draw: file => drawServiceAccount(file, namespace) }],
    },
  },
  umbrella: { chart: 'shared', key: 'reloader', default: true },
  notes: ['The chart stands on branch `master`, as documented, so it can change between two installs; `chart` pins it.'],
});

/** It needs nothing of AWS, so eksctl does not make it. */
function drawServiceAccount(file: FileChart, namespace: string): void {
  const name = 'reloader';
  new k8s.KubeServiceAccount(file, objectId('ServiceAccount', name, namespace), {
    metadata: { name, namespace, labels: { app: 'reloader-reloader', chart: 'reloader-v0.0.40' } },
  });
}
