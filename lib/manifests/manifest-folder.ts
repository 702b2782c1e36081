import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Found } from './found.ts';
import { kustomizationNames } from './roles.ts';

/**
 * The YAML and JSON files in and below a folder, or a file alone, by their paths from that folder. Undefined where there is nothing.
 *
 * Passed over is what belongs to tools (`.git`, `.github`, `.sops.yaml`, `node_modules`), what Helm makes manifests of (templates, values
 * and dependencies of a chart), and symbolic links but for the path itself: what they lead to is read where it is, and some lead around.
 */
export function manifestFilesIn(path: string): { folder: string; files: [path: string, found: Found][] } | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return { folder: path, files: filesBelow(path, '') };
  const found = stats.isFile() ? lookAt(path) : { what: 'neither a file nor a folder' }; // to read a pipe could take for ever
  return { folder: dirname(path), files: [[basename(path), found]] };
}

function filesBelow(root: string, folder: string): [string, Found][] {
  const entries = reading(() => readdirSync(join(root, folder), { withFileTypes: true }));
  if ('what' in entries) return [[join(folder, '*.yaml'), entries]];
  const isChart = entries.some(({ name }) => name === 'Chart.yaml');
  const isOurs = ({ name }: Dirent) => !isOfTools.test(name) && !(isChart && isOfChart.test(name));
  return entries.filter(isOurs).sort((one, other) => (one.name < other.name ? -1 : 1)).flatMap((entry): [string, Found][] => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(root, path);
    const isRead = /\.(ya?ml|json)$/.test(entry.name) || kustomizationNames.has(entry.name);
    return entry.isFile() && isRead ? [[path, lookAt(join(root, path))]] : [];
  });
}

const isOfTools = /^\.|^node_modules$/;

const isOfChart = /^(Chart|values.*|requirements)\.(ya?ml|json)$|^(templates|charts|ci)$/;

function lookAt(path: string): Found {
  return reading(() => {
    const bytes = readFileSync(path);
    return isUtf8(bytes) ? bytes.toString() : { what: 'not UTF-8 text' };
  });
}

function reading<Read>(read: () => Read): Read | { readonly what: string } {
  try {
    return read();
  } catch (error) {
    return { what: `unreadable (${(error as NodeJS.ErrnoException).code ?? 'no reason given'})` }; // of node:fs
  }
}
