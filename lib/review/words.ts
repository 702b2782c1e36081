import { quotable } from '../findings/quotable.ts';
import { groupBy } from '../group-by.ts';
import { isRecord } from '../manifests/manifest.ts';
import { fromYaml } from '../yaml/yaml.ts';

/** Values and names as a reviewer reads them, on one line each. */

/** `false`, `qa2`, `"1"`, `{ mode: enabled }`: a text is in quotes where it would read as something else. */
export function valueText(value: unknown): string {
  return shortened(quotable(flowText(value)));
}

function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (isRecord(value)) {
    const entries = Object.entries(value).map(([key, child]) => `${flowText(key)}: ${flowText(child)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  if (typeof value !== 'string') return String(value);
  return isPlain(value) ? value : JSON.stringify(value);
}

/** Whether a text stands for itself without quotes. */
function isPlain(text: string): boolean {
  return /^[\w./:@*~^<>=+$-]+( [\w./:@*~^<>=+$-]+)*$/.test(text) && !/: |:$/.test(text) && !(isShort(text) && isOther(text));
}

function isShort(text: string): boolean {
  return text.length < 40;
}

function isOther(text: string): boolean {
  try {
    return typeof fromYaml(text)[0] !== 'string';
  } catch {
    return false; // no YAML by itself, so it is a text
  }
}

const longest = 160;

/** Whether a reviewer sees a part of it alone. */
export function isShortened(value: unknown): boolean {
  return flowText(value).length > longest;
}

/** Behind `quotable`, which judges a text as a whole. */
function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 50)} … ${text.slice(-40)}`;
}

/** `a, b, c and 4 more` */
export function listed(names: readonly string[], most = 6): string {
  const shown = names.length <= most + 1 ? names : names.slice(0, most);
  const left = names.length - shown.length;
  return `${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

/** `{a, b}`, and one name as it is. */
export function braced(names: readonly string[], most = 6): string {
  return names.length === 1 ? names[0] ?? '' : `{${listed(names, most)}}`;
}

/** Objects of any number of clusters: `HelmRelease/{qa1, qa2}/tidepool`, by what most of them have in common. */
export function objectsText(ids: readonly string[]): string {
  const parts = [...new Set(ids)].map(id => id.split('/'));
  const [first = []] = parts;
  if (parts.some(({ length }) => length !== first.length)) return quotable(listed(parts.map(part => part.join('/')), 3));
  const different = first.flatMap((_, at) => (new Set(parts.map(part => part[at])).size > 1 ? [at] : []));
  if (different.length > 1) {
    const groups = groupBy(parts, part => part.slice(0, -1).join('/')); // of one kind and namespace each
    if (groups.size === parts.length) return quotable(listed(parts.map(part => part.join('/')), 3));
    return listed([...groups.values()].map(group => objectsText(group.map(part => part.join('/')))), 3);
  }
  return quotable(first.map((name, at) => (different.includes(at) ? braced(parts.map(part => part[at] ?? '')) : name)).join('/'));
}
