import { conforms } from '../lib/schema/conforms.ts';
import { shapeProblems } from '../lib/schema/schema.ts';
import schema from './config.schema.json' with { type: 'json' };
import type { Problem } from './config-rules/index.ts';

/**
 * What is wrong with the shape of a config: unknown keys, wrong types, missing fields, words that are not in a list. The compiler says
 * the same, but a loader strips types before the config runs, so nothing has been checked by then. The schema is made from the types.
 */
export function shapeOf(config: unknown): Problem[] {
  if (conforms(schema, config)) return [];
  return shapeProblems(schema, config).map(({ path, message }) => ({ rule: 'shape', severity: 'error', path, message }));
}
