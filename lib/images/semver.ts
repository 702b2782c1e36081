import { Refusal } from './refusal.ts';

/**
 * Version constraints as Flux v1 reads them. It used Masterminds/semver, and not one but three of it: 1.4.2 up to Flux 1.17, 3.0.3 from
 * 1.18, 3.1.1 at its end. They disagree on much (`<2` of 1.4.2 lets 2.9.0 pass), so only a constraint that all of them read alike is
 * accepted; for every other one the Refusal names a spelling that is. Source: constraints.go and version.go of those releases.
 */
export type Constraint = readonly (readonly Comparator[])[];

interface Comparator {
  readonly operator: Operator;
  readonly bound: Version;
  /** How many of the three numbers are given: 1 for `1`, `1.x` and `1.x.x`, 0 for `*`. */
  readonly given: number;
}

interface Version {
  readonly numbers: readonly [bigint, bigint, bigint];
  /** `beta.1` of `1.2.3-beta.1`; empty for a release. */
  readonly preRelease: string;
}

type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=' | '~' | '^';

const spellings: Readonly<Record<string, Operator>> = {
  '': '=', '=': '=', '!=': '!=', '>': '>', '>=': '>=', '=>': '>=', '<': '<', '<=': '<=', '=<': '<=', '~': '~', '~>': '~', '^': '^',
};

/** Numbers beyond are no versions to Masterminds: a tag of forty digits is none. */
const largestNumber = 2n ** 63n - 1n;
const largestIdentifier = 2n ** 64n - 1n;

/** True when the tag is a version (`v` before it and missing numbers are fine) that the constraint allows. */
export function allows(constraint: Constraint, tag: string): boolean {
  const version = versionOf(tag);
  return version !== undefined && constraint.some(all => all.every(comparator => meets(version, comparator)));
}

function meets(version: Version, { operator, bound, given }: Comparator): boolean {
  const exact = given === 3;
  // A bound without a pre-release wants releases only; `!=1.2.3` is the exception that only ever excludes 1.2.3.
  if (version.preRelease !== '' && bound.preRelease === '' && !(operator === '!=' && exact)) return false;
  const order = compare(version, bound);
  const sameFirst = (count: number) => version.numbers.slice(0, count).every((number, i) => number === bound.numbers[i]);
  switch (operator) {
    case '=': return exact ? order === 0 : sameFirst(given);
    case '!=': return exact ? order !== 0 : !sameFirst(given);
    case '>': return order > 0;
    case '>=': return order >= 0;
    case '<': return order < 0;
    case '<=': return order <= 0 || (!exact && sameFirst(given));
    case '~': return order >= 0 && sameFirst(Math.min(given, 2));
    case '^': return order >= 0 && sameFirst(1);
  }
}

/** Throws a Refusal for what a release of Flux v1 cannot read, or reads differently from the others. */
export function parseConstraint(text: string): Constraint {
  if (/[^\x20-\x7e]/.test(text)) throw new Refusal('it holds a character that no version has', 'write spaces and plain ASCII only');
  const behindOr = /\|\|([^ ,|]+ +- )/.exec(text)?.[1];
  if (behindOr !== undefined) throw new Refusal(`'||${behindOr}...': Flux takes that | for part of a number`, "put a space behind '||'");
  return text.split('||').map(alternative => alternative.split(',').flatMap(part => comparators(part.trim(), text)));
}

/** One comparator, or the two that a range ` - ` stands for. */
function comparators(part: string, text: string): Comparator[] {
  if (part === '') throw new Refusal(`a part of '${text}' is empty`, 'write a version on both sides of every , and ||');
  const [, low, high] = /^(\S+) +- +(\S+)$/.exec(part) ?? [];
  if (low !== undefined && high !== undefined) return [comparator('>=', low, part), comparator('<=', high, part)];
  const [, operator = '', bound = ''] = /^([!<>=~^]*) *(.*)$/.exec(part) ?? [];
  if (bound.includes(' ')) {
    throw new Refusal(`'${part}' joins its parts by a space, which Flux before 1.18 cannot read and so allows every version`,
      'join them by a comma, or a range by " - "');
  }
  return [comparator(operator, bound, part)];
}

const boundPattern = /^v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/** `written` is the part as the author wrote it, for the message. */
function comparator(spelling: string, text: string, written: string): Comparator {
  const operator = Object.hasOwn(spellings, spelling) ? spellings[spelling] : undefined;
  if (operator === undefined) throw new Refusal(`'${spelling}' is no operator`, 'use one of = != > >= < <= ~ ^');
  const [whole, ...parts] = boundPattern.exec(text) ?? [];
  if (whole === undefined) throw new Refusal(`'${text}' is no version`, 'write one to three numbers, as in 1.2.3, 1.2.x or 1.2.3-beta.1');
  const numbers = parts.slice(0, 3);
  const preRelease = parts[3] ?? '';
  const firstGap = numbers.findIndex(number => !isNumber(number));
  const given = firstGap < 0 ? 3 : firstGap;
  if (numbers.slice(given).some(isNumber)) throw new Refusal(`'${text}' has a number behind a wildcard, which is ignored`, 'leave it out');
  if (preRelease !== '' && given < 3) throw new Refusal(`'${text}' is a pre-release of no full version`, 'write all three numbers');
  if (/(^|\.)0\d+(\.|$)/.test(preRelease)) throw new Refusal(`'${preRelease}' has a number that begins with 0`, 'leave the 0 out');
  const bound = versionOf([0, 1, 2].map(i => (i < given ? numbers[i] : '0')).join('.') + (preRelease && `-${preRelease}`));
  if (bound === undefined) throw new Refusal(`a number of '${text}' is too large for a version`, 'write a smaller one');
  const lacksPatch = given === 2 && numbers[2] === undefined;
  if (lacksPatch) refuseMissingPatch(operator, text, written, bound);
  if (given < 3 && !(lacksPatch && operator === '<')) refuseRounded(operator, given, written, bound);
  refuseAmbiguous({ operator, bound, given }, written);
  return { operator, bound, given };
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && /\d/.test(text);
}

/** `1.2` is not `1.2.x` to the older releases of Flux v1. */
function refuseMissingPatch(operator: Operator, text: string, written: string, { numbers: [major, minor] }: Version): void {
  if (operator === '=' || operator === '!=') {
    const [one, all] = ['0', 'x'].map(patch => `${operator === '=' ? '' : operator}${text}.${patch}`);
    throw new Refusal(`'${written}' means ${text}.0 to Flux before 1.18 and ${text}.x since`, `write '${one}' or '${all}'`);
  }
  if (operator === '~' && major === 0n && minor === 0n) {
    throw new Refusal(`'${written}' means every version to Flux before 1.18`, "write '0.0.x'");
  }
}

/** `>1` begins at 1.0.1 or at 2.0.0, and `<2` ends before 2.0.0 or only before 3.0.0. */
function refuseRounded(operator: Operator, given: number, written: string, { numbers }: Version): void {
  if (given === 0 && operator !== '=') throw new Refusal(`'${written}' compares with no number`, "write '*' alone for every release");
  if (operator === '>' || operator === '<' || (operator === '<=' && given === 2)) {
    throw new Refusal(`'${written}' is rounded up by some releases of Flux and down by others`,
      `write all three numbers, as in ${numbers.join('.')}`);
  }
}

/** What else the releases of Flux v1 read differently, or all read unexpectedly. */
function refuseAmbiguous({ operator, bound, given }: Comparator, written: string): void {
  const [major, minor, patch] = bound.numbers;
  const isZero = bound.numbers.every(number => number === 0n);
  if (isZero && bound.preRelease === '' && (operator === '>' || operator === '>=')) {
    throw new Refusal(`'${written}' lets pre-releases pass in Flux before 1.18 and not since`,
      "write '*' for every release, or begin at 0.0.0-0 to let pre-releases pass");
  }
  if (isZero && operator === '~' && given === 3) throw new Refusal(`'${written}' means every version to Flux`, "write '0.0.x'");
  if (operator === '^' && major === 0n && given > 1) {
    const start = minor === 0n && patch === 0n ? '0.0.1' : bound.numbers.join('.');
    throw new Refusal(`'${written}' reaches up to 1.0.0 in Flux before 1.18 and less far since`,
      `write the range itself, as in '>=${start}, <0.${minor + 1n}.0'`);
  }
}

/**
 * `v1`, `1.2` and `1.2.3-beta.1` are versions, with zeros for what is missing; build metadata (`+`) cannot stand in a tag. `1.2.3-01` is
 * one to Flux before 1.18 only: it counts, since to drop a tag that Flux chose does more harm than to keep one.
 */
function versionOf(text: string): Version | undefined {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/.exec(text);
  if (!match) return undefined;
  const number = (i: number) => BigInt(match[i] ?? 0);
  const numbers = [number(1), number(2), number(3)] as const;
  return numbers.some(part => part > largestNumber) ? undefined : { numbers, preRelease: match[4] ?? '' };
}

/** Negative, zero or positive, by semver's precedence: a release comes after its pre-releases. */
function compare(a: Version, b: Version): number {
  for (const [i, number] of a.numbers.entries()) {
    const other = b.numbers[i] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  if (a.preRelease === '' || b.preRelease === '') return Number(a.preRelease === '') - Number(b.preRelease === '');
  const [left, right] = [a.preRelease.split('.'), b.preRelease.split('.')];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = compareIdentifiers(left[i], right[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** A missing identifier comes before any, a number before a word; numbers by value, words by their bytes. */
function compareIdentifiers(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const [left, right] = [identifierNumber(a), identifierNumber(b)];
  if (left !== undefined && right !== undefined) return left > right ? 1 : -1; // 01 before 1, as Masterminds has it
  if (left !== undefined || right !== undefined) return left !== undefined ? -1 : 1;
  return a < b ? -1 : 1;
}

function identifierNumber(text: string): bigint | undefined {
  return /^\d+$/.test(text) && BigInt(text) <= largestIdentifier ? BigInt(text) : undefined;
}

/** Which of two versions is the newer one: less than 0 where it is the second. Undefined where one of them is no version. */
export function compareVersions(one: string, other: string): number | undefined {
  const [a, b] = [versionOf(one), versionOf(other)];
  return a && b && compare(a, b);
}
