import type { Document, Node, Pair, ScalarTag, Tags } from 'yaml';
import { libraries } from './libraries.ts';
import { literal, quote, styleOf, type Position } from './style.ts';

/** A comment behind a scalar, on its line. */
export interface Mark {
  /** Keys that lead to the scalar. */
  readonly path: readonly string[];
  /** Without `#`. */
  readonly comment: string;
}

/** YAML text of one document by the library `yaml`, for any value. */
export function write(value: unknown, marks: readonly Mark[]): string {
  const { Document, Scalar, isScalar, visit } = libraries.yaml();
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false, customTags });
  visit(document, {
    Scalar(key, node, path) {
      const style = typeof node.value === 'string' ? styleOf(node.value, key === 'key' ? 'key' : placeOf(path)) : undefined;
      if (style) node.type = style === 'quoted' ? Scalar.QUOTE_DOUBLE : Scalar.BLOCK_LITERAL;
    },
  });
  for (const { path, comment } of marks) {
    const node = document.getIn(path, true);
    if (!isScalar(node)) throw new Error(`no scalar at ${path.join('.')} to put a comment behind`);
    node.comment = ` ${comment}`;
  }
  // `directives: false`: the version is for quoting only; a `%YAML 1.1` line would be news to every reader.
  return document.toString({ lineWidth: 0, indentSeq: false, directives: false, minContentWidth: 0 });
}

/** What stands around a node, the document first. */
type Way = readonly (Document | Node | Pair)[];

function placeOf(path: Way): Position {
  const { isCollection, isPair, isScalar } = libraries.yaml();
  const pair = path.at(-1);
  const key = isPair(pair) && isScalar(pair.key) ? String(pair.key.value) : undefined;
  return { depth: path.filter(isCollection).length - 1, key };
}

/**
 * Quotes and blocks are written by us; the library says which strings need any. The merge tag would write the string `<<` plain, and
 * every reader would then merge.
 */
function customTags(tags: Tags): Tags {
  return tags
    .filter(tag => typeof tag !== 'object' || tag.tag !== 'tag:yaml.org,2002:merge')
    .map(tag => (typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:str' && tag.collection === undefined ? writtenByUs(tag) : tag));
}

function writtenByUs(strings: ScalarTag): ScalarTag {
  const { BLOCK_LITERAL } = libraries.yaml().Scalar;
  return {
    ...strings,
    stringify(item, context) {
      const text = String(item.value);
      if (item.type === BLOCK_LITERAL && context.indent !== '') return literal(text, context.indent);
      const written = strings.stringify?.(item, context);
      return written === undefined || written.startsWith('"') ? quote(text) : written;
    },
  };
}
