import { isManifest, isRecord, valueAt, type Manifest } from '../manifests/manifest.ts';
import { placedDocuments, type PlacedString } from '../yaml/placed.ts';
import { parsedOrRefusal, Refusal } from './refusal.ts';
import { tagExpression } from './regexp.ts';
import { allows, parseConstraint } from './semver.ts';

/** `host:5000/team/app:tag@sha256:...`, taken apart. `repository` keeps the registry; `tag` and `digest` are undefined when absent. */
export interface ImageReference {
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** The two digests that OCI registers; another algorithm pulls nowhere. */
const digestPattern = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';

/** A host, in any case and perhaps with a port. Without a dot and a port it reads like the first part of a path, as `localhost` does. */
const registryPattern = new RegExp(`^(?=.*[.:])${label}(?:\\.${label})*(?::\\d+)?$`, 'i');

/** Lower case only; inside it one dot, one or two underscores, or any number of hyphens. */
const pathPartPattern = /^[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*$/;

/**
 * Undefined when `text` is no image reference. The colon of a registry's port is not that of a tag: a tag follows the last slash.
 * Source: the grammar of distribution/reference.
 */
export function imageReference(text: string): ImageReference | undefined {
  const [named = '', digest, ...rest] = text.split('@');
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const [repository, tag] = colon < 0 ? [named] : [named.slice(0, colon), named.slice(colon + 1)];
  const [first = '', ...path] = repository.split('/');
  const parts = path.length > 0 && registryPattern.test(first) ? path : [first, ...path];
  if (!parts.every(part => pathPartPattern.test(part)) || repository.length > 255 || rest.length > 0) return undefined;
  if ((tag !== undefined && !isTag(tag)) || (digest !== undefined && !digestPattern.test(digest))) return undefined;
  return { repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** True for what a registry accepts as a tag. */
export function isTag(text: string): boolean {
  return /^\w[\w.-]{0,127}$/.test(text);
}

/**
 * True when Flux v1 would choose an image with this tag under this policy: `glob:` (only `*` is special), `regexp:` or `regex:` (not
 * anchored), or `semver:`. The tag `latest`, in any case, is passed over unless the policy is `glob:latest`. False for a policy that has
 * a problem, although Flux lets every tag pass an invalid one. Source: fluxcd/flux, pkg/policy/pattern.go and pkg/update/images.go.
 */
export function satisfies(policy: string, tag: string): boolean {
  const matcher = parsedOrRefusal(() => parsePolicy(policy));
  if (matcher instanceof Refusal || !isTag(tag)) return false;
  const passedOver = tag.toLowerCase() === 'latest' && policy !== 'glob:latest';
  return !passedOver && matcher(tag);
}

/** Why Flux cannot read a tag policy, or no tag can match it, or two readers would differ on it; and what to write instead. */
export function tagPolicyProblem(policy: string): { readonly reason: string; readonly instead: string } | undefined {
  const refusal = parsedOrRefusal(() => parsePolicy(policy));
  const onOneLine = policy.replaceAll(/\s/g, ' ');
  return refusal instanceof Refusal ? { reason: `'${onOneLine}': ${refusal.reason}`, instead: refusal.instead } : undefined;
}

type Matcher = (tag: string) => boolean;

function parsePolicy(policy: string): Matcher {
  if (/^([a-z]*:)?\s*$/.test(policy)) throw new Refusal('it has no pattern', "say what the tags look like, as in 'glob:develop-*'");
  const [, kind, pattern = ''] = /^([A-Za-z]*):(.*)$/s.exec(policy) ?? [];
  if (kind === undefined) throw new Refusal('it has no prefix, so Flux takes it for a glob', `write 'glob:${policy}' if it is one`);
  const parse = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (!parse) throw new Refusal(`'${kind}:' is no kind of tag policy`, "use 'glob:', 'regexp:' or 'semver:'");
  return parse(pattern);
}

const kinds: Readonly<Record<string, (pattern: string) => Matcher>> = {
  glob: parseGlob,
  regexp: tagExpression,
  regex: tagExpression,
  semver: parseSemver,
};

/** A cluster of 2019 had `glob:v0.15.0-rc.2"`, which silently matched nothing. */
function refuseStray(stray: RegExp, pattern: string, kind: string): void {
  const clean = pattern.replaceAll(stray, '');
  if (clean !== pattern) throw new Refusal('it holds a quote or a space, which no tag has', `write '${kind}:${clean}'`);
}

function parseSemver(pattern: string): Matcher {
  refuseStray(/["'`]|^\s+|\s+$/g, pattern, 'semver');
  const constraint = parseConstraint(pattern);
  return tag => allows(constraint, tag);
}

function parseGlob(pattern: string): Matcher {
  refuseStray(/["'`\s]/g, pattern, 'glob');
  const strange = /[^\w.*-]/u.exec(pattern)?.[0];
  if (strange === '/') {
    const instead = `write 'glob:${pattern.replaceAll('/', '-')}', as builds spell a branch in a tag`;
    throw new Refusal("the character '/' cannot stand in a tag", instead);
  }
  if (strange !== undefined) throw new Refusal(`the character '${strange}' cannot stand in a tag`, "leave it out; only '*' is special");
  if (/^[.-]/.test(pattern)) throw new Refusal(`no tag begins with '${pattern.charAt(0)}'`, `write 'glob:*${pattern}'`);
  const [head = '', ...middle] = pattern.split('*');
  const tail = middle.pop();
  if (tail === undefined) return tag => tag === pattern;
  return tag => {
    if (!tag.startsWith(head)) return false;
    let at = head.length;
    for (const part of middle) {
      const found = tag.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return tag.slice(at).endsWith(tail);
  };
}

/** How a tag policy is annotated, for a container whose name follows. Source: fluxcd/flux 1.14, cluster/kubernetes/resource/resource.go. */
const policyPrefixes = ['flux.weave.works/tag.', 'fluxcd.io/tag.', 'filter.fluxcd.io/'];

/** Where Flux v1 is told to find the image of a container, below `spec.values`. */
const repositoryPrefix = 'repository.fluxcd.io/';

export interface AutomatedImage {
  /** The container's name as Flux knows it: what stands behind `tag.` in the annotation. */
  readonly container: string;
  /** Where the reference stands below `spec.values`. */
  readonly path: readonly string[];
  /** The reference as written. */
  readonly image: string;
}

/**
 * The images of a HelmRelease that Flux v1 may rewrite: those whose tag policy it carries as an annotation, also while automation is off,
 * since `fluxctl release` moves them all the same. A container's image is looked for where `repository.fluxcd.io/NAME` says, else at
 * `NAME.image`, else at `NAME.deployment.image`. Only an image in one string is found, not one in `repository` and `tag`.
 */
export function automatedImages(object: Manifest): AutomatedImage[] {
  const annotations: unknown = object.metadata.annotations;
  if (!isRecord(annotations)) return [];
  const values = valueAt(object, ['spec', 'values']);
  return Object.keys(annotations).flatMap(key => {
    const prefix = policyPrefixes.find(candidate => key.startsWith(candidate));
    if (prefix === undefined) return [];
    const container = key.slice(prefix.length);
    const mapped = annotations[repositoryPrefix + container];
    const paths = typeof mapped === 'string' ? [mapped.split('.')] : [[container, 'image'], [container, 'deployment', 'image']];
    for (const path of paths) {
      const image = valueAt(values, path);
      if (typeof image === 'string') return [{ container, path, image }];
    }
    return [];
  });
}

/** How a comment behind a scalar tells image automation of Flux 2 which policy chooses the image: `NAMESPACE:NAME`. */
export function policyMark(policy: string): string {
  return `{"$imagepolicy": "${policy}"}`;
}

/** Image automation goes by the word in quotes; without it no file is touched. */
const markedWord = '"$imagepolicy"';

/**
 * The text with the tag of every automated image replaced by `*`, and its digest too: what stays the same when Flux moves a tag. Only the
 * scalar at the image's own path is touched, or the one that a comment marks, so the same image elsewhere in the file counts as text.
 * `objects` are the documents of the text; when none has an automated image, the text is not parsed again.
 */
export function maskAutomatedTags(text: string, objects: readonly unknown[]): string {
  const isMarked = text.includes(markedWord);
  if (!isMarked && !objects.some(object => isManifest(object) && automatedImages(object).length > 0)) return text;
  const masks = new Map<number, { readonly image: string; readonly masked: string }>();
  const mask = (string: PlacedString | undefined, masked: string): void => {
    if (string === undefined) return;
    const inQuotes = text.slice(string.start, string.end).indexOf(string.value);
    if (inQuotes >= 0) masks.set(string.start + inQuotes, { image: string.value, masked }); // else spelt with escapes, so not by Flux
  };
  for (const { value, strings } of placedDocuments(text)) {
    if (!isManifest(value)) continue;
    for (const { path, image } of automatedImages(value)) mask(stringAt(strings, ['spec', 'values', ...path]), maskedImage(image));
    if (!isMarked) continue;
    for (const string of strings) if (string.comment?.includes(markedWord)) mask(string, maskedWhole(string.value));
  }
  const backwards = [...masks].sort(([a], [b]) => b - a);
  return backwards.reduce((rest, [at, { image, masked }]) => rest.slice(0, at) + masked + rest.slice(at + image.length), text);
}

/** Where the images of a document stand whose tags Flux moves: `index` is its number in the text. Steps of lists are numbers as text. */
export function automatedPlaces(text: string, value: unknown, index: number): (readonly string[])[] {
  if (!isManifest(value)) return [];
  const annotated = automatedImages(value).map(({ path }) => ['spec', 'values', ...path]);
  if (!text.includes(markedWord)) return annotated;
  const strings = placedDocuments(text).filter(document => document.value !== null)[index]?.strings ?? [];
  return [...annotated, ...strings.filter(({ comment }) => comment?.includes(markedWord)).map(({ path }) => path)];
}

function stringAt(strings: readonly PlacedString[], path: readonly string[]): PlacedString | undefined {
  return strings.find(string => string.path.length === path.length && string.path.every((key, at) => key === path[at]));
}

function maskedImage(image: string): string {
  const { repository, tag, digest } = imageReference(image) ?? { repository: image };
  return repository + (tag === undefined ? '' : ':*') + (digest === undefined ? '' : '@*');
}

/** A policy that follows digests adds one where there was none. */
function maskedWhole(image: string): string {
  return `${imageReference(image)?.repository ?? image}:*`;
}
