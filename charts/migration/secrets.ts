import type { Cluster } from '../cluster.ts';
import type { Secret } from '../resources.ts';
import type { Sides } from './differences.ts';

/** An entry of AWS Secrets Manager that is not as it has to be after the move. Never a value. */
export interface SecretMove {
  readonly path: string;
  /** What reads it: `qa2/kafka`. */
  readonly secret: string;
  /** Keys that the entry has to have and that nothing has asked for before; all of them where `isNew`. */
  readonly added: readonly string[];
  readonly isNew: boolean;
  /** Whether nothing reads the entry any more. */
  readonly isUnread: boolean;
  /** The entry of before that held the same keys under another name. */
  readonly copyOf: string | undefined;
}

/** By path. Entries that stay as they are have no place here. */
export function secretMoves({ before, after }: Sides): SecretMove[] {
  const [old, young] = [secretsOf(before), secretsOf(after)];
  const paths = [...new Set([...old.keys(), ...young.keys()])].sort();
  const gone = [...old.values()].filter(({ path }) => !young.has(path));
  return paths.flatMap(path => {
    const [was, is] = [old.get(path), young.get(path)];
    const { name, namespace } = is ?? was ?? { name: '', namespace: '' };
    const added = is?.keys.filter(key => !was?.keys.includes(key)) ?? [];
    if (is !== undefined && added.length === 0) return [];
    const copyOf = was === undefined ? gone.find(other => is !== undefined && isRenamed(other, is))?.path : undefined;
    return [{ path, secret: `${namespace}/${name}`, added, isNew: was === undefined, isUnread: is === undefined, copyOf }];
  });
}

/** The same keys in the same namespace, under a name that the other one begins with: `dexcom-api` and `dexcom`. */
function isRenamed(old: Secret, young: Secret): boolean {
  return old.namespace === young.namespace && old.name.startsWith(`${young.name}-`) && old.keys.join() === young.keys.join();
}

/** Every Secret that is fetched, by the path of its entry. */
export function secretsOf({ packages, environments }: Cluster): ReadonlyMap<string, Secret> {
  return new Map([...packages, ...environments].flatMap(({ secrets }) => secrets).map(secret => [secret.path, secret]));
}
