import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Loaded {
  /** What each file exports as its default, by the file's name without its ending, in the order of the alphabet. */
  readonly exported: ReadonlyMap<string, unknown>;
  /** Why a file could not be loaded, by the same name: one line each, without a stack. */
  readonly failed: ReadonlyMap<string, string>;
}

/** Loads a file: what it exports, by name. */
export type ImportFile = (file: string) => Promise<Readonly<Record<string, unknown>>>;

const asNodeDoes: ImportFile = file => import(pathToFileURL(file).href) as ReturnType<ImportFile>;

/** Runs the TypeScript files of a folder and collects their default exports. */
export async function loadDefaults(folder: string, importFile = asNodeDoes): Promise<Loaded> {
  const names = readdirSync(folder).filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts')).map(file => file.slice(0, -3)).sort();
  const exported = new Map<string, unknown>();
  const failed = new Map<string, string>();
  for (const name of names) {
    try {
      const module = await importFile(join(folder, `${name}.ts`));
      if ('default' in module) exported.set(name, module['default']);
      else failed.set(name, 'has no default export; write `export default defineCluster({ ... })`');
    } catch (error) {
      failed.set(name, loadFailure(error, folder));
    }
  }
  return { exported, failed };
}

/** The first line of an error that says something, with its place and with paths as the author knows them. */
function loadFailure(error: unknown, folder: string): string {
  const root = `${dirname(folder)}/`;
  const thrown = typeof error === 'string' && error !== '' ? error : 'throws something that is no Error';
  const message = error instanceof Error ? `${error.name}: ${error.message || 'no message'}` : thrown;
  const lines = message.split('\n').map(line => line.trim()).filter(line => line !== '');
  const first = lines.find(line => line.includes('ERROR:')) ?? lines[0] ?? 'could not be loaded';
  const telling = first.replaceAll('file://', '').replaceAll(root, '');
  const frames = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  const frame = frames.find(line => line.includes('    at ') && line.includes(folder));
  const [, place] = frame === undefined ? [] : (/([^(/\s]*\.ts:\d+:\d+)\)?$/.exec(frame) ?? []);
  return place === undefined || telling.includes(place) ? telling : `${place}: ${telling}`;
}
