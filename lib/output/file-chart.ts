import { ApiObject, Chart, type App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { identity, type Manifest } from '../manifests/manifest.ts';
import { roleOf } from '../manifests/roles.ts';
import { within } from '../phases.ts';
import { signatureLine, signedText } from './signature.ts';
import { markedYaml, toYaml, type Mark } from '../yaml/yaml.ts';

/** Output files by path below `dist`, with `/` between folders. */
export type Tree = ReadonlyMap<string, string>;

/** What every file of one cluster has in common. */
export interface FileStyle {
  /** The file that the output is generated from, for the signature: `clusters/test1.ts`. */
  readonly source: string;
  /** Whether the first document, too, begins with `---`: Flux v1's writer adds it, image automation of Flux v2 takes it away. */
  readonly leadingMarker: boolean;
}

/** One document that is no object of the cluster: what Kustomize reads, or nothing yet. */
export interface PlainDocument {
  /** Undefined for a file of comments alone. */
  readonly value: Readonly<Record<string, unknown>> | undefined;
  /** Comments behind scalars. */
  readonly marks?: readonly Mark[];
  /** What somebody wrote in another file and is passed on as it is: whole lines, without a marker at the start. */
  readonly passedOn?: { readonly source: string; readonly text: string };
  /** Set for a file that Flux takes over: it does not carry our line, since it is not ours once Flux has written it. */
  readonly unsigned?: true;
}

/** One output file. A cdk8s chart cannot say in which folder it goes, so this one carries its path and its comment. */
export class FileChart extends Chart {
  /** What the file holds instead of objects. */
  document: PlainDocument | undefined;
  /** Whole lines, of a file that is no manifest: a script, a page. A function is asked once everything is drawn. */
  text: string | (() => string) | undefined;

  constructor(
    app: App,
    /** Path below `dist`. */
    readonly path: string,
    /** Lines that stand behind the signature, without `#`. */
    readonly comment: readonly string[] = [],
  ) {
    super(app, path);
  }
}

/**
 * The text of every file of an app. Throws for what the author of a config cannot cause: an object that fails its own validation, two
 * objects of one identity, two files of one path, an object that lost a field on its way.
 */
export function render(app: App, style: FileStyle): Tree {
  const nodes = app.node.findAll();
  const invalid = nodes.flatMap(node => node.node.validate().map(problem => `${node.node.path}: ${problem}`));
  if (invalid.length > 0) throw new Error(`invalid objects:\n  ${invalid.join('\n  ')}`);

  const objects = new Map<FileChart, Manifest[]>();
  for (const node of nodes) if (isFileChart(node)) objects.set(node, []);
  withDrawnOrder(() => {
    for (const node of nodes) {
      if (!(node instanceof ApiObject)) continue;
      const file = node.chart;
      if (!isFileChart(file)) throw new Error(`${node.node.path} was drawn outside of a FileChart`);
      objects.get(file)?.push(manifestOf(node));
    }
  });

  refuseTwice([...objects].filter(([{ path }]) => roleOf(path) !== 'aside').flatMap(([file, manifests]) => manifests.map(manifest => {
    return { key: identity(manifest), where: file.path };
  })));
  refuseTwice([...objects.keys()].map(file => ({ key: file.path.toLowerCase(), where: file.path })));
  return within('print', () => new Map([...objects].map(([file, manifests]) => [file.path, fileText(file, manifests, style)])));
}

/** The objects of one file, without a look at what else there is. */
export function manifestsOf(file: FileChart): Manifest[] {
  return withDrawnOrder(() => file.node.findAll().filter(node => node instanceof ApiObject).map(manifestOf));
}

/** cdk8s makes `instanceof FileChart` true for every Chart; a FileChart is known by its path. */
function isFileChart(node: IConstruct): node is FileChart {
  return node instanceof Chart && 'path' in node;
}

function fileText({ path, comment, document, text }: FileChart, manifests: readonly Manifest[], style: FileStyle): string {
  const contents = [manifests.length > 0, document !== undefined, text !== undefined].filter(Boolean);
  if (contents.length > 1) throw new Error(`${path} holds more than one of objects, a document and a text`);
  if (text !== undefined) return signedText(path, style.source, typeof text === 'string' ? text : text());
  const marker = style.leadingMarker ? '---\n' : '';
  const documents = document ? plainTexts(document) : manifests.map(toYaml);
  const body = comment.map(line => `# ${line}\n`).join('') + documents.join('---\n');
  if (document?.unsigned) return marker + body;
  const source = document?.passedOn?.source ?? style.source;
  return `${marker}${signatureLine(source, marker + body, document ? [document.value] : manifests)}\n${body}`;
}

function plainTexts({ value, marks = [], passedOn }: PlainDocument): string[] {
  if (passedOn) return [passedOn.text];
  return value === undefined ? [] : [markedYaml(value, marks)];
}

/** The object as plain data: identity first, the rest as drawn. */
function manifestOf(object: ApiObject): Manifest {
  const drawn = ApiObject.prototype.toJson.call(object) as Manifest;
  const { apiVersion, kind, metadata, ...rest } = emittedBy(object, drawn);
  const lost = firstLost(drawn, { apiVersion, kind, metadata, ...rest });
  if (lost !== undefined) throw new Error(`${identity(drawn)}: ${lost} is not in the schema of its kind, so its class leaves it out`);
  const { name, namespace, labels, annotations, ...others } = metadata;
  const ordered = { name, namespace, labels, annotations, ...others };
  return { apiVersion, kind, metadata: withoutUndefined(ordered) as Manifest['metadata'], ...rest };
}

/** What the class of an object makes of it; `toJson` would draw it a second time first. */
function emittedBy(object: ApiObject, drawn: Manifest): Manifest {
  const { manifest } = object.constructor as { manifest?: (props: Manifest) => Manifest }; // imported classes have it
  return manifest ? manifest(drawn) : (object.toJson() as Manifest);
}

/**
 * Imported classes emit only the fields of their schema. The path of the first one that `emitted` lacks, in the manner of `spec.chart`.
 * A property may differ from its field in case (`withOidc` draws `withOIDC`), and a Quantity is drawn as `{ value }`.
 */
function firstLost(drawn: unknown, emitted: unknown, path: readonly string[] = []): string | undefined {
  if (typeof drawn !== 'object' || drawn === null) return drawn === emitted ? undefined : path.join('.');
  if (typeof emitted !== 'object' || emitted === null) return 'value' in drawn && drawn.value === emitted ? undefined : path.join('.');
  const fields = new Map(Object.entries(emitted).map(([key, value]) => [key.toLowerCase(), value as unknown]));
  for (const [key, child] of Object.entries(drawn)) {
    const field = Object.hasOwn(emitted, key) ? (emitted as Record<string, unknown>)[key] : fields.get(key.toLowerCase());
    const lost = firstLost(child, field, [...path, key]);
    if (lost !== undefined) return lost;
  }
  return undefined;
}

function withoutUndefined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** cdk8s sorts keys unless this variable of the environment says otherwise; set here, the environment has no say. */
function withDrawnOrder<Result>(work: () => Result): Result {
  const before = process.env['CDK8S_DISABLE_SORT'];
  process.env['CDK8S_DISABLE_SORT'] = '1';
  try {
    return work();
  } finally {
    if (before === undefined) delete process.env['CDK8S_DISABLE_SORT'];
    else process.env['CDK8S_DISABLE_SORT'] = before;
  }
}

function refuseTwice(entries: readonly { key: string; where: string }[]): void {
  const seen = new Map<string, string>();
  for (const { key, where } of entries) {
    const first = seen.get(key);
    if (first !== undefined) throw new Error(`${key} is drawn twice, in ${first} and in ${where}`);
    seen.set(key, where);
  }
}
