import { posix } from 'node:path';
import { counted } from '../../findings/fault.ts';
import { groupOf, valueAt, type Manifest } from '../../manifests/manifest.ts';
import { readManifests } from '../../manifests/manifests.ts';
import { isKept } from './removal.ts';
import { editedOf, objectsOf, removedOf, type ChangedObject, type FoundRisk, type RiskRule, type ScopeChange } from './risk.ts';

/** What Kustomizations of Flux 2 apply, and delete when it is theirs no longer. */

const group = 'kustomize.toolkit.fluxcd.io';

function isKustomization(object: Manifest): boolean {
  return object.kind === 'Kustomization' && groupOf(object) === group;
}

/** A folder that is applied as a whole, below the root of the repository. */
interface Applied {
  readonly id: string;
  readonly folder: string;
  readonly prunes: boolean;
}

function appliedBy(object: Manifest, id: string): Applied {
  const folder = posix.join('.', String(valueAt(object, ['spec', 'path']) ?? '.'));
  return { id, folder, prunes: valueAt(object, ['spec', 'prune']) === true };
}

/** All Kustomizations of a cluster on one side, changed and unchanged ones. */
function kustomizationsOn(side: 'before' | 'after', change: ScopeChange): Applied[] {
  const changed = objectsOf(change, 'Kustomization').flatMap(({ id, [side]: object }) => (object && isKustomization(object) ? [appliedBy(object, id)] : []));
  return [...changed, ...standingKustomizations(change)];
}

const remembered = new WeakMap<ScopeChange, Applied[]>();

function standingKustomizations(change: ScopeChange): Applied[] {
  const known = remembered.get(change);
  if (known) return known;
  const texts = [...change.standing()].filter(([, text]) => typeof text === 'string' && text.includes(group) && /^kind: Kustomization$/m.test(text));
  const found = readManifests(texts).objects.filter(({ object }) => isKustomization(object)).map(({ object, id }) => appliedBy(object, id));
  remembered.set(change, found);
  return found;
}

/** The Kustomization that applies a file: of several the one whose folder is nearest. */
function ownerOf(file: string | undefined, applied: readonly Applied[]): Applied | undefined {
  const [nearest] = applied.filter(({ folder }) => file?.startsWith(`${folder}/`)).sort((one, other) => other.folder.length - one.folder.length);
  return nearest;
}

const pruneMoved: RiskRule = {
  id: 'prune-moved',
  summary: 'An object goes from one Kustomization to another.',
  find: change => {
    const moved = editedOf(change).filter(({ from, to }) => from !== to);
    if (moved.length === 0) return [];
    const [before, after] = [kustomizationsOn('before', change), kustomizationsOn('after', change)];
    return moved.flatMap((object): FoundRisk[] => {
      const [old, now] = [ownerOf(object.from, before), ownerOf(object.to, after)];
      if (old === undefined || old.id === now?.id || !old.prunes || isKept(object.after, change.delivery)) return [];
      return [{
        severity: 'high',
        object: object.id,
        happens: `It goes from ${old.id} to ${now?.id ?? 'where nothing applies it'}: the first deletes it, unless the second has applied`
          + ' it before. Then it is made anew, and what it had is gone.',
        safely: `Annotate it with ${change.delivery.unpruned?.join(': ') ?? 'what keeps it'} in a commit before this one, and take that away afterwards.`,
      }];
    });
  },
};

const kustomizationRemoved: RiskRule = {
  id: 'kustomization-removed',
  summary: 'A Kustomization is removed or renamed, and what it applied stays in the repository.',
  find: change => {
    const gone = removedOf(change, 'Kustomization').filter(({ before }) => isKustomization(before));
    return gone.flatMap(({ id, before }): FoundRisk[] => {
      const { folder, prunes } = appliedBy(before, id);
      const changed = change.files.filter(({ after }) => after !== undefined).map(({ path }) => path);
      const left = [...change.standing().keys(), ...changed].filter(path => path.startsWith(`${folder}/`));
      const heir = kustomizationsOn('after', change).find(other => other.folder === folder);
      if (!prunes || left.length === 0) return [];
      return [{
        severity: 'high',
        object: id,
        happens: `${change.delivery.title} deletes all that it has applied, ${counted(left.length, 'file')} below ${folder}.`
          + ` ${heir ? `${heir.id} makes it anew: releases are uninstalled and installed again.` : 'Nothing applies them any more.'}`,
        safely: 'Keep its name. Or set spec.prune: false in a commit before this one, so that what it applied stays, and the new one takes it over.',
      }];
    });
  },
};

const pruneScope: RiskRule = {
  id: 'prune-scope',
  summary: 'A Kustomization applies another folder, or into another namespace.',
  find: change => editedKustomizations(change).flatMap(({ id, before, after }): FoundRisk[] => {
    const fields = ['path', 'targetNamespace', 'sourceRef'].filter(key => {
      return JSON.stringify(valueAt(before, ['spec', key])) !== JSON.stringify(valueAt(after, ['spec', key]));
    });
    if (fields.length === 0 || valueAt(after, ['spec', 'prune']) !== true) return [];
    return [{
      severity: 'high',
      object: id,
      happens: `spec.${fields.join(', spec.')} changes, and it prunes: ${change.delivery.title} deletes all that it has applied and does`
        + ' not find at the new place.',
      safely: 'Set spec.prune: false in a commit before this one, and true again once all is ready.',
    }];
  }),
};

const pruneSwitched: RiskRule = {
  id: 'prune-switched',
  summary: 'A Kustomization begins or ceases to prune.',
  find: change => editedKustomizations(change).flatMap(({ id, before, after }): FoundRisk[] => {
    const [old, now] = [before, after].map(object => valueAt(object, ['spec', 'prune']) === true);
    if (old === now) return [];
    return [{
      severity: 'medium',
      object: id,
      happens: now
        ? 'From now on, what leaves its folder is deleted from the cluster.'
        : 'From now on, what leaves its folder stays in the cluster, where nobody looks after it.',
      safely: now
        ? 'See that all that it has applied still stands in its folder: flux tree kustomization NAME.'
        : 'Note what you remove, and delete it by hand.',
    }];
  }),
};

const orderChanged: RiskRule = {
  id: 'order-changed',
  summary: 'A Kustomization or a release no longer waits for another.',
  find: change => [...editedKustomizations(change), ...editedOf(change, 'HelmRelease')].flatMap(({ id, before, after }): FoundRisk[] => {
    const [old = [], now = []] = [before, after].map(object => namesIn(valueAt(object, ['spec', 'dependsOn'])));
    const gone = old.filter(name => !now.includes(name));
    return gone.length === 0 ? [] : [{
      severity: 'medium',
      object: id,
      happens: `It no longer waits for ${gone.join(', ')}. In a new cluster it may be applied before the definitions, namespaces or secrets that it needs.`,
      safely: 'Keep the entry, unless what it was for is gone.',
    }];
  }),
};

function namesIn(list: unknown): string[] {
  return Array.isArray(list) ? list.map(item => String(valueAt(item, ['name']))) : [];
}

const suspended: RiskRule = {
  id: 'suspended',
  summary: 'A Kustomization, a release or a source is suspended.',
  find: change => editedOf(change).filter(({ before, after }) => {
    return valueAt(before, ['spec', 'suspend']) !== true && valueAt(after, ['spec', 'suspend']) === true;
  }).map(({ id }): FoundRisk => ({
    severity: 'medium',
    object: id,
    happens: `${change.delivery.title} stops looking after it: no change of the repository arrives, and no edit by hand is put right.`,
    safely: 'Note until when, and who ends it.',
  })),
};

function editedKustomizations(change: ScopeChange): (ChangedObject & { readonly before: Manifest; readonly after: Manifest })[] {
  return editedOf(change, 'Kustomization').filter(({ after }) => isKustomization(after));
}

export const pruneRisks: readonly RiskRule[] = [pruneMoved, kustomizationRemoved, pruneScope, pruneSwitched, orderChanged, suspended];
