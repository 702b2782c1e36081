import { readdirSync, statSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

export interface Loaded {
  /** What each file exports as its default, by the file's name without its ending, in the order of the alphabet. */
  readonly exported: ReadonlyMap<string, unknown>;
  /** Why a file could not be loaded, by the same name: one line each, without a stack. */
  readonly failed: ReadonlyMap<string, string>;
  /** Files that have exported and go on all the same, as with a timer that still runs. */
  readonly busy: readonly string[];
}

/** Loads a file: what it exports, by name. */
export type ImportFile = (file: string) => Promise<Readonly<Record<string, unknown>>>;

const asNodeDoes: ImportFile = file => import(pathToFileURL(file).href) as ReturnType<ImportFile>;

/** Whether a file is of TypeScript, and not of types alone. */
function isScript(file: string): boolean {
  return file.endsWith('.ts') && !file.endsWith('.d.ts');
}

/** How files are loaded. */
export interface Loading {
  readonly importFile?: ImportFile | undefined;
  /** What they should export, for who forgets it. */
  readonly call: string;
  readonly patience?: number;
}

/** Names of the TypeScript files of a folder, without their ending; none where there is no such folder. */
export function scriptsIn(folder: string): string[] {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder).filter(isScript).map(file => file.slice(0, -3)).sort() : [];
}

/**
 * Runs TypeScript files of a folder and collects their default exports. A file has `patience` milliseconds to export. Meanwhile it
 * cannot end the process, what it prints goes to stderr, and what it throws outside of its own run, as in a timer, counts as thrown.
 */
export async function loadDefaults(folder: string, names: readonly string[], { importFile = asNodeDoes, call, patience = 10_000 }: Loading): Promise<Loaded> {
  const exported = new Map<string, unknown>();
  const failed = new Map<string, string>();
  const busy: string[] = [];
  let loading = '';
  await guarded(async () => {
    for (const name of names) {
      loading = name;
      const before = process.getActiveResourcesInfo().length;
      try {
        const module = await inTime(importFile(join(folder, `${name}.ts`)), patience);
        if (!('default' in module)) failed.set(name, `has no default export; write \`export default ${call}({ ... })\``);
        else if (!failed.has(name)) exported.set(name, module['default']);
      } catch (error) {
        failed.set(name, loadFailure(error, folder));
      }
      await setImmediate(); // unhandled rejections are known a turn later
      if (exported.has(name) && process.getActiveResourcesInfo().length > before) busy.push(name);
    }
  }, error => {
    const name = names.find(file => placeIn(error, folder)?.startsWith(`${file}.ts:`)) ?? loading;
    if (!failed.has(name)) failed.set(name, loadFailure(error, folder));
    exported.delete(name);
  });
  return { exported, failed, busy };
}

/** Does work that runs what others have written; `fail` hears of what it throws or does outside of the work itself. */
async function guarded(work: () => Promise<void>, fail: (error: unknown) => void): Promise<void> {
  const { exit } = process;
  const { write } = process.stdout;
  process.exit = code => {
    const error = new Error(`it calls process.exit(${code ?? ''}); a config only exports`);
    fail(error); // it may catch what is thrown
    throw error;
  };
  process.stdout.write = process.stderr.write.bind(process.stderr);
  process.on('uncaughtException', fail).on('unhandledRejection', fail);
  syncBuiltinESMExports(); // for who imports `exit`
  try {
    await work();
  } finally {
    process.exit = exit;
    process.stdout.write = write;
    process.off('uncaughtException', fail).off('unhandledRejection', fail);
    syncBuiltinESMExports();
  }
}

/** Rejects when the time is over, and at once when nothing is left that the promise could wait for. */
function inTime<T>(promise: Promise<T>, patience: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const never = (): void => reject(new Error('it awaits what never comes'));
    const timer = setTimeout(() => reject(new Error(`it has not exported after ${patience / 1000} s`)), patience).unref();
    process.once('beforeExit', never);
    void promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      process.off('beforeExit', never);
    });
  });
}

/** The first line of an error that says something, with its place and with paths as the author knows them. */
function loadFailure(error: unknown, folder: string): string {
  const root = `${dirname(folder)}/`;
  const thrown = typeof error === 'string' && error !== '' ? error : 'throws something that is no Error';
  const message = error instanceof Error ? `${error.name}: ${error.message || 'no message'}` : thrown;
  const lines = message.split('\n').map(line => line.trim()).filter(line => line !== '');
  const first = lines.find(line => line.includes('ERROR:')) ?? lines[0] ?? 'could not be loaded';
  const telling = first.replaceAll('file://', '').replaceAll(root, '');
  const place = placeIn(error, folder);
  return place === undefined || telling.includes(place) ? telling : `${place}: ${telling}`;
}

/** `qa.ts:7:3`: the place in a file of the folder that an error comes from. */
function placeIn(error: unknown, folder: string): string | undefined {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  const frame = frames.find(line => line.includes('    at ') && line.includes(folder));
  return frame === undefined ? undefined : /([^(/\s]*\.ts:\d+:\d+)\)?$/.exec(frame)?.[1];
}
