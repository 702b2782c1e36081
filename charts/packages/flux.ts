import * as k8s from '../../imports/core/k8s.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import { definePackage, type FileChart, type PackageConfig } from './package.ts';

/** Keeps the cluster equal to this repository. */
export interface FluxConfig extends PackageConfig {}

export const flux = definePackage<'flux', FluxConfig>({
  name: 'flux',
  summary: 'Keeps the cluster equal to its repository, installs charts, and writes new image tags back.',
  defaults: () => ({}),
  stage: 'shared-start',
  release: {
    flux1: {
      namespace: 'flux',
      manifests: ({ namespace }) => [{ name: 'flux-helm-repositories-secret', draw: file => drawRepositories(file, namespace) }],
    },
    flux2: { namespace: 'flux-system' },
  },
  umbrella: null,
  notes: [
    'Flux v1: Flux, helm-operator and Tiller themselves stand in `bootstrap/flux` and are applied by hand, not by Flux.',
    'Flux v1: helm-operator reads the list of chart repositories from Secret flux-helm-repositories, and starts once Flux has made it. It is a ' +
      'Secret in form only: there are no credentials in it.',
    'Flux 2: `flux bootstrap` installs the controllers, and commits them to the folder flux-system of the cluster.',
  ],
});

/** Chart repositories by the name that Helm caches their index under, in the order of 2019. */
const repositories: Readonly<Record<string, string>> = {
  stable: 'https://kubernetes-charts.storage.googleapis.com',
  gloo: 'https://storage.googleapis.com/solo-public-helm',
  'kube-eagle': 'https://raw.githubusercontent.com/google-cloud-tools/kube-eagle-helm-chart/master',
  supergloo: 'http://storage.googleapis.com/supergloo-helm',
  jetstack: 'https://charts.jetstack.io',
  'es-operator': 'https://raw.githubusercontent.com/upmc-enterprises/elasticsearch-operator/master/charts/',
  'banzaicloud-stable': 'https://kubernetes-charts.banzaicloud.com',
  stakater: 'https://stakater.github.io/stakater-charts',
  solo: 'https://storage.googleapis.com/solo-public-helm/',
  fluxcd: 'https://fluxcd.github.io/flux',
};

/** Version of the format of Helm 2's repositories.yaml; a file without it is refused as older than Helm 2. */
const fileFormat = 'v1';

const noCredentials = { caFile: '', certFile: '', keyFile: '', username: '', password: '' };

function drawRepositories(file: FileChart, namespace: string): void {
  const name = 'flux-helm-repositories';
  const entries = Object.entries(repositories).map(([repository, url]) => ({
    name: repository,
    url,
    cache: `${repository}-index.yaml`,
    ...noCredentials,
  }));
  const list = JSON.stringify({ apiVersion: fileFormat, repositories: entries });
  new k8s.KubeSecret(file, objectId('Secret', name, namespace), {
    metadata: { name, namespace },
    type: 'Opaque',
    data: { 'repositories.yaml': Buffer.from(list).toString('base64') },
  });
}
