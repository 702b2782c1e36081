import type { Environment } from '../cluster.ts';
import { tidepoolRelease } from '../tidepool/environment.ts';
import type { Values } from '../vocabulary.ts';
import type { OutputFile } from './generation.ts';

/** Below the cluster's folder, in the order in which Helm lays one over the other. */
export function valuesPaths(environment: Environment): string[] {
  return valuesFiles(environment).map(({ path }) => path);
}

/** All values but for the images that the config says, and these. Source: Kubernetes guide l.186-190. */
export function valuesFiles(environment: Environment): OutputFile[] {
  const { name, services } = environment;
  const [said, others] = [true, false].map(isSaid => services.filter(({ choice: { why } }) => (why === 'pinned' || why === 'configured') === isSaid));
  const images = tidepoolRelease({ ...environment, services: said ?? [] }).images.map(({ path: [key = '', field = ''], image }) => [key, { [field]: image }]);
  const file = (fileName: string, value: Values): OutputFile =>
    ({ path: `releases/tidepool/${fileName}.yaml`, owner: ['environments', name], draw: chart => { chart.document = { value }; } });
  return [
    file('values', tidepoolRelease({ ...environment, services: others ?? [] }).values),
    ...(images.length > 0 ? [file('values-override', Object.fromEntries(images) as Values)] : []), // keys and values were put together just above
  ];
}
