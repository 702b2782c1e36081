import { createRequire } from 'node:module';
import { remembered } from '../remembered.ts';
import { problemsIn } from './admission.ts';
import type { JsonSchema, ShapeProblem } from './shape-error.ts';

export type { JsonSchema, ShapeProblem } from './shape-error.ts';

/** Everything about `value` that the schema refuses. ajv judges, and only what it refuses is explained. */
export function shapeProblems(schema: JsonSchema, value: unknown): ShapeProblem[] {
  return judge(schema)(value) ? [] : problemsIn(schema, value);
}

/** What keeps a schema that others have written from being one, in ajv's words. */
export function schemaFault(schema: JsonSchema): string | undefined {
  const { Ajv } = createRequire(import.meta.url)('ajv') as typeof import('ajv');
  try {
    new Ajv({ strictTypes: false, strictRequired: true, validateFormats: false, logger: false }).compile(schema);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Loaded when first asked for: ajv takes 30 ms, and not every verb needs it. Its code is compiled as it comes, since it runs once for each
 * object and optimising it takes longer. Schemas are not checked themselves: they come with the program, and a test checks them.
 */
const judge = remembered((schema: JsonSchema) => {
  const { Ajv } = createRequire(import.meta.url)('ajv') as typeof import('ajv');
  const cheap = { meta: false, validateSchema: false, inlineRefs: false, messages: false, code: { optimize: false } };
  return new Ajv({ strict: false, validateFormats: false, ...cheap }).compile(schema);
});
