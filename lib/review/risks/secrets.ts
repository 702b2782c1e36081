import { groupBy } from '../../group-by.ts';
import { isRecord, objectId, valueAt, type Manifest } from '../../manifests/manifest.ts';
import { listed } from '../words.ts';
import { editedOf, objectsOf, type FoundRisk, type RiskRule } from './risk.ts';

/** What is fetched from a secret store. */

/** Where each key of the Secret comes from: `test1/qa2/auth ServiceAuth`. Whole entries have the key `*`. */
function fetchedBy(object: Manifest): ReadonlyMap<string, string> {
  const specs = [object['secretDescriptor'], object['spec']].filter(isRecord);
  const from = (place: unknown): string => [valueAt(place, ['key']), valueAt(place, ['property'])].filter(part => part !== undefined).join(' ');
  const entries = specs.flatMap(spec => [
    ...list(spec['data']).map(entry => {
      return [String(valueAt(entry, ['secretKey']) ?? valueAt(entry, ['name'])), from(valueAt(entry, ['remoteRef']) ?? entry)] as const;
    }),
    ...list(spec['dataFrom']).map(entry => ['*', typeof entry === 'string' ? entry : from(valueAt(entry, ['extract']) ?? entry)] as const),
  ]);
  return new Map(entries);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

const secretPath: RiskRule = {
  id: 'secret-path',
  summary: 'A secret is fetched from another path or key.',
  find: change => editedOf(change, 'ExternalSecret').flatMap(({ id, before, after }): FoundRisk[] => {
    const [old, now] = [fetchedBy(before), fetchedBy(after)];
    const moved = [...old].filter(([key, place]) => now.has(key) && now.get(key) !== place).map(([key, place]) => `${place} → ${now.get(key)}`);
    return moved.length === 0 ? [] : [{
      severity: 'high',
      object: id,
      happens: `${listed([...new Set(moved)], 3)}: until the new place exists in the secret store, the secret is not fetched, and with the`
        + ' next start its readers fail.',
      safely: 'Put the value at the new path first, and compare the two, before this is merged.',
    }];
  }),
};

/** Of a new namespace they are one. */
const secretNew: RiskRule = {
  id: 'secret-new',
  summary: 'A secret is fetched that was not fetched before.',
  find: change => {
    const young = new Set(objectsOf(change, 'Namespace').filter(({ before }) => before === undefined).map(({ id }) => id));
    const fetched = objectsOf(change, 'ExternalSecret').flatMap(({ id, before, after }) => {
      const old = before && fetchedBy(before);
      const places = [...(after ? fetchedBy(after) : [])].filter(([key]) => !old?.has(key)).map(([, place]) => place);
      const namespace = objectId('Namespace', after?.metadata.namespace ?? '');
      return places.map(place => ({ object: young.has(namespace) ? namespace : id, place }));
    });
    return [...groupBy(fetched, ({ object }) => object)].map(([object, places]): FoundRisk => {
      const keys = groupBy([...new Set(places.map(({ place }) => place))], place => place.split(' ')[0]);
      return {
        severity: 'medium',
        object,
        happens: `${listed([...keys].map(([path, own]) => (own.length > 1 ? `${path} (${own.length} keys)` : own.join(' '))), 20)} must`
          + ' exist in the secret store: pods wait until it does.',
        safely: 'Put the values there before this is merged.',
      };
    });
  },
};

const secretKeyRemoved: RiskRule = {
  id: 'secret-key-removed',
  summary: 'A Secret loses a key.',
  find: change => editedOf(change, 'ExternalSecret').flatMap(({ id, before, after }): FoundRisk[] => {
    const now = fetchedBy(after);
    const gone = [...fetchedBy(before).keys()].filter(key => key !== '*' && !now.has(key) && !now.has('*'));
    return gone.length === 0 ? [] : [{
      severity: 'medium',
      object: id,
      happens: `The Secret has no key ${listed(gone)} any more: a pod that reads it does not start again.`,
      safely: 'Change its readers first, and take the key away once they run.',
    }];
  }),
};

export const secretRisks: readonly RiskRule[] = [secretPath, secretNew, secretKeyRemoved];
