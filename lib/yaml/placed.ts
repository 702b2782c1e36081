import { libraries } from './libraries.ts';
import { readLines, type PlacedDocument, type PlacedString } from './lines.ts';

export type { PlacedString } from './lines.ts';

/** The documents of a YAML text with the places of their strings. What is no YAML is there as far as the library makes sense of it. */
export function placedDocuments(text: string): readonly PlacedDocument[] {
  return readLines(text) ?? parsedDocuments(text);
}

/** The same by the library `yaml`, for any text. */
export function parsedDocuments(text: string): PlacedDocument[] {
  return libraries.yaml().parseAllDocuments(text).map(document => ({ value: document.toJS() as unknown, strings: stringsIn(document.contents) }));
}

function stringsIn(node: unknown, path: readonly string[] = []): PlacedString[] {
  const { isMap, isScalar, isSeq } = libraries.yaml();
  if (isMap(node)) return node.items.flatMap(({ key, value }) => stringsIn(value, [...path, isScalar(key) ? String(key.value) : '']));
  if (isSeq(node)) return node.items.flatMap((item, at) => stringsIn(item, [...path, String(at)]));
  if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return [];
  return [{ path, value: node.value, start: node.range[0], end: node.range[1], comment: node.comment ?? undefined }];
}
