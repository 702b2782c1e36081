import { isRecord, valueAt } from '../manifests/manifest.ts';
import type { Manifests, PlacedObject } from '../manifests/manifests.ts';
import { groupOf, mapsAt, textAt } from './fields.ts';
import type { Place } from './rule.ts';

/** What an eksctl config says of roles. */

/** An entry of `iam.serviceAccounts`. */
export interface ServiceAccountRole {
  readonly config: PlacedObject;
  readonly path: Place;
  readonly namespace: string;
  readonly name: string;
  /** Undefined where eksctl invents one. */
  readonly roleName: string | undefined;
  /** eksctl does not make the ServiceAccount. */
  readonly isRoleOnly: boolean;
}

export function clusterConfigs(manifests: Manifests): PlacedObject[] {
  return manifests.ofKind('ClusterConfig').filter(({ object }) => groupOf(object) === 'eksctl.io');
}

/** An entry without a name is passed over; without a namespace it is in `default`, as eksctl has it. */
export function rolesOf(manifests: Manifests): ServiceAccountRole[] {
  return clusterConfigs(manifests).flatMap(config =>
    mapsAt(config.object, ['iam', 'serviceAccounts']).flatMap(({ value, path }) => {
      const name = textAt(value, ['metadata', 'name']);
      if (name === undefined) return [];
      const namespace = textAt(value, ['metadata', 'namespace']) ?? 'default';
      return [{ config, path, namespace, name, roleName: textAt(value, ['roleName']), isRoleOnly: value['roleOnly'] === true }];
    }));
}

/** An IAM policy in an eksctl config. */
export interface Policy {
  readonly config: PlacedObject;
  readonly statements: readonly { readonly statement: Record<string, unknown>; readonly path: Place }[];
}

/** Lists whose items may carry a policy, and where in the item. */
const policyPlaces: readonly { readonly list: readonly string[]; readonly policy: readonly string[] }[] = [
  { list: ['iam', 'serviceAccounts'], policy: ['attachPolicy'] },
  { list: ['iam', 'podIdentityAssociations'], policy: ['permissionPolicy'] },
  { list: ['nodeGroups'], policy: ['iam', 'attachPolicy'] },
  { list: ['managedNodeGroups'], policy: ['iam', 'attachPolicy'] },
  { list: ['addons'], policy: ['attachPolicy'] },
];

export function policiesOf(manifests: Manifests): Policy[] {
  return clusterConfigs(manifests).flatMap(config =>
    policyPlaces.flatMap(({ list, policy }) =>
      mapsAt(config.object, list).map(({ value, path }) => {
        return { config, statements: statementsOf(value, [...policy, 'Statement'], path) };
      })));
}

/** IAM takes a statement that stands alone for a list of one. */
function statementsOf(item: Record<string, unknown>, keys: readonly string[], start: Place): Policy['statements'] {
  const alone = valueAt(item, keys);
  if (isRecord(alone)) return [{ statement: alone, path: [...start, ...keys] }];
  return mapsAt(item, keys).map(({ value, path }) => ({ statement: value, path: [...start, ...path] }));
}
