import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configRules, everyRule, leakRule, loadRule, shapeRule } from '../charts/validate/every-rule.ts';
import { sentence } from '../lib/findings/fault.ts';
import type { Finding } from '../lib/findings/finding.ts';
import { formats } from '../lib/findings/formats/index.ts';
import { leaksIn } from '../lib/leaks/index.ts';
import { schemaRule } from '../lib/rules/schema.ts';
import { loadProgram } from './support/program.ts';

/**
 * Each `test/findings/RULE.txt` is what a user meets of a rule: something that breaks it, all that `validate` then says that it did not
 * say before, and something that looks like it and breaks nothing.
 *
 *     wrong: WHAT
 *     --- FILE            of a cluster (clusters/NAME.ts), or of its output (dist/...), which is then what is looked at
 *     -   what stands in the file, once
 *     +   what takes its place
 *         what stays, with a blank in front
 *
 *     clusters/NAME.ts: 1 error
 *       ...
 *
 *     fine: WHAT
 *     --- FILE
 *     ...
 *
 *     what other rules say of it, if they do
 *
 * A file of nothing but `+` is a new one. The project has those clusters of the folder that are named in the transcript, and their output.
 */
const folder = join(import.meta.dirname, 'findings');
const root = dirname(import.meta.dirname);

type Texts = ReadonlyMap<string, string>;

/** In a file, some lines that become others. */
interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

interface Transcript {
  readonly rule: string;
  readonly wrong: string;
  readonly wrongEdits: readonly Edit[];
  readonly says: string;
  readonly fine: string;
  readonly fineEdits: readonly Edit[];
  /** By other rules. */
  readonly others: string;
}

const transcripts = readdirSync(folder).filter(file => file.endsWith('.txt')).sort().map((file): Transcript => {
  const text = readFileSync(join(folder, file), 'utf8');
  const parts = /^wrong: (.+)\n((?:[-+ ].*\n)+)\n([^]*?)\nfine: (.+)\n((?:[-+ ].*\n)+)(?:\n([^]+))?$/.exec(text);
  if (!parts) throw new Error(`${file} is no transcript`);
  const [, wrong = '', hunks = '', says = '', fine = '', fineHunks = '', others = ''] = parts;
  return { rule: file.slice(0, -4), wrong, wrongEdits: editsIn(hunks), says, fine, fineEdits: editsIn(fineHunks), others };
});

function editsIn(hunks: string): Edit[] {
  return hunks.split(/^--- /m).slice(1).map(hunk => {
    const [file = '', ...lines] = hunk.trimEnd().split('\n');
    const side = (gone: string) => lines.filter(line => !line.startsWith(gone)).map(line => `${line.slice(1)}\n`).join('');
    return { file, from: side('+'), to: side('-') };
  });
}

let run: (typeof import('../main.ts'))['run'];
let base = '';

beforeAll(async () => {
  ({ run } = await loadProgram());
  base = mkdtempSync(join(tmpdir(), 'findings-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** All that `validate` says of some clusters after an edit, and did not say before. Notes are asked for where one is expected: to place them takes long. */
async function news(edits: readonly Edit[], expected: string): Promise<string> {
  const names = [...new Set(edits.map(({ file }) => /clusters\/(\w+)/.exec(file)?.[1] ?? ''))].sort();
  const clusters = new Map(names.map(name => [`clusters/${name}.ts`, source(name)]));
  const isOutput = ({ file }: Edit): boolean => file.startsWith('dist/');
  const changed = edited(clusters, edits.filter(edit => !isOutput(edit)));
  const output = edits.some(isOutput) ? edited(await synthesised(changed), edits.filter(isOutput)) : new Map<string, string>();
  if (!/ note \[/.test(expected)) {
    const [before, after] = [await told(clusters, new Map()), await told(changed, output)];
    expect(before.findings).toBe('');
    return after.findings + (after.notes <= before.notes ? '' : `${after.notes} notes, which were ${before.notes}\n`);
  }
  const before = (await validated(clusters, new Map())).map(wordsOf);
  return report((await validated(changed, output)).filter(finding => !before.includes(wordsOf(finding))));
}

/** A finding without its place in files, which an edit elsewhere may move. */
function wordsOf({ rule, fault, object, field }: Finding): string {
  return [rule, sentence(fault), object, field].join('\n');
}

function source(name: string): string {
  return readFileSync(join(folder, `${name}.ts`), 'utf8').replace('../../charts/', '../charts/');
}

function edited(texts: Texts, edits: readonly Edit[]): Texts {
  const changed = new Map(texts);
  for (const { file, from, to } of edits) {
    const [before = '', after, ...others] = from === '' ? ['', ''] : (changed.get(file) ?? '').split(from);
    if (from === '' && changed.has(file)) throw new Error(`${file} is there already`);
    if (after === undefined || others.length > 0) throw new Error(`${file} does not have this once:\n${from}`);
    changed.set(file, `${before}${to}${after}`);
  }
  return changed;
}

/** A result for each set of texts, made once. */
function once<T>(make: (...texts: readonly Texts[]) => Promise<T>): (...texts: readonly Texts[]) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (...texts) => {
    const key = JSON.stringify(texts.map(each => [...each]));
    const result = made.get(key) ?? make(...texts);
    made.set(key, result);
    return result;
  };
}

/** What some clusters come to. */
const synthesised = once(async clusters => {
  const { project, status, said } = await ran(['synth'], clusters);
  expect(status, said).toBe(0);
  const files = readdirSync(join(project, 'dist'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).filter(path => path.endsWith('.yaml'));
  return new Map(paths.map((path): [string, string] => [path.slice(project.length + 1), readFileSync(path, 'utf8')]));
});

/** What `validate` prints of clusters, and of their output where that is not what they come to; and how many notes it does not print. */
const told = once(async (clusters, output = new Map()) => {
  const { said } = await ran(['validate', ...(output.size > 0 ? ['--dist'] : [])], new Map([...clusters, ...output]));
  const [, findings = '', notes] = /^([^]*?)(?:no findings|\d+ \w+(?:, \d+ \w+)*) in \d+ objects of \d+ files(?:; (\d+) notes? not listed.*)?\n$/.exec(said) ?? [];
  return { findings, notes: Number(notes ?? 0) };
});

/** The same with notes, as data. */
const validated = once(async (clusters, output = new Map()) => {
  const { said } = await ran(['validate', '--format', 'json', ...(output.size > 0 ? ['--dist'] : [])], new Map([...clusters, ...output]));
  return (JSON.parse(said) as { findings: Finding[] }).findings; // docs/findings.schema.json says so
});

/** Runs a command line in a project of its own, since a module is loaded once per path. */
async function ran(words: readonly string[], files: Texts): Promise<{ project: string; status: number; said: string }> {
  const project = mkdtempSync(join(base, 'project-'));
  symlinkSync(join(root, 'charts'), join(project, 'charts'));
  for (const [path, text] of new Map([['package.json', '{ "type": "module" }\n'], ...files])) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  let said = '';
  const hear = (line: string) => void (said += `${line}\n`);
  const place = { root: project, dist: join(project, 'dist'), out: hear, err: () => {}, clock: () => 0, today: () => '2027-01-01', format: 'text' as const };
  return { project, status: await run(words, place), said };
}

/** As people read it, without the last line, which counts objects. */
function report(findings: readonly Finding[]): string {
  return formats.text({ tool: 'gitops-validate', findings, rules: [], files: 0, objects: 0 }).replace(/.*$/, '');
}

describe('what breaks a rule is told with its line in the cluster file', () => {
  test.each(transcripts)('$rule: $wrong', async ({ wrongEdits, says }) => {
    expect(await news(wrongEdits, says)).toBe(says);
  });
});

describe('what only looks like it does not', () => {
  test.each(transcripts)('$rule: $fine', async ({ rule, fineEdits, others }) => {
    expect(others).not.toContain(`[${rule}]`);
    expect(await news(fineEdits, others)).toBe(others);
  });
});

describe('transcripts', () => {
  test('there is one of every rule; those of configs are in test/invalid, and no credential stands in a file', () => {
    const elsewhere = [loadRule, shapeRule, ...configRules, leakRule].map(({ id }) => id);
    const own = everyRule().map(({ id }) => id).filter(id => !elsewhere.includes(id));
    expect(transcripts.map(({ rule }) => rule)).toEqual(own.sort());
  });

  test.each(transcripts)('$rule is what is told, with a line and a column of the cluster file', ({ rule, says }) => {
    const lines = says.split('\n').filter(line => line.endsWith(`[${rule}]`));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line).toMatch(/^ {2}clusters\/\w+\.ts:\d+:\d+: [\w.[\]'/-]+: \S.*[.?] (?:error|warning|note) \[[\w-]+\]$/);
      if (rule !== schemaRule.id) expect(line, 'who says so, and what to write').toMatch(/ \(.+\); \S.+\. \w+ \[/);
    }
    expect(says).not.toMatch(/undefined|\[object|NaN/);
  });

  test('are what docs/validation.md shows, with long lines broken', () => {
    const [, shown = ''] = /\n```\n( {2}clusters\/[^`]+)```/.exec(readFileSync(join(root, 'docs/validation.md'), 'utf8')) ?? [];
    const words = (text: string): string => text.trim().replace(/\s+/g, ' ');
    expect(transcripts.map(({ says }) => words(says)).filter(text => text.includes(words(shown)))).toHaveLength(1);
  });

  test('hold nothing that looks like a credential', () => {
    expect(transcripts.flatMap(({ wrongEdits, fineEdits }) => [...wrongEdits, ...fineEdits].flatMap(({ to }) => leaksIn(to)))).toEqual([]);
  });
});
