import type { Environment } from '../cluster.ts';
import { tidepoolRelease } from '../tidepool/environment.ts';
import { helmBootstrap, valuesFiles } from './bootstrap/helm.ts';
import { stackOf, type HelmDelivery } from './delivery.ts';
import { drawClusterOf2019 } from './eksctl.ts';
import { flux1 } from './flux1.ts';
import type { Generation, OutputFile } from './generation.ts';
import { withoutControllers } from './without-controllers.ts';

/** People run Helm, on files of values. Source: Kubernetes guide l.156-236. */
export function helm(stack: Required<HelmDelivery>): Generation {
  return {
    ...withoutControllers(stack.delivery),
    eksCluster: drawClusterOf2019,
    bootstrap: cluster => helmBootstrap(cluster, stack),
    // What Flux would apply is in the release.
    arranged: ({ environments }, files) => [
      ...files.filter(({ path }) => !path.startsWith('flux/')),
      ...environments.map(withoutSecrets).flatMap(environment => [...valuesFiles(environment), ...(stack.weaveFlux ? [backend(environment)] : [])]),
    ],
  };
}

/** Nobody fetches any; rules refuse the editions that read some. */
function withoutSecrets(environment: Environment): Environment {
  if (environment.secrets.length > 0) throw new Error(`environment ${environment.name} needs Secrets, which nobody fetches where people run Helm`);
  return environment;
}

/** What Weave Flux reads, for your copy of the chart's repository: the same release, so that Flux takes it over. */
function backend(environment: Environment): OutputFile {
  const release = tidepoolRelease(environment);
  // Flux knows an image one level below the values by the key above it.
  const images = release.images.map(image => ({ ...image, service: image.path[0] ?? image.service }));
  const weave = flux1(stackOf({ delivery: 'flux1', name: environment.cluster.name }));
  return {
    path: 'k8s/release/backend.yaml',
    owner: ['environments', environment.name],
    draw: file => weave.helmRelease(file, { ...release, name: 'backend', releaseName: environment.name, images }),
  };
}
