import * as k8s from '../../imports/core/k8s.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import { definePackage, namespaceInMesh, type ChartConfig, type FileChart } from './package.ts';

/** Restarts pods whose Secrets or ConfigMaps have changed. */
export interface ReloaderConfig extends ChartConfig {}

const namespace = namespaceInMesh('reloader', 'enabled');

export const reloader = definePackage<'reloader', ReloaderConfig>({
  name: 'reloader',
  summary: 'Restarts the pods of a Deployment when a Secret or ConfigMap that it names in its annotations changes.',
  defaults: () => ({}),
  stage: 'shared',
  release: {
    flux1: {
      namespace,
      chart: { git: 'git@github.com:stakater/Reloader', path: 'deployments/kubernetes/chart/reloader', ref: 'master' },
      reads: ['reloader.serviceAccount.create', 'reloader.serviceAccount.name'],
      release: () => ({ automated: false, values: { reloader: { serviceAccount: { create: false, name: 'reloader' } } } }),
      manifests: ({ namespace }) => [{ name: 'reloader-service-account', draw: file => drawServiceAccount(file, namespace) }],
    },
    flux2: {
      namespace,
      chart: { repository: 'https://stakater.github.io/stakater-charts', name: 'reloader', version: '2.2.16' },
      reads: ['reloader.watchGlobally'],
      release: () => ({ values: { reloader: { watchGlobally: true } } }),
    },
  },
  umbrella: { chart: 'shared', key: 'reloader', default: true },
  notes: ['Flux v1: the chart stands on branch `master`, as documented, so it can change between two installs; `chart` pins it.'],
});

/** It needs nothing of AWS, so eksctl does not make it. */
function drawServiceAccount(file: FileChart, namespace: string): void {
  const name = 'reloader';
  new k8s.KubeServiceAccount(file, objectId('ServiceAccount', name, namespace), {
    metadata: { name, namespace, labels: { app: 'reloader-reloader', chart: 'reloader-v0.0.40' } },
  });
}
