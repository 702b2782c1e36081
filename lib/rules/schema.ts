import type { RuleInfo } from '../findings/finding.ts';
import { entriesOf, type ManifestFile, type Manifests } from '../manifests/manifests.ts';
import type { Schemas, ShapeProblem } from '../schema/schema.ts';
import { clustersIn } from './clusters.ts';
import { foreignFindings } from './foreign-schema.ts';
import { findingAt, noObject, typed, unreadable, type SchemaFinding } from './entries.ts';

/** What every manifest is held against before any rule looks at it. */
export const schemaRule: RuleInfo = {
  id: 'schema',
  summary: 'Every document can be read, and is an object that the schema of its kind describes, without a field too many.',
};

/** What the schemas say of all files, generated or not. Those of another owner may hold what we never write. */
export function schemaFindings(manifests: Manifests, schemas: Schemas, isForeign: (file: ManifestFile) => boolean = () => false): SchemaFinding[] {
  if (schemas.whose === 'foreign') return foreignFindings(manifests, schemas);
  const [foreign, generated] = [manifests.files.filter(isForeign), manifests.files.filter(file => !isForeign(file))];
  const files = [...generated.filter(({ role }) => role !== 'placeholder'), ...manifests.aside]; // the former belong to Flux
  let placed: ReadonlySet<ManifestFile> | undefined; // few objects leave their namespace to Kustomize, so it is made when first asked for
  const isPlaced = (file: ManifestFile) => (placed ??= placedFiles(manifests)).has(file);
  return [
    ...files.flatMap(file => [...unreadable(file), ...ownFindings(file, schemas, isPlaced)]),
    ...foreign.flatMap(file => ownFindings(file, schemas, isPlaced).filter(({ path }) => path.join('.') === 'metadata.namespace')),
    ...(foreign.length > 0 ? foreignFindings(manifests, schemas.ofOthers(), isForeign) : []),
  ];
}

/** Files whose objects Kustomize puts into a namespace, wherever it builds them. */
function placedFiles(manifests: Manifests): ReadonlySet<ManifestFile> {
  const built = clustersIn(manifests).flatMap(({ builds }) => builds.flatMap(({ files }) => [...files]));
  return new Set(built.filter(([, namespaces]) => !namespaces.has(undefined)).map(([file]) => file));
}

/**
 * Of objects everything; of a patch all but what is not there, since the rest of the object is elsewhere, as the namespace is of what
 * Kustomize puts into one. A kind that no schema describes
 * is an error.
 */
function ownFindings(file: ManifestFile, schemas: Schemas, isPlaced: (file: ManifestFile) => boolean): SchemaFinding[] {
  const { role, documents } = file;
  return documents.flatMap(document => entriesOf(document)).flatMap(entry => {
    const object = typed(entry.value);
    if (!object) return [findingAt(entry, { path: '', message: noObject }, 'error')];
    const { problems } = schemas.judge(object);
    const isElsewhere = ({ kind, path }: ShapeProblem): boolean =>
      (role === 'patch' && (kind === 'missing' || kind === 'together')) || (kind === 'missing' && path === 'metadata.namespace' && isPlaced(file));
    const own = problems.filter(problem => !isElsewhere(problem));
    return own.map(problem => findingAt(entry, problem, 'error'));
  });
}
