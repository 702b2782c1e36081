import type { Cluster } from '../cluster.ts';
import type { Secret } from '../resources.ts';
import type { Sides } from './moved.ts';

/** An entry of AWS Secrets Manager that is not as it has to be after the move. Never a value. */
export interface SecretMove {
  readonly path: string;
  /** What reads it: `qa2/kafka`. */
  readonly secret: string;
  /** Keys that the entry has to have and that nothing has read before; all of them where `isNew`. */
  readonly added: readonly string[];
  /** Keys that nothing reads any more; all of them where `isUnread`. */
  readonly unread: readonly string[];
  readonly isNew: boolean;
  /** Whether nothing reads the entry any more. */
  readonly isUnread: boolean;
  /** The entry of before that held the same keys under another name. */
  readonly copyOf: string | undefined;
}

/** By path. Entries that stay as they are have no place here. */
export function secretMoves({ before, after }: Sides): SecretMove[] {
  const [old, now] = [secretsOf(before), secretsOf(after)];
  const gone = [...old.values()].filter(({ path }) => !now.has(path));
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap(path => {
    const [was, is] = [old.get(path), now.get(path)];
    const { name = '', namespace = '' } = is ?? was ?? {};
    const [added, unread] = [keysIn(is, was), keysIn(was, is)];
    if (added.length + unread.length === 0) return [];
    const copyOf = is && !was ? gone.find(other => isRenamed(other, is))?.path : undefined;
    return [{ path, secret: `${namespace}/${name}`, added, unread, isNew: !was, isUnread: !is, copyOf }];
  });
}

function keysIn(secret: Secret | undefined, other: Secret | undefined): string[] {
  return secret?.keys.filter(key => !other?.keys.includes(key)) ?? [];
}

/** The same keys in the same namespace, under a name that the other one begins with: `dexcom-api` and `dexcom`. */
function isRenamed(old: Secret, now: Secret): boolean {
  return old.namespace === now.namespace && old.name.startsWith(`${now.name}-`) && old.keys.join() === now.keys.join();
}

/** Every Secret that is fetched, by the path of its entry. */
export function secretsOf({ packages, environments, applications }: Cluster): ReadonlyMap<string, Secret> {
  return new Map([...packages, ...environments, ...applications].flatMap(({ secrets }) => secrets).map(secret => [secret.path, secret]));
}
