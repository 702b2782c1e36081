import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Refusal, parsedOrRefusal } from '../lib/images/refusal.ts';
import { isChoice, tagExpression } from '../lib/images/regexp.ts';
import { re2 } from '../lib/re2.ts';

const hash = 'c81e728d9d4c2f636f067f89cc14862ca990e2b1';

/** Expression, tags that it matches, tags that it does not. Verdicts of Go's regexp, which was run beside. */
const readings: readonly (readonly [source: string, matched: string, unmatched: string])[] = [
  ['^master-[0-9A-Fa-f]{40}$', `master-${hash}`, `master-latest master-${hash}-1662940000 x-master-${hash}`],
  [String.raw`^v\d+\.\d+\.\d+$`, 'v1.2.3 v10.20.30', 'v1.2 1.2.3 v1.2.3-rc.1 v1x2x3'],
  ['develop', 'develop develop-1 pre-develop', 'devel'], // not anchored
  ['^a|b$', 'ax xb', 'xa bx'], // anchors bind closer than |
  ['^(a|b)$', 'a b', 'ax xb'],
  ['^a||b$', 'x', ''], // an empty alternative matches everything
  ['a.c', 'abc a.c xa-cx', 'ac'],
  ['^(?:ab)+$', 'ab abab', 'aba a'],
  ['^(ab)*$', 'ab', 'a'],
  ['^ab?$', 'a ab', 'abb'],
  ['^a{2}$', 'aa', 'a aaa'],
  ['^a{2,}$', 'aa aaaa', 'a'],
  ['^a{1,3}$', 'a aaa', 'aaaa'],
  ['^a{0}b$', 'b', 'ab'],
  ['^(a{1,2}){2}$', 'aa aaa aaaa', 'a aaaaa'],
  ['^a*?b+?c??$', 'aabbc b', 'aac'],
  ['^(|a)+$', 'a aa', 'b'],
  ['[^a-c]$', 'ad d', 'a dc'],
  ['x[-a]x$', 'x-x xax', 'xbx'],
  ['^[a-]+$', 'a a-', 'b'],
  [String.raw`^[a\-c]+$`, 'a a-c', 'b'],
  ['^[^/:@]+$', 'v1.2.3', ''], // what no tag has is welcome in a class
  [String.raw`^[\d.]+$`, '1.2', 'v1.2'],
  [String.raw`^[^\W_]+$`, 'aB9', 'a_b a-b'],
  [String.raw`^\w+$`, 'aB9_', 'a-b a.b'],
  [String.raw`\W`, 'a-b', 'a_b'],
  [String.raw`\D`, 'a1', '11'],
  [String.raw`^\S+$`, 'a-b', ''],
  [String.raw`\bmaster\b`, 'master x-master-1 master.1', 'master1 x_master'],
  [String.raw`\Bmaster`, 'xmaster', 'master x-master'],
  [String.raw`^a\_b\-c$`, 'a_b-c', 'a-b-c'],
  ['(?i)^develop', 'Develop DEVELOP-1', 'devel'],
  [String.raw`\Av1\z`, 'v1', 'v1.0 av1'],
  [String.raw`^\Qv1.2\E$`, 'v1.2', 'v1x2'],
  ['^[[:alpha:]]+$', 'ab', 'a1'],
  ['^[]a]+$', 'a', 'b'],
  [String.raw`^[\w-z]+$`, 'a-z', 'a.z'],
  [String.raw`^\pN+$`, '12', 'a'],
  [String.raw`^(\w+\.?)+$`, 'a.b.c', `develop-${hash}-1662940000`], // the expression on which JavaScript hangs
];

describe("expressions are read as Go's regexp reads them", () => {
  test.each(readings)('%s', (source, matched, unmatched) => {
    const matches = tagExpression(source);
    const matching = (tags: string) => tags.split(' ').filter(tag => tag !== '' && matches(tag)).join(' ');
    expect(matching(matched)).toBe(matched);
    expect(matching(unmatched)).toBe('');
  });
});

const lookAround = 'say what the tag has, not what it lacks';
const count = 'count to 1000 at most, the smaller count first';
const older = "names a group, which an older Go refuses and which has no use here; write '(' alone";

const refusals: readonly (readonly [source: string, message: string])[] = [
  ['^(?=v)', `RE2 refuses it: invalid or unsupported Perl syntax: \`(?=\`; ${lookAround}`],
  ['^(?!latest)', `RE2 refuses it: invalid or unsupported Perl syntax: \`(?!\`; ${lookAround}`],
  ['(?<=v)1', `RE2 refuses it: invalid named capture: \`(?<=v)1\`; ${lookAround}`],
  ['v(?P<major>1)', `'(?P<major>' ${older}`],
  ['v(?<major>1)', `'(?<major>' ${older}`], // by Go 1.22 for the first time
  [String.raw`(a)\1`, 'RE2 refuses it: invalid escape sequence: `\\1`; write the group again'],
  ['(?>a)', 'RE2 refuses it: invalid or unsupported Perl syntax: `(?>`; write it as golang.org/s/re2syntax says'],
  [String.raw`v1\Z`, "RE2 refuses it: invalid escape sequence: `\\Z`; write '$'"],
  ['[z-a]', 'RE2 refuses it: invalid character class range: `z-a`; turn it round'],
  ['[a-z', 'RE2 refuses it: missing closing ]: `[a-z`; close it'],
  ['(a', 'RE2 refuses it: missing closing ): `(a`; close it'],
  ['a)', "RE2 refuses it: unexpected ): `a)`; take the ')' away or open the group"],
  ['*a', 'RE2 refuses it: missing argument to repetition operator: `*`; put before it what is repeated'],
  ['a**', 'RE2 refuses it: invalid nested repetition operator: `**`; put the first in a group (?: )'],
  ['a{1001}', `RE2 refuses it: invalid repeat count: \`{1001}\`; ${count}`],
  ['(a{40}){40}', `RE2 refuses it: invalid repeat count: \`{40}\`; ${count}`],
  ['a{3,2}', `RE2 refuses it: invalid repeat count: \`{3,2}\`; ${count}`],
  ['a{,3}', "the character '{' cannot stand in a tag; leave it out"],
  ['tidepool/blip', "the character '/' cannot stand in a tag; leave it out"],
  [String.raw`a\:b`, "the character ':' cannot stand in a tag; leave it out"],
  ['a b', "the character ' ' cannot stand in a tag; leave it out"],
  ['^v1$"', "the character '\"' cannot stand in a tag; leave it out"],
  ['vé', "the character 'é' cannot stand in a tag; leave it out"],
];

describe('what Go refuses, or did once, or no tag can match, is refused, and what to write instead is said', () => {
  test.each(refusals)('%s', (source, message) => {
    const refusal = parsedOrRefusal(() => tagExpression(source));
    expect(refusal instanceof Refusal && refusal.message).toBe(message);
  });

  test.each(['('.repeat(20_000), '['.repeat(20_000), `${'('.repeat(2000)}${')'.repeat(2000)}`])('however deep: %.5s', source => {
    expect(parsedOrRefusal(() => tagExpression(source))).toBeInstanceOf(Refusal);
  });
});

test.each<[source: string, is: boolean]>([
  ['^a|b$', true], ['^a||b$', true], ['(a)|b', true], ['(a|(b|c)d)', false], ['[a|b]', false], [String.raw`a\|b`, false], ['[]|]', false],
])('%s is parted by a |: %s', (source, is) => {
  expect(isChoice(source)).toBe(is);
});

test('no expression takes long, whatever its text', () => {
  const expression = re2('^(a+)+$');
  expect('matches' in expression && expression.matches(`${'a'.repeat(5000)}b`)).toBe(false); // RegExp does not end on 40 of them
});

/** Expressions of the common subset, with few enough repetitions for JavaScript. */
const expression = fc.letrec<{ atom: string; sequence: string; choice: string }>(tie => ({
  atom: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...'ab1-_.', '\\.', '\\d', '\\W', '^', '$', '\\b', '[ab]', '[^a-z]', '[\\d_-]'),
    fc.tuple(tie('choice'), fc.constantFrom('', '?', '{2}', '*')).map(([inner, times]) => `(${inner})${times}`),
  ),
  sequence: fc.array(tie('atom'), { maxLength: 3 }).map(parts => parts.join('')),
  choice: fc.array(tie('sequence'), { minLength: 1, maxLength: 2 }).map(options => options.join('|')),
}));

test("JavaScript's own RegExp agrees on every expression that both know", () => {
  fc.assert(fc.property(expression.choice, fc.stringMatching(/^[ab1._-]{0,8}$/), (source, tag) => {
    expect(tagExpression(source)(tag)).toBe(new RegExp(source).test(tag));
  }), { numRuns: 1000 });
});
