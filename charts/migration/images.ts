import { Refusal } from '../../lib/images/refusal.ts';
import { tagExpression } from '../../lib/images/regexp.ts';
import { allows, parseConstraint } from '../../lib/images/semver.ts';
import { imageReference } from '../../lib/images/tags.ts';
import type { Environment, EnvironmentService } from '../cluster.ts';
import type { ServiceName } from '../tidepool/services.ts';
import type { TagPolicy } from '../vocabulary.ts';
import { digestPolicy, imagePolicy, type TagOrder } from '../generations/image-policy.ts';
import type { Sides } from './moved.ts';

/** What becomes of the image of a service, and of the policy that moves it. */
export interface ImageMove {
  readonly environment: string;
  readonly service: ServiceName;
  /** What runs before; undefined for a service that the chart adds. */
  readonly before: string | undefined;
  /** What runs after; undefined for a service that the chart has no more. */
  readonly after: string | undefined;
  /** Why the image of before is given up; undefined where it is kept. */
  readonly dropped: string | undefined;
  /** Undefined for a service that follows none. */
  readonly policy: TagPolicy | undefined;
  /** Whether the environment is frozen, so that nothing follows its policies. */
  readonly isFrozen: boolean;
  /** The policy as Flux 2 has it; undefined where there is none, or where Flux 2 cannot have it. */
  readonly order: TagOrder | undefined;
  /** Why Flux 2 cannot follow the policy, and what to write instead. */
  readonly refusal: { readonly reason: string; readonly instead: string } | undefined;
  /** Whether Flux 2 could choose the tag that runs after the move. It leaves any other alone until there is one that it can. */
  readonly isChoosable: boolean;
  /** Whether it could choose that tag with the time of a build behind it, at least. Otherwise the policy asks for another branch. */
  readonly isOfBranch: boolean;
}

/** Environments by name, services by name. */
export function imageMoves({ before, after }: Sides): ImageMove[] {
  return after.environments.flatMap(environment => {
    const [old, now] = [before.environments.find(({ name }) => name === environment.name)?.services ?? [], environment.services];
    const names = [...new Set([...old, ...now].map(({ name }) => name))].sort();
    const find = (services: readonly EnvironmentService[], name: ServiceName) => services.find(service => service.name === name);
    return names.map(name => imageMove(environment, name, find(old, name), find(now, name)));
  });
}

function imageMove(
  { name: environment, automated }: Environment,
  service: ServiceName,
  old: EnvironmentService | undefined,
  now: EnvironmentService | undefined,
): ImageMove {
  const order = now && orderOf(now);
  const tag = imageReference(now?.choice.image ?? '')?.tag;
  const couldChoose = (candidate: string) => order !== undefined && !(order instanceof Refusal) && canChoose(order, candidate);
  return {
    environment,
    service,
    before: old?.choice.image,
    after: now?.choice.image,
    dropped: old && now?.choice.dropped,
    policy: now?.policy,
    isFrozen: !automated,
    order: order instanceof Refusal ? undefined : order,
    refusal: order instanceof Refusal ? { reason: order.reason, instead: order.instead } : undefined,
    isChoosable: tag !== undefined && couldChoose(tag),
    isOfBranch: tag !== undefined && [tag, `${tag}-1700000000`].some(couldChoose),
  };
}

/** True when Flux 2 could choose the tag. A version has three numbers there. */
function canChoose({ filterTags, policy }: TagOrder, tag: string): boolean {
  if ('semver' in policy && !/\..*\./.test(tag)) return false;
  if (filterTags) return tagExpression(filterTags.pattern.replace('(?P<ts>', '('))(tag);
  return 'semver' in policy && allows(parseConstraint(policy.semver.range), tag);
}

/** Undefined for a service that follows nothing. */
export function orderOf({ policy, digestOf }: EnvironmentService): TagOrder | Refusal | undefined {
  if (policy === undefined) return undefined;
  return digestOf === undefined ? imagePolicy(policy) : digestPolicy(digestOf);
}
