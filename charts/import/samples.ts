import type { Place } from '../../lib/manifests/manifest.ts';
import { childOf, propertiesOf, type Branch } from '../explain/words.ts';

/** What a word may be, with marks in it: texts and numbers that no config has, so that one sees in the output where they have come to. */

export interface Sample {
  readonly value: unknown;
  readonly marks: readonly Mark[];
}

export interface Mark {
  /** Below the word. */
  readonly place: Place;
  /** The whole text of the value, or of the first item, or of the first key. */
  readonly whole: string;
  /** The part of it that stands nowhere else. */
  readonly hole: string;
  readonly as: 'text' | 'number' | 'list' | 'map' | 'overlay';
}

/** A text that no config has, of characters that may stand in any name. */
export function markText(number: number): string {
  return `zq${number}x`;
}

export const marksIn = /zq\d+x|7\.77\.\d+/g;

/** Whether a text is one, or has one in it. */
export function isMark(text: string): boolean {
  return text.search(marksIn) >= 0 || /^172\.30\.\d+\.0\/24$/.test(text) || /^7\d{4}$/.test(text);
}

/** Values of some shapes that hold all that they must, and nothing else. Those of a closed list are all there. */
export function samplesOf(branches: readonly Branch[], counter: { next: number }): Sample[] {
  return branches.flatMap(branch => samplesOfBranch(branch, counter));
}

function samplesOfBranch(branch: Branch, counter: { next: number }): Sample[] {
  const { type, description, items, additionalProperties } = branch;
  if (Array.isArray(branch['enum'])) return branch['enum'].length > few ? texts('', counter) : branch['enum'].map(plain);
  if ('const' in branch) return [plain(branch['const'])];
  if (type === 'boolean') return [true, false].map(plain);
  if (type === 'number') return [number(counter)];
  if (type === 'array') return items === undefined ? [] : samplesOf(childOf(branch, 0).map(withoutList), counter).map(inList);
  if (type === 'object' && Object.keys(propertiesOf(branch)).length > 0) return objects(branch, counter);
  if (type === 'object') return [mapOf(additionalProperties, childOf(branch, 'x'), counter)];
  return type === 'null' ? [] : texts(String(description), counter);
}

/** What stands in a list is read all at once, so its values are not tried one by one. */
function withoutList(branch: Branch): Branch {
  return Array.isArray(branch['enum']) ? { type: 'string' } : branch;
}

function plain(value: unknown): Sample {
  return { value, marks: [] };
}

function number(counter: { next: number }): Sample {
  const value = 70_000 + counter.next++;
  return { value, marks: [{ place: [], whole: String(value), hole: String(value), as: 'number' }] };
}

/** Some texts are no texts of any sort. Of a policy and of an image some say in their own way what it says. */
function texts(description: string, counter: { next: number }): Sample[] {
  const hole = markText(counter.next++);
  return formsOf(description, hole, counter).map(([whole = '', part = '']) => ({ value: whole, marks: [{ place: [], whole, hole: part, as: 'text' }] }));
}

function formsOf(description: string, hole: string, counter: { next: number }): string[][] {
  const version = `7.77.${counter.next++}`;
  const escaped = version.replaceAll('.', '\\.');
  if (description.includes('`glob:')) return [[`glob:${hole}-*`, hole], [`semver:${version}`, version], [`regexp:^v${escaped}$`, escaped]];
  const image = [`example.org/${hole}:v1`, hole];
  if (description.includes('`repository:tag`')) return description.startsWith('`') ? [image] : [[hole, hole], image];
  if (!/`[\d.]+\/\d+`/.test(description)) return [[hole, hole]];
  const addresses = `172.30.${counter.next++ % 256}.0/24`;
  return [[addresses, addresses]];
}

function inList({ value, marks }: Sample): Sample {
  const isText = typeof value === 'string';
  return { value: [value], marks: marks.map(mark => (isText ? { ...mark, as: 'list' } : { ...mark, place: [0, ...mark.place] })) };
}

function mapOf(part: unknown, branches: readonly Branch[], counter: { next: number }): Sample {
  const key = markText(counter.next++);
  const isOverlay = branches.some(({ type }) => type === 'null');
  const [{ value }] = [...samplesOf(branches.filter(({ type }) => type === 'string'), counter), plain('x')] as [Sample];
  return { value: { [key]: value }, marks: part === undefined ? [] : [{ place: [], whole: key, hole: key, as: isOverlay ? 'overlay' : 'map' }] };
}

/** One for each choice among those that it must make. */
function objects(branch: Branch, counter: { next: number }): Sample[] {
  const required = (branch['required'] as readonly string[] | undefined) ?? [];
  return required.reduce<Sample[]>((all, key) => {
    const choices = samplesOf(childOf(branch, key), counter);
    const isText = choices.every(choice => typeof choice.value === 'string' && choice.marks.length > 0);
    return all.flatMap(({ value, marks }) => choices.slice(0, isText ? 1 : undefined).map(choice => ({
      value: { ...(value as object), [key]: choice.value },
      marks: [...marks, ...choice.marks.map(mark => ({ ...mark, place: [key, ...mark.place] }))],
    })));
  }, [plain({})]);
}

/** Whether a value of these shapes can only be one of a few. */
export function isClosed(branches: readonly Branch[]): boolean {
  return branches.every(({ type, ...branch }) => (Array.isArray(branch['enum']) && branch['enum'].length <= few) || 'const' in branch || type === 'boolean');
}

/** More values than these are not tried one by one. */
const few = 5;
