import { quotable } from '../findings/quotable.ts';
import { groupBy } from '../group-by.ts';
import { changes, type Change } from '../manifests/differences.ts';
import { isRecord } from '../manifests/manifest.ts';
import { toYaml } from '../yaml/yaml.ts';
import type { Row } from './fold.ts';
import { isShortened, listed } from './words.ts';

/** What a row leaves out: all of its objects, and what is different in long values. */

export interface Details {
  /** `test1: HelmRelease/qa2/tidepool, ...` */
  readonly objects: readonly string[];
  /** Lines that begin with `- ` or `+ `. */
  readonly diff: readonly string[];
}

export function detailsOf(row: Row): Details {
  const scopes = [...groupBy(row.objects, ({ scope }) => scope)];
  const objects = scopes.map(([scope, own]) => quotable(`${scope === '' ? '' : `${scope}: `}${listed([...new Set(own.map(({ id }) => id))], 100)}`));
  return { objects, diff: diffOf(row) };
}

/** Whether there is anything that the row does not say. */
export function hasDetails({ objects, diff }: Details): boolean {
  return diff.length > 0 || objects.length > 8 || objects.some(text => text.length > 100);
}

function diffOf({ lines, diff, isMasked, sample: { field } }: Row): readonly string[] {
  if (diff) return diff;
  if (isMasked || field === undefined) return [];
  if (lines) return lines.flatMap(lineOf);
  const values = [field.before, field.after];
  if (!values.some(value => isShortened(value) || isTree(value))) return [];
  const [old = [], now = []] = values.map(value => (value === undefined ? [] : toYaml(value).trimEnd().split('\n')));
  return changes(old, now).flatMap(lineOf);
}

/** What is easier to read in lines. */
function isTree(value: unknown): boolean {
  return (isRecord(value) && Object.keys(value).length > 1) || (Array.isArray(value) && value.some(isRecord));
}

export function lineOf({ kind, before, after }: Change): string[] {
  if (kind === 'moved') return [];
  const text = (line: unknown): string => quotable(String(line).replaceAll('\t', '  ')); // a tab would be shown as its number
  return [...(kind === 'added' ? [] : [`- ${text(before)}`]), ...(kind === 'removed' ? [] : [`+ ${text(after)}`])];
}
