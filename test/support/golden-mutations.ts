import { isRecord, leaves } from '../../lib/manifests/manifest.ts';
import { replaced } from './values.ts';

/** The golden with one value changed, one value of another type, or one key by another name: one at a time, everywhere. */
export function* mutations(golden: unknown): Generator<{ what: string; changed: unknown }> {
  for (const { path, value } of leaves(golden)) {
    const where = path.join('.');
    yield { what: `${where}: another value`, changed: replaced(golden, path, another(value)) };
    yield { what: `${where}: another type`, changed: replaced(golden, path, retyped(value)) };
    for (let depth = path.length; depth > 0; depth -= 1) {
      const parent = at(golden, path.slice(0, depth - 1));
      if (!isRecord(parent)) continue;
      const renamed = Object.fromEntries(Object.entries(parent).map(([key, child]) => [key === path[depth - 1] ? `${key}x` : key, child]));
      yield { what: `${path.slice(0, depth).join('.')}: another key`, changed: replaced(golden, path.slice(0, depth - 1), renamed) };
    }
  }
}

function another(value: unknown): unknown {
  if (typeof value === 'string') return `${value}~`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return ['something'];
}

function retyped(value: unknown): unknown {
  return typeof value === 'string' ? [value] : String(value);
}

function at(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((here, key) => (here as Record<string, unknown>)[key], data);
}

export function without(data: unknown, path: readonly string[]): unknown {
  const parent = at(data, path.slice(0, -1));
  const key = path.at(-1);
  const rest = Array.isArray(parent)
    ? parent.filter((_, i) => String(i) !== key)
    : Object.fromEntries(Object.entries(parent as object).filter(([name]) => name !== key));
  return replaced(data, path.slice(0, -1), rest);
}
