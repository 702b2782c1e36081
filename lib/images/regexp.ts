import { Refusal } from './refusal.ts';

/**
 * Regular expressions as Flux v1 reads them (Go's regexp, that is RE2), as far as JavaScript reads them alike: literals, `.`, classes,
 * `\d \w \s` and their opposites, `^ $ \b \B`, groups, `|`, and the quantifiers of both libraries with counts up to 1000. Everything
 * else is refused by name. Source: regexp/syntax of Go; ECMA-262 without flags.
 *
 * Matched here and not by JavaScript's RegExp, since that can take hours over `^(\w+\.?)+$` and a tag of 60 characters. RE2 never does.
 */
export type Regexp =
  | { readonly kind: 'character'; readonly has: (character: string) => boolean }
  | { readonly kind: 'assertion'; readonly holds: (text: string, at: number) => boolean }
  | { readonly kind: 'sequence' | 'choice'; readonly of: readonly Regexp[] }
  | { readonly kind: 'repeat'; readonly of: Regexp; readonly min: number; readonly max: number };

/** True when the expression matches anywhere in the text: `^` and `$` must be written to bind it. */
export function matches(regexp: Regexp, text: string): boolean {
  const everywhere = new Set(Array.from({ length: text.length + 1 }, (_, i) => i));
  return ends(regexp, text, everywhere).size > 0;
}

/** Where a match that begins at one of `starts` can end. Sets, so that no way is walked twice. */
function ends(regexp: Regexp, text: string, starts: ReadonlySet<number>): ReadonlySet<number> {
  switch (regexp.kind) {
    case 'character': return new Set([...starts].filter(at => at < text.length && regexp.has(text.charAt(at))).map(at => at + 1));
    case 'assertion': return new Set([...starts].filter(at => regexp.holds(text, at)));
    case 'sequence': return regexp.of.reduce((from, part) => ends(part, text, from), starts);
    case 'choice': return new Set(regexp.of.flatMap(option => [...ends(option, text, starts)]));
    case 'repeat': {
      let here = starts;
      for (let count = 0; count < regexp.min && here.size > 0; count++) here = ends(regexp.of, text, here);
      const reached = new Set(here);
      for (let count = regexp.min; count < regexp.max; count++) {
        here = new Set([...ends(regexp.of, text, here)].filter(at => !reached.has(at)));
        if (here.size === 0) break;
        for (const at of here) reached.add(at);
      }
      return reached;
    }
  }
}

/** Throws a Refusal for what RE2 refuses, what JavaScript reads differently, and what no tag can match. */
export function parseRegexp(source: string): Regexp {
  const strange = /[^\x20-\x7e]/u.exec(source)?.[0];
  if (strange !== undefined) throw new Refusal(`the character '${strange}' cannot stand in a tag`, 'leave it out');
  const scanner = new Scanner(source);
  const regexp = choice(scanner);
  if (!scanner.atEnd()) throw new Refusal("a ')' has no '(' before it", 'take it away or open the group');
  return regexp;
}

/** Reads the source from left to right. */
class Scanner {
  readonly source: string;
  at = 0;

  constructor(source: string) {
    this.source = source;
  }

  atEnd(): boolean {
    return this.at >= this.source.length;
  }

  /** The next characters, which stay where they are. */
  peek(length = 1): string {
    return this.source.slice(this.at, this.at + length);
  }

  next(): string {
    return this.source.charAt(this.at++);
  }

  /** Steps over `text` if it comes next. */
  skip(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** Steps over what the pattern (sticky) matches here. */
  read(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }
}

function choice(scanner: Scanner): Regexp {
  const options = [sequence(scanner)];
  while (scanner.skip('|')) options.push(sequence(scanner));
  return options.length === 1 && options[0] ? options[0] : { kind: 'choice', of: options };
}

function sequence(scanner: Scanner): Regexp {
  const parts: Regexp[] = [];
  while (!scanner.atEnd() && scanner.peek() !== '|' && scanner.peek() !== ')') parts.push(quantified(scanner));
  return { kind: 'sequence', of: parts };
}

const quantifierPattern = /[*+?]|\{\d+(?:,\d*)?\}/y;

function quantified(scanner: Scanner): Regexp {
  const before = scanner.read(quantifierPattern);
  if (before !== undefined) throw new Refusal(`'${before}' repeats nothing`, 'put before it what is repeated');
  const of = atom(scanner);
  const quantifier = scanner.read(quantifierPattern);
  if (quantifier === undefined) return of;
  if (of.kind === 'assertion') throw new Refusal(`'${quantifier}' repeats a place and not a character`, 'take it away');
  scanner.skip('?'); // lazy: what is matched changes, whether it matches does not
  const second = scanner.read(quantifierPattern);
  if (second !== undefined) {
    throw new Refusal(`'${quantifier}${second}' repeats a repetition, which RE2 refuses`, 'put the first in a group (?: )');
  }
  const repeat = repetition(quantifier, of);
  if (!fits(repeat, largestCount)) throw new Refusal(`'${quantifier}' counts beyond 1000, which RE2 refuses`, 'write * or +');
  return repeat;
}

function repetition(quantifier: string, of: Regexp): Regexp & { kind: 'repeat' } {
  const isCounted = quantifier.startsWith('{');
  if (!isCounted) return { kind: 'repeat', of, min: quantifier === '+' ? 1 : 0, max: quantifier === '?' ? 1 : Infinity };
  const [low = '', high = low] = quantifier.slice(1, -1).split(',');
  const [min, max] = [Number(low), high === '' ? Infinity : Number(high)];
  if (max < min) throw new Refusal(`'${quantifier}' ends below its start`, 'write the smaller count first');
  return { kind: 'repeat', of, min, max };
}

/** RE2's limit: the counts of repetitions within each other, multiplied, may not exceed it. */
const largestCount = 1000;

function fits(regexp: Regexp, limit: number): boolean {
  if (regexp.kind === 'sequence' || regexp.kind === 'choice') return regexp.of.every(part => fits(part, limit));
  if (regexp.kind !== 'repeat') return true;
  const count = regexp.max === Infinity ? regexp.min : regexp.max;
  return count <= limit && fits(regexp.of, Math.floor(limit / Math.max(count, 1)));
}

function atom(scanner: Scanner): Regexp {
  const character = scanner.next();
  switch (character) {
    case '.': return { kind: 'character', has: () => true };
    case '^': return { kind: 'assertion', holds: (_, at) => at === 0 };
    case '$': return { kind: 'assertion', holds: (text, at) => at === text.length };
    case '(': return group(scanner);
    case '[': return characterClass(scanner);
    case '\\': return escape(scanner);
    case '{': throw new Refusal("a '{' begins no count, so it stands for itself", 'write both ends of the count, as in {0,3}');
    default: return literal(character);
  }
}

const tagCharacters = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.-'];

function literal(character: string): Regexp {
  if (!tagCharacters.includes(character)) throw new Refusal(`the character '${character}' cannot stand in a tag`, 'leave it out');
  return { kind: 'character', has: other => other === character };
}

const groupAdvice: readonly (readonly [RegExp, string, string])[] = [
  [/\?(=|!|<=|<!)/y, 'looks around, which RE2 refuses', 'say what the tag has, not what it lacks'],
  [/\?P?<\w*>/y, 'names a group, which has no use here and which JavaScript or an older RE2 refuses', "write '(' alone"],
  [/\?P=\w*/y, 'refers back to a group, which RE2 refuses', 'write the group again'],
  [/\?[-a-zA-Z]+[:)]?/y, 'sets flags, which JavaScript does not know', 'write both cases, as in [Aa], or leave it out'],
  [/\?.?/y, 'is no group that RE2 and JavaScript share', "write '(' or '(?:'"],
];

function group(scanner: Scanner): Regexp {
  if (!scanner.skip('?:') && scanner.peek() === '?') {
    for (const [pattern, reason, instead] of groupAdvice) {
      const piece = scanner.read(pattern);
      if (piece !== undefined) throw new Refusal(`'(${piece}' ${reason}`, instead);
    }
  }
  const inner = choice(scanner);
  if (!scanner.skip(')')) throw new Refusal("a '(' is not closed", 'close it');
  return inner;
}

const shorthands: Readonly<Record<string, RegExp>> = { d: /\d/, D: /\D/, w: /\w/, W: /\W/, s: /\s/, S: /\S/ };

function escape(scanner: Scanner): Regexp {
  const character = scanner.next();
  const shorthand = shorthands[character];
  if (character === 's') throw new Refusal("'\\s' is whitespace, which cannot stand in a tag", 'leave it out');
  if (shorthand) return { kind: 'character', has: other => shorthand.test(other) };
  if (character === 'b') return { kind: 'assertion', holds: isWordBoundary };
  if (character === 'B') return { kind: 'assertion', holds: (text, at) => !isWordBoundary(text, at) };
  return literal(escaped(character));
}

function isWordBoundary(text: string, at: number): boolean {
  return /\w/.test(text.charAt(at - 1)) !== /\w/.test(text.charAt(at));
}

const escapeAdvice: readonly (readonly [RegExp, string, string])[] = [
  [/^$/, 'stands at the end and escapes nothing', 'take it away'],
  [/[0-9]/, 'refers back to a group, which RE2 refuses, or is an octal number', 'write it out'],
  [/A/, 'is unknown to JavaScript', "write '^'"],
  [/z/i, 'is unknown to JavaScript or RE2', "write '$'"],
  [/[QE]/, 'is unknown to JavaScript', 'put a backslash before each special character'],
  [/p/i, 'means something else in JavaScript', 'write the class out, as in [0-9A-Za-z]'],
  [/[cxu]/, 'writes a character by its number, which RE2 and JavaScript do differently', 'write the character itself'],
  [/[afnrtv]/, 'is a character that cannot stand in a tag', 'leave it out'],
  [/./, 'is no escape that RE2 and JavaScript share', 'write the character itself'],
];

/** The punctuation that stands behind a backslash; RE2 takes any for itself, and no letter or digit. */
function escaped(character: string): string {
  if (/^[^0-9A-Za-z]$/.test(character)) return character;
  const [, reason = '', instead = ''] = escapeAdvice.find(([pattern]) => pattern.test(character)) ?? [];
  throw new Refusal(`'\\${character}' ${reason}`, instead);
}

/** What stands between `[` and `]`. Characters that no tag has are welcome here, since a class also says what not. */
function characterClass(scanner: Scanner): Regexp {
  const start = scanner.at - 1;
  const negated = scanner.skip('^');
  const members: ((character: string) => boolean)[] = [];
  const first = scanner.at;
  while (scanner.at === first || scanner.peek() !== ']') members.push(classMember(scanner, scanner.at === first));
  scanner.next();
  const has = (character: string) => members.some(member => member(character)) !== negated;
  if (!tagCharacters.some(has)) {
    throw new Refusal(`'${scanner.source.slice(start, scanner.at)}' has no character that can stand in a tag`, 'leave it out');
  }
  return { kind: 'character', has };
}

function classMember(scanner: Scanner, isFirst: boolean): (character: string) => boolean {
  const shorthand = shorthands[scanner.read(/\\[dDwWsS]/y)?.charAt(1) ?? ''];
  if (shorthand) return character => shorthand.test(character);
  if (scanner.peek() === '-' && !isFirst && scanner.peek(2) !== '-]') {
    throw new Refusal("a '-' in the middle of a class reads as part of a range or as itself", "put it last, or write '\\-'");
  }
  const low = classCharacter(scanner);
  if (scanner.peek() !== '-' || scanner.peek(2) === '-]') return character => character === low;
  scanner.next();
  const high = classCharacter(scanner);
  if (high < low) throw new Refusal(`the range '${low}-${high}' ends before its start`, 'turn it round');
  return character => low <= character && character <= high;
}

function classCharacter(scanner: Scanner): string {
  if (scanner.atEnd()) throw new Refusal("a '[' is not closed", 'close it');
  const character = scanner.next();
  if (character === ']') throw new Refusal("a ']' stands first in a class, which JavaScript takes for its end", "write '\\]'");
  if (character === '[') throw new Refusal("a '[' stands in a class, where only RE2 knows [:alpha:]", "write '\\[', or a-z for letters");
  return character === '\\' ? escaped(scanner.next()) : character;
}
