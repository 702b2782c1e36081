import { isPair, isScalar, isSeq, type Document, type Node, type Pair } from 'yaml';
import type { Place } from './rule.ts';

/** Keys and indices that lead through nodes of a parsed YAML text, each inside the one before. */
export function pathOf(nodes: readonly (Document | Node | Pair)[]): Place {
  return nodes.flatMap((node, i): (string | number)[] => {
    if (isPair(node)) return isScalar(node.key) ? [String(node.key.value)] : [];
    return isSeq(node) ? [node.items.indexOf(nodes[i + 1])] : [];
  });
}
