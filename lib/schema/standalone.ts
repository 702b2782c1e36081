import { Ajv } from 'ajv';
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { isRecord } from '../manifests/manifest.ts';
import type { JsonSchema } from './shape-error.ts';

/**
 * ajv's own code for a schema, for a start that neither loads ajv nor reads the schema: `standalone.ts SCHEMA FILE` writes it. It says
 * whether a value is right; shape.ts explains what is wrong with one.
 */
export function validatorCode(schema: JsonSchema): string {
  const ajv = new Ajv({ strict: false, validateFormats: false, messages: false, inlineRefs: false, code: { source: true, esm: true } });
  return `// Made by "npm run schema"; edits are lost.\n${withoutErrors(standalone(ajv, ajv.compile(withoutRemarks(schema))))}\n`;
}

/** Its verdict is all that is asked for: what it would say is a fifth of the code. */
function withoutErrors(code: string): string {
  return code.replaceAll(/\{instancePath[^{}]*,params:\{[^{}]*\}\}/g, '0');
}

const standalone = (createRequire(import.meta.url)('ajv/dist/standalone') as typeof import('ajv/dist/standalone/index.js')).default;

/** Without texts and defaults, which no verdict depends on. */
function withoutRemarks(schema: JsonSchema): JsonSchema {
  const isRemark = (key: string, value: unknown) => (key === 'description' && typeof value === 'string') || (key === 'default' && !isRecord(value));
  return JSON.parse(JSON.stringify(schema, (key, value: unknown) => (isRemark(key, value) ? undefined : value))) as JsonSchema;
}

const [, program, schema, file] = process.argv;
if (program === import.meta.filename && schema !== undefined && file !== undefined) {
  writeFileSync(file, validatorCode(JSON.parse(readFileSync(schema, 'utf8')) as JsonSchema));
}
