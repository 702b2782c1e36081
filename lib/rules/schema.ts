import type { RuleInfo } from '../findings/finding.ts';
import { entriesOf, type ManifestFile, type Manifests } from '../manifests/manifests.ts';
import type { Schemas } from '../schema/schema.ts';
import { foreignFindings } from './foreign-schema.ts';
import { findingAt, noObject, typed, unreadable, type SchemaFinding } from './entries.ts';

/** What every manifest is held against before any rule looks at it. */
export const schemaRule: RuleInfo = {
  id: 'schema',
  summary: 'Every document can be read, and is an object that the schema of its kind describes, without a field too many.',
};

/** What the schemas say of all files, generated or not. */
export function schemaFindings(manifests: Manifests, schemas: Schemas): SchemaFinding[] {
  if (schemas.whose === 'foreign') return foreignFindings(manifests, schemas);
  const files = [...manifests.files.filter(({ role }) => role !== 'placeholder'), ...manifests.aside]; // the former belong to Flux
  return files.flatMap(file => [...unreadable(file), ...ownFindings(file, schemas)]);
}

/**
 * Of objects everything; of a patch all but what is not there, since the rest of the object is elsewhere. A kind that no schema describes
 * is an error.
 */
function ownFindings({ role, documents }: ManifestFile, schemas: Schemas): SchemaFinding[] {
  return documents.flatMap(document => entriesOf(document)).flatMap(entry => {
    const object = typed(entry.value);
    if (!object) return [findingAt(entry, { path: '', message: noObject }, 'error')];
    const { problems } = schemas.judge(object);
    const own = problems.filter(({ kind }) => role !== 'patch' || (kind !== 'missing' && kind !== 'together'));
    return own.map(problem => findingAt(entry, problem, 'error'));
  });
}
