import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { loadProgram } from './program.ts';

/** A project in a folder of its own, and what verbs print there. */
export const root = join(import.meta.dirname, '../..');
export const test1 = readFileSync(join(root, 'test/cli/test1.ts'), 'utf8').replace('../../charts/', '../charts/');

/** What `--format json` prints. */
export interface Report {
  readonly version: number;
  readonly findings: readonly Told[];
  readonly summary: Readonly<Record<'errors' | 'warnings' | 'notes' | 'files' | 'objects', number>>;
}

export interface Told {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly object?: string;
  readonly field?: string;
  readonly source?: { readonly file: string; readonly line?: number; readonly column?: number; readonly path?: string };
  readonly output?: { readonly file: string; readonly line?: number; readonly column?: number };
}

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

let run: (typeof import('../../main.ts'))['run'];
let base = '';
export let project = '';

/** To be called at the top of a test file that works in projects. */
export function useProjects(): void {
  beforeAll(async () => {
    ({ run } = await loadProgram());
    base = mkdtempSync(join(tmpdir(), 'validate-'));
    git('init', '--quiet'); // it is asked for images that are not in dist
    git('-c', 'user.name=test', '-c', 'user.email=test@example.org', 'commit', '--quiet', '--allow-empty', '--message', 'nothing yet');
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));
}

function git(...words: readonly string[]): void {
  execFileSync('git', words, { cwd: base, env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' } });
}

/** A project with these files beside what cluster files need. A module is loaded once per path, so each has a folder of its own. */
export function write(files: Readonly<Record<string, string>>): void {
  project = mkdtempSync(join(base, 'project-'));
  symlinkSync(join(root, 'charts'), join(project, 'charts'));
  for (const [path, text] of Object.entries({ 'package.json': '{ "type": "module" }\n', ...files })) put(path, text);
}

export function put(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

export function committed(path: string): string {
  return readFileSync(join(project, path), 'utf8');
}

export async function say(words: readonly string[], { folder = project, today = '2027-01-01' } = {}): Promise<Ended> {
  const said = { out: '', err: '' };
  const hear = (stream: 'out' | 'err') => (line: string) => void (said[stream] += `${line}\n`);
  const place = { root: folder, dist: join(folder, 'dist'), out: hear('out'), err: hear('err'), clock: () => 0, today: () => today, format: 'text' as const };
  return { status: await run(words, place), ...said };
}

export async function report(words: readonly string[] = [], day: { readonly today?: string } = {}): Promise<Report> {
  const { out } = await say(['validate', ...words, '--format', 'json'], day);
  return JSON.parse(out) as Report; // the format is tested below
}

export async function synth(): Promise<void> {
  const { status, err } = await say(['synth']);
  expect([status, err]).toEqual([0, expect.not.stringContaining('problem')]);
}

/** The text with one passage replaced, which must be there once. */
export function edited(text: string, from: string, to: string): string {
  expect(text.split(from).length, from).toBe(2);
  return text.replace(from, () => to);
}

export function edit(path: string, from: string, to: string): void {
  put(path, edited(committed(path), from, to));
}

/** Where a passage begins: both from 1. */
export function placeOf(text: string, passage: string): { line: number; column: number } {
  const before = text.slice(0, text.indexOf(passage)).split('\n');
  expect(text, passage).toContain(passage);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

export const secrets = 'dist/clusters/test1/flux/environments/qa/external-secrets.yaml';

/** What is wrong in it below. */
export const doubled = 'apiVersion: kubernetes-client.io/v1\nkind: ExternalSecret\nmetadata:\n  name: mongo\n  namespace: qa\nsecretDescriptor:\n'
  + '  backendType: secretsManager\n  data:\n  - key: test1/qa/server';

/** One error in what is committed, and none in what the config comes to. */
export async function withDuplicate(cluster = test1): Promise<void> {
  write({ 'clusters/test1.ts': cluster });
  await synth();
  edit(secrets, 'name: server', 'name: mongo');
}

/** A warning: the range overlaps a network that the cluster does not peer with. */
export const overlapping = test1.replace('10.47.0.0/16', '10.48.0.0/16');
