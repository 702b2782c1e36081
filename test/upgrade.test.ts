import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../main.ts';

/** What version 0.1.0 was given and wrote: a config, and most of `dist`, in which Flux has moved a tag since. */
const root = dirname(import.meta.dirname);
const config = readFileSync(join(root, 'test/upgrade/test1.txt'), 'utf8');
const release = 'dist/clusters/test1/flux/environments/qa2/tidepool-helmrelease.yaml';
const moved = 'platform-auth:develop-moved-by-flux';

let base = '';
let upgraded = '';

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'upgrade-'));
  upgraded = project(config.replace("flux: 'flux1'", "delivery: 'flux1'"));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

test('a config of 0.1.0 needs one other word, which is said', async () => {
  const { status, said } = await ran(project(config), 'check');
  expect(status).toBe(2);
  expect(said).toMatch(/^clusters\/test1\.ts: 1 problem\n {2}flux: .*\bdelivery\b.*\nNothing was done\.\n$/);
});

test('every file that 0.1.0 wrote is known as ours and as generated; nothing is taken for an edit or for foreign', async () => {
  const { status, said } = await ran(upgraded, 'check');
  expect(status).toBe(1);
  expect(said).toMatch(/^(missing|stale) /m);
  expect(said).not.toMatch(/^(edited|foreign|occupied) /m);
});

test('what it wrote is brought up to date, the tag that Flux moved is kept, and nothing differs any more', async () => {
  const [synth, check] = [await ran(upgraded, 'synth'), await ran(upgraded, 'check')];
  expect([synth.status, check.status]).toEqual([0, 0]);
  expect(synth.said).toMatch(/^Summary: /m);
  expect(readFileSync(join(upgraded, release), 'utf8')).toContain(moved);
});

/** A module is loaded once per path, so each config has a project of its own. */
function project(text: string): string {
  const folder = mkdtempSync(join(base, 'project-'));
  mkdirSync(join(folder, 'clusters'));
  symlinkSync(join(root, 'charts'), join(folder, 'charts'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(folder, 'clusters/test1.ts'), text);
  cpSync(join(root, 'test/upgrade/dist'), join(folder, 'dist'), { recursive: true });
  const before = readFileSync(join(folder, release), 'utf8');
  writeFileSync(join(folder, release), before.replace(/platform-auth:develop-\w+/, moved));
  return folder;
}

async function ran(folder: string, ...words: string[]): Promise<{ status: number; said: string }> {
  let said = '';
  const hear = (line: string): void => void (said += `${line}\n`);
  const host = { root: folder, dist: join(folder, 'dist'), out: hear, err: hear, clock: () => 0, today: () => '2027-01-01', format: 'text' as const };
  return { status: await run(words, host), said };
}
