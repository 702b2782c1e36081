import { ImagePolicy, ImageRepository, ImageUpdateAutomation } from '../../imports/image.toolkit.fluxcd.io.ts';
import type { FileChart } from '../../lib/output/file-chart.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import { imageReference } from '../../lib/images/tags.ts';
import type { Cluster } from '../cluster.ts';
import type { ImageTrack } from '../resources.ts';
import { tidepoolRelease } from '../tidepool/environment.ts';
import { fluxFolder, policyName, repositoryRef, system } from './flux2-system.ts';
import type { OutputFile } from './generation.ts';
import { digestPolicy, imagePolicy } from './image-policy.ts';
import { Refusal } from '../../lib/images/refusal.ts';

/** An image that automation moves. */
interface FollowedImage extends ImageTrack {
  readonly environment: string;
  readonly policy: NonNullable<ImageTrack['policy']>;
  readonly repository: string;
}

/** What reads tags, chooses among them and writes them down; nothing where nothing is followed. */
export function imageAutomationFiles(cluster: Cluster): OutputFile[] {
  const images = followedImages(cluster);
  if (images.length === 0) return [];
  const repositories = [...new Set(images.map(({ repository }) => repository))].sort();
  return [
    { path: 'imagerepositories', draw: (file: FileChart) => repositories.forEach(repository => drawRepository(file, repository)) },
    { path: 'imagepolicies', draw: (file: FileChart) => images.forEach(image => drawPolicy(file, image)) },
    { path: 'imageupdateautomation', draw: (file: FileChart) => drawAutomation(file, cluster) },
  ].map(({ path, draw }) => ({ path: `flux/image-automation/${path}.yaml`, owner: ['delivery'], draw }));
}

/** By environment and service. Of an environment that is frozen there are none. */
function followedImages({ environments }: Cluster): FollowedImage[] {
  return environments.filter(({ automated }) => automated).flatMap(environment =>
    tidepoolRelease(environment).images.flatMap(image => {
      const { policy } = image;
      const repository = imageReference(image.image)?.repository;
      return policy === undefined || repository === undefined ? [] : [{ ...image, policy, repository, environment: environment.name }];
    }),
  );
}

/** `tidepool/platform-auth` as a name. */
function repositoryName(repository: string): string {
  return repository.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

function drawRepository(file: FileChart, image: string): void {
  const name = repositoryName(image);
  new ImageRepository(file, objectId('ImageRepository', name, system), {
    metadata: { name, namespace: system },
    spec: { image, interval: '10m' },
  });
}

function drawPolicy(file: FileChart, { environment, service, policy, digestOf, repository }: FollowedImage): void {
  const name = policyName(environment, service);
  const order = digestOf === undefined ? imagePolicy(policy) : digestPolicy(digestOf);
  if (order instanceof Refusal) throw new Error(`${name} follows ${policy}: ${order.reason}`); // a problem of the config, told before
  new ImagePolicy(file, objectId('ImagePolicy', name, system), {
    metadata: { name, namespace: system },
    spec: { imageRepositoryRef: { name: repositoryName(repository) }, ...order },
  });
}

/** One for the whole cluster: several that push to one branch outrun each other. */
function drawAutomation(file: FileChart, { name: cluster, email }: Cluster): void {
  const name = 'environments';
  new ImageUpdateAutomation(file, objectId('ImageUpdateAutomation', name, system), {
    metadata: { name, namespace: system },
    spec: {
      interval: '10m',
      sourceRef: repositoryRef,
      git: { commit: { author: { name: 'Flux', email }, messageTemplate: commitMessage(cluster) } },
      update: { path: fluxFolder(cluster, name), strategy: 'Setters' },
    },
  });
}

/** What changed, an image a line. */
function commitMessage(cluster: string): string {
  return `${cluster}: new images\n\n{{ range .Changed.Changes }}{{ .OldValue }} -> {{ .NewValue }}\n{{ end }}`;
}
