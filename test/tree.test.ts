import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { mendOf, sentenceOf, type FileComparison } from '../lib/output/compare.ts';
import { roleOf, type FileRole } from '../lib/manifests/roles.ts';
import { readTree, writeTree } from '../lib/output/tree.ts';
import { dist, signed, put, everything, compare, write, refusal, release, useDistFolders } from './support/dist-folder.ts';

useDistFolders();

// Thousands of files are written here; the time that takes is the disk's.
vi.setConfig({ testTimeout: 60_000 });

describe('reading', () => {
  test('paths are below dist, with slashes, sorted by their letters and not by folders', () => {
    put({ 'clusters/a/x/1.yaml': 'one', 'clusters/a/x-2.yaml': 'two', 'clusters/a/X.yaml': 'three', 'clusters/b/y': 'four', 'z': 'five' });
    expect([...readTree(dist, 'clusters/a')]).toEqual([
      ['clusters/a/X.yaml', 'three'], ['clusters/a/x-2.yaml', 'two'], ['clusters/a/x/1.yaml', 'one'],
    ]);
    expect([...readTree(dist, '').keys()]).toEqual([
      'clusters/a/X.yaml', 'clusters/a/x-2.yaml', 'clusters/a/x/1.yaml', 'clusters/b/y', 'z',
    ]);
  });

  test('what is not there is an empty tree', () => {
    expect(readTree(dist, 'clusters/a').size).toBe(0);
    expect(readTree(join(dist, 'none'), '').size).toBe(0);
    expect(readTree(dist, '').size).toBe(0);
  });

  test('no symbolic link is followed, not even on the way; dist itself may be one', () => {
    put({ 'elsewhere/flux/x.yaml': 'x', 'clusters/a/y.yaml': 'y' });
    symlinkSync(join(dist, 'elsewhere/flux'), join(dist, 'clusters/a/flux'));
    symlinkSync(join(dist, 'elsewhere'), join(dist, 'clusters/b'));
    symlinkSync('nowhere', join(dist, 'clusters/a/dangling'));
    const link = { what: 'a symbolic link' };
    expect([...readTree(dist, 'clusters/a')]).toEqual([
      ['clusters/a/dangling', link], ['clusters/a/flux', link], ['clusters/a/y.yaml', 'y'],
    ]);
    expect([...readTree(dist, 'clusters/b/flux')]).toEqual([['clusters/b', link]]);
    symlinkSync(dist, join(dist, 'dist'));
    expect(readTree(join(dist, 'dist'), 'clusters/a').get('clusters/a/y.yaml')).toBe('y');
  });

  test('what is no readable text is named, not read', () => {
    put({ 'a/binary': Buffer.from([0xff, 0xfe, 0x00]), 'a/text': 'é' });
    mkdirSync(join(dist, 'a/empty'));
    execFileSync('mkfifo', [join(dist, 'a/pipe')]);
    expect([...readTree(dist, 'a')]).toEqual([
      ['a/binary', { what: 'not UTF-8 text' }],
      ['a/empty', { what: 'an empty folder' }],
      ['a/pipe', { what: 'a special file' }],
      ['a/text', 'é'],
    ]);
    expect([...readTree(join(dist, 'a/text'), '')]).toEqual([['', { what: 'unreadable (ENOTDIR)' }]]);
  });

  test('a byte order mark is part of the text', () => {
    put({ 'a/x': '\u{FEFF}x' });
    expect(readTree(dist, 'a').get('a/x')).toBe('\u{FEFF}x');
  });

  test('dist/.synth is not part of the tree; a folder of that name further down is', () => {
    put({ '.synth/0': 'staged', 'clusters/.synth/x': 'x' });
    expect([...readTree(dist, '').keys()]).toEqual(['clusters/.synth/x']);
  });
});

describe('comparing', () => {
  const path = 'clusters/a/x.yaml';
  const text = signed(release('v1'));
  const ours = { source: 'clusters/a.ts' };

  test.each<[made: string | undefined, found: string | Buffer | undefined, finding: object, sentence: string]>([
    [text, text, { state: 'same' }, 'dist/clusters/a/x.yaml is what its source makes.'],
    [text, undefined, { state: 'missing' }, 'dist/clusters/a/x.yaml is missing; `npm run synth` writes it.'],
    [text, text.replace(':v1', ':v2'), { state: 'moved', ...ours },
      'dist/clusters/a/x.yaml has other image tags than clusters/a.ts makes; `npm run synth` writes the tags that it makes.'],
    [text, signed(release('v1', 2)), { state: 'stale', ...ours },
      'dist/clusters/a/x.yaml is not what clusters/a.ts makes now; `npm run synth` rewrites it.'],
    [text, signed(release('v1'), 'clusters/b.ts'), { state: 'stale', source: 'clusters/b.ts' },
      'dist/clusters/a/x.yaml is not what clusters/b.ts makes now; `npm run synth` rewrites it.'],
    [text, text.replace('interval: 1', 'interval: 2'), { state: 'edited', ...ours },
      'dist/clusters/a/x.yaml was edited by hand; `npm run synth` discards the edit. To keep it, put the change into clusters/a.ts.'],
    [undefined, text, { state: 'leftover', ...ours }, 'dist/clusters/a/x.yaml is no longer made; `npm run synth` removes it.'],
    [undefined, `${text}more: 1\n`, { state: 'leftover', ...ours, edited: true },
      'dist/clusters/a/x.yaml is no longer made, and was edited by hand; `npm run synth` removes it. '
      + 'To keep it, delete its line "Generated from".'],
    [undefined, 'a: 1\n', { state: 'foreign' },
      'dist/clusters/a/x.yaml was not generated and is left alone; `git rm dist/clusters/a/x.yaml`, or move it out of dist.'],
    [undefined, Buffer.from([0xff]), { state: 'foreign', what: 'not UTF-8 text' },
      'dist/clusters/a/x.yaml is not UTF-8 text and is left alone; `git rm dist/clusters/a/x.yaml`, or move it out of dist.'],
    [text, 'a: 1\n', { state: 'occupied', wanted: path },
      'dist/clusters/a/x.yaml was not generated and stands where a file is to be made; move or delete dist/clusters/a/x.yaml.'],
    [text, Buffer.from([0xff]), { state: 'occupied', wanted: path, what: 'not UTF-8 text' },
      'dist/clusters/a/x.yaml is not UTF-8 text and stands where a file is to be made; move or delete dist/clusters/a/x.yaml.'],
  ])('made %j, found %j', (made, found, finding, sentence) => {
    if (found !== undefined) put({ [path]: found });
    const findings = compare(made === undefined ? {} : { [path]: made });
    expect(findings).toEqual([{ path, ...finding }]);
    expect(findings.map(one => sentenceOf(one))).toEqual([sentence]);
  });

  test.each<[what: string, made: string, found: string, sentence: string]>([
    ['a file where a folder has to be', 'clusters/a/x/y', 'clusters/a/x',
      'dist/clusters/a/x was not generated and is in the way of dist/clusters/a/x/y; move or delete dist/clusters/a/x.'],
    ['a folder that holds something where a file has to be', 'clusters/a/x', 'clusters/a/x/y',
      'dist/clusters/a/x/y was not generated and is in the way of dist/clusters/a/x; move or delete dist/clusters/a/x/y.'],
    ['a name that differs only in case', 'clusters/a/x', 'clusters/a/X',
      'dist/clusters/a/X was not generated and is the same name as dist/clusters/a/x on some disks; move or delete dist/clusters/a/X.'],
    ['a folder whose name differs only in case', 'clusters/a/x/y', 'clusters/a/X/z',
      'dist/clusters/a/X/z was not generated and is in the way of dist/clusters/a/x/y; move or delete dist/clusters/a/X/z.'],
  ])('in the way: %s, also when it is ours', (_, made, found, sentence) => {
    put({ [found]: 'a: 1\n' });
    const isHindrance = ({ state }: FileComparison): boolean => state === 'occupied';
    expect(compare({ [made]: text }).filter(isHindrance).map(finding => sentenceOf(finding))).toEqual([sentence]);
    put({ [found]: text });
    expect(compare({ [made]: text }).filter(isHindrance).map(finding => sentenceOf(finding)))
      .toEqual([sentence.replace('was not generated', 'is no longer made')]);
  });

  test('in the way: a link where a folder has to be, told once for all files below; an empty folder where a file has to be', () => {
    put({ 'elsewhere/x': '' });
    mkdirSync(join(dist, 'clusters/a/y'), { recursive: true });
    symlinkSync(join(dist, 'elsewhere'), join(dist, 'clusters/a/flux'));
    const findings = compare({ 'clusters/a/flux/1': text, 'clusters/a/flux/2': text, 'clusters/a/y': text });
    expect(findings).toEqual([
      { path: 'clusters/a/flux', state: 'occupied', what: 'a symbolic link', wanted: 'clusters/a/flux/1' },
      { path: 'clusters/a/flux/1', state: 'missing' },
      { path: 'clusters/a/flux/2', state: 'missing' },
      { path: 'clusters/a/y', state: 'occupied', what: 'an empty folder', wanted: 'clusters/a/y' },
    ]);
    expect(sentenceOf(findings[0]!, '/repo/dist'))
      .toBe('/repo/dist/clusters/a/flux is a symbolic link and is in the way of /repo/dist/clusters/a/flux/1; '
        + 'move or delete /repo/dist/clusters/a/flux.');
  });

  test('an empty folder that is in nobody\'s way is no difference', () => {
    mkdirSync(join(dist, 'clusters/a/flux'), { recursive: true });
    expect(compare({ 'clusters/a/flux/x': text })).toEqual([{ path: 'clusters/a/flux/x', state: 'missing' }]);
  });

  test('only the scope is looked at, and what stands on the way to it', () => {
    put({ 'clusters/a/old': text, 'clusters/b/old': text, 'clusters/ab/old': text, 'README.md': 'read me' });
    const found = (scope: string[]): string[] => compare({ 'clusters/a/x': text, 'clusters/c/x': text }, scope).map(one => one.path);
    expect(found(['clusters/a'])).toEqual(['clusters/a/old', 'clusters/a/x']);
    expect(found(['clusters/a', 'clusters/b'])).toEqual(['clusters/a/old', 'clusters/a/x', 'clusters/b/old']);
    expect(found(['clusters'])).toEqual(['clusters/a/old', 'clusters/a/x', 'clusters/ab/old', 'clusters/b/old', 'clusters/c/x']);
    expect(found([''])).toContain('README.md');

    rmSync(join(dist, 'clusters'), { recursive: true });
    symlinkSync('elsewhere', join(dist, 'clusters'));
    expect(compare({ 'clusters/a/x': text }, ['clusters/a'])[0]).toMatchObject({ path: 'clusters', state: 'occupied' });
  });

  test.each(['', '/etc/passwd', '../x', 'a/../x', './x', 'a//x', 'a/', 'a\\x', 'a\0x', '.synth/0'])('no file is made at %j', bad => {
    expect(() => compare({ [bad]: text })).toThrow(/is no path of a file below dist/);
  });

  test.each([
    [['a/x', 'a/X'], 'a/x and a/X cannot both be made: a/x and a/X would be one file on some disks'],
    [['a/x/1', 'A/x/2'], 'a/x/1 and A/x/2 cannot both be made: a and A would be one file on some disks'],
    [['a/x/1', 'a/x'], 'a/x/1 and a/x cannot both be made: a/x and a/x would be one file on some disks'],
  ])('%j cannot both be made', (paths, message) => {
    expect(() => compare(Object.fromEntries(paths.map(made => [made, text])))).toThrow(message);
  });

  test('a name with a space or a control character is quoted for the shell', () => {
    const foreign = (name: string): FileComparison => ({ path: name, state: 'foreign' });
    expect(mendOf(foreign('a b'))).toBe("git rm 'dist/a b'");
    expect(mendOf(foreign("it's $(me)"))).toBe(String.raw`git rm 'dist/it'\''s $(me)'`);
    expect(mendOf(foreign('a\n::error::b'))).toBe(String.raw`git rm 'dist/a\u000a::error::b'`);
  });
});

describe('what a file is to those who read it', () => {
  test.each<[path: string, role: FileRole]>([
    ['clusters/a/flux/shared/gloo/helmrelease.yaml', 'objects'],
    ['clusters/a/config.yaml', 'objects'],
    ['clusters/a/flux/environments/qa/images.yaml', 'patch'],
    ['clusters/a/flux/environments/qa/kustomization.yaml', 'kustomization'],
    ['clusters/a/flux/kustomization.yaml', 'kustomization'],
    ['clusters/a/flux/flux-system/kustomization.yaml', 'placeholder'],
    ['clusters/a/flux/flux-system/gotk-sync.yaml', 'placeholder'],
    ['dist/clusters/a/bootstrap/flux/namespace.yaml', 'aside'],
    ['clusters/a/bootstrap/30-cluster.sh', 'aside'],
    ['clusters/a/flux/environments/bootstrap/namespace.yaml', 'objects'],
    ['clusters/bootstrap/config.yaml', 'objects'],
  ])('%s: %s', (path, role) => expect(roleOf(path)).toBe(role));
});

describe('a folder that is handed over', () => {
  const folder = 'clusters/a/flux/flux-system';
  const made = {
    'clusters/a/flux/x.yaml': signed(release('v1')),
    [`${folder}/gotk-sync.yaml`]: '# Written by somebody else.\n',
    [`${folder}/kustomization.yaml`]: 'resources:\n- gotk-sync.yaml\n',
  };
  const theirs = { [`${folder}/gotk-sync.yaml`]: 'kind: GitRepository\n', [`${folder}/kustomization.yaml`]: 'resources: []\n' };
  const different = (findings: readonly FileComparison[]) => findings.filter(({ state }) => state !== 'same');

  test('is written where it is not there, file by file, and is the same from then on', () => {
    put({ [`${folder}/kustomization.yaml`]: 'resources: []\n' });
    expect(write(made).write).toEqual([`${folder}/gotk-sync.yaml`, 'clusters/a/flux/x.yaml']);
    expect(everything()[`${folder}/kustomization.yaml`]).toBe('resources: []\n');
    expect(compare(made).map(({ path, state }) => [path, state])).toEqual(Object.keys(made).sort().map(path => [path, 'same']));
  });

  test('is neither compared nor written once somebody has filled it in, nor is what they put beside', () => {
    write(made);
    put({ ...theirs, [`${folder}/mine.yaml`]: 'a: 1\n', [`${folder}/signed.yaml`]: signed('a: 1\n') });
    const before = everything();
    expect(different(compare(made))).toEqual([]);
    const next = { ...made, 'clusters/a/flux/x.yaml': signed(release('v1', 2)), [`${folder}/gotk-sync.yaml`]: '# Other words.\n' };
    expect(write(next)).toEqual({ write: ['clusters/a/flux/x.yaml'], remove: [] });
    expect(everything()).toEqual({ ...before, 'clusters/a/flux/x.yaml': next['clusters/a/flux/x.yaml'] });
  });

  test('is left alone, aloud, where it is no longer made', () => {
    write(made);
    put(theirs);
    expect(compare({}).map(({ path, state }) => [path, state])).toEqual([
      [`${folder}/gotk-sync.yaml`, 'foreign'], [`${folder}/kustomization.yaml`, 'foreign'], ['clusters/a/flux/x.yaml', 'leftover'],
    ]);
    expect(write({})).toEqual({ write: [], remove: ['clusters/a/flux/x.yaml'] });
    expect(everything()).toMatchObject(theirs);
  });

  test('is not written into when somebody has been faster, and all else is written', () => {
    expect(write(made, undefined, () => put(theirs))).toEqual({ write: ['clusters/a/flux/x.yaml'], remove: [] });
    expect(everything()).toMatchObject({ 'clusters/a/flux/x.yaml': made['clusters/a/flux/x.yaml'], ...theirs });
  });

  test('is in the way as anything else is, if one of its files is none', () => {
    put({ 'elsewhere/x': '', [`${folder}/kustomization.yaml`]: '' });
    symlinkSync(join(dist, 'elsewhere/x'), join(dist, folder, 'gotk-sync.yaml'));
    const sync = `dist/${folder}/gotk-sync.yaml`;
    expect(compare(made).filter(({ state }) => state === 'occupied').map(finding => sentenceOf(finding))).toEqual([
      `${sync} is a symbolic link and stands where a file is to be made; move or delete ${sync}.`,
    ]);
  });

  test('is in the way as anything else is, if it is no folder of files', () => {
    put({ 'elsewhere/x': '' });
    mkdirSync(join(dist, 'clusters/a/flux'), { recursive: true });
    symlinkSync(join(dist, 'elsewhere'), join(dist, folder));
    expect(compare(made).filter(({ state }) => state === 'occupied').map(finding => sentenceOf(finding))).toEqual([
      `dist/${folder} is a symbolic link and is in the way of dist/${folder}/gotk-sync.yaml; move or delete dist/${folder}.`,
    ]);
  });
});

describe('a file that robots write into', () => {
  const path = 'clusters/a/flux/environments/qa/images.yaml';
  const image = (tag: string) => `image: a/b:${tag} # {"$imagepolicy": "flux-system:qa-b"}\n`;
  const body = (tag: string) => `kind: HelmRelease\napiVersion: a/v1\nmetadata:\n  name: a\nspec:\n  ${image(tag)}`;
  const made = { [path]: signed(body('v1')) };

  test.each<[what: string, found: string, finding: object]>([
    ['another tag', made[path]?.replace(':v1', ':v2') ?? '', { state: 'moved', source: 'clusters/a.ts' }],
    ['our line lost', body('v2'), { state: 'edited', source: 'clusters/a.ts' }],
    ['our line lost and all else, too', 'a: 1\n', { state: 'edited', source: 'clusters/a.ts' }],
    ['a mark lost', made[path]?.replace(/ # \{.*/, '') ?? '', { state: 'edited', source: 'clusters/a.ts' }],
    ['as it was made before', signed(body('v1').replace('name: a', 'name: b')), { state: 'stale', source: 'clusters/a.ts' }],
  ])('is ours by its path: %s', (_, found, finding) => {
    put({ [path]: found });
    expect(compare(made)).toEqual([{ path, ...finding }]);
    expect(write(made)).toEqual({ write: [path], remove: [] });
    expect(everything()).toMatchObject(made);
  });

  test('is ours also when it loses our line between the comparison and the writing', () => {
    put({ [path]: signed(body('v2')) });
    expect(write(made, undefined, () => put({ [path]: body('v3') })).write).toEqual([path]);
  });

  test('is ours by our line alone where it is no longer made', () => {
    put({ [path]: body('v1') });
    expect(compare({})).toEqual([{ path, state: 'foreign' }]);
    put(made);
    expect(compare({})).toEqual([{ path, state: 'leftover', source: 'clusters/a.ts' }]);
  });

  test('is not ours when it is no text', () => {
    put({ [path]: Buffer.from([0xff]) });
    expect(compare(made)).toEqual([{ path, state: 'occupied', wanted: path, what: 'not UTF-8 text' }]);
  });
});

describe('writing', () => {
  const [one, two, three] = [1, 2, 3].map(n => signed(release('v1', n))) as [string, string, string];

  test('the tree is what is made; a second write has nothing to do', () => {
    const made = { 'clusters/a/x.yaml': one, 'clusters/a/flux/y.yaml': two };
    expect(write(made)).toEqual({ write: ['clusters/a/flux/y.yaml', 'clusters/a/x.yaml'], remove: [] });
    expect(everything()).toEqual({ 'clusters/': '', 'clusters/a/': '', 'clusters/a/flux/': '', ...made });
    const before = statSync(join(dist, 'clusters/a'), { bigint: true }).mtimeNs;
    expect(write(made)).toEqual({ write: [], remove: [] });
    expect(statSync(join(dist, 'clusters/a'), { bigint: true }).mtimeNs).toBe(before);
  });

  test('dist is made when it is not there', () => {
    rmSync(dist, { recursive: true });
    write({ 'clusters/a/x.yaml': one });
    expect(readTree(dist, '').get('clusters/a/x.yaml')).toBe(one);
  });

  test('a file that is the same keeps its inode and its times', () => {
    write({ 'clusters/a/same.yaml': one, 'clusters/a/other.yaml': one });
    const identityOf = (path: string): bigint[] => {
      const { ino, mtimeNs, ctimeNs } = statSync(join(dist, path), { bigint: true });
      return [ino, mtimeNs, ctimeNs];
    };
    const before = [identityOf('clusters/a/same.yaml'), identityOf('clusters/a/other.yaml')];
    write({ 'clusters/a/same.yaml': one, 'clusters/a/other.yaml': two });
    expect(identityOf('clusters/a/same.yaml')).toEqual(before[0]);
    expect(identityOf('clusters/a/other.yaml')).not.toEqual(before[1]);
  });

  test('moved, stale and edited files are written anew', () => {
    put({ 'clusters/a/1': one.replace(':v1', ':v2'), 'clusters/a/2': two, 'clusters/a/3': `${three}edit: 1\n` });
    const made = { 'clusters/a/1': one, 'clusters/a/2': one, 'clusters/a/3': three };
    expect(write(made).write).toEqual(Object.keys(made));
    expect(everything()).toMatchObject(made);
  });

  test('leftovers go with the folders they leave empty; what is not ours stays, with its folders', () => {
    put({
      'clusters/a/flux/old.yaml': one, 'clusters/a/flux/deep/er/old.yaml': one,
      'clusters/b/old.yaml': one, 'clusters/b/flux/old.yaml': one, 'clusters/b/flux/notes.md': 'mine',
      'clusters/c/kept/.gitkeep': '', 'clusters/c/old.yaml': one,
    });
    mkdirSync(join(dist, 'clusters/b/empty'));
    write({});
    expect(everything()).toEqual({
      'clusters/': '', 'clusters/b/': '', 'clusters/b/empty/': '', 'clusters/b/flux/': '', 'clusters/b/flux/notes.md': 'mine',
      'clusters/c/': '', 'clusters/c/kept/': '', 'clusters/c/kept/.gitkeep': '',
    });
  });

  test('dist/clusters stays when its last cluster goes', () => {
    put({ 'clusters/a/old.yaml': one });
    write({});
    expect(everything()).toEqual({ 'clusters/': '' });
  });

  test('nothing outside the scope is touched', () => {
    put({ 'clusters/a/old.yaml': one, 'clusters/b/old.yaml': one, 'old.yaml': one });
    write({ 'clusters/a/x.yaml': two, 'clusters/b/x.yaml': two }, ['clusters/a']);
    expect(Object.keys(everything())).toEqual([
      'clusters/', 'clusters/a/', 'clusters/a/x.yaml', 'clusters/b/', 'clusters/b/old.yaml', 'old.yaml',
    ]);
  });

  test.each<[what: string, prepare: () => void]>([
    ['a file without a signature', () => put({ 'clusters/a/x.yaml': 'mine: 1\n' })],
    ['a name that differs in case', () => put({ 'clusters/a/X.yaml': 'mine: 1\n' })],
    ['a folder that is a link', () => symlinkSync(tmpdir(), join(dist, 'clusters/a/flux'))],
    ['a folder in place of a file', () => put({ 'clusters/a/x.yaml/notes.md': 'mine' })],
    ['a file in place of a folder', () => put({ 'clusters/a/flux': 'mine' })],
  ])('%s in the way refuses everything', (_, prepare) => {
    put({ 'clusters/a/old.yaml': one, 'clusters/a/stale.yaml': one });
    prepare();
    const before = everything();
    const error = refusal(() => write({ 'clusters/a/x.yaml': two, 'clusters/a/flux/y.yaml': two, 'clusters/a/stale.yaml': two }));
    expect(error.comparisons).toHaveLength(1);
    expect(error.message).toBe(sentenceOf(error.comparisons[0]!, dist));
    expect(everything()).toEqual(before);
  });

  test('a file that is put in the way between comparing and writing is not overwritten', () => {
    const made = { 'clusters/a/x.yaml': one };
    const error = refusal(() => write(made, undefined, () => put({ 'clusters/a/x.yaml': 'mine' })));
    expect(error.comparisons).toMatchObject([{ state: 'occupied' }]);
    expect(readFileSync(join(dist, 'clusters/a/x.yaml'), 'utf8')).toBe('mine');
  });

  test('a comparison that belongs to another tree is a mistake of ours, and writes nothing', () => {
    const planned = (finding: FileComparison) => () =>
      writeTree(dist, () => ({ made: new Map([['../x', one]]), found: new Map(), comparisons: [finding] }), () => {});
    expect(planned({ path: 'clusters/a/x', state: 'missing' })).toThrow('is to be written, but is not made');
    expect(planned({ path: '../x', state: 'missing' })).toThrow('is no path of a file below dist');
    expect(planned({ path: '../x', state: 'leftover' })).toThrow('is no path of a file below dist');
    expect(everything()).toEqual({});
  });
});
