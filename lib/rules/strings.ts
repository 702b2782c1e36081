import { isScalar, parseAllDocuments, Scalar, visit, type Document, type Node, type Pair } from 'yaml';
import { isRecord } from '../manifests/manifest.ts';
import { isFull, objectsIn, type ManifestFile } from '../manifests/manifests.ts';
import { inOrderOfFiles } from './clusters.ts';
import { foundIn, type ManifestFinding, type ManifestRule, type Place } from './rule.ts';
import { pathOf } from './yaml-path.ts';

export const retypedString: ManifestRule = {
  id: 'retyped-string',
  severity: 'warning',
  summary: 'A value without quotes is the same to readers of YAML 1.1, such as Kubernetes and Helm, and to those of YAML 1.2.',
  find: ({ files }) => inOrderOfFiles(files.filter(isRead).flatMap(retypedIn)),
};

/**
 * What readers differ on, as far as a glance tells: it is there to spare the parser. The words, numbers with a zero in front, of base 60
 * or with `_` in them, and exponents without a dot.
 */
const suspicious = new RegExp(
  String.raw`(?:[:,-][ \t]+|[[{][ \t]*)`
  + String.raw`(?:y|n|yes|no|on|off|[-+]?0o?[0-7_]+|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?|[-+]?\d+_[\d_.]*|[-+]?[\d.]+e[-+]?\d+)`
  + String.raw`[ \t]*(?:$|[\]},\r#])`,
  'im',
);

/** Files with objects in them. What is YAML besides may have readers of another mind. */
function isRead({ role, text, documents }: ManifestFile): boolean {
  return (role === 'objects' || role === 'patch') && suspicious.test(text) && documents.some(document => objectsIn(document).length > 0);
}

/** Without a dot and a sign it is a number to our reader of YAML 1.1, but not to the specification, nor to Kubernetes. */
const exponent = /^[-+]?\d+e\d+$/i;

function retypedIn(file: ManifestFile): ManifestFinding[] {
  const [first, second] = (['1.1', '1.2'] as const).map(version => plainScalars(file.text, version));
  if (first === undefined || second === undefined || first.length !== second.length) return [];
  return second.flatMap(({ index, path, source, value }, i) => {
    const document = file.documents[index];
    const before = exponent.test(source) ? source : first[i]?.value;
    if (document === undefined || !isRecord(document.value) || isAlike(before, value) || isMode(path)) return [];
    return [foundIn(document, path, {
      wrong: `${source} is ${describe(before)} in YAML 1.1 and ${describe(value)} in YAML 1.2`,
      source: 'manifests meet readers of both',
      instead: `write "${source}" if it is a text, or ${sourceText(typeof before === 'string' ? value : before)} if it is none`,
    }, objectsIn(document)[0]?.id)];
  });
}

interface PlainScalar {
  /** Of its document. */
  readonly index: number;
  readonly path: Place;
  readonly source: string;
  readonly value: unknown;
}

/** Values only: keys are texts to Kubernetes. */
function plainScalars(text: string, version: '1.1' | '1.2'): PlainScalar[] {
  const documents = parseAllDocuments(text, { version, merge: true }).filter(isFull);
  return documents.flatMap((document, index) => {
    const scalars: PlainScalar[] = [];
    visit(document, {
      Scalar(key, node, ancestors: readonly (Document | Node | Pair)[]) {
        if (key === 'key' || node.type !== Scalar.PLAIN || !isScalar(node)) return;
        scalars.push({ index, path: pathOf([...ancestors, node]), source: node.source ?? '', value: node.value });
      },
    });
    return scalars;
  });
}

/** Dates are texts to Kubernetes, though YAML has a type for them. */
function isAlike(one: unknown, other: unknown): boolean {
  return Object.is(one, other) || one instanceof Date;
}

/** Modes of files are written as `0644` by all the world, and everything that reads them there takes that for octal. */
function isMode(path: Place): boolean {
  return /^(defaultMode|mode)$/.test(String(path.at(-1)));
}

function describe(value: unknown): string {
  return typeof value === 'string' ? 'a text' : sourceText(value);
}

function sourceText(value: unknown): string {
  return value === null ? 'null' : String(value);
}
