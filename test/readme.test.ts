import { execFileSync } from 'node:child_process';
import { headline } from '../lib/findings/finding.ts';
import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkFleet } from '../charts/config-rules/fleet.ts';
import { servicesOf } from '../charts/tidepool/services.ts';
import development from './clusters/development.ts';
import production from './clusters/production.ts';
import test1 from './clusters/test1.ts';
import { findingsReport } from '../lib/findings/report.ts';
import { compareTrees } from '../lib/output/compare.ts';
import { sizeOf } from '../lib/findings/report.ts';
import { driftReport } from '../lib/output/drift.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import manifest from '../package.json' with { type: 'json' };
import { compiled, pathsOf } from './support/objects.ts';

const root = dirname(import.meta.dirname);
const docs = readdirSync(join(root, 'docs')).filter(file => file.endsWith('.md')).map(file => `docs/${file}`);
const pages = ['README.md', 'CHANGELOG.md', 'SECURITY.md', ...docs];
const readme = text('README.md');

function text(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** What stands between the fences of the first block that `mark` occurs in. */
function block(mark: string): string {
  const found = readme.matchAll(/^( *)```[a-z]*\n(.*?)^\1```$/gms);
  const [, indent = '', body] = [...found].find(([, , body = '']) => body.includes(mark)) ?? [];
  if (body === undefined) throw new Error(`README.md has no block with ${mark}`);
  return body.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

describe('the README', () => {
  test('its cluster is production, shortened, and every word of it is one of a config', () => {
    const program = block('defineCluster').replace('export default defineCluster', 'return');
    const sample = new Function(program)() as object;
    expect(production).toMatchObject(sample);
    const problems = checkFleet(new Map([['production', sample]])).problems.get('production') ?? [];
    const left = ['aws', 'nodeGroups', 'vpc', 'environments.int.gateway'];
    expect(problems.map(headline)).toEqual(left.map(key => expect.stringContaining(`${key}: is missing`)));
  });

  describe('its tree is the output of production', () => {
    const entries = tree(block('dist/clusters/production/\n'));

    test('every file and folder is there', () => {
      expect(entries.length).toBeGreaterThan(15);
      const paths = pathsOf(production);
      const absent = entries.filter(({ path }) => !paths.some(made => (path.endsWith('/') ? made.startsWith(path) : made === path)));
      expect(absent.map(({ path }) => path)).toEqual([]);
    });

    test('a folder without `...` shows all that is in it, or nothing', () => {
      const drawn = entries.map(({ path }) => path);
      const cut = new Set(entries.filter(({ others }) => others).map(({ path }) => folderOf(path)));
      for (const folder of new Set(drawn.map(folderOf))) {
        if (!cut.has(folder)) expect(namesIn(folder, drawn), folder).toEqual(namesIn(folder, pathsOf(production)));
      }
    });

    test('what it counts is right', () => {
      const secrets = fromYaml(compiled(production).get('clusters/production/flux/environments/prd/external-secrets.yaml') ?? '');
      expect(block('dist/clusters/production/\n')).toMatch(new RegExp(` ${servicesOf('0.26.0').length} services .*\n.* ${secrets.length} secrets `));
    });
  });

  test('the problems it shows are what the program says', () => {
    const [group] = test1.nodeGroups;
    const { problems } = checkFleet(new Map<string, unknown>([
      ['development', { ...development, packages: { ...development.packages, 'external-dms': {} } }],
      ['test1', { ...test1, nodeGroups: [{ ...group, desiredCapacity: 12 }] }],
    ]));
    const reports = ['development', 'test1'].map(name => findingsReport(`clusters/${name}.ts`, problems.get(name) ?? []));
    expect(block('desiredCapacity: 12')).toBe([...reports, 'Nothing was done.', ''].join('\n'));
  });

  test('so is what it shows of check, which is about one slip in what is committed, with long lines broken', () => {
    const path = 'clusters/production/flux/environments/int/certificate.yaml';
    const made = compiled(production);
    const found = new Map(made).set(path, (made.get(path) ?? '').replace('letsencrypt-staging', 'letsencrypt-stagin'));
    const comparisons = compareTrees(made, found, ['']);
    const words = (lines: string): string[] => lines.split(/\s+/).filter(word => word !== '');
    const [, shown = ''] = /^\$ npm run -s check\n([^]*)$/.exec(block('$ npm run -s check\n')) ?? [];
    expect(words(shown)).toEqual(words(driftReport('text', { made, found, size: sizeOf(made), comparisons, isPending: false, droppedTags: [] })));
  });
});

describe('commands', () => {
  const workflows = readdirSync(join(root, '.github/workflows')).map(file => `.github/workflows/${file}`);

  test.each([...pages, 'main.ts', '.ci/run', ...workflows])('%s names scripts that there are', file => {
    const named = [...text(file).matchAll(/\bnpm run (?:(?:--silent|-s) )?([a-z][a-z:-]*)/g)].map(([, name = '']) => name);
    expect(named.filter(name => !Object.keys(manifest.scripts).includes(name))).toEqual([]);
  });

  test('programs that scripts and pages start are there', () => {
    const scripts = Object.values(manifest.scripts);
    const programs = scripts.map(script => script.split(' ')[0] ?? '').filter(program => program !== 'node');
    expect(programs.filter(program => !existsSync(join(root, 'node_modules/.bin', program)))).toEqual([]);
    const started = [...scripts, ...pages.map(text)].flatMap(words => [...words.matchAll(/\bnode (?:--import tsx )?(\S+\.[cm]?[jt]s)/g)]);
    expect(started.map(([, file = '']) => file).filter(file => !existsSync(join(root, file)))).toEqual([]);
    expect(Object.keys(manifest.scripts)).toContain('test');
    expect(existsSync(join(root, 'package-lock.json')), 'npm ci needs it').toBe(true);
    expect(statSync(join(root, '.ci/run')).mode & 0o100, '.ci/run can be run').toBe(0o100);
  });
});

describe('links', () => {
  test.each(pages)('those of %s lead to files and headings that there are', page => {
    const links = [...text(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const dead = links.filter(link => !/^(https?|mailto):/.test(link)).filter(link => {
      const [path = '', heading] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      return !existsSync(join(root, target)) || (heading !== undefined && !headings(text(target)).includes(heading));
    });
    expect(dead).toEqual([]);
  });

  test('the README leads to every page, and there are a licence and a list of changes', () => {
    expect(pages.filter(page => page !== 'README.md' && !readme.includes(`](${page})`))).toEqual([]);
    expect(text('LICENSE')).toContain('Apache License');
    expect(text('CHANGELOG.md')).toContain(`## ${manifest.version}`);
  });

  test('the list of changes has each entry once, also where merges met', () => {
    const openings = [...text('CHANGELOG.md').matchAll(/^- (.{30})/gm)].map(([, opening]) => opening);
    expect(openings.filter((opening, index) => openings.indexOf(opening) !== index)).toEqual([]);
  });
});

describe('no file of the project holds', () => {
  const texts = files().filter(path => !/^(clusters|dist)\//.test(path)).map((path): [string, string] => [path, text(path)]);

  /** Twelve digits that nobody can take for an account: documented ones, and one that begins with a zero. */
  const accounts = ['123456789012', '012345678901', '000000000000'];
  const registries = ['registry npmjs org', 'registry yarnpkg com', 'npm pkg github com', 'pypi org', 'proxy golang org'];

  test.each<[string, RegExp, readonly string[]]>([
    ['a path of the machine it was written on', new RegExp(['work', 'farm', 'root'].map(name => `/${name}/`).join('|'), 'g'), []],
    ['the host of a package registry', new RegExp(registries.map(name => name.replaceAll(' ', '\\.')).join('|'), 'g'), []],
    ['a number that may be an AWS account', /(?<![\w.+/=-])\d{12}(?![\w+/=-])/g, accounts],
    ['a key of AWS', /\b(AKIA|ASIA)[0-9A-Z]{16}\b|aws_secret_access_key\s*[=:]/gi, []],
    ['a webhook of Slack', /hooks\.slack\.com\/services\/[A-Z0-9]/g, []],
    ['a private key or a token', /-----BEGIN [A-Z ]*PRIVATE KEY|\bgh[pousr]_[A-Za-z0-9]{30}|\bxox[abp]-\d/g, []],
  ])('%s', (_, pattern, allowed) => {
    const found = texts.flatMap(([path, content]) => [...content.matchAll(pattern)].map(([match]) => ({ path, match })));
    expect(found.filter(({ match }) => !allowed.includes(match))).toEqual([]);
  });

  test('nothing: the list of files is not empty, and has this one in it', () => {
    expect(texts.map(([path]) => path)).toContain('test/readme.test.ts');
    expect(texts.length).toBeGreaterThan(150);
  });
});

interface Entry {
  /** Below dist/clusters/production; a folder ends in `/`. */
  readonly path: string;
  /** Whether its line says that there are others beside it. */
  readonly others: boolean;
}

/** Names stand apart by one space; two begin a remark, which may itself be the files of a folder. */
function tree(drawing: string): Entry[] {
  const way: string[] = [];
  return drawing.trimEnd().split('\n').slice(1).flatMap(line => {
    const depth = line.search(/\S/) / 2 - 1;
    const [names = '', remark = ''] = line.trim().split(/ {2,}/);
    const folder = way.slice(0, depth).join('');
    const entries = names.split(' ').filter(name => name !== '...').map(name => ({ path: folder + name, others: names.endsWith('...') }));
    way[depth] = names.split(' ')[0] ?? '';
    const files = /^(\S+\.yaml ?)+$/.test(remark) ? remark.split(' ') : [];
    return [...entries, ...files.map(name => ({ path: `${folder}${names}${name}`, others: false }))];
  });
}

/** The folder of a file or folder; the one at the top is `''`. */
function folderOf(path: string): string {
  return path.slice(0, path.replace(/\/$/, '').lastIndexOf('/') + 1);
}

/** What stands right in a folder, as the paths tell. */
function namesIn(folder: string, paths: readonly string[]): string[] {
  const inside = paths.filter(path => path.startsWith(folder) && path !== folder);
  return [...new Set(inside.map(path => path.slice(folder.length).replace(/\/.*/, '/')))].sort();
}

/** Headings as GitHub spells them in links. */
function headings(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));
}

/** Everything that is committed or could be. */
function files(): string[] {
  const words = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', words, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split('\0');
  const present = listed.filter(path => path !== '' && !path.startsWith('node_modules') && existsSync(join(root, path)));
  return [...new Set(present)].filter(path => lstatSync(join(root, path)).isFile());
}
