import { sentence, type Fault } from '../../lib/findings/fault.ts';
import { isGuess, leaksIn, leaksInObject, type Leak } from '../../lib/leaks/index.ts';
import type { Position } from '../../lib/findings/locate.ts';
import { identity, isManifest } from '../../lib/manifests/manifest.ts';
import { isYamlFile, positionInText, type ManifestDocument, type ManifestFile } from '../../lib/manifests/manifests.ts';
import type { ManifestFinding } from '../../lib/rules/rule.ts';

/** What looks like a credential, as findings. */

/** What was found in a manifest. */
export interface InManifest extends ManifestFinding {
  /** Where no path leads: in a comment, or in a text of several lines. */
  readonly position?: Position | undefined;
}

export interface LeakInManifest extends InManifest {
  /** Whether it may be something else that a program generated. */
  readonly isGuess: boolean;
}

/** Leaks in objects and outside of them: in comments, and in a file that is no YAML. */
export function leaksInFile(file: ManifestFile): LeakInManifest[] {
  const inObjects = file.documents.flatMap(leaksInDocument);
  const known = new Set(inObjects.map(({ fault }) => sentence(fault))); // a text of several lines may look as if it had comments in it
  const besides = leaksInText(file.unreadable || isPlainText(file) ? file.text : comments(file.text)).filter(({ fault }) => !known.has(sentence(fault)));
  return [...inObjects, ...besides.map(leak => ({ document: { file, index: 0, value: undefined }, path: [], ...leak }))];
}

function isPlainText(file: ManifestFile): boolean {
  return file.role === 'aside' && !isYamlFile(file);
}

function leaksInDocument(document: ManifestDocument): LeakInManifest[] {
  const named = isManifest(document.value) ? { object: identity(document.value) } : {};
  return leaksInObject(document.value).map(leak => {
    const position = positionInText(document, leak.path, leak.line);
    return { document, ...named, path: leak.path, fault: faultOf(leak), position, isGuess: isGuess(leak) };
  });
}

export function leaksInText(text: string): Pick<LeakInManifest, 'fault' | 'position' | 'isGuess'>[] {
  return leaksIn(text).map(({ line, column, ...leak }) => {
    return { fault: faultOf(leak), position: { line, column }, isGuess: isGuess(leak) };
  });
}

/** Comments of a YAML text where they stand, and nothing else. */
function comments(text: string): string {
  return text.split('\n').map(line => {
    const start = line.search(/(?<!\S)#/);
    return start < 0 ? '' : `${' '.repeat(start)}${line.slice(start)}`;
  }).join('\n');
}

function faultOf({ kind, masked: shown, instead }: Pick<Leak, 'kind' | 'masked' | 'instead'>): Fault {
  return { wrong: `${shown} looks like a credential`, source: kind, instead };
}
