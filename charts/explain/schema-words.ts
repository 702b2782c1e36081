import { recordOf } from '../../lib/manifests/manifest.ts';
import type { Place } from '../config-rules/rule.ts';
import type { ClusterConfig } from '../config.ts';
import { branchesOf, isMeant, partOf, propertiesOf, schemaOfConfigs } from './words.ts';

/** What the schema says of words, which no trial needs. */

/** What the schema says of a word, or of the list that it is in; then of what its type is. */
export function descriptionsOf(config: ClusterConfig, place: Place): string[] {
  const parts = place.reduce<readonly unknown[]>((around, step) => {
    return around.flatMap(branchesOf).flatMap(branch => (typeof step === 'number' ? [{ ...branch, ...recordOf(branch['items']) }] : partOf(branch, step) ?? []));
  }, branchesOf(schemaOfConfigs()).filter(branch => isMeant(branch, config)));
  return [...parts, ...parts.flatMap(branchesOf)].flatMap(part => recordOf(part)['description'] ?? []).map(String);
}

/** Words without which a part of a config has no shape, as `PackageConfigs`, `hydra`. */
export function requiredWords(definition: string, key: string): string[] {
  const branches = branchesOf(propertiesOf(schemaOfConfigs().definitions[definition] ?? {})[key]);
  return branches.flatMap(({ required }) => (Array.isArray(required) ? required.map(String) : []));
}
