import { acceptedRules } from './accepted.ts';
import { bucketFleetRules, bucketRules } from './buckets.ts';
import { certificateRules } from './certificates.ts';
import { dnsFleetRules, dnsRules } from './dns.ts';
import { editionRules } from './editions.ts';
import { environmentRules } from './environments.ts';
import { gatewayRules } from './gateway.ts';
import { identityRules } from './identity.ts';
import { imageRules } from './images.ts';
import { kafkaAndKeycloakRules } from './kafka-and-keycloak.ts';
import { mongoAndSecretRules } from './mongo-and-secrets.ts';
import { nameRules } from './names.ts';
import { networkFleetRules, networkRules } from './network.ts';
import { nodeRules } from './nodes.ts';
import { packageRules } from './packages.ts';
import { roleFleetRules, roleRules } from './roles.ts';
import { sourceRules } from './sources.ts';
import type { Finding, Fleet, FleetRule, Problem, Rule } from './rule.ts';

export type { Fleet, Problem } from './rule.ts';

/** Everything that is asked of one config whose shape is right. */
export const rules: readonly Rule[] = [
  ...identityRules,
  ...environmentRules,
  ...networkRules,
  ...nodeRules,
  ...nameRules,
  ...mongoAndSecretRules,
  ...kafkaAndKeycloakRules,
  ...bucketRules,
  ...gatewayRules,
  ...dnsRules,
  ...certificateRules,
  ...imageRules,
  ...editionRules,
  ...packageRules,
  ...sourceRules,
  ...roleRules,
  ...acceptedRules,
];

/** Everything that is asked of clusters beside each other. */
export const fleetRules: readonly FleetRule[] = [
  ...networkFleetRules,
  ...bucketFleetRules,
  ...dnsFleetRules,
  ...roleFleetRules,
];

/**
 * Everything that is wrong with the clusters of a repository, all at once, by the name of the file and in order of the places. The order
 * of keys in a config changes nothing. Expects configs of the right shape (`shapeOf`).
 */
export function problems(fleet: Fleet): ReadonlyMap<string, readonly Problem[]> {
  const found = new Map<string, Problem[]>();
  for (const [file, config] of fleet.configs) {
    found.set(file, rules.flatMap(({ id, find }) => find(config, file).map(finding => signed(id, finding))));
  }
  // A copy that still has the name of its original has all else of it, too: its name is all there is to tell.
  const configs = new Map([...fleet.configs].filter(([file, { name }]) => file === name || !fleet.configs.has(name)));
  for (const { id, findAmong } of fleetRules) {
    for (const { file, finding } of findAmong({ ...fleet, configs })) found.get(file)?.push(signed(id, finding));
  }
  for (const list of found.values()) list.sort(byPlace);
  return found;
}

function signed(rule: string, finding: Finding): Problem {
  return { rule, ...finding };
}

function byPlace(a: Problem, b: Problem): number {
  const [left, right] = [a, b].map(({ path, message }) => `${inOrderOfNumbers(path)} ${message}`) as [string, string];
  return left < right ? -1 : Number(left > right);
}

/** `[2]` comes before `[10]`. */
function inOrderOfNumbers(path: string): string {
  return path.replace(/\d+/g, digits => digits.padStart(6, '0'));
}
