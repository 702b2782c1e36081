import { display } from './shape-error.ts';
import type { Place } from '../manifests/manifest.ts';

/** What no schema says: that a value is plain data, which every reader of YAML and JSON takes for the same. */

/** Something that is none. */
export interface Oddity {
  readonly at: Place;
  /** Reads on from its place. */
  readonly message: string;
}

/** More levels than any file has. */
const deepest = 100;

export function oddities(value: unknown): Oddity[] {
  const around = new Set<object>();
  const done = new Set<object>();
  const look = (here: unknown, at: Oddity['at']): Oddity[] => {
    if (typeof here === 'number' && !Number.isFinite(here)) return [{ at, message: `must be a number that can be written, not ${display(here)}` }];
    if (typeof here !== 'object' || here === null || done.has(here)) return [];
    if (around.has(here)) return [{ at, message: 'holds itself' }];
    if (at.length > deepest) return [{ at: at.slice(0, 3), message: `is more than ${deepest} levels deep` }];
    const prototype: unknown = Object.getPrototypeOf(here);
    const isPlain = Array.isArray(here) || prototype === null || Object.getPrototypeOf(prototype) === null;
    if (!isPlain) return [{ at, message: 'must be plain data, and is an object of a class' }];
    around.add(here);
    const found = Object.entries(here).flatMap(([key, part]: [string, unknown]) => {
      const place = [...at, Array.isArray(here) ? Number(key) : key];
      return key === '__proto__' ? [{ at: place, message: 'is a key that not every reader keeps; call it otherwise' }] : look(part, place);
    });
    around.delete(here);
    done.add(here);
    return found;
  };
  return look(value, []);
}
