import * as k8s from '../../imports/core/k8s.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import { definePackage, dockerHub, drawDeployment, requests, type FileChart, type PackageConfig } from './package.ts';

/** A pod with tools for the changes of a Mongo database. */
export interface CdcToolboxConfig extends PackageConfig {
  /** Its image, which is private, with a tag: `docker.io/example/cdc-toolbox:1.0.0`. */
  readonly image: `${string}:${string}`;
}

const name = 'cdc-toolbox';

export const cdcToolbox = definePackage<'cdc-toolbox', CdcToolboxConfig>({
  name,
  summary: 'A pod in which people follow the changes of a Mongo database, by its oplog.',
  defaults: () => ({ image: ':' }), // a config always says it
  stage: 'shared',
  release: {
    kustomize: {
      namespace: 'test',
      root: 'flux/kustomize',
      base: ({ namespace, settings: { image } }) => ({
        manifests: [
          { name: 'namespace', draw: file => { new k8s.KubeNamespace(file, objectId('Namespace', namespace), { metadata: { name: namespace } }); } },
          { name: 'deployment', draw: file => drawToolbox(file, image) },
        ],
      }),
      overlay: () => ({}),
      sopsKeys: { MONGO_URL: 'provider', MONGO_OPLOG_URL: 'provider' },
    },
  },
  notes: [
    'The database and a user that may read its oplog are made in MongoDB Atlas (GitOps guide l.362-364).',
    'To look around in it: `kubectl exec --namespace test --stdin --tty deployment/cdc-toolbox -- bash` (GitOps guide l.391-397).',
  ],
});

/** It waits for somebody to come in. */
function drawToolbox(file: FileChart, image: string): void {
  const secret = (key: string) => ({ name: key, valueFrom: { secretKeyRef: { name, key } } });
  drawDeployment(file, { name }, 1, {
    serviceAccountName: 'default',
    imagePullSecrets: [{ name: dockerHub }],
    containers: [{
      name,
      image,
      command: ['tail', '-f', '/dev/null'],
      env: ['MONGO_URL', 'MONGO_OPLOG_URL'].map(secret),
      resources: requests('50m', '64Mi'),
    }],
  });
}
