import { describe, expect, test } from 'vitest';
import { Refusal, parsedOrRefusal } from '../lib/images/refusal.ts';
import { allows, parseConstraint } from '../lib/images/semver.ts';

/**
 * Constraint, versions that it allows, versions that it does not. The verdicts are those of Masterminds/semver 1.4.2, 1.5.0, 3.0.3 and
 * 3.1.1 alike: they were run side by side on some million pairs, and what surprised stands here.
 */
const readings: readonly (readonly [constraint: string, allowed: string, denied: string])[] = [
  // Equality, and what counts as a version.
  ['1.2.3', '1.2.3 v1.2.3', '1.2.4 1.2.3-beta 1.2 develop latest'],
  ['=1.2.3', '1.2.3', '1.2.2'],
  ['= 1.2.3', '1.2.3', '1.2.2'],
  ['v1.2.3', '1.2.3 v1.2.3', 'V1.2.3 v1.2.4'],
  ['1.0.0', '1 1.0 v1 1.0.0', '1.0.0.0 1.0.1'],
  ['01.2.3', '1.2.3 1.02.3', '1.2.4'],
  ['1.2.3-beta', '1.2.3-beta', '1.2.3 1.2.3-beta.1 1.2.3-alpha'],
  // Wildcards and short versions, which mean the same as `~`, except for two numbers alone.
  ['*', '0 1 1.2.3 v99.99.100', '1.2.3-beta develop master-latest'],
  ['x', '1.2.3', '1.2.3-beta'],
  ['X', '1.2.3', '1.2.3-beta'],
  ['v*', '1.2.3', 'v1.2.3-beta'],
  ['*.*', '1.2.3', '1.2.3-beta'],
  ['1', '1.0.0 1.9.9 v1', '0.9.9 2.0.0 1.2.3-beta'],
  ['1.x', '1.0.0 1.9.9', '0.9.9 2.0.0'],
  ['1.*', '1.0.0 1.9.9 1', '2'],
  ['1.X.x', '1.0.0 1.9.9', '2.0.0'],
  ['=1.x', '1.0.0 1.9.9', '2.0.0'],
  ['0', '0.0.0 0.9.0', '1.0.0'],
  ['1.2.x', '1.2.0 1.2.9 1.2', '1.3.0 1.1.9 1.2.3-beta'],
  ['1.2.*', '1.2.0 1.2.9', '1.3.0'],
  ['0.0.x', '0.0.0 0.0.9', '0.1.0 1.0.0'],
  // Not equal: a full version excludes itself alone and lets pre-releases pass, a short one does not.
  ['!=1.2.3', '1.2.4 1.2.3-beta 2.0.0-beta', '1.2.3 v1.2.3 develop'],
  ['!=1', '0.9.0 2.0.0', '1.0.0 1.9.9 2.0.0-beta'],
  ['!=1.2.x', '1.3.0 2.2.0', '1.2.0 1.2.9 1.3.0-beta'],
  // Bounds.
  ['>1.2.3', '1.2.4 2.0.0', '1.2.3 1.2.2 2.0.0-beta'],
  ['>1.2.3-beta', '1.2.3 1.2.3-beta.1 1.2.3-gamma 1.2.4-alpha', '1.2.3-beta 1.2.3-alpha'],
  ['>=1.2.3', '1.2.3 1.2.4 2.0.0', '1.2.2 1.3.0-beta'],
  ['=>1.2.3', '1.2.3 2.0.0', '1.2.2'],
  ['>=1', '1.0.0 2.0.0', '0.9.9 1.0.0-beta'],
  ['>=1.2', '1.2.0 1.2.1', '1.1.9'],
  ['>=1.2.x', '1.2.0 2.0.0', '1.1.9'],
  ['>=0.0.0-0', '0.0.0 0.0.0-0 1.2.3-beta 1.2.3', 'develop'],
  ['>=1.0.0-0', '1.0.0-beta 1.0.0 2.0.0-alpha', '0.9.9'],
  ['<1.2.3', '1.2.2 0.9.0', '1.2.3 1.2.3-beta 1.2.2-beta'],
  ['<1.2', '1.1.9 0.9.0', '1.2.0 1.2.1'],
  ['<1.2.3-beta', '1.2.2 1.2.3-alpha', '1.2.3-beta 1.2.3'],
  ['<=1.2.3', '1.2.3 1.2.2', '1.2.4'],
  ['=<1.2.3', '1.2.3 1.2.2', '1.2.4'],
  ['<=1', '1.9.9 0.1.0', '2.0.0'],
  // Tilde and caret.
  ['~1.2.3', '1.2.3 1.2.9', '1.2.2 1.3.0 1.2.4-beta'],
  ['~>1.2.3', '1.2.3 1.2.9', '1.3.0'],
  ['~1.2', '1.2.0 1.2.9 v1.2', '1.1.9 1.3.0'],
  ['~1.2.x', '1.2.0 1.2.9', '1.3.0'],
  ['~1', '1.0.0 1.9.9', '2.0.0'],
  ['~1.x', '1.0.0 1.9.9', '2.0.0'],
  ['~0.0.1', '0.0.1 0.0.9', '0.0.0 0.1.0'],
  ['~1.2.3-beta', '1.2.3-beta 1.2.3 1.2.9-alpha 1.2.9', '1.2.3-alpha 1.3.0'],
  ['^1.2.3', '1.2.3 1.9.9', '1.2.2 2.0.0 1.5.0-beta'],
  ['^1.2', '1.2.0 1.9.9', '1.1.9 2.0.0'],
  ['^1', '1.0.0 1.9.9', '2.0.0'],
  ['^0', '0.0.0 0.9.9', '1.0.0'],
  // Joined: a comma binds closer than `||`, and a range is two bounds.
  ['>=1.2.0, <2.0.0', '1.2.0 1.9.9', '1.1.9 2.0.0'],
  ['>=1.2.0,<2.0.0', '1.2.0 1.9.9', '1.1.9 2.0.0'],
  ['~1.2, !=1.2.3', '1.2.2 1.2.4', '1.2.3 1.3.0'],
  ['1.x || 3.x', '1.5.0 3.5.0', '2.5.0'],
  ['~1.2||~1.4', '1.2.9 1.4.0', '1.3.0'],
  ['>=1.0.0, <1.5.0 || 2.x', '1.4.9 2.1.0', '1.5.0'],
  ['1.2.3 - 1.4.5', '1.2.3 1.4.5', '1.2.2 1.4.6 1.3.0-beta'],
  ['1.2 - 2', '1.2.0 2.9.9', '1.1.9 3.0.0'],
  ['v1.2.3 - v1.4.5, !=1.3.0', '1.3.1', '1.3.0 1.5.0'],
  ['1.0.0 - 1.1.0 || 3.x', '1.0.5 3.0.0', '2.0.0'],
  ['1.2.3-4.5.6', '1.2.3-4.5.6', '1.2.3 2.0.0'], // without spaces no range but a pre-release
  // Order of pre-releases: numbers by value and before words, fewer parts first; big numbers exactly.
  ['>1.0.0-beta.2', '1.0.0-beta.10 1.0.0-beta.x 1.0.0-beta.2.1', '1.0.0-beta.1 1.0.0-beta'],
  ['>1.0.0-99', '1.0.0-103 1.0.0-a 1.0.0-0123', '1.0.0-98 1.0.0-099'],
  ['>1.0.0-18446744073709551615', '1.0.0-18446744073709551616 1.0.0-a', '1.0.0-18446744073709551614'],
  ['>1.0.0-100000000000000000000', '1.0.0-20000000000000000000', '1.0.0-9'], // beyond 2^64 they are words
  ['>=1.0.0', '1662940000 9223372036854775807', '9223372036854775808 1234567890123456789012345678901234567890'],
  ['2019.x', '2019 2019.9.12', '2019-09-12'], // a date is a pre-release
];

describe('constraints are read as Masterminds/semver reads them', () => {
  test.each(readings)('%s', (constraint, allowed, denied) => {
    const parsed = parseConstraint(constraint);
    const verdicts = (versions: string) => versions.split(' ').map(version => `${version} ${allows(parsed, version)}`);
    expect(verdicts(allowed)).toEqual(allowed.split(' ').map(version => `${version} true`));
    expect(verdicts(denied)).toEqual(denied.split(' ').map(version => `${version} false`));
  });
});

/** In the comments: a version on which the releases of Masterminds differ, or all err. */
const refusals: readonly (readonly [constraint: string, message: string])[] = [
  ['1.2', "'1.2' means 1.2.0 to Flux before 1.18 and 1.2.x since; write '1.2.0' or '1.2.x'"], // 1.2.1
  ['=v1.2', "'=v1.2' means v1.2.0 to Flux before 1.18 and v1.2.x since; write 'v1.2.0' or 'v1.2.x'"],
  ['!=1.2', "'!=1.2' means 1.2.0 to Flux before 1.18 and 1.2.x since; write '!=1.2.0' or '!=1.2.x'"],
  ['>1', "'>1' is rounded up by some releases of Flux and down by others; write all three numbers, as in 1.0.0"], // 1.5.0
  ['>1.2.x', "'>1.2.x' is rounded up by some releases of Flux and down by others; write all three numbers, as in 1.2.0"],
  ['>=1.0.0, <2', "'<2' is rounded up by some releases of Flux and down by others; write all three numbers, as in 2.0.0"], // 2.5.0
  ['<1.2.x', "'<1.2.x' is rounded up by some releases of Flux and down by others; write all three numbers, as in 1.2.0"],
  ['<=1.2', "'<=1.2' is rounded up by some releases of Flux and down by others; write all three numbers, as in 1.2.0"], // 1.2.1
  ['1.0 - 1.2', "'1.0 - 1.2' is rounded up by some releases of Flux and down by others; write all three numbers, as in 1.2.0"],
  ['>=0', "'>=0' lets pre-releases pass in Flux before 1.18 and not since; "
    + "write '*' for every release, or begin at 0.0.0-0 to let pre-releases pass"],
  ['>0.0.0', "'>0.0.0' lets pre-releases pass in Flux before 1.18 and not since; "
    + "write '*' for every release, or begin at 0.0.0-0 to let pre-releases pass"],
  ['~0.0', "'~0.0' means every version to Flux before 1.18; write '0.0.x'"],
  ['~0.0.0', "'~0.0.0' means every version to Flux; write '0.0.x'"], // 5.0.0
  ['^0.2.3', "'^0.2.3' reaches up to 1.0.0 in Flux before 1.18 and less far since; write the range itself, as in '>=0.2.3, <0.3.0'"],
  ['^0.0.0', "'^0.0.0' reaches up to 1.0.0 in Flux before 1.18 and less far since; write the range itself, as in '>=0.0.1, <0.1.0'"],
  ['^*', "'^*' compares with no number; write '*' alone for every release"],
  ['1.x.3', "'1.x.3' has a number behind a wildcard, which is ignored; leave it out"],
  ['>=1.2-beta', "'1.2-beta' is a pre-release of no full version; write all three numbers"],
  ['>1.0.0-rc.01', "'rc.01' has a number that begins with 0; leave the 0 out"],
  ['>=1.0.0 <2.0.0', "'>=1.0.0 <2.0.0' joins its parts by a space, which Flux before 1.18 cannot read and so allows every version; "
    + 'join them by a comma, or a range by " - "'],
  ['1.x||1.0.0 - 2.0.0', "'||1.0.0 - ...': Flux takes that | for part of a number; put a space behind '||'"],
  ['1.0.0 - 2.0.0 - 3.0.0', "'1.0.0 - 2.0.0 - 3.0.0' joins its parts by a space, which Flux before 1.18 cannot read and so allows every "
    + 'version; join them by a comma, or a range by " - "'],
  ['>=1.0.0,', "a part of '>=1.0.0,' is empty; write a version on both sides of every , and ||"],
  ['|| 1.x', "a part of '|| 1.x' is empty; write a version on both sides of every , and ||"],
  ['1.x | 2.x', "'1.x | 2.x' joins its parts by a space, which Flux before 1.18 cannot read and so allows every version; "
    + 'join them by a comma, or a range by " - "'],
  ['==1.2.3', "'==' is no operator; use one of = != > >= < <= ~ ^"],
  ['~=1.2.3', "'~=' is no operator; use one of = != > >= < <= ~ ^"],
  ['constructor', "'constructor' is no version; write one to three numbers, as in 1.2.3, 1.2.x or 1.2.3-beta.1"],
  ['1.2.3.4', "'1.2.3.4' is no version; write one to three numbers, as in 1.2.3, 1.2.x or 1.2.3-beta.1"],
  ['1.2.3+5', "'1.2.3+5' is no version; write one to three numbers, as in 1.2.3, 1.2.x or 1.2.3-beta.1"],
  ['V1.2.3', "'V1.2.3' is no version; write one to three numbers, as in 1.2.3, 1.2.x or 1.2.3-beta.1"],
  ['>=', "'' is no version; write one to three numbers, as in 1.2.3, 1.2.x or 1.2.3-beta.1"],
  ['9223372036854775808.x', "a number of '9223372036854775808.x' is too large for a version; write a smaller one"],
  ['1.2.3\t', 'it holds a character that no version has; write spaces and plain ASCII only'],
  ['≥1.2.3', 'it holds a character that no version has; write spaces and plain ASCII only'],
];

describe('a constraint that the releases of Flux v1 read differently, or not at all, is refused', () => {
  test.each(refusals)('%s', (constraint, message) => {
    const refusal = parsedOrRefusal(() => parseConstraint(constraint));
    expect(refusal instanceof Refusal && refusal.message).toBe(message);
  });

  const advice = refusals.flatMap(([, message]) => message.replace(/^.*; /, '').match(/(?<=')[^']*\d[^']*(?=')/g) ?? []);
  test.each(advice)('the advice %s is accepted itself', constraint => {
    expect(parsedOrRefusal(() => parseConstraint(constraint))).not.toBeInstanceOf(Refusal);
  });
});
