import { positionIn } from '../manifests/manifests.ts';
import type { Place } from '../manifests/manifest.ts';
import { libraries } from './libraries.ts';
import { fromYaml, isYamlError } from './yaml.ts';

/** What a YAML text of one document holds, and in which of its lines. */
export interface LocatedYaml {
  readonly value: unknown;
  /** The line of the key or item at a place, or of the last one on the way to it, from 1. */
  lineOf(place: Place): number;
}

/** No message repeats the text, but for keys. */
export interface YamlFault {
  readonly line: number;
  readonly message: string;
}

/** All that keeps the text from being read, or what it holds. */
export function locatedYaml(text: string): LocatedYaml | readonly YamlFault[] {
  const { LineCounter, parseAllDocuments } = libraries.yaml();
  const lineCounter = new LineCounter();
  const documents = [...parseAllDocuments(text, { lineCounter, prettyErrors: false })];
  const lineAt = (offset: number) => lineCounter.linePos(offset).line;
  const faults = documents.flatMap(({ errors }) => errors.map(({ code, pos }) => ({ line: lineAt(pos[0]), message: messageOf(code, text.slice(pos[0])) })));
  if (faults.length > 0) return [...new Map(faults.map(fault => [`${fault.line} ${fault.message}`, fault])).values()];
  const [first, second] = documents;
  if (second) return [{ line: lineAt(second.range[0]), message: 'a second document begins; this file has one' }];
  if (!first) return [{ line: 1, message: 'there is nothing in this file' }];
  try {
    const value = fromYaml(text)[0];
    const file = { path: '', text, role: 'objects', documents: [] } as const;
    return { value, lineOf: place => positionIn({ file, index: 0, value }, place).line };
  } catch (error) {
    if (!isYamlError(error)) throw error;
    return [{ line: (error.mark?.line ?? 0) + 1, message: 'this is no YAML' }];
  }
}

function messageOf(code: string, rest: string): string {
  if (code === 'DUPLICATE_KEY') return `'${/^['"]?([\w./@-]*)/.exec(rest)?.[1] ?? ''}' stands in this map for the second time; remove one of the two`;
  return code === 'TAB_AS_INDENT' ? 'a tab is no indent in YAML; write spaces' : 'this is no YAML';
}
