import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { mapsAt, textsAt, type Item } from '../../lib/rules/fields.ts';
import { remembered } from '../../lib/rules/remembered.ts';
import { recordAt, textAt } from './view.ts';
import type { ClusterView, Place } from './rule.ts';

/** What eksctl is told of the cluster, and of the roles in AWS. */

/** An account of the list that eksctl works off. */
export interface EksctlAccount {
  readonly placed: PlacedObject;
  /** Of its entry. */
  readonly path: Place;
  readonly entry: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly namespace: string;
  readonly roleName: string | undefined;
  /** Whether eksctl makes the role alone, and no account. */
  readonly isRoleOnly: boolean;
}

/** One statement of a role's policy. */
export interface Statement {
  /** Of the statement in the object. */
  readonly path: Place;
  readonly effect: unknown;
  readonly actions: readonly Item<string>[];
  readonly resources: readonly Item<string>[];
}

/** There is one; an edited tree may have more, or none. */
export function eksctlConfigs({ manifests }: ClusterView): readonly PlacedObject[] {
  return manifests.ofKind('ClusterConfig');
}

export const eksctlAccounts = remembered((view: ClusterView): readonly EksctlAccount[] => eksctlConfigs(view).flatMap(placed => {
  return mapsAt(placed.object, ['iam', 'serviceAccounts']).map(entry => accountOf(placed, entry));
}));

function accountOf(placed: PlacedObject, { value: entry, path }: Item<Readonly<Record<string, unknown>>>): EksctlAccount {
  return {
    placed,
    path,
    entry,
    name: textAt(entry, ['metadata', 'name']) ?? '',
    namespace: textAt(entry, ['metadata', 'namespace']) ?? '',
    roleName: textAt(entry, ['roleName']),
    isRoleOnly: entry['roleOnly'] === true,
  };
}

export function statementsOf({ entry, path }: EksctlAccount): Statement[] {
  const list: Place = [...path, 'attachPolicy', 'Statement'];
  return mapsAt(entry, ['attachPolicy', 'Statement'], list).map(({ value, path: at }) => ({
    path: at,
    effect: value['Effect'],
    actions: textsAt(value, ['Action'], [...at, 'Action']),
    resources: textsAt(value, ['Resource'], [...at, 'Resource']),
  }));
}

/** The blocks of addresses that VPCs have. */
export function cidrsOf(view: ClusterView): { readonly placed: PlacedObject; readonly cidr: string }[] {
  return eksctlConfigs(view).flatMap(placed => {
    const cidr = textAt(placed.object, ['vpc', 'cidr']);
    return cidr === undefined ? [] : [{ placed, cidr }];
  });
}

/** A group of nodes, and the tags on it. */
export interface NodeGroupView {
  readonly placed: PlacedObject;
  readonly path: Place;
  readonly tags: Readonly<Record<string, unknown>>;
}

export function nodeGroupsOf(view: ClusterView): NodeGroupView[] {
  return eksctlConfigs(view).flatMap(placed => {
    return mapsAt(placed.object, ['nodeGroups']).map(({ value, path }) => ({ placed, path, tags: recordAt(value, ['tags']) }));
  });
}
