import type { YAMLException } from 'js-yaml';
import { write, type Mark } from './library.ts';
import { libraries } from './libraries.ts';
import { readLines } from './lines.ts';
import { print } from './printer.ts';

export type { Mark } from './library.ts';

/**
 * Objects to text, and text to objects: written by one library and read by another, so that neither's mistakes go unseen. Plain data is
 * written by a printer of our own, which is faster and makes the same bytes.
 *
 * The text is a fixed point of Flux v1's writer (a ruamel.yaml round trip at 80 columns): sequences stand at the indent of their
 * key, nothing is folded, a string that ruamel would fold is a block scalar, which it leaves alone, and escapes are spelt as it
 * spells them. No style can save a key of more than 100 characters or with a newline, and a string that must be escaped, or that ends
 * in empty lines, and goes beyond column 80: ruamel lays those out anew, and they stay the same data.
 */

/** YAML text of one document, ending in a newline, without `---`. Keys stand in the order of the object. */
export function toYaml(value: unknown): string {
  return markedYaml(value, []);
}

/** The same, with comments. */
export function markedYaml(value: unknown, marks: readonly Mark[]): string {
  return print(value, marks) ?? write(value, marks);
}

/** All documents of a YAML text, empty ones left out. Throws js-yaml's YAMLException, which tells line and column. */
export function fromYaml(text: string): unknown[] {
  return libraries.jsYaml().loadAll(text).filter(document => document !== null && document !== undefined);
}

/** The same, and quicker for what we have written. */
export function quickFromYaml(text: string): unknown[] {
  return readLines(text)?.map(({ value }) => value) ?? fromYaml(text);
}

export function isYamlError(error: unknown): error is YAMLException {
  return error instanceof libraries.jsYaml().YAMLException;
}

/** What a text does that the library refuses for this reason, behind a subject. */
export function yamlFault(reason: string): string {
  return reason === 'duplicated mapping key' ? 'holds a key twice' : 'is no YAML';
}
