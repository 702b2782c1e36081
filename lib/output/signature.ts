import { createHash } from 'node:crypto';
import { maskAutomatedTags } from '../images/tags.ts';
import { quickFromYaml } from '../yaml/yaml.ts';

/**
 * The comment line by which a file is known as generated: from what, by which command, and a hash of everything else in the file with
 * automated image tags masked. So a tag moved by Flux leaves the hash right, and any other edit by hand makes it wrong.
 */
const line = String.raw`(?:# |<!-- )Generated from (\S+) by "[^"]+"; edits are lost\. sha256:([0-9a-f]{16})(?: -->)?`;

/** Finds the line also where an edit has moved it. */
const anywhere = new RegExp(`^${line}$`, 'm');

/** The line where it was written: first, or second behind `---` or what says how a script is run. */
const inItsPlace = new RegExp(`^(---\n|#!.*\n)?${line}\n(?!---\n)`);

/** How far into a file the line is looked for. */
const headLength = 300;

export interface Signature {
  /** The file that it was generated from: `clusters/test1.ts`. */
  readonly source: string;
  readonly hash: string;
}

/** The line itself as a comment of YAML, without a newline. `body` is the file without this line; `objects` are the documents in it. */
export function signatureLine(source: string, body: string, objects: readonly unknown[]): string {
  return `# ${sentence(source, bodyHash(body, objects))}`;
}

/** A text that is no manifest with the line where its language has comments: Markdown by the name of the file, a script by its first line. */
export function signedText(path: string, source: string, body: string): string {
  const [start = ''] = /^#!.*\n/.exec(body) ?? [];
  const mayMove = /\.ya?ml$/.test(path) && body.includes('HelmRelease'); // else no tag in it is Flux's, and it need not be parsed
  const says = sentence(source, bodyHash(body, mayMove ? documentsIn(body) : []));
  return `${start}${path.endsWith('.md') ? `<!-- ${says} -->` : `# ${says}`}\n${body.slice(start.length)}`;
}

function sentence(source: string, hash: string): string {
  return `Generated from ${source} by "npm run synth"; edits are lost. sha256:${hash}`;
}

/** The signature of a file, or undefined for a file that is not ours. */
export function signatureOf(text: string): Signature | undefined {
  const [, source, hash] = anywhere.exec(text.slice(0, headLength)) ?? [];
  return source === undefined || hash === undefined ? undefined : { source, hash };
}

/** Whether a line of a text is that line. */
export function isGeneratedLine(text: string): boolean {
  return anywhere.test(text);
}

/** The text as it is whatever else stands in it: the line has no hash. */
export function withoutHash(text: string): string {
  return text.replace(new RegExp(`${line}$`, 'm'), found => found.replace(/(?<= sha256:)[0-9a-f]{16}/, ''));
}

/** True when the file reads as it was generated, apart from tags that Flux may move. False for a file without a signature. */
export function isAsGenerated(text: string): boolean {
  const [start, marker = '', , hash] = inItsPlace.exec(text) ?? [];
  if (start === undefined) return false;
  const body = marker + text.slice(start.length);
  return bodyHash(body, documentsIn(body)) === hash;
}

/** None for what is no YAML, a script or a runbook: it has no image for Flux to move, so nothing in it is masked. */
function documentsIn(body: string): unknown[] {
  try {
    return quickFromYaml(body);
  } catch {
    return [];
  }
}

function bodyHash(body: string, objects: readonly unknown[]): string {
  return createHash('sha256').update(maskAutomatedTags(body, objects)).digest('hex').slice(0, 16);
}
