import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { compareTrees, type FileComparison } from '../../lib/output/compare.ts';
import { signatureLine } from '../../lib/output/signature.ts';
import { readTree, TreeError, writeTree, type Written } from '../../lib/output/tree.ts';
import { fromYaml } from '../../lib/yaml/yaml.ts';

export let dist = '';

/** A `dist` of its own for each test of the file that calls this. */
export function useDistFolders(): void {
  beforeEach(() => { dist = mkdtempSync(join(tmpdir(), 'tree-')); });
  afterEach(() => rmSync(dist, { recursive: true, force: true }));
}

export function signed(body: string, source = 'clusters/a.ts'): string {
  return `${signatureLine(source, body, fromYaml(body))}\n${body}`;
}

export function put(files: Readonly<Record<string, string | Buffer>>, folder = dist): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Everything below a folder, read by other means than readTree. Folders end in `/`. */
export function everything(folder = dist): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).map(entry => {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    return entry.isFile() ? [name, readFileSync(path, 'utf8')] : [`${name}/`, ''];
  });
  return Object.fromEntries(entries.sort());
}

export function compare(made: Readonly<Record<string, string>>, scope = ['clusters']): FileComparison[] {
  return compareTrees(new Map(Object.entries(made)), readTree(dist, ''), scope);
}

export function write(made: Readonly<Record<string, string>>, scope = ['clusters'], meanwhile = () => {}): Pick<Written, 'write' | 'remove'> {
  const tree = new Map(Object.entries(made));
  const plans = [meanwhile];
  const { write, remove } = writeTree(dist, () => {
    const found = readTree(dist, '');
    const plan = { made: tree, found, comparisons: compareTrees(tree, found, scope) };
    plans.pop()?.();
    return plan;
  }, () => {});
  return { write, remove };
}

export function refusal(work: () => unknown): TreeError {
  try {
    work();
  } catch (error) {
    if (error instanceof TreeError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

export const release = (tag: string, interval = 1): string =>
  'apiVersion: helm.fluxcd.io/v1\nkind: HelmRelease\nmetadata:\n  name: t\n  annotations:\n    fluxcd.io/tag.blip: glob:*\n'
  + `spec:\n  interval: ${interval}\n  values:\n    blip:\n      image: tidepool/blip:${tag}\n`;
