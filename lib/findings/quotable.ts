import { maskMessage, maskLeaks } from '../leaks/index.ts';
import { sentence, type Fault } from './fault.ts';
import type { Finding, Location } from './finding.ts';

/**
 * What others have written, on its way into a message: names, keys, values and paths. It may be a credential, it may have characters in it
 * that a terminal obeys, and it may end a line to begin one of its own, which a runner of GitHub takes for a command.
 */

/** A text as a message may repeat it, on one line. It is judged as a whole, so it is to be cut behind this and not before. */
export function quotable(text: string): string {
  return visible(maskLeaks(text)).replace(/[\t\n\r]|(?<=^ *):(?=:)|#(?=#\[)/g, numberOf);
}

/** A finding of which nothing says more than the report of a leak does. */
export function quotableFinding(finding: Finding): Finding {
  const { fault, object, field, source, output } = finding;
  const message = sentence(fault);
  const masked = maskMessage(message);
  const parts = masked === message ? fault : { wrong: masked };
  return {
    ...finding,
    fault: Object.fromEntries(Object.entries(parts).map(([part, text]) => [part, shortened(quotable(text))])) as unknown as Fault, // the same parts
    ...(object !== undefined && { object: shortened(quotable(object)) }),
    ...(field !== undefined && { field: shortened(quotable(field)) }),
    ...(source && { source: { ...quotableLocation(source), ...(source.path !== undefined && { path: shortened(quotable(source.path)) }) } }),
    ...(output && { output: quotableLocation(output) }),
  };
}

/** Long enough for every message that a rule makes, without the values in it. */
const longest = 1500;

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 400)}…${text.slice(-300)}`;
}

function quotableLocation<Some extends Location>(location: Some): Some {
  return { ...location, file: quotable(location.file) };
}

/**
 * The text with what a terminal would obey, an editor would hide or XML has no spelling for shown as its number: `\u001b`. Tabs and ends of
 * lines stay.
 */
export function visible(text: string): string {
  const unseen = /(?![\t\n\r])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
  return text.replace(unseen, numberOf);
}

function numberOf(character: string): string {
  const number = (character.codePointAt(0) ?? 0).toString(16);
  return number.length > 4 ? `\\u{${number}}` : `\\u${number.padStart(4, '0')}`;
}
