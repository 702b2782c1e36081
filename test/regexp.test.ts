import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Refusal, parsedOrRefusal } from '../lib/images/refusal.ts';
import { matches, parseRegexp } from '../lib/images/regexp.ts';

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
  [String.raw`^(\w+\.?)+$`, 'a.b.c', `develop-${hash}-1662940000`], // the expression on which JavaScript hangs
];

describe("expressions are read as Go's regexp reads them", () => {
  test.each(readings)('%s', (source, matched, unmatched) => {
    const regexp = parseRegexp(source);
    const matching = (tags: string) => tags.split(' ').filter(tag => tag !== '' && matches(regexp, tag)).join(' ');
    expect(matching(matched)).toBe(matched);
    expect(matching(unmatched)).toBe('');
  });
});

const refusals: readonly (readonly [source: string, message: string])[] = [
  ['^(?=v)', "'(?=' looks around, which RE2 refuses; say what the tag has, not what it lacks"],
  ['^(?!latest)', "'(?!' looks around, which RE2 refuses; say what the tag has, not what it lacks"],
  ['(?<=v)1', "'(?<=' looks around, which RE2 refuses; say what the tag has, not what it lacks"],
  ['(?<!v)1', "'(?<!' looks around, which RE2 refuses; say what the tag has, not what it lacks"],
  ['v(?P<major>1)', "'(?P<major>' names a group, which has no use here and which JavaScript or an older RE2 refuses; write '(' alone"],
  ['v(?<major>1)', "'(?<major>' names a group, which has no use here and which JavaScript or an older RE2 refuses; write '(' alone"],
  ['(a)(?P=n)', "'(?P=n' refers back to a group, which RE2 refuses; write the group again"],
  ['(?i)develop', "'(?i)' sets flags, which JavaScript does not know; write both cases, as in [Aa], or leave it out"],
  ['(?i:v)1', "'(?i:' sets flags, which JavaScript does not know; write both cases, as in [Aa], or leave it out"],
  ['(?s-m)v', "'(?s-m)' sets flags, which JavaScript does not know; write both cases, as in [Aa], or leave it out"],
  ['(?>a)', "'(?>' is no group that RE2 and JavaScript share; write '(' or '(?:'"],
  ['(?#a)', "'(?#' is no group that RE2 and JavaScript share; write '(' or '(?:'"],
  ['(?', "'(?' is no group that RE2 and JavaScript share; write '(' or '(?:'"],
  [String.raw`(a)\1`, "'\\1' refers back to a group, which RE2 refuses, or is an octal number; write it out"],
  [String.raw`\055`, "'\\0' refers back to a group, which RE2 refuses, or is an octal number; write it out"],
  [String.raw`\x41`, "'\\x' writes a character by its number, which RE2 and JavaScript do differently; write the character itself"],
  [String.raw`\u0041`, "'\\u' writes a character by its number, which RE2 and JavaScript do differently; write the character itself"],
  [String.raw`\Av1`, "'\\A' is unknown to JavaScript; write '^'"],
  [String.raw`v1\z`, "'\\z' is unknown to JavaScript or RE2; write '$'"],
  [String.raw`v1\Z`, "'\\Z' is unknown to JavaScript or RE2; write '$'"],
  [String.raw`\Q1.2\E`, "'\\Q' is unknown to JavaScript; put a backslash before each special character"],
  [String.raw`\pN`, "'\\p' means something else in JavaScript; write the class out, as in [0-9A-Za-z]"],
  [String.raw`[\p{Lu}]`, "'\\p' means something else in JavaScript; write the class out, as in [0-9A-Za-z]"],
  [String.raw`\C`, "'\\C' is no escape that RE2 and JavaScript share; write the character itself"],
  [String.raw`\k<n>`, "'\\k' is no escape that RE2 and JavaScript share; write the character itself"],
  [String.raw`[\b]`, "'\\b' is no escape that RE2 and JavaScript share; write the character itself"],
  [String.raw`v1\n`, "'\\n' is a character that cannot stand in a tag; leave it out"],
  [String.raw`v1\s`, "'\\s' is whitespace, which cannot stand in a tag; leave it out"],
  ['v1\\', "'\\' stands at the end and escapes nothing; take it away"],
  ['[[:alpha:]]', "a '[' stands in a class, where only RE2 knows [:alpha:]; write '\\[', or a-z for letters"],
  ['[]a]', "a ']' stands first in a class, which JavaScript takes for its end; write '\\]'"],
  ['[^]]', "a ']' stands first in a class, which JavaScript takes for its end; write '\\]'"],
  [String.raw`[\w-z]`, "a '-' in the middle of a class reads as part of a range or as itself; put it last, or write '\\-'"],
  ['[a-c-z]', "a '-' in the middle of a class reads as part of a range or as itself; put it last, or write '\\-'"],
  [String.raw`[a-\d]`, "'\\d' is no escape that RE2 and JavaScript share; write the character itself"],
  ['[z-a]', "the range 'z-a' ends before its start; turn it round"],
  ['[/:]', "'[/:]' has no character that can stand in a tag; leave it out"],
  [String.raw`[^\w.-]`, "'[^\\w.-]' has no character that can stand in a tag; leave it out"],
  ['[a-z', "a '[' is not closed; close it"],
  ['(a', "a '(' is not closed; close it"],
  ['a)', "a ')' has no '(' before it; take it away or open the group"],
  ['*a', "'*' repeats nothing; put before it what is repeated"],
  ['a|+', "'+' repeats nothing; put before it what is repeated"],
  ['({2})', "'{2}' repeats nothing; put before it what is repeated"],
  ['^*a', "'*' repeats a place and not a character; take it away"],
  [String.raw`\b+a`, "'+' repeats a place and not a character; take it away"],
  ['a**', "'**' repeats a repetition, which RE2 refuses; put the first in a group (?: )"],
  ['a*+', "'*+' repeats a repetition, which RE2 refuses; put the first in a group (?: )"],
  ['a{2}{3}', "'{2}{3}' repeats a repetition, which RE2 refuses; put the first in a group (?: )"],
  ['a{1001}', "'{1001}' counts beyond 1000, which RE2 refuses; write * or +"],
  ['a{0,1001}', "'{0,1001}' counts beyond 1000, which RE2 refuses; write * or +"],
  ['(a{40}){40}', "'{40}' counts beyond 1000, which RE2 refuses; write * or +"],
  ['(?:a|b(c{20,})?){60}', "'{60}' counts beyond 1000, which RE2 refuses; write * or +"],
  ['a{3,2}', "'{3,2}' ends below its start; write the smaller count first"],
  ['a{,3}', "a '{' begins no count, so it stands for itself; write both ends of the count, as in {0,3}"],
  ['tidepool/blip', "the character '/' cannot stand in a tag; leave it out"],
  [String.raw`a\:b`, "the character ':' cannot stand in a tag; leave it out"],
  ['a b', "the character ' ' cannot stand in a tag; leave it out"],
  ['^v1$"', "the character '\"' cannot stand in a tag; leave it out"],
  ['[^é]', "the character 'é' cannot stand in a tag; leave it out"],
  ['vé', "the character 'é' cannot stand in a tag; leave it out"],
];

describe('what RE2 and JavaScript do not share, or no tag can match, is refused by name', () => {
  test.each(refusals)('%s', (source, message) => {
    const refusal = parsedOrRefusal(() => parseRegexp(source));
    expect(refusal instanceof Refusal && refusal.message).toBe(message);
  });

  const largest = ['a{1000}', '(a{31}){32}', '(a{1000})*', '(a{1000}?)+', '(a{1000})?', '((a{1000}){0}|b{1000})'];
  test.each(largest)('%s is within the limit of counts', source => {
    expect(parsedOrRefusal(() => parseRegexp(source))).not.toBeInstanceOf(Refusal);
  });
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

test("JavaScript's own RegExp agrees on every expression that is accepted", () => {
  fc.assert(fc.property(expression.choice, fc.stringMatching(/^[ab1._-]{0,8}$/), (source, tag) => {
    expect(matches(parseRegexp(source), tag)).toBe(new RegExp(source).test(tag));
  }), { numRuns: 1000 });
});
