/**
 * Whether a regular expression of somebody else's, written for Go, matches anywhere in a text. Undefined where JavaScript cannot read it,
 * or would read something else.
 */
export function matchesPattern(pattern: string, text: string): boolean | undefined {
  if (!read.has(pattern)) read.set(pattern, expressionOf(pattern));
  return read.get(pattern)?.test(text);
}

const read = new Map<string, RegExp | undefined>();

/** Go can ignore case from some point on; it is ignored everywhere then, which refuses less. */
const ignoringCase = /\(\?i\)/g;

/** Classes by name, properties of characters, ends of the text, quotes, and other flags. */
const onlyInGo = /\[:\w+:\]|\\[AzQCpP]|\(\?[-\w]+[:)]/;

function expressionOf(pattern: string): RegExp | undefined {
  const source = pattern.replace(ignoringCase, '');
  const flag = source === pattern ? '' : 'i';
  if (onlyInGo.test(source)) return undefined;
  // With `u` a dot is a character and not half of one; without it what need not be escaped may be.
  for (const unicode of ['u', '']) {
    try {
      return new RegExp(source, unicode + flag);
    } catch {
      continue;
    }
  }
  return undefined;
}
