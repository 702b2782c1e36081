import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * A Python with a ruamel.yaml that writes as the one in Flux v1 did (0.16 of 2019). Versions after 0.17.21 put a long word on a line of its
 * own, an image with it, so they are no judge. FLUX_WRITER_PYTHON names another Python, to try it whatever its version is.
 */
const named = process.env['FLUX_WRITER_PYTHON'] ?? '';
const candidates = named === '' ? ['/usr/bin/python3', 'python3'] : [named];

const probe = `
import ruamel.yaml
assert ruamel.yaml.version_info[:3] <= (0, 17, 21), 'ruamel.yaml ' + ruamel.yaml.__version__
`;

function isJudge(python: string): boolean {
  return python === named || spawnSync(python, ['-c', probe]).status === 0;
}

const python = candidates.find(isJudge);

const missing = 'no python3 with ruamel.yaml up to 0.17.21: install python3-ruamel.yaml of Debian 12 or Ubuntu 24.04';

/** True where tests are to be skipped for want of it. In CI nothing is skipped: there they fail. */
export const skipped = python === undefined && !process.env['CI'];

/** Says it where people see it, since a skipped test is easily overlooked. */
export function sayIfSkipped(tests: string): void {
  if (skipped) process.stderr.write(`\nSKIPPED: ${tests}, since there is ${missing}\n\n`);
}

/** What Flux or fluxctl does to a HelmRelease: another tag for the image at a path of its values, or other annotations. */
export type Edit = { readonly namespace: string; readonly name: string } & (
  | { readonly path: readonly string[]; readonly tag: string }
  | { readonly annotate: Readonly<Record<string, string | null>> }
);

/** A file, and the edits of one commit after the other. */
export interface FileToWrite {
  readonly text: string;
  readonly steps: readonly (readonly Edit[])[];
}

/** The text of each file after each of its steps, as Flux v1 would have written it. */
export function fluxWrites(files: readonly FileToWrite[]): string[][] {
  const answer = asked('write.py', { files }) as { files: ({ texts: string[] } | { error: string })[] }; // as write.py says
  return answer.files.map(file => {
    if ('error' in file) throw new Error(`Flux's writer gives up: ${file.error}`);
    return file.texts;
  });
}

/** The text of each file after a round trip without an edit, or why it cannot be read. */
export function roundTrips(texts: readonly string[]): string[] {
  const files = texts.map(text => ({ text, steps: [[]] }));
  const answer = asked('write.py', { files }) as { files: ({ texts: string[] } | { error: string })[] }; // as write.py says
  return answer.files.map(file => ('texts' in file ? (file.texts[0] ?? '') : file.error));
}

/** What a reader makes of a text. */
export type Read = { readonly value: unknown } | { readonly error: string };

/** What each reader in Python makes of each text, by the name of the reader. */
export function readByPython(texts: readonly string[]): Readonly<Record<string, readonly Read[]>> {
  return asked('read.py', { texts }) as Record<string, Read[]>; // as read.py says
}

function asked(script: string, question: unknown): unknown {
  if (python === undefined) throw new Error(missing);
  const { status, stdout, stderr } = spawnSync(python, [join(import.meta.dirname, script)], {
    input: JSON.stringify(question),
    encoding: 'utf8',
    maxBuffer: 1024 * 1024 * 1024,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
  });
  if (status !== 0) throw new Error(`${script} failed:\n${stderr}`);
  return JSON.parse(stdout);
}
