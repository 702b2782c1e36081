import { createRequire } from 'node:module';

/** An expression as Go's regexp reads it, or why Go refuses it, in Go's words: "missing closing ): `(a`". */
export type Re2 = { readonly matches: (text: string) => boolean } | { readonly refused: string };

/**
 * Expressions in manifests are written for Go. JavaScript's RegExp reads some of them otherwise, and can take hours over `^(a+)+$`; this
 * takes time in proportion to the text. Matches anywhere: `^` and `$` must be written to bind it.
 */
export function re2(source: string): Re2 {
  const known = read.get(source) ?? compile(source);
  read.set(source, known);
  return known;
}

const read = new Map<string, Re2>();

function compile(source: string): Re2 {
  const { RE2JS, RE2JSException } = createRequire(import.meta.url)('re2js') as typeof import('re2js'); // only when there is an expression
  try {
    const expression = RE2JS.compile(source);
    return { matches: text => expression.test(text) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { refused: error.message.replace('error parsing regexp: ', '') };
  }
}
