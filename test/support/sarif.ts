import { Ajv, type ValidateFunction } from 'ajv';
import { readFileSync } from 'node:fs';

/** Characters that a URI may have, without a scheme in front. */
export const uriReference = /^(?![^/]*:(?!\/\/))(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9A-F]{2})*$/;

/** Undefined where there is no copy of the schema of OASIS. */
export function officialSarif(): ValidateFunction | undefined {
  const official = process.env['SARIF_SCHEMA'] ?? '';
  if (official === '') {
    process.stderr.write('\nSKIPPED: sarif against the schema of OASIS, since SARIF_SCHEMA names no copy of sarif-schema-2.1.0.json\n\n');
    return undefined;
  }
  // Draft 4, of which it uses nothing that means something else in draft 7. One of its patterns is none with the flag u.
  const { id: _, $schema: __, ...schema } = JSON.parse(readFileSync(official, 'utf8')) as Record<string, unknown>;
  const known = { 'uri-reference': uriReference, uri: uriReference, 'date-time': true } as const;
  return new Ajv({ strict: false, allErrors: true, unicodeRegExp: false, formats: known }).compile(schema);
}
