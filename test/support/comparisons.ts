import { isRecord } from '../../lib/manifests/manifest.ts';

/** The first place where what was emitted is not what is documented, or undefined. */
export type Comparison = (emitted: unknown, golden: unknown) => string | undefined;

export const exact: Comparison = (emitted, golden) => firstDifference(emitted, golden, 'refused');
/** What is documented is there; maps may hold more. Lists are compared as they stand. */
export const subset: Comparison = (emitted, golden) => firstDifference(emitted, golden, 'allowed');
export const included: Comparison = (emitted, golden) =>
  (golden as unknown[]).map(name => ((emitted as unknown[]).includes(name) ? undefined : `${String(name)} is missing`)).find(Boolean);
export const said: Comparison = (emitted, golden) =>
  (emitted as string[]).some(text => typeof golden === 'string' && text.includes(golden)) ? undefined : `nobody says ${String(golden)}`;

/** Each text stands in the emitted one, behind the one before it. */
export const inOrder: Comparison = (emitted, golden) => {
  let rest = emitted as string;
  for (const text of golden as unknown[]) {
    const at = typeof text === 'string' ? rest.indexOf(text) : -1;
    if (at < 0) return `${String(text)} is missing, or stands before what comes before it`;
    rest = rest.slice(at + String(text).length);
  }
  return undefined;
};

function firstDifference(emitted: unknown, golden: unknown, more: 'allowed' | 'refused', path = ''): string | undefined {
  const at = path === '' ? 'the document' : path;
  if (Array.isArray(golden)) {
    if (!Array.isArray(emitted)) return `${at}: ${JSON.stringify(emitted)} is no list`;
    if (emitted.length !== golden.length) return `${at}: ${emitted.length} items instead of ${golden.length}`;
    return golden.map((item, i) => firstDifference(emitted[i], item, 'refused', `${path}[${i}]`)).find(Boolean);
  }
  if (isRecord(golden)) {
    if (!isRecord(emitted)) return `${at}: ${JSON.stringify(emitted)} is no map`;
    const extra = Object.keys(emitted).find(key => !Object.hasOwn(golden, key));
    if (more === 'refused' && extra !== undefined) return `${at}: has ${extra}, which is not documented`;
    return Object.keys(golden)
      .map(key => firstDifference(emitted[key], golden[key], more, path === '' ? key : `${path}.${key}`))
      .find(Boolean);
  }
  return Object.is(emitted, golden) ? undefined : `${at}: ${JSON.stringify(emitted)} instead of ${JSON.stringify(golden)}`;
}
