import fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestPolicy, imagePolicy, type TagOrder } from '../charts/generations/image-policy.ts';
import { Refusal } from '../lib/images/refusal.ts';
import { tagExpression } from '../lib/images/regexp.ts';
import { readSchemas } from '../lib/schema/schema.ts';
import { allows, parseConstraint } from '../lib/images/semver.ts';
import { isTag, satisfies } from '../lib/images/tags.ts';

const older = '7a0d5e43a8f3b1cc92bd2f06a1f0a2b9c3d4e5f6';
const newer = '1f0a2b9c3d4e5f67a0d5e43a8f3b1cc92bd2f06a';
const last = 'c81e728d9d4c2f636f067f89cc14862ca990e2b1';

const branches = [
  'a-b', 'a-x-b', 'develop', 'develop-x', 'main', 'master', 'mongo', 'mongo-database', 'release-1.2', 'release-1.23.0', 'release-1x23x0',
  'x-develop', 'x.develop',
];

/** The newest build of a branch. No two branches have one of the same second, between which Flux 2 would choose by chance. */
const newest = (branch: string) => `${branch}-${newer}-${1662940000 + branches.indexOf(branch)}`;

/** What a registry may hold of a branch. The alphabet would choose otherwise than the time. */
const tagsOf = (branch: string) => [
  newest(branch), `${branch}-${older}-999999999`, `${branch}-${last}-1662939999`, `${branch}-${last}`, `${branch}-latest`,
  `${branch}-${last.slice(1)}-1862940000`, `${branch}-${last.toUpperCase()}-1762940000`, `${branch}-${last}-1862940000-arm64`, branch,
];
const versions = ['v1.2.3', 'v1.10.0', '1.9.9', 'v2.0.0-rc.1', 'v2.0.0-rc.2', 'v1.2', '1.11', 'v1.2.3-7', 'v1.2.3-10'];
const registry = [...branches.flatMap(tagsOf), ...versions, 'latest', 'build-9', 'build-10'];

/** Policy, pattern, order (a range, where it is by version), and what is chosen. The verdicts are those of Flux 2's own code in Go. */
const translations: readonly (readonly [policy: string, pattern: string | undefined, order: string, chosen: string | undefined])[] = [
  ['glob:develop-*', '^develop-[0-9a-f]{40}-(?P<ts>[0-9]+)$', '$ts', newest('develop')],
  ['glob:develop-**', '^develop-[0-9a-f]{40}-(?P<ts>[0-9]+)$', '$ts', newest('develop')],
  ['glob:develop-*-*', '^develop-[0-9a-f]{40}-(?P<ts>[0-9]+)$', '$ts', newest('develop')],
  ['glob:mongo*', '^mongo.*-[0-9a-f]{40}-(?P<ts>[0-9]+)$', '$ts', newest('mongo-database')],
  ['glob:release-1.23.0*', String.raw`^release-1\.23\.0.*-[0-9a-f]{40}-(?P<ts>[0-9]+)$`, '$ts', newest('release-1.23.0')],
  ['glob:release-1.23.0-*', String.raw`^release-1\.23\.0-[0-9a-f]{40}-(?P<ts>[0-9]+)$`, '$ts', newest('release-1.23.0')],
  ['glob:*-develop-*', '^.*-develop-[0-9a-f]{40}-(?P<ts>[0-9]+)$', '$ts', newest('x-develop')],
  ['glob:*.develop-*', String.raw`^.*\.develop-[0-9a-f]{40}-(?P<ts>[0-9]+)$`, '$ts', newest('x.develop')],
  ['glob:a-*-b-*', '^a-.*-b-[0-9a-f]{40}-(?P<ts>[0-9]+)$', '$ts', newest('a-x-b')],
  ['glob:a-*-*-*', '^a-.*-[0-9a-f]{40}-(?P<ts>[0-9]+)$', '$ts', newest('a-x-b')],
  ['glob:other-*', '^other-[0-9a-f]{40}-(?P<ts>[0-9]+)$', '$ts', undefined],

  ['semver:~1.x', undefined, '~1.x', 'v1.10.0'],
  ['semver:>=1.0.0-0, <3.0.0-0', undefined, '>=1.0.0-0, <3.0.0-0', 'v2.0.0-rc.2'],
  ['semver:>=2.0.0-0, !=3.0.0', undefined, '>=2.0.0-0, !=3.0.0', 'v2.0.0-rc.2'],
  ['semver:1.0.0 - 1.9.9||3.x', undefined, '1.0.0 - 1.9.9 || 3.x', '1.9.9'],

  // A number at the end already.
  ['regexp:^master-[0-9a-f]{40}-[0-9]+$', '^master-[0-9a-f]{40}-(?P<ts>[0-9]+)$', '$ts', newest('master')],
  ['regexp:^master-[0-9a-f]{40}-[0-9]{9}$', '^master-[0-9a-f]{40}-(?P<ts>[0-9]{9})$', '$ts', `master-${older}-999999999`],
  ['regexp:^master-[0-9a-f]{40}-[0-9]{10,}$', '^master-[0-9a-f]{40}-(?P<ts>[0-9]{10,})$', '$ts', newest('master')],
  [String.raw`regexp:^master-[0-9a-f]+-(\d+)$`, String.raw`^master-[0-9a-f]+-(?P<ts>\d+)$`, '$ts', `master-${last.slice(1)}-1862940000`],
  [String.raw`regexp:^master-([0-9a-f]{40})\-(?:\d+)$`, String.raw`^master-([0-9a-f]{40})-(?P<ts>\d+)$`, '$ts', newest('master')],
  ['regexp:^master-[0-9a-f]{40}(-[0-9]+)$', '^master-[0-9a-f]{40}-(?P<ts>[0-9]+)$', '$ts', newest('master')],
  ['regexp:^master-[0-9a-f]{40}(-[0-9]+)?$', '^master-[0-9a-f]{40}-(?P<ts>[0-9]+)$', '$ts', newest('master')],
  [String.raw`regexp:^release-\d+\.\d+-[0-9a-f]{40}-\d+$`, String.raw`^release-\d+\.\d+-[0-9a-f]{40}-(?P<ts>\d+)$`, '$ts',
    newest('release-1.2')],
  [String.raw`regexp:^build-\d+$`, String.raw`^build-(?P<ts>\d+)$`, '$ts', 'build-10'],

  [String.raw`regexp:^v\d+\.\d+\.\d+$`, String.raw`^v\d+\.\d+\.\d+$`, '>=0.0.0', 'v1.10.0'],
  ['regexp:^v?[0-9]+[.][0-9]+[.][0-9]+$', '^v?[0-9]+[.][0-9]+[.][0-9]+$', '>=0.0.0', 'v1.10.0'],
  [String.raw`regexp:^v(0|[1-9]\d*)(\.\d{1,3}){2}$`, String.raw`^v(0|[1-9]\d*)(\.\d{1,3}){2}$`, '>=0.0.0', 'v1.10.0'],
  [String.raw`regexp:^v1\.\d+\.\d+$`, String.raw`^v1\.\d+\.\d+$`, '>=0.0.0', 'v1.10.0'],
  [String.raw`regexp:^v\d+\.\d+\.\d+(-rc\.\d+)?$`, String.raw`^v\d+\.\d+\.\d+(-rc\.\d+)?$`, '>=0.0.0-0', 'v2.0.0-rc.2'],
  [String.raw`regexp:^v\d+\.\d+\.\d+-\d+$`, String.raw`^v\d+\.\d+\.\d+-\d+$`, '>=0.0.0-0', 'v1.2.3-10'], // the last number is not all
];

function accepted(policy: string): TagOrder {
  const order = imagePolicy(policy);
  if (order instanceof Refusal) throw new Error(`${policy} is refused: ${order.message}`);
  return order;
}

/** The pattern as JavaScript spells it. */
function asExpression({ filterTags }: TagOrder): RegExp {
  return new RegExp(filterTags?.pattern.replace('(?P<', '(?<') ?? '');
}

/** As Flux 2 chooses by number. */
function highest(order: TagOrder, tags: readonly string[]): string | undefined {
  const times = tags.flatMap(tag => {
    const time = asExpression(order).exec(tag)?.groups?.['ts'];
    return time === undefined ? [] : [{ tag, time: Number(time) }];
  });
  return times.sort((a, b) => b.time - a.time)[0]?.tag;
}

describe('a tag policy becomes an order of tags', () => {
  test.each(translations)('%s', (policy, pattern, order, chosen) => {
    const isTime = order === '$ts';
    expect(imagePolicy(policy)).toEqual({
      ...(pattern !== undefined && { filterTags: { pattern, ...(isTime && { extract: order }) } }),
      policy: isTime ? { numerical: { order: 'asc' } } : { semver: { range: order } },
    });
    if (isTime) expect(highest(accepted(policy), registry)).toBe(chosen);
    expect(registry.filter(tag => isChoosable(accepted(policy), tag)).includes(chosen ?? '')).toBe(chosen !== undefined);
  });

  const untimed = translations.filter(([policy]) => !/\{40\}\)?\$$/.test(policy));

  test.each(untimed)('of the registry it lets in nothing that the policy refuses: %s', policy => {
    expect(registry.filter(tag => isChoosable(accepted(policy), tag) && !satisfies(policy, tag))).toEqual([]);
  });

  test.each(translations)('the ImagePolicy has the shape that its schema asks for: %s', policy => {
    expect(problemsOf(accepted(policy))).toEqual([]);
  });
});

const schemas = readSchemas(join(import.meta.dirname, '..', 'imports', 'crds'));

function problemsOf(order: TagOrder): unknown[] {
  return schemas.validate({
    apiVersion: 'image.toolkit.fluxcd.io/v1',
    kind: 'ImagePolicy',
    metadata: { name: 'qa2-blip', namespace: 'flux-system' },
    spec: { imageRepositoryRef: { name: 'tidepool-blip' }, ...order },
  } as Parameters<typeof schemas.validate>[0]); // what it is found by, and a spec
}

/** True when Flux 2 could choose this tag. */
function isChoosable({ filterTags, policy }: TagOrder, tag: string): boolean {
  if (!isTag(tag) || ('semver' in policy && !/\..*\./.test(tag))) return false; // a version has two dots
  if (filterTags) return tagExpression(filterTags.pattern.replace('(?P<ts>', '('))(tag);
  return 'semver' in policy && allows(parseConstraint(policy.semver.range), tag);
}

const noBranch = "it allows the tags of every branch; say which branch, as in 'glob:master-*'";
const unordered = (branch: string) => 'its tags do not tell Flux 2 which is the newest; '
  + `let CI push BRANCH-SHA-TIME and write 'glob:${branch}-*', or that and digestOf: '${branch}-latest' beside it`;
const otherTags = 'it allows other tags than versions of three numbers, and Flux 2 orders only those; '
  + String.raw`write them out, as in 'regexp:^v\d+\.\d+\.\d+$', or a range, as in 'semver:*'`;
const mixed = 'one bound with a pre-release lets pre-releases pass in Flux 2, while here another bound wants releases only; '
  + "write all bounds of a range with one or none, as in '>=1.0.0-0, <2.0.0-0'";

const timeless = (hashed: string) => 'its tags end in a hash, which does not tell when it was made; '
  + `write 'regexp:${hashed}(-[0-9]+)?$', to take those that CI pushes with the time behind it`;

const refusals: readonly (readonly [policy: string, message: string])[] = [
  ['glob:*', noBranch],
  ['glob:**', noBranch],
  ['glob:*-*', noBranch],
  ['glob:*-', noBranch],
  ['glob:develop-latest', 'it names one tag, so there is nothing to order; '
    + "pin services to it (pin: 'develop-latest'), or write digestOf: 'develop-latest' beside it if CI moves this tag"],
  ['glob:*-rc', 'it fixes the end of the tags, where Flux 2 looks for what orders them; '
    + "write 'glob:*-rc-*' for branches that end so, or name one tag by pin or digestOf"],
  ['glob:a*-', 'it fixes the end of the tags, where Flux 2 looks for what orders them; '
    + "write 'glob:a*-*' for branches that end so, or name one tag by pin or digestOf"],
  ['glob:v*', "it asks for versions, which Flux 2 takes by a range; write 'semver:*', or 'glob:BRANCH-*' for a branch"],
  ['glob:v1.*', "it asks for versions, which Flux 2 takes by a range; write 'semver:1.x', or 'glob:BRANCH-*' for a branch"],
  ['glob:1.23.*', "it asks for versions, which Flux 2 takes by a range; write 'semver:1.23.x', or 'glob:BRANCH-*' for a branch"],

  ['semver:>=1.0.0-0, <2.0.0', mixed], // 1.5.0-beta is denied by Flux v1 only
  ['semver:3.x || 1.0.0-rc.1 - 2.0.0', mixed],
  ['semver:*, >1.0.0-0', mixed],

  // What Flux 2 would write behind them is not what was asked for.
  ['regexp:^master-[0-9a-f]{40}$', timeless('^master-[0-9a-f]{40}')],
  ['regex:^master-[0-9A-Fa-f]{40}$', timeless('^master-[0-9A-Fa-f]{40}')],
  ['regexp:^master-[a-f0-9]{40}$', timeless('^master-[a-f0-9]{40}')],
  ['regexp:^(?:master|none)-([0-9a-f]{40})$', timeless('^(?:master|none)-([0-9a-f]{40})')],
  ['regexp:x-develop-[0-9a-f]{40}$', timeless('x-develop-[0-9a-f]{40}')],

  ['regexp:.*', unordered('BRANCH')],
  ['regexp:^develop-.*$', unordered('develop')],
  ['regexp:^develop-latest$', unordered('develop')],
  [String.raw`regexp:^release-1\.23\-x-.*`, unordered('release-1.23-x')],
  ['regexp:^a-b-?c$', unordered('a')],
  ['regexp:^master-[0-9a-f]{40}', unordered('master')], // not bound at its end
  ['regexp:^master-[0-9a-f]{7}$', unordered('master')],
  ['regexp:^[0-9a-f]{8}$', unordered('BRANCH')],
  [String.raw`regexp:^master-\w{40}$`, unordered('master')],
  [String.raw`regexp:^master-[^\[0-9a-f]{40}$`, unordered('master')], // the class is another one
  ['regexp:^(master-[0-9a-f]{40})$', unordered('BRANCH')],
  ['regexp:^a-[0-9a-f]{40}$|^b-[0-9a-f]{40}$', unordered('BRANCH')], // behind the first there would be no time
  ['regexp:^a|b-[0-9]+$', unordered('BRANCH')],
  ['regexp:^x-a-[0-9]*$', unordered('x-a')], // an empty number would stop the ImagePolicy
  ['regexp:^x-a-[0-9]{0,3}$', unordered('x-a')],
  ['regexp:^x-a[0-9]+$', unordered('x')],
  ['regexp:^(a|b-[0-9]+)$', unordered('BRANCH')],
  [String.raw`regexp:^build-\d{8}-\d+$`, unordered('build')], // whichever number came last would not be the newest
  ['regexp:^build-[1-9]-[0-9]+$', unordered('build')],

  ['regexp:^v[0-9.]+$', otherTags],
  [String.raw`regexp:^v[\d.]+$`, otherTags],
  [String.raw`regexp:^v\d+\.\d+$`, otherTags],
  [String.raw`regexp:^v1\.\d+$`, otherTags],
  [String.raw`regexp:^v\d+.\d+.\d+$`, otherTags], // the dot is any character
  [String.raw`regexp:v\d+\.\d+\.\d+$`, otherTags],
  [String.raw`regexp:^v\d+\.\d+\.\d+`, otherTags],
  [String.raw`regexp:^v\d+\.\d+\.\d*$`, otherTags],
  [String.raw`regexp:^v\d+(\.\d+){1,2}$`, otherTags],
  [String.raw`regexp:^v\d+\.\d+\.\d+-[a_]$`, otherTags], // with a _ it is none
  [String.raw`regexp:^v\d+\.\d+\.\d+-a\w+$`, otherTags],
  [String.raw`regexp:^v\d+\.\d+\.\d+-[a-z]*$`, otherTags],
  [String.raw`regexp:^v\d+\.\d+\.\d+(-[a-z.]+)?$`, otherTags],
  [String.raw`regexp:^v\d+\.\d+\.\d+$|^1$`, otherTags],

  // What is refused for Flux v1 is refused in the same words, the policy itself left to who prints it.
  ['develop-*', "it has no prefix, so Flux takes it for a glob; write 'glob:develop-*' if it is one"],
  ['glob:a\n*', "it holds a quote or a space, which no tag has; write 'glob:a*'"],
  ['regexp:^(?!v1)', 'RE2 refuses it: invalid or unsupported Perl syntax: `(?!`; say what the tag has, not what it lacks'],
  [String.raw`regexp:^\Qa-[0-9]+$`, unordered('BRANCH')], // the number is no number
  ['regexp:^[[:alpha:]-[0-9]+$', unordered('BRANCH')], // nor is the end of a class
];

describe('a policy whose tags have no order is refused, and the spelling to write is named', () => {
  test.each(refusals)('%j', (policy, message) => {
    const refusal = imagePolicy(policy);
    expect(refusal instanceof Refusal && refusal.message).toBe(message);
  });

  const ours = refusals.flatMap(([, message]) => message.match(/(?<=')(glob|regexp|semver):[^']+(?=')/g) ?? []);
  test.each([...new Set(ours), 'semver:>=1.0.0-0, <2.0.0-0'])('the advice %s is accepted itself', policy => {
    expect(imagePolicy(policy)).not.toBeInstanceOf(Refusal);
  });
});

const hash = fc.stringMatching(/^[0-9a-f]{40}$/);
const time = fc.stringMatching(/^[0-9]{1,12}$/);
const branch = fc.stringMatching(/^[\w][\w.-]{0,20}$/).filter(name => !/^v?(\d+\.){0,2}$/.test(name));

describe('of a glob', () => {
  test("every build of a branch is choosable, by us and by the policy, whatever the branch's name", () => {
    fc.assert(fc.property(branch.filter(name => /\w/.test(name)), hash, time, (name, sha, seconds) => {
      const tag = `${name}-${sha}-${seconds}`;
      const order = accepted(`glob:${name}-*`);
      expect([asExpression(order).exec(tag)?.groups?.['ts'], isChoosable(order, tag), satisfies(`glob:${name}-*`, tag)])
        .toEqual([seconds, true, true]);
    }));
  });

  test('no tag is chosen of another branch that only looks alike', () => {
    fc.assert(fc.property(branch, branch, hash, time, (name, other, sha, seconds) => {
      fc.pre(name !== other);
      expect(isChoosable(accepted(`glob:${name}-*`), `${other}-${sha}-${seconds}`)).toBe(false);
    }));
  });
});

interface Match {
  readonly policy: string;
  readonly order: TagOrder;
  readonly tag: string;
}

/** A policy that is accepted, and what its pattern matches: a tag, unless it begins as none does. */
function matched(policies: fc.Arbitrary<string>): fc.Arbitrary<Match> {
  return policies.filter(policy => !(imagePolicy(policy) instanceof Refusal)).chain(policy => {
    const order = accepted(policy);
    const ofTags = asExpression(order).source.replace('?<ts>', '').replaceAll(/(?<!\\)\.(?!\])/g, '[\\w.-]');
    return fc.stringMatching(new RegExp(ofTags)).map(tag => ({ policy, order, tag }));
  });
}

test('what the order lets in satisfies the policy as written, whatever stars and numbers it has', () => {
  const glob = fc.stringMatching(/^[a-c][ab.*-]{0,8}\*$/).map(text => `glob:${text}`);
  const regexp = fc.tuple(
    fc.array(fc.constantFrom('a', 'b', '(a|b)', '-', '[0-9a-f]{40}', '.', '\\.', '[ab]?', '(c-)*'), { maxLength: 4 }),
    fc.constantFrom('-[0-9]+', '-(\\d+)', '\\-\\d{3}', '(-[0-9]+)?', '(?:-\\d+)'),
  ).map(([before, number]) => `regexp:^${before.join('')}${number}$`);
  fc.assert(fc.property(matched(fc.oneof(glob, regexp)), ({ policy, order, tag }) => {
    fc.pre(isTag(tag));
    expect([isChoosable(order, tag), satisfies(policy, tag)]).toEqual([true, true]);
  }), { numRuns: 200 });
});

const versionsOf: Readonly<Record<string, RegExp>> = {
  '>=0.0.0': /^v?\d+\.\d+\.\d+$/,
  '>=0.0.0-0': /^v?\d+\.\d+\.\d+(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/,
};

test('an expression that is ordered by version matches versions only, and pre-releases only where the range lets them pass', () => {
  const pieces = ['\\d+', '[0-9]', '\\.', '\\.', '(\\.\\d+){2}', '(\\.\\d+)?', 'v?', '-rc', '(-[a-z]+)?', '(-\\w+)?', '[.]\\d*', '1'];
  const expression = fc.array(fc.constantFrom(...pieces), { minLength: 2, maxLength: 6 }).map(some => `regexp:^v?\\d+${some.join('')}$`);
  fc.assert(fc.property(matched(expression), ({ order: { policy }, tag }) => {
    const range = 'semver' in policy ? policy.semver.range : '';
    expect(tag).toMatch(versionsOf[range] ?? 'a known range');
  }), { numRuns: 100 });
});

describe('a digest is followed', () => {
  test('of exactly one tag, looked up every ten minutes', () => {
    expect(digestPolicy('release-1.2-latest')).toEqual({
      filterTags: { pattern: String.raw`^release-1\.2-latest$` },
      policy: { alphabetical: { order: 'asc' } },
      digestReflectionPolicy: 'Always',
      interval: '10m',
    });
    expect(problemsOf(digestPolicy('develop-latest'))).toEqual([]);
  });

  test('of whatever tag, and of no other', () => {
    fc.assert(fc.property(branch, branch, (tag, other) => {
      expect([isChoosable(digestPolicy(tag), tag), isChoosable(digestPolicy(tag), other)]).toEqual([true, tag === other]);
    }));
  });
});

test.each<[policy: string, tag: string, is: boolean]>([
  ['glob:develop-*', newest('develop'), true],
  ['glob:develop-*', `develop-${last}`, false],
  ['glob:develop-*', 'develop-latest', false],
  ['glob:develop*', `develop/x-${last}-1`, false], // no tag
  ['semver:1.x', 'v1.2.3', true],
  ['semver:1.x', 'v1.2', false],
  ['semver:1.x', 'v2.0.0', false],
  [String.raw`regexp:^v\d+\.\d+\.\d+$`, 'v1.2.3', true],
  [String.raw`regexp:^v\d+\.\d+\.\d+$`, 'v1.2.3-rc.1', false],
])('under %s, Flux 2 could choose %j: %s', (policy, tag, is) => {
  expect(isChoosable(accepted(policy), tag)).toBe(is);
});
