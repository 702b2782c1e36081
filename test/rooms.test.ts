import { tsPlugin } from '@sveltejs/acorn-typescript';
import { Parser } from 'acorn';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = dirname(import.meta.dirname);

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => join(folder, file))
    .sort();
}

const files = ['charts', 'clusters', 'imports', 'lib'].flatMap(sources).concat('main.ts');

/** Files that a source file imports, from the root of the project; packages of npm keep their names. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'/gms)].map(([, target = '']) =>
    target.startsWith('.') ? relative(root, join(root, dirname(file), target)) : target,
  );
}

/** Who may import what. A room that is not listed is imported by main.ts alone. */
const rooms: readonly { readonly room: RegExp; readonly may: RegExp }[] = [
  { room: /^lib\//, may: /^lib\// },
  { room: /^clusters\//, may: /^charts\/config\.ts$/ },
  { room: /^charts\/packages\/(?!index|package)/, may: /^(charts\/packages\/package\.ts|imports\/core\/k8s\.ts|lib\/manifests\/manifest\.ts)$/ },
  { room: /^charts\/generations\//, may: /^(charts|imports|lib)\// },
  { room: /^charts\/shape\.ts$/, may: /^(charts|lib|imports\/validators)\// },
  { room: /^charts\//, may: /^(charts\/|lib\/|imports\/core\/k8s\.ts$)/ },
  { room: /^imports\//, may: /^imports\/core\// },
  { room: /^main\.ts$/, may: /./ },
];

/** A line of a source file. */
interface CodeLine {
  readonly file: string;
  readonly line: number;
  /** Without comments. */
  readonly code: string;
}

const parser = Parser.extend(tsPlugin());

function codeLines(file: string): CodeLine[] {
  const text = readFileSync(join(root, file), 'utf8');
  let code = text;
  const blank = (comment: string): string => comment.replace(/\S/g, ' ');
  parser.parse(text, {
    sourceType: 'module',
    ecmaVersion: 'latest',
    locations: true, // the plugin needs them
    onComment: (_isBlock, _text, start, end) => { code = code.slice(0, start) + blank(code.slice(start, end)) + code.slice(end); },
  });
  return code.split('\n').map((line, i) => ({ file, line: i + 1, code: line }));
}

/** Where something stands all the same. */
interface Exception {
  readonly in: RegExp;
  /** How its line looks. */
  readonly as: RegExp;
  readonly why: string;
}

/** What is hard to change once many know it. */
const knownByGenerationsOnly: readonly (readonly [what: string, { readonly pattern: RegExp; readonly but: readonly Exception[] }])[] = [
  ['the name of a generation', {
    pattern: /flux[12]/i,
    but: [
      { in: /^charts\/packages\/(?!index|package)/, as: /^ +flux[12]: \{/, why: 'how each of them delivers a package' },
      { in: /^charts\/migration\//, as: /./, why: 'leads from one to the other' },
      { in: /^charts\/import\/values-file\.ts$/, as: /^ +flux[12]: \{ delivery: /, why: 'which of them a file without their names may become' },
      { in: /^charts\/config\.ts$/, as: /^import type \{|^ +readonly flux[12]: CommonSettings & /, why: 'what a config may say by each of them' },
      { in: /^charts\/init\.ts$/, as: /^ +delivery: '/, why: 'a cluster file, as people write it' },
      { in: /^charts\/packages\/package\.ts$/, as: /\b(Flux[12]Package<|flux[12]: Flux)/, why: 'the types of that' },
    ],
  }],
  ['the name of another way of delivery', {
    pattern: /'(helm|kustomize)'/,
    but: [
      { in: /^charts\/config-rules\/(helm|kustomize)\.ts$/, as: /ofDelivery\('|DeliveredBy<'/, why: 'the rules that belong to each of them' },
      { in: /^charts\/import\/config-text\.ts$/, as: /'helm', 'dashboard'/, why: 'a word of a config' },
      { in: /^charts\/bootstrap\/scripts\/tools\.ts$/, as: /get\.helm\.sh/, why: 'a program' },
      { in: /^lib\/rules\/versions\.ts$/, as: /^ +(gone|came)\(/, why: 'groups of APIs' },
      { in: /^lib\/schema\/schema\.ts$/, as: /'aws'\]/, why: 'a folder of schemas' },
    ],
  }],
  ['an API version', {
    pattern: /[a-z0-9]\/v\d+((alpha|beta)\d+)?(?![\w.-])|apiVersion['"]?: *['"`]?v\d/,
    but: [
      { in: /^charts\/import\/values-file\.ts$/, as: /helmReleaseApi: /, why: 'a word of a config' },
      { in: /^charts\/packages\/fluxcloud\.ts$/, as: /^ +'Flux v1: .*extensions\/v1beta1,/, why: 'a remark for people' },
      { in: /^charts\/bootstrap\/scripts\/secrets\.ts$/, as: /"https:\/\/index\.docker\.io\/v1\/"/, why: 'the name of Docker Hub in a login' },
      { in: /^lib\/leaks\//, as: /sumologic\\\\\.com\/receiver\/v1\/http/, why: 'part of a URL' },
      { in: /^lib\/findings\/formats\/sarif\.ts$/, as: /'finding\/v1':/, why: 'a name of our own' },
      { in: /^lib\/rules\//, as: /./, why: 'manifests as examples, and which APIs are gone' },
    ],
  }],
];

describe('rooms', () => {
  test.each(files)('%s imports only what its room may', file => {
    const { may } = rooms.find(({ room }) => room.test(file)) ?? { may: /^$/ };
    const own = importsOf(file).filter(target => /^(lib|charts|clusters|imports|main\.ts)/.test(target));
    expect(own.filter(target => !may.test(target))).toEqual([]);
  });

  test('imports lead in no circle, those of types included', () => {
    const left = new Map(files.map(file => [file, importsOf(file).filter(target => files.includes(target))]));
    // Whoever imports nothing that is left goes, until nobody does: circles stay, with whatever leads into one.
    const isFree = (file: string): boolean => (left.get(file) ?? []).every(target => !left.has(target));
    for (let free = files; free.length > 0; free = [...left.keys()].filter(isFree)) for (const file of free.filter(isFree)) left.delete(file);
    expect([...left.keys()]).toEqual([]);
  });

  test("only generations import imports/*, Kubernetes' own kinds and validators aside", () => {
    const importers = files.filter(file => importsOf(file).some(target => /^imports\/(?!core\/|validators\/)/.test(target)));
    expect(importers.filter(file => !file.startsWith('charts/generations/'))).toEqual([]);
  });

  test.each(knownByGenerationsOnly)('%s stands in charts/generations only, comments aside', (_, { pattern, but }) => {
    const lines = files.filter(file => /^(charts\/(?!generations\/)|lib\/|main\.ts)/.test(file)).flatMap(codeLines);
    const found = lines.filter(({ code }) => pattern.test(code));
    const isExcepted = ({ file, code }: CodeLine, { in: place, as }: Exception): boolean => place.test(file) && as.test(code);
    const leaks = found.filter(line => !but.some(exception => isExcepted(line, exception)));
    expect(leaks.map(({ file, line, code }) => `${file}:${line}: ${code.trim()}`)).toEqual([]);
    const unused = but.filter(exception => !found.some(line => isExcepted(line, exception)));
    expect(unused.map(({ why }) => why)).toEqual([]);
  });

  test('charts and lib read no clock, no randomness and no locale', () => {
    const sources = /(?<!instanceof )\bDate\b|Math\.random|toLocale|localeCompare|\bIntl\b|hostname\(/;
    const impure = files
      .filter(file => /^(charts|lib)\//.test(file))
      .filter(file => sources.test(readFileSync(join(root, file), 'utf8')));
    expect(impure).toEqual([]);
  });

  test('charts touch no file, no network and no environment variable', () => {
    const impure = files
      .filter(file => file.startsWith('charts/'))
      .filter(file => /node:(fs|net|http|https|child_process|os)'|process\./.test(readFileSync(join(root, file), 'utf8')));
    expect(impure).toEqual([]);
  });

  test('only main.ts prints or exits; what loads configs keeps them from it', () => {
    const loud = files
      .filter(file => file !== 'main.ts' && file !== 'lib/cli/load.ts')
      .filter(file => /console\.|process\.(stdout|stderr|exit)/.test(readFileSync(join(root, file), 'utf8')));
    expect(loud).toEqual([]);
  });

  test('importing a module does nothing but define', async () => {
    const written: string[] = [];
    const original = process.stdout.write;
    process.stdout.write = ((text: string) => written.push(text) > 0) as typeof process.stdout.write;
    try {
      for (const file of files.filter(name => !name.startsWith('imports/'))) await import(join(root, file));
    } finally {
      process.stdout.write = original;
    }
    expect(written).toEqual([]);
  });
});
