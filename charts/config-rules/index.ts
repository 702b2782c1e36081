import { sentence } from '../../lib/findings/fault.ts';
import type { Finding } from '../../lib/findings/finding.ts';
import { acceptedRules } from './accepted.ts';
import { awsRules } from './aws.ts';
import { bucketFleetRules, bucketRules } from './buckets.ts';
import { certificateRules } from './certificates.ts';
import { dnsFleetRules, dnsRules } from './dns.ts';
import { editionRules } from './editions.ts';
import { environmentRules } from './environments.ts';
import { gatewayRules } from './gateway.ts';
import { identityRules } from './identity.ts';
import { imageRules } from './images.ts';
import { kafkaAndKeycloakRules } from './kafka-and-keycloak.ts';
import { helmRules } from './helm.ts';
import { kustomizeRules } from './kustomize.ts';
import { mongoAndSecretRules } from './mongo-and-secrets.ts';
import { nameRules } from './names.ts';
import { networkFleetRules, networkRules } from './network.ts';
import { nodeRules } from './nodes.ts';
import { overlayRules } from './overlays.ts';
import { ownRules } from './own.ts';
import { packageRules } from './packages.ts';
import { renameFleetRules, renameRules } from './renames.ts';
import { roleFleetRules, roleRules } from './roles.ts';
import { sourceRules } from './sources.ts';
import { sourceOf, type CheckedCluster, type ConfigFinding, type ConfigRule, type FleetRule } from './rule.ts';

/** Everything that is asked of one config whose shape is right. */
export const rules: readonly ConfigRule[] = [
  ...identityRules,
  ...renameRules,
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
  ...overlayRules,
  ...sourceRules,
  ...roleRules,
  ...awsRules,
  ...helmRules,
  ...kustomizeRules,
  ...acceptedRules,
];

/** Everything that is asked of clusters beside each other. */
export const fleetRules: readonly FleetRule[] = [
  ...renameFleetRules,
  ...networkFleetRules,
  ...bucketFleetRules,
  ...dnsFleetRules,
  ...roleFleetRules,
];

/**
 * Everything that is wrong with the clusters of a repository, all at once, by the name of the file and in order of the places. The order
 * of keys in a config changes nothing. Rules about one cluster are put to those of `asked`, or to all; the others to all.
 */
export function problems(clusters: readonly CheckedCluster[], asked: readonly string[] = []): ReadonlyMap<string, readonly Finding[]> {
  const found = new Map<string, Finding[]>();
  for (const checked of clusters) {
    const { file } = checked;
    const own = asked.length === 0 || asked.includes(file) ? [...rules, ...ownRules] : [];
    found.set(file, own.flatMap(({ id, find }) => find(checked).map(finding => toFinding(id, file, finding))));
  }
  // A copy that still has the name of its original has all else of it, too: its name is all there is to tell.
  const named = clusters.filter(({ file, config }) => file === config.name || !found.has(config.name));
  for (const { id, findAmong } of fleetRules) {
    for (const { file, finding } of findAmong(named)) found.get(file)?.push(toFinding(id, file, finding));
  }
  for (const list of found.values()) list.sort(byPlace);
  return found;
}

/** What a rule found, as a finding at its place in a cluster's file. */
export function toFinding(rule: string, file: string, { severity, path, fault }: ConfigFinding): Finding {
  return { rule, severity, fault, source: { file: sourceOf(file), ...(path !== '' && { path }) } };
}

function byPlace(a: Finding, b: Finding): number {
  const [left, right] = [a, b].map(({ source, fault }) => `${inOrderOfNumbers(source?.path ?? '')} ${sentence(fault)}`) as [string, string];
  return left < right ? -1 : Number(left > right);
}

/** `[2]` comes before `[10]`. */
function inOrderOfNumbers(path: string): string {
  return path.replace(/\d+/g, digits => digits.padStart(6, '0'));
}
