import { leaksInObject, maskLeaks } from '../leaks/index.ts';
import type { Step } from './differences.ts';
import type { Place } from './manifest.ts';

/** What is shown of a value at a path of a document, where it is a credential, stands in one or has one in it. */
export function maskAt(document: unknown, path: Place, value: unknown): string | undefined {
  if (document === undefined || value === undefined) return undefined;
  const known = path.map(step => (typeof step === 'string' ? maskLeaks(step) : step));
  const leak = leaksInObject(document).find(({ path: at }) => at.every((step, i) => i >= known.length || step === known[i]));
  return leak?.masked;
}

/** Keys and indices on one side, as far as there are any. */
export function pathIn(path: readonly Step[], side: 'before' | 'after'): (string | number)[] {
  const steps = path.map(step => (typeof step === 'string' ? step : step[side]));
  const end = steps.indexOf(undefined);
  return (end < 0 ? steps : steps.slice(0, end)) as (string | number)[]; // up to where there is none
}
