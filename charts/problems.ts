import { acceptedRules } from './problems/accepted.ts';
import { bucketFleetRules, bucketRules } from './problems/buckets.ts';
import { certificateRules } from './problems/certificates.ts';
import { dnsFleetRules, dnsRules } from './problems/dns.ts';
import { editionRules } from './problems/editions.ts';
import { environmentRules } from './problems/environments.ts';
import { gatewayRules } from './problems/gateway.ts';
import { identityFleetRules, identityRules } from './problems/identity.ts';
import { imageRules } from './problems/images.ts';
import { kafkaAndKeycloakRules } from './problems/kafka-and-keycloak.ts';
import { mongoAndSecretRules } from './problems/mongo-and-secrets.ts';
import { nameRules } from './problems/names.ts';
import { networkFleetRules, networkRules } from './problems/network.ts';
import { nodeRules } from './problems/nodes.ts';
import { packageRules } from './problems/packages.ts';
import { roleFleetRules, roleRules } from './problems/roles.ts';
import { sourceRules } from './problems/sources.ts';
import type { Finding, Fleet, FleetRule, Problem, Rule } from './problems/rule.ts';

export type { Fleet, Problem } from './problems/rule.ts';

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
  ...identityFleetRules,
  ...networkFleetRules,
  ...bucketFleetRules,
  ...dnsFleetRules,
  ...roleFleetRules,
];

/**
 * Everything that is wrong with the clusters of a repository, all at once, by the name of the file: in order of the rules, then of the
 * places. The order of keys in a config changes nothing. Expects configs of the right shape (`shapeOf`).
 */
export function problems(fleet: Fleet): ReadonlyMap<string, readonly Problem[]> {
  const found = new Map<string, Problem[]>();
  for (const [file, config] of fleet.configs) {
    found.set(file, rules.flatMap(({ id, find }) => find(config, file).map(finding => signed(id, finding))));
  }
  for (const { id, findAmong } of fleetRules) {
    for (const { file, finding } of findAmong(fleet)) found.get(file)?.push(signed(id, finding));
  }
  for (const list of found.values()) list.sort(byRuleThenPlace);
  return found;
}

function signed(rule: string, finding: Finding): Problem {
  return { rule, ...finding };
}

function byRuleThenPlace(a: Problem, b: Problem): number {
  const [left, right] = [a, b].map(({ rule, path, message }) => `${rule} ${inOrderOfNumbers(path)} ${message}`) as [string, string];
  return left < right ? -1 : Number(left > right);
}

/** `[2]` comes before `[10]`. */
function inOrderOfNumbers(path: string): string {
  return path.replace(/\d+/g, digits => digits.padStart(6, '0'));
}
