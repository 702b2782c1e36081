import { re2 } from '../re2.ts';
import { Refusal } from './refusal.ts';

/**
 * Whether the expression of a tag policy matches a tag. Throws a Refusal for what Go's regexp refuses, for named groups, which the Go that
 * built Flux v1 knows by one of their two spellings only, and for characters that no tag has.
 */
export function tagExpression(source: string): (tag: string) => boolean {
  const strange = /[^-\w.\\^$*+?()|]/u.exec(outline(source).replaceAll(/\(\?[^()]*?[:>]|\{\d+(?:,\d*)?\}/g, ''))?.[0];
  const [named] = /\(\?P?<\w*>/.exec(outline(source)) ?? [];
  if (named !== undefined) throw new Refusal(`'${named}' names a group, which an older Go refuses and which has no use here`, "write '(' alone");
  const expression = re2(source);
  if ('refused' in expression) throw new Refusal(`RE2 refuses it: ${expression.refused}`, adviceFor(expression.refused));
  if (strange !== undefined) throw new Refusal(`the character '${strange}' cannot stand in a tag`, 'leave it out');
  return expression.matches;
}

/** True when `|` parts the whole expression, so that a `^` or `$` binds only a part of it. */
export function isChoice(source: string): boolean {
  let depth = 0;
  for (const [character] of outline(source).matchAll(/[()|]/g)) {
    if (character === '|' && depth === 0) return true;
    depth += character === '(' ? 1 : character === ')' ? -1 : 0;
  }
  return false;
}

/** The expression without what stands in classes and behind a backslash. */
export function outline(source: string): string {
  return source.replaceAll(/\\Q.*?(?:\\E|$)|\\[\w.*+?()|[\]{}^$\\-]|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]/g, '');
}

const advice: readonly (readonly [refused: RegExp, instead: string])[] = [
  [/\(\?<?[=!]/, 'say what the tag has, not what it lacks'],
  [/`\\[1-9]|\(\?P=/, 'write the group again'],
  [/`\\Z/, "write '$'"],
  [/repeat count/, 'count to 1000 at most, the smaller count first'],
  [/nested repetition/, 'put the first in a group (?: )'],
  [/missing argument/, 'put before it what is repeated'],
  [/missing closing/, 'close it'],
  [/unexpected \)/, "take the ')' away or open the group"],
  [/range: `.-.`/, 'turn it round'],
];

function adviceFor(refused: string): string {
  return advice.find(([pattern]) => pattern.test(refused))?.[1] ?? 'write it as golang.org/s/re2syntax says';
}
