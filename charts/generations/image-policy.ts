import { parsedOrRefusal, Refusal } from '../../lib/images/refusal.ts';
import { isChoice, outline } from '../../lib/images/regexp.ts';
import { parseConstraint } from '../../lib/images/semver.ts';
import { tagPolicyProblem } from '../../lib/images/tags.ts';

/** The spec of an ImagePolicy (image.toolkit.fluxcd.io/v1), all but the image. Patterns are RE2, as Flux 2 reads them. */
export interface TagOrder {
  readonly filterTags?: { readonly pattern: string; readonly extract?: string };
  readonly policy:
    | { readonly semver: { readonly range: string } }
    | { readonly numerical: { readonly order: 'asc' } }
    | { readonly alphabetical: { readonly order: 'asc' } };
  readonly digestReflectionPolicy?: 'Always';
  readonly interval?: string;
}

/**
 * How Flux 2 orders the tags that a policy in the words of Flux v1 allows, or why it cannot. Flux v1 took the image built last, which
 * Flux 2 never learns: the tags themselves must tell, by a version of three numbers (`1.2` is none), or by a number at their end, as in
 * `BRANCH-SHA-TIME` with a hash of 40 digits. What it can choose then satisfies the written policy, too. Source:
 * fluxcd/image-reflector-controller, internal/policy.
 */
export function imagePolicy(policy: string): TagOrder | Refusal {
  const problem = tagPolicyProblem(policy);
  if (problem) return new Refusal(problem.reason.slice(`'${policy}': `.length), problem.instead);
  const [, kind, pattern = ''] = /^(\w+):(.*)$/.exec(policy) ?? [];
  return parsedOrRefusal(() => (kind === 'glob' ? ofGlob(pattern) : kind === 'semver' ? ofSemver(pattern) : ofRegexp(pattern)));
}

/** Follows the one tag that CI moves from image to image: Flux 2 writes its digest behind it, looked up again every ten minutes. */
export function digestPolicy(tag: string): TagOrder {
  const filterTags = { pattern: `^${tag.replaceAll('.', '\\.')}$` };
  return { filterTags, policy: { alphabetical: { order: 'asc' } }, digestReflectionPolicy: 'Always', interval: '10m' };
}

/** Where `$ts` comes from. It stands once, and no match leaves it out: an empty number would stop the whole ImagePolicy. */
function byTime(before: string, number = '[0-9]+'): TagOrder {
  return { filterTags: { pattern: `${before}-(?P<ts>${number})$`, extract: '$ts' }, policy: { numerical: { order: 'asc' } } };
}

function ofGlob(written: string): TagOrder {
  const glob = written.replace(/\*+/g, '*').replace(/-\*-\*$/, '-*'); // SHA-TIME fills one star or two
  if (!glob.includes('*')) {
    throw new Refusal('it names one tag, so there is nothing to order',
      `pin services to it (pin: '${glob}'), or write digestOf: '${glob}' beside it if CI moves this tag`);
  }
  if (/^[*-]+$/.test(glob)) throw new Refusal('it allows the tags of every branch', "say which branch, as in 'glob:master-*'");
  if (!glob.endsWith('*')) {
    throw new Refusal('it fixes the end of the tags, where Flux 2 looks for what orders them',
      `write '${`glob:${glob}`.replace(/-?$/, '-*')}' for branches that end so, or name one tag by pin or digestOf`);
  }
  const numbers = /^v?((?:\d+\.){0,2})\*$/.exec(glob)?.[1];
  if (numbers !== undefined) {
    const range = numbers === '' ? '*' : `${numbers}x`;
    throw new Refusal('it asks for versions, which Flux 2 takes by a range', `write 'semver:${range}', or 'glob:BRANCH-*' for a branch`);
  }
  const branch = glob.endsWith('-*') ? glob.slice(0, -2) : glob;
  return byTime(`^${branch.replaceAll('.', '\\.').replaceAll('*', '.*')}-[0-9a-f]{40}`);
}

/** Without the spaces around it, Flux 2 takes `||` behind a range ` - ` for part of a number. */
function ofSemver(written: string): TagOrder {
  const mixed = parseConstraint(written).some(bounds => {
    const onReleases = bounds.filter(({ operator, bound, given }) => bound.preRelease === '' && !(operator === '!=' && given === 3));
    return onReleases.length > 0 && bounds.some(({ bound }) => bound.preRelease !== '');
  });
  if (mixed) {
    throw new Refusal('one bound with a pre-release lets pre-releases pass in Flux 2, while here another bound wants releases only',
      "write all bounds of a range with one or none, as in '>=1.0.0-0, <2.0.0-0'");
  }
  return { policy: { semver: { range: written.replaceAll(/ *\|\| */g, ' || ') } } };
}

const hashDigit = String.raw`\[(?:0-9a-f|0-9A-Fa-f|0-9a-fA-F|a-f0-9|A-Fa-f0-9|a-fA-F0-9)\]`;
const count = String.raw`(?:\+|\{[1-9]\d*(?:,\d*)?\})`;
const hashAtEnd = new RegExp(String.raw`^((?:.*[^\\])?(?:${hashDigit}\{40\}|\((?:\?:)?${hashDigit}\{40\}\)))\$$`);
const number = String.raw`(?:\\d|\[0-9\])${count}`;
const numberAtEnd = new RegExp(String.raw`^(.*?)(?:\\?-(${number})|\\?-\((?:\?:)?(${number})\)|\((?:\?:)?\\?-(${number})\)\??)\$$`);
const hashBefore = new RegExp(String.raw`${hashDigit}${count}\)?$`);

function ofRegexp(source: string): TagOrder {
  const bound = isChoice(source) ? '' : source; // of which ^ and $ bind the whole
  const order = byNumber(bound) ?? byVersion(bound);
  if (order) return order;
  if (/^\^?v?\(*(?:\\d|\[(?:0-9|\\d)\.?\]|\d+\\\.)/.test(source)) {
    throw new Refusal('it allows other tags than versions of three numbers, and Flux 2 orders only those',
      String.raw`write them out, as in 'regexp:^v\d+\.\d+\.\d+$', or a range, as in 'semver:*'`);
  }
  const branch = /^\^((?:[\w-]|\\[.-])*\w)\\?-(?![?*+{])/.exec(bound)?.[1]?.replaceAll('\\', '') ?? 'BRANCH';
  throw new Refusal('its tags do not tell Flux 2 which is the newest',
    `let CI push BRANCH-SHA-TIME and write 'glob:${branch}-*', or that and digestOf: '${branch}-latest' beside it`);
}

/** A number at the end is taken for the time where it stands behind a hash, or is the only one. */
function byNumber(source: string): TagOrder | undefined {
  const hashed = hashAtEnd.exec(source)?.[1];
  if (hashed !== undefined) {
    throw new Refusal('its tags end in a hash, which does not tell when it was made',
      `write 'regexp:${hashed}(-[0-9]+)?$', to take those that CI pushes with the time behind it`);
  }
  const [, before, ...numbers] = numberAtEnd.exec(source) ?? [];
  if (before === undefined || (/\\d|\[[^\]]*\d/.test(before) && !hashBefore.test(before))) return undefined;
  if (outline(source) !== outline(before) + outline(source.slice(before.length))) return undefined; // inside a class or a quotation
  return byTime(before, numbers.find(found => found !== undefined));
}

const digit = String.raw`(?:\\d|\[\d-\d\]|\d)`;
const once = String.raw`(?:\+|\{[1-9]\d*(?:,\d*)?\})?`;
const ever = String.raw`(?:[*+?]|\{\d+(?:,\d*)?\})?`;
const digits = `${digit}${once}(?:${digit}${ever})*`;
const versionNumber = String.raw`(?:${digits}|\((?:\?:)?${digits}(?:\|${digits})*\))`;
const dot = String.raw`(?:\\\.|\[\.\])`;
const letter = String.raw`(?:[0-9A-Za-z]|\\?-|\\d|\[(?:a-z|A-Z|0-9|a-f|A-F)+\])`;
const word = `${letter}${once}(?:${letter}${ever})*`;
const preRelease = `-${word}(?:${dot}${word})*`;
const version = new RegExp(String.raw`^\^(?:v\??)?${versionNumber}(?:${dot}${versionNumber}${dot}${versionNumber}|`
  + String.raw`\((?:\?:)?${dot}${versionNumber}\)\{2\})(${preRelease}|\((?:\?:)?${preRelease}\)\??)?\$$`);

/** Written as a version is read: three numbers, and perhaps a pre-release. */
function byVersion(source: string): TagOrder | undefined {
  const [whole, pre] = version.exec(source) ?? [];
  if (whole === undefined) return undefined;
  return { filterTags: { pattern: source }, policy: { semver: { range: pre === undefined ? '>=0.0.0' : '>=0.0.0-0' } } };
}
