/**
 * What a file of the output is to those who read it:
 *
 * - `objects`: what the cluster is to hold
 * - `patch`: parts of objects that stand elsewhere; robots write into it, so it is ours by its path even when they lose our line
 * - `kustomization`: which files of a folder belong together
 * - `placeholder`: of somebody else, in a folder of ours: what `flux bootstrap` writes, and what people have encrypted
 * - `aside`: for people and scripts, beside what is applied from the repository; its objects are not those of the cluster
 */
export type FileRole = 'objects' | 'patch' | 'kustomization' | 'placeholder' | 'aside';

/** Known by the path alone, since files of other owners are classified, too. */
export function roleOf(path: string): FileRole {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  if (folders.includes(sopsFolder)) return 'placeholder';
  if (asidePath.test(path) || toolFiles.has(name)) return 'aside';
  // An environment of Flux v1 may be called so, too.
  if (folders.some((folder, i) => folder === bootstrapFolder && folders[i - 1] !== 'environments')) return 'placeholder';
  if (kustomizationNames.has(name)) return 'kustomization';
  if (/\.(?!ya?ml$|json$)[^.]*$/.test(name)) return 'aside';
  return name === imagesFile ? 'patch' : 'objects';
}

/** True for scripts, pages and what they read: nothing that a cluster applies, nor what people apply to one. */
export function isForPeople(path: string): boolean {
  return roleOf(path) === 'aside' && (!/\.ya?ml$/.test(path) || path.includes('/secret-templates/'));
}

/** What Kustomize reads a folder by. */
export const kustomizationNames: ReadonlySet<string> = new Set(['kustomization.yaml', 'kustomization.yml', 'Kustomization']);

/** The files that Flux itself writes there. */
export const writtenByFlux: ReadonlySet<string> = new Set(['gotk-components.yaml', 'gotk-sync.yaml']);

/** Folders with what people have encrypted, a value a file. */
export const sopsFolder = '.sops';

/** The page that says in short what the other files of its folder hold. */
export const summaryFile = 'INVENTORY.md';

/** Whether a path is that of such a page, and something else of its folder is different, too: that says more. */
export function isSaidElsewhere(path: string, different: readonly string[]): boolean {
  const folder = path.endsWith(`/${summaryFile}`) ? path.slice(0, -summaryFile.length) : undefined;
  return folder !== undefined && different.some(other => other !== path && other.startsWith(folder));
}

/** What tools read of a folder of manifests. */
const toolFiles: ReadonlySet<string> = new Set(['.flux.yaml', '.sops.yaml', 'secret-stub.yaml']);

/** True for YAML that is no manifest, but the config of a tool: known by its name, or by its name beside what is applied. */
export function isToolConfig(path: string): boolean {
  return /(?:^|\/)\.(?:flux|sops)\.yaml$/.test(path) || (asidePath.test(path) && /\/(?:kind|(?:\w+-)?values(?:-\w+)?)\.yaml$/.test(path));
}

/** The folders of a cluster that hold what is run by hand, and what Helm reads then. */
const asidePath = /^(?:(?:.*\/)?clusters\/[^/]+\/)?(?:bootstrap|releases)\//;

/** The folder that `flux bootstrap` writes, with all that people put beside it. */
export const bootstrapFolder = 'flux-system';

/** The file of an environment that holds its images and nothing else. */
export const imagesFile = 'images.yaml';
