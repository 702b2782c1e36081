import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { maskMessage } from '../lib/leaks/index.ts';
import { collisions } from './problems/collisions.ts';
import { mistakesOf2019 } from './problems/mistakes.ts';
import { edit, edited, placeOf, project, put, report, say, synth, test1, useProjects, write } from './support/project.ts';

useProjects();

describe('a credential', () => {
  const [letters, digits] = ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', '0123456789'];
  const drawn = [...createHash('sha256').update('a credential').digest()].map(byte => (letters + digits)[byte % 62]).join('');
  /** None of them stands in this file, so that scanners of repositories stay quiet. */
  const webhook = ['https://hooks.slack.com', 'services', `T${digits}`, `B${digits}`, drawn.slice(0, 24)].join('/');
  const token = `gh${'p_'}${drawn}0000`;

  const commented = `${test1}\n// push with ${token}\n`;
  const annotated = edited(test1, 'mongo: {', `namespace: { annotations: { hook: '${webhook}' } },\n      mongo: {`);
  /** Put together when the file runs, so that nothing is to be seen in it. */
  const composed = edited(annotated, `'${webhook}'`, `[${webhook.split('/').map(part => `'${part}'`).join(', ')}].join('/')`);
  const inChannel = edited(test1, 'gloo: {}', `fluxcloud: { channel: '${webhook}' }, gloo: {}`);
  const asKey = edited(test1, 'gloo: {}', `'${token}': {}, gloo: {}`);
  const namespace = 'dist/clusters/test1/flux/environments/qa/namespace.yaml';

  function expectMasked(said: string): void {
    for (const secret of [drawn.slice(0, 24), drawn]) {
      for (let at = 0; at + 8 <= secret.length; at += 4) expect(said.toLowerCase()).not.toContain(secret.slice(at, at + 8).toLowerCase());
    }
  }

  describe.each([
    ['in a comment of a config', commented, [`clusters/test1.ts:${placeOf(commented, token).line}:14: gh${'p_'}… (40 characters) looks`]],
    ['in a value', annotated, ['clusters/test1.ts:', `${namespace}:`]],
    ['in a value that is put together', composed, [`${namespace}:`]],
  ])('%s', (_, cluster, places) => {
    test.each(['synth', 'check'])('is refused by %s, which does nothing and repeats nothing of it', async verb => {
      write({ 'clusters/test1.ts': cluster });
      const { status, out, err } = await say([verb]);
      expect([status, out, existsSync(join(project, 'dist/clusters'))]).toEqual([2, '', false]);
      expect(err).toContain('What looks like a credential does not belong into a repository. Nothing was done.\n');
      for (const place of places) expect(err).toContain(`\n  ${place}`);
      expectMasked(err);
    });

    test.each(['text', 'json', 'github', 'sarif', 'junit'])('is an error of validate, masked in format %s', async format => {
      write({ 'clusters/test1.ts': cluster });
      const { status, out, err } = await say(['validate', '--format', format]);
      expect([status, err]).toEqual([1, '']);
      expect(out).toMatch(/\bleak\b/);
      expect(out).toMatch(/… \(\d+ characters\) looks like a credential \((Slack webhook|GitHub token)\)/);
      expectMasked(out);
    });
  });

  test('is told in full, and what stands for one is none', async () => {
    write({ 'clusters/test1.ts': commented });
    const { line } = placeOf(commented, token);
    const { status, out } = await say(['validate']);
    expect([status, out.split('\n').slice(0, 2)]).toEqual([1, [
      'clusters/test1.ts: 1 error',
      `  clusters/test1.ts:${line}:14: gh${'p_'}… (40 characters) looks like a credential (GitHub token); let an ExternalSecret fetch it from the `
        + 'secret store, and revoke this one. error [leak]',
    ]]);
    write({ 'clusters/test1.ts': commented.replace(token, `gh${'p_'}${'X'.repeat(40)}`) });
    expect((await say(['validate'])).status).toBe(0);
  });

  test('is told at its line in the config and in what comes of it', async () => {
    write({ 'clusters/test1.ts': annotated });
    const { line } = placeOf(annotated, webhook);
    const leaks = (await report()).findings.filter(({ rule }) => rule === 'leak');
    expect(leaks.map(({ source, object, field, output }) => [source?.line, source?.column, object, field, output?.file])).toEqual([
      [line, placeOf(annotated, 'hook:').column, 'Namespace/qa', 'metadata.annotations.hook', namespace],
      [line, placeOf(annotated, 'hooks.slack').column, undefined, undefined, undefined],
    ]);
  });

  describe.each([
    ['slack-channel', 'in a value', inChannel],
    ['shape', 'in a key', asKey],
  ])('is not repeated by a message of %s, %s', (rule, _, cluster) => {
    test.each(['synth', 'check', 'images', 'validate', 'validate --format json', 'validate --format sarif'])('%s', async words => {
      write({ 'clusters/test1.ts': cluster });
      const { status, out, err } = await say(words.split(' '));
      expect(status).toBe(words.startsWith('validate') ? 1 : 2);
      expect(out + err).toContain(rule);
      expectMasked(out + err);
    });
  });

  test('is seen in no message without one', () => {
    const messages = [...mistakesOf2019.flatMap(([, ...says]) => says), ...collisions.flatMap(({ says }) => says)];
    expect(messages.map(maskMessage)).toEqual(messages);
  });

  test('in what somebody wrote into dist, or elsewhere, is found, too', async () => {
    write({ 'clusters/test1.ts': test1 });
    await synth();
    edit(namespace, 'linkerd.io/inject: enabled', `linkerd.io/inject: enabled\n    hook: ${webhook}`);
    for (const words of [['--dist'], ['--path', join(project, 'dist')]]) {
      const { status, out } = await say(['validate', ...words]);
      expect([status, out.includes('[leak]')]).toEqual([1, true]);
      expectMasked(out);
    }
  });

  test.each([
    ['a comment', `apiVersion: v1 # by ${webhook}\nkind: Namespace\nmetadata: { name: a }\n`, { line: 1, column: 29 }],
    ['a file that is no YAML', `a: {\n  url: ${webhook}\n`, { line: 2, column: 16 }],
  ])('in %s of manifests is found at its place, once', async (_, text, position) => {
    write({ 'theirs/a.yaml': text });
    const leaks = (await report(['--path', join(project, 'theirs')])).findings.filter(({ rule }) => rule === 'leak');
    expect(leaks.map(({ output }) => output)).toEqual([{ file: join(project, 'theirs/a.yaml'), ...position }]);
  });

  test('in a text that looks as if it had a comment in it is found once', async () => {
    write({ 'theirs/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  a.sh: |\n    # ${webhook}\n` });
    const { findings } = await report(['--path', join(project, 'theirs')]);
    expect(findings.filter(({ rule }) => rule === 'leak').map(({ field }) => field)).toEqual(["data['a.sh']"]);
  });

  test('in a text of several lines is told at its line, each one', async () => {
    const script = `    #!/bin/sh\n\n      curl ${webhook}\n    curl ${webhook}\n`;
    write({ 'theirs/a.yaml': `a: 1\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  a.sh: |\n${script}` });
    const leaks = (await report(['--path', join(project, 'theirs')])).findings.filter(({ rule }) => rule === 'leak');
    const field = "data['a.sh']";
    expect(leaks.map(leak => [leak.field, leak.output?.line, leak.output?.column])).toEqual([[field, 10, 7], [field, 11, 5]]);
  });

  test('that is only drawn by chance is a warning in manifests of anybody, and an error in ours', async () => {
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: qa\ndata:\n  note: ${drawn}\n`;
    write({ 'clusters/test1.ts': test1, 'theirs/a.yaml': map });
    const severities = async (...words: string[]): Promise<unknown> => {
      return (await report(words)).findings.filter(({ rule }) => rule === 'leak').map(({ severity }) => severity);
    };
    expect(await severities('--path', join(project, 'theirs'))).toEqual(['warning']);
    await synth();
    put('dist/clusters/test1/flux/a.yaml', map);
    expect(await severities('--dist')).toEqual(['error']);
  });
});
