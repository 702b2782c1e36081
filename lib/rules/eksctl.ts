import type { Manifests, PlacedObject } from '../manifests/manifests.ts';
import { mapsAt, textAt } from './fields.ts';
import type { Place } from './rule.ts';

/** An entry of `iam.serviceAccounts` in an eksctl config. */
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
  return [...manifests.ofKind('ClusterConfig', 'eksctl.io')];
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
