import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isManifest } from '../lib/manifests/manifest.ts';
import { automatedImages, imageReference, isTag, maskAutomatedTags, policyMark, satisfies, tagPolicyProblem } from '../lib/images/tags.ts';
import { fromYaml, toYaml } from '../lib/yaml/yaml.ts';

const hash = '7a0d5e43a8f3b1cc92bd2f06a1f0a2b9c3d4e5f6';
const sha256 = `sha256:${'0123456789abcdef'.repeat(4)}`;
const sha512 = `sha512:${'0123456789abcdef'.repeat(8)}`;

describe('an image reference is taken apart', () => {
  test.each<[text: string, repository: string, tag?: string | undefined, digest?: string | undefined]>([
    ['nginx', 'nginx'],
    ['nginx:1.17', 'nginx', '1.17'],
    ['tidepool/blip:release-1', 'tidepool/blip', 'release-1'],
    [`tidepool/platform-auth:develop-${hash}-1662940000`, 'tidepool/platform-auth', `develop-${hash}-1662940000`],
    ['k8s.gcr.io/x:v1', 'k8s.gcr.io/x', 'v1'],
    ['localhost/x', 'localhost/x'],
    ['localhost:5000/x', 'localhost:5000/x'],
    ['Registry.example.org/x:v1', 'Registry.example.org/x', 'v1'], // host names have no case, paths have
    ['host:5000/a/b:tag', 'host:5000/a/b', 'tag'],
    ['host:5000', 'host', '5000'],
    [`host:5000/a/b:tag@${sha256}`, 'host:5000/a/b', 'tag', sha256],
    [`tidepool/blip@${sha512}`, 'tidepool/blip', undefined, sha512],
    ['a.b/c_d/e__f/g---h.i:_x', 'a.b/c_d/e__f/g---h.i', '_x'],
    [`x:${'t'.repeat(128)}`, 'x', 't'.repeat(128)],
    [`${'x'.repeat(255)}:t`, 'x'.repeat(255), 't'],
  ])('%s', (text, repository, tag, digest) => {
    const expected = { repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
    expect(imageReference(text)).toEqual(expected);
  });

  test.each([
    '', ' ', '/', '/x', 'x/', 'a//b', 'tidepool/Blip', 'Tidepool/blip', 'tidepool/blip ', 'tide pool/blip', 'tidepool/blip:', ':v1',
    'x:a b', '-x/y', 'x:-a', 'x:.a', 'x:a:b', 'x:a/b', 'a..b/c', 'a/_b', 'a/b_', 'a/b___c', 'a/.b', 'http://x/y', 'x:é', '"x"',
    '-x.org/y', 'x.org-/y', 'x.org:/y', 'x.org:a/y', `x:${'t'.repeat(129)}`, `${'x'.repeat(256)}:t`, 'x@', `@${sha256}`, 'x@sha256:1234',
    `x@${sha256.toUpperCase()}`, `x@${sha256}@${sha256}`, `x@${sha256}:t`, `x@md5:${'0'.repeat(32)}`,
  ])('%j is none', text => {
    expect(imageReference(text)).toBeUndefined();
  });

  test('what it has taken apart is put together again from its parts', () => {
    const name = fc.stringMatching(/^([a-z]{1,5}(\.[a-z]{1,3})?(:\d{1,4})?\/)?[a-z0-9]{1,5}(\/[a-z0-9]{1,5}){0,2}$/);
    fc.assert(fc.property(name, fc.stringMatching(/^\w[\w.-]{0,9}$/), fc.boolean(), (repository, tag, digested) => {
      const text = `${repository}:${tag}${digested ? `@${sha256}` : ''}`;
      expect(imageReference(text)).toEqual({ repository, tag, ...(digested && { digest: sha256 }) });
    }));
  });
});

test.each<[tag: string, is: boolean]>([
  [`develop-${hash}`, true], ['v1.2.3', true], ['_', true], ['9', true], ['t'.repeat(128), true],
  ['', false], ['.a', false], ['-a', false], ['a b', false], ['a/b', false], ['a:b', false], ['a+b', false], ['a\n', false],
  ['t'.repeat(129), false],
])('%j is a tag: %s', (tag, is) => {
  expect(isTag(tag)).toBe(is);
});

describe('a tag satisfies a policy as Flux v1 reads it', () => {
  test.each<[policy: string, satisfied: string, not: string]>([
    ['glob:develop-*', `develop-${hash} develop-${hash}-1662940000 develop-latest develop-`, 'develop master-latest pre-develop-x'],
    ['glob:release-1.23.0*', `release-1.23.0 release-1.23.0-${hash}`, 'release-1x23x0 release-1.24.0-a'],
    ['glob:mongo-*', `mongo-${hash}`, `develop-${hash}`],
    ['glob:*', `v1.2.3 develop-${hash} master-latest`, 'latest LATEST Latest'],
    ['glob:latest', 'latest', 'Latest v1'],
    ['glob:late*', 'later', 'latest'],
    ['glob:v1.2.3', 'v1.2.3', 'v1.2.3-1 v1x2x3'],
    ['glob:*-rc.*', 'v1-rc.1 a-rc.-rc.', 'v1-rc1 -rc'],
    ['glob:a*a', 'aa aba abca', 'a ab'],
    ['glob:*a*b*', 'ab xaxbx aab', 'ba b a'],
    ['glob:a**b', 'ab axb', 'a b'],
    ['glob:ab*ba', 'abba abxba', 'aba'],
    [`regex:^master-[0-9A-Fa-f]{40}$`, `master-${hash}`, `master-latest master-${hash}-1662940000`],
    [String.raw`regexp:^v\d+\.\d+\.\d+$`, 'v1.2.3', 'v1.2 v1.2.3-rc.1 1.2.3'],
    ['regexp:rc', 'v1-rc.1 rc', 'v1'],
    ['regexp:.*', 'v1', 'latest'],
    ['regexp:^latest$', '', 'latest'], // Flux passes `latest` over unless the policy is glob:latest to the letter
    ['semver:~1.2', '1.2.0 v1.2.9', '1.3.0 1.2.3-rc.1 develop release-1.2.3'],
    ['semver:1.*', '1 v1.9.9', '2.0.0 latest'],
    ['semver:>=1.2.0, <2.0.0', '1.2.0', '2.0.0'],
  ])('%s', (policy, satisfied, not) => {
    expect(tagPolicyProblem(policy)).toBeUndefined();
    const satisfying = (tags: string) => tags.split(' ').filter(tag => tag !== '' && satisfies(policy, tag)).join(' ');
    expect(satisfying(satisfied)).toBe(satisfied);
    expect(satisfying(not)).toBe('');
  });

  test('what is no tag satisfies nothing', () => {
    expect(['', 'a b', '-a', `${'t'.repeat(129)}`].filter(tag => satisfies('glob:*', tag) || satisfies('regexp:', tag))).toEqual([]);
  });

  const pieces = fc.array(fc.stringMatching(/^[\w.-]{0,6}$/), { minLength: 1, maxLength: 4 });

  test('a glob is satisfied by every tag that fills its stars', () => {
    fc.assert(fc.property(pieces, pieces, (literals, fillings) => {
      const tag = literals.map((literal, i) => literal + (i < literals.length - 1 ? fillings[i] ?? '' : '')).join('');
      const policy = `glob:${literals.join('*')}`;
      fc.pre(isTag(tag) && tag.toLowerCase() !== 'latest' && !tagPolicyProblem(policy));
      expect(satisfies(policy, tag)).toBe(true);
    }));
  });

  test('a glob agrees with the expression that it stands for', () => {
    fc.assert(fc.property(fc.stringMatching(/^[ab*]{1,6}$/), fc.stringMatching(/^[ab]{1,8}$/), (glob, tag) => {
      expect(satisfies(`glob:${glob}`, tag)).toBe(new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(tag));
    }));
  });
});

describe('a policy that Flux or a reader takes wrong has a problem', () => {
  test.each<[policy: string, reason: string, instead: string]>([
    ['develop-*', "'develop-*': it has no prefix, so Flux takes it for a glob", "write 'glob:develop-*' if it is one"],
    ['', "'': it has no pattern", "say what the tags look like, as in 'glob:develop-*'"],
    ['Glob:develop-*', "'Glob:develop-*': 'Glob:' is no kind of tag policy", "use 'glob:', 'regexp:' or 'semver:'"],
    ['constructor:x', "'constructor:x': 'constructor:' is no kind of tag policy", "use 'glob:', 'regexp:' or 'semver:'"],
    ['glob:', "'glob:': it has no pattern", "say what the tags look like, as in 'glob:develop-*'"],
    ['semver: ', "'semver: ': it has no pattern", "say what the tags look like, as in 'glob:develop-*'"],
    ['glob:v0.15.0-rc.2"', `'glob:v0.15.0-rc.2"': it holds a quote or a space, which no tag has`, "write 'glob:v0.15.0-rc.2'"],
    ["glob:'develop-*'", "'glob:'develop-*'': it holds a quote or a space, which no tag has", "write 'glob:develop-*'"],
    ['glob: develop-*', "'glob: develop-*': it holds a quote or a space, which no tag has", "write 'glob:develop-*'"],
    ['glob:develop-*\n', "'glob:develop-* ': it holds a quote or a space, which no tag has", "write 'glob:develop-*'"],
    ['semver:~1.2 ', "'semver:~1.2 ': it holds a quote or a space, which no tag has", "write 'semver:~1.2'"],
    ['semver:"1.x"', `'semver:"1.x"': it holds a quote or a space, which no tag has`, "write 'semver:1.x'"],
    ['glob:tidepool/blip', "'glob:tidepool/blip': the character '/' cannot stand in a tag", "write 'glob:tidepool-blip', as builds spell a branch in a tag"],
    ['glob:blip:v1', "'glob:blip:v1': the character ':' cannot stand in a tag", "leave it out; only '*' is special"],
    ['glob:v1.?', "'glob:v1.?': the character '?' cannot stand in a tag", "leave it out; only '*' is special"],
    ['glob:v[12]', "'glob:v[12]': the character '[' cannot stand in a tag", "leave it out; only '*' is special"],
    ['glob:-dev', "'glob:-dev': no tag begins with '-'", "write 'glob:*-dev'"],
    ['regexp:^v1$"', `'regexp:^v1$"': the character '"' cannot stand in a tag`, 'leave it out'],
    ['regex:v(?=1)', "'regex:v(?=1)': RE2 refuses it: invalid or unsupported Perl syntax: `(?=`", 'say what the tag has, not what it lacks'],
    ['semver:1.2', "'semver:1.2': '1.2' means 1.2.0 to Flux before 1.18 and 1.2.x since", "write '1.2.0' or '1.2.x'"],
  ])('%j', (policy, reason, instead) => {
    expect(tagPolicyProblem(policy)).toEqual({ reason, instead });
    expect(satisfies(policy, 'v1')).toBe(false); // to Flux itself every tag satisfies an invalid one
  });
});

/** A HelmRelease with some values, under some annotations. */
function release(annotations: Record<string, string>, values: unknown): Record<string, unknown> {
  const metadata = { name: 'tidepool', namespace: 'qa2', annotations };
  return { apiVersion: 'helm.fluxcd.io/v1', kind: 'HelmRelease', metadata, spec: { values } };
}

describe('the automated images of a release', () => {
  const tagged = { 'fluxcd.io/tag.blip': 'glob:*' };
  test.each<[what: string, annotations: Record<string, string>, values: unknown, paths: string[]]>([
    ['where Flux finds them by itself', tagged, { blip: { image: 'x:1' } }, ['blip.image']],
    ['where the guide has them', tagged, { blip: { deployment: { image: 'x:1' } } }, ['blip.deployment.image']],
    ['by the older name of the annotation', { 'flux.weave.works/tag.blip': 'glob:*' }, { blip: { image: 'x:1' } }, ['blip.image']],
    ['by the newest name of the annotation', { 'filter.fluxcd.io/blip': 'glob:*' }, { blip: { image: 'x:1' } }, ['blip.image']],
    ['where the release says so', { ...tagged, 'repository.fluxcd.io/blip': 'x.y' }, { blip: { image: 'x:1' }, x: { y: 'x:2' } }, ['x.y']],
    ['nothing without a policy', { 'fluxcd.io/automated': 'true', 'repository.fluxcd.io/b': 'b.image' }, { b: { image: 'x:1' } }, []],
    ['nothing where nothing stands', { ...tagged, 'fluxcd.io/tag.constructor': 'glob:*' }, { blip: {} }, []],
    ['nothing that is no string', tagged, { blip: { image: { repository: 'x', tag: '1' } } }, []],
  ])('%s', (_, annotations, values, paths) => {
    const object = release(annotations, values);
    expect(isManifest(object) && automatedImages(object).map(({ path }) => path.join('.'))).toEqual(paths);
  });

  test.each([['a word'], [{ 'fluxcd.io/tag.blip': true, 'repository.fluxcd.io/blip': 7 }], [null]])(
    'annotations that are none are no mistake of ours: %j', annotations => {
      const object = release({}, { blip: { image: 'x:1' } });
      const edited = { ...object, metadata: { name: 'tidepool', annotations } };
      expect(isManifest(edited) && automatedImages(edited).length).toBe(annotations instanceof Object ? 1 : 0);
    });
});

const annotations = {
  'fluxcd.io/tag.blip': 'glob:*',
  'fluxcd.io/tag.auth': 'glob:*',
  'repository.fluxcd.io/auth': 'auth.deployment.image',
};

/** Masked as at check time, when the objects are those of the text, or none if it is no YAML. */
function masked(text: string): string {
  let objects: unknown[] = [];
  try {
    objects = fromYaml(text);
  } catch {
    // no longer YAML, so nothing is automated
  }
  return maskAutomatedTags(text, objects);
}

describe('what Flux may move is masked, and nothing else', () => {
  const head = toYaml({ ...release(annotations, {}), spec: null }).replace('spec: null\n', 'spec:\n  values:\n');
  const inValues = (...lines: string[]) => head + lines.map(line => `    ${line}\n`).join('');

  test.each<[what: string, lines: string[], masked: string[]]>([
    ['plain', ['blip:', '  image: a/b:t1'], ['blip:', '  image: a/b:*']],
    ['at the mapped path', ['auth:', '  deployment:', '    image: a/b:t1'], ['auth:', '  deployment:', '    image: a/b:*']],
    ['in double quotes', ['blip:', '  image: "a/b:t1"'], ['blip:', '  image: "a/b:*"']],
    ['in single quotes', ['blip:', "  image: 'a/b:t1'"], ['blip:', "  image: 'a/b:*'"]],
    ['with a comment', ['blip:', '  image: a/b:t1 # a/b:t1'], ['blip:', '  image: a/b:* # a/b:t1']],
    ['in flow style', ['blip: {image: a/b:t1, tag: t1}'], ['blip: {image: a/b:*, tag: t1}']],
    ['registry with a port', ['blip:', '  image: host:5000/b:t1'], ['blip:', '  image: host:5000/b:*']],
    ['tag and digest', ['blip:', `  image: a/b:t1@${sha256}`], ['blip:', '  image: a/b:*@*']],
    ['digest alone', ['blip:', `  image: a/b@${sha256}`], ['blip:', '  image: a/b@*']],
    ['no tag', ['blip:', '  image: a/b'], ['blip:', '  image: a/b']],
    ['no reference', ['blip:', '  image: A:t1'], ['blip:', '  image: A:t1']],
    ['the same image of a container that is not automated', ['blip:', '  image: a/b:t1', 'tools:', '  image: a/b:t1'],
      ['blip:', '  image: a/b:*', 'tools:', '  image: a/b:t1']],
    ['the same image twice', ['blip:', '  image: a/b:t1', 'auth:', '  image: a/b:t1', '  deployment:', '    image: a/b:t1'],
      ['blip:', '  image: a/b:*', 'auth:', '  image: a/b:t1', '  deployment:', '    image: a/b:*']],
    ['one the beginning of another', ['blip:', '  image: a/b:t1', 'auth:', '  deployment:', '    image: a/b:t10'],
      ['blip:', '  image: a/b:*', 'auth:', '  deployment:', '    image: a/b:*']],
    ['a key that says image in a text', ['note: |', '  blip:', '    image: a/b:t1', 'blip:', '  image: a/b:t1'],
      ['note: |', '  blip:', '    image: a/b:t1', 'blip:', '  image: a/b:*']],
  ])('%s', (_, lines, expected) => {
    expect(masked(inValues(...lines))).toBe(inValues(...expected));
  });

  const mark = policyMark('flux-system:qa-x');

  test.each<[what: string, lines: string[], masked: string[]]>([
    ['tag', [`image: a/b:t1 # ${mark}`], [`image: a/b:* # ${mark}`]],
    ['tag and digest, as one: a policy may come to follow digests', [`image: a/b:t1@${sha256} # ${mark}`], [`image: a/b:* # ${mark}`]],
    ['nothing but a repository', [`image: host:5000/b # ${mark}`], [`image: host:5000/b:* # ${mark}`]],
    ['in quotes', [`image: "a/b:t1" # ${mark}`], [`image: "a/b:*" # ${mark}`]],
    ['in a list', [`- a/b:t1 # ${mark}`], [`- a/b:* # ${mark}`]],
    ['with other words in the comment', [`image: a/b:t1 # mine: ${mark}`], [`image: a/b:* # mine: ${mark}`]],
    ['not without its mark', ['x: a/b:t1 # $imagepolicy', `y: a/b:t1 # ${mark}`], ['x: a/b:t1 # $imagepolicy', `y: a/b:* # ${mark}`]],
    ['not a number', [`count: 5 # ${mark}`], [`count: 5 # ${mark}`]],
    ['not what only mentions marks', ['note: |', `  image: a/b:t1 # ${mark}`], ['note: |', `  image: a/b:t1 # ${mark}`]],
  ])('of a scalar that is marked: %s', (_, lines, expected) => {
    const object = (more: string[]) => `${toYaml(release({}, {}))}more:\n${more.map(text => `  ${text}\n`).join('')}`;
    expect(masked(object(lines))).toBe(object(expected));
  });

  test('of marked scalars and annotated images in one file', () => {
    const text = (tag: string) =>
      inValues('blip:', `  image: a/b:${tag} # ${mark}`, 'auth:', '  deployment:', `    image: a/b:${tag}`, `  x: a/b:${tag} # ${mark}`);
    expect(masked(text('t1'))).toBe(text('*'));
  });

  test('in every document, empty ones and others between', () => {
    const one = inValues('blip:', '  image: a/b:t1');
    const text = `---\n${one}---\n---\na: 1\n---\n${one}`;
    expect(masked(text)).toBe(text.replaceAll('t1', '*'));
  });

  const values = {
    auth: { deployment: { image: 'tidepool/auth:AUTH', replicas: 1 }, image: 'tidepool/auth:AUTH' },
    blip: { image: 'tidepool/blip:BLIP', env: ['tidepool/blip:x', 'y'] },
    tools: { image: 'tidepool/blip:v1' },
  };
  const text = `---\n${toYaml(release(annotations, values))}`;
  const tag = fc.stringMatching(/^\w[\w.-]{0,40}$/);

  test('the same whatever the tags are', () => {
    fc.assert(fc.property(tag, tag, (auth, blip) => {
      const moved = text.replace('image: tidepool/auth:AUTH\n      replicas', `image: tidepool/auth:${auth}\n      replicas`)
        .replace('tidepool/blip:BLIP', `tidepool/blip:${blip}`);
      expect(masked(moved)).toBe(masked(text));
    }));
  });

  test('another after any other edit', () => {
    const tags = [/AUTH(?=\n +replicas)/, /BLIP/].map(pattern => pattern.exec(text)?.index ?? -1);
    const at = fc.nat(text.length - 1).filter(i => !tags.some(start => start <= i && i < start + 4));
    fc.assert(fc.property(at, fc.string({ minLength: 0, maxLength: 1, unit: 'grapheme-ascii' }), (i, character) => {
      const edited = text.slice(0, i) + character + text.slice(i + 1);
      fc.pre(edited !== text);
      expect(masked(edited)).not.toBe(masked(text));
    }), { numRuns: 1000 });
  });
});
