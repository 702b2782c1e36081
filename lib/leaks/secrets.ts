import type { Found, Search } from './found.ts';
import { literalAt } from './literals.ts';
import { leakOfSecret } from './objects.ts';
import { all } from './text.ts';

/** Values of the Secrets in a YAML text, whatever their keys. */
export function* inSecrets(text: string, search: Search): Generator<Found> {
  const kind = /^kind:[ \t]{0,8}['"]?Secret['"]?[ \t]{0,8}\r?$/gm;
  for (let match = kind.exec(text); match !== null; match = kind.exec(text)) {
    const start = text.lastIndexOf('\n---', match.index) + 1;
    const next = text.indexOf('\n---', match.index);
    const end = next < 0 ? text.length : next;
    yield* inSecret(text.slice(start, end), start, search);
    kind.lastIndex = end;
  }
}

function* inSecret(document: string, offset: number, search: Search): Generator<Found> {
  for (const { index, 0: section, 1: field = '', 2: lines = '' } of all(fieldsOfSecret, document)) {
    const from = index + section.length - lines.length;
    const [indent = ''] = /^[ \t]*/.exec(lines) ?? [];
    for (const key of all(/^([ \t]+)['"]?[\w.-]+['"]?:(?=\s)/gm, lines)) {
      if (key[1] !== indent) continue; // a line of the value before
      const start = from + key.index;
      const literal = literalAt(document, start + key[0].length, ':', start + indent.length, false);
      const kind = literal && leakOfSecret(literal.text, field, search);
      if (literal && kind !== undefined) yield { kind, start: literal.start + offset, end: literal.end + offset };
    }
  }
}

const fieldsOfSecret = /^(data|stringData):[ \t]*\r?\n((?:[ \t].*\n?|\r?\n)*)/gm;
