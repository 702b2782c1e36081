import { posix } from 'node:path';
import { writtenByFlux } from '../manifests/roles.ts';
import { perCluster } from './clusters.ts';
import { fileOf, type Folders, type KustomizationFile } from './folders.ts';
import { foundIn, type ManifestFinding, type ManifestRule } from './rule.ts';

/** The other rules leave this folder to `flux bootstrap`. */
export const bootstrapListed: ManifestRule = {
  id: 'bootstrap-listed',
  severity: 'error',
  summary: 'What `flux bootstrap` writes is listed: what is not, Flux removes from the cluster, itself included.',
  find: perCluster(({ kustomizations, folders }) =>
    kustomizations.filter(({ folder }) => posix.basename(folder) === 'flux-system').flatMap(each => unlistedFiles(each, folders))),
};

function unlistedFiles({ document, folder, resources }: KustomizationFile, folders: Folders): ManifestFinding[] {
  const listed = new Set(resources.flatMap(fileOf));
  const names = folders.filesIn(folder).filter(file => !listed.has(file)).map(({ path }) => posix.basename(path));
  return names.filter(name => writtenByFlux.has(name)).map(name => foundIn(document, ['resources'], {
    wrong: `${name} is not listed`,
    source: 'Flux removes what is no longer listed, itself included',
    instead: `add '${name}' to the resources`,
  }));
}
