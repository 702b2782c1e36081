import { isRecord } from '../manifests/manifest.ts';
import type { JsonSchema } from './shape.ts';

/**
 * Whether a value has the shape that a JSON Schema says: yes or no, at once. Compiling a schema with ajv takes a tenth of a second, which
 * is worth it only when there is something to explain. A test holds this to ajv's verdict. Throws for a keyword that it does not know.
 */
export function conforms(schema: JsonSchema, value: unknown, definitions: unknown = schema['definitions']): boolean {
  return Object.entries(schema).every(([keyword, rule]) => {
    const holds = keywords[keyword];
    if (!holds) throw new Error(`lib/schema/conforms.ts does not know the keyword ${keyword}`);
    return holds(rule, value, schema, definitions);
  });
}

type Keyword = (rule: unknown, value: unknown, schema: JsonSchema, definitions: unknown) => boolean;

const always: Keyword = () => true;

/** What a schema made of types says; anything else has to be added here before it can mean something. */
const keywords: Readonly<Record<string, Keyword>> = {
  $schema: always,
  default: always,
  definitions: always,
  description: always,
  $ref: (rule, value, _, definitions) => conforms(definitionOf(rule, definitions), value, definitions),
  anyOf: (rule, value, _, definitions) => listOf(rule).some(option => conforms(schemaOf(option), value, definitions)),
  const: (rule, value) => rule === value,
  enum: (rule, value) => listOf(rule).includes(value),
  type: (rule, value) => [rule].flat().includes(typeOf(value)),
  items: (rule, value, _, definitions) => !Array.isArray(value) || value.every(item => conforms(schemaOf(rule), item, definitions)),
  minItems: (rule, value) => !Array.isArray(value) || value.length >= Number(rule),
  required: (rule, value) => !isRecord(value) || listOf(rule).every(key => value[String(key)] !== undefined),
  properties: (rule, value, _, definitions) =>
    !isRecord(value) ||
    Object.entries(schemaOf(rule)).every(([key, part]) => value[key] === undefined || conforms(schemaOf(part), value[key], definitions)),
  additionalProperties: (rule, value, { properties = {} }, definitions) =>
    !isRecord(value) ||
    Object.keys(value)
      .filter(key => !Object.hasOwn(schemaOf(properties), key))
      .every(key => rule !== false && (rule === true || conforms(schemaOf(rule), value[key], definitions))),
};

function definitionOf(reference: unknown, definitions: unknown): JsonSchema {
  return schemaOf(schemaOf(definitions)[decodeURIComponent(String(reference).replace('#/definitions/', ''))]);
}

/** JSON Schema's name of a value's type; `undefined` and functions have none, so no `type` allows them. */
function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function schemaOf(rule: unknown): JsonSchema {
  if (!isRecord(rule)) throw new Error('lib/schema/conforms.ts expects an object in a schema');
  return rule;
}

function listOf(rule: unknown): readonly unknown[] {
  return Array.isArray(rule) ? rule : [];
}
