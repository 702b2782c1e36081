import { drawn } from '../compile.ts';
import type { Cluster } from '../cluster.ts';
import type { ClusterConfig } from '../config.ts';
import { normalise } from '../normalise.ts';
import { problems, type Problem } from '../config-rules/index.ts';
import type { EditionName } from '../vocabulary.ts';
import type { WrittenImages } from '../tidepool/images.ts';
import { traits } from '../generations/traits.ts';
import { stepsBeside } from './beside.ts';
import { differencesOf, type Sides } from './differences.ts';
import { explained, type ExplainedDifference } from './explanations.ts';
import type { Fact } from './fact.ts';
import { factsOf } from './facts.ts';
import { drawable, imageMoves, type ImageMove } from './images.ts';
import { kubernetesMove, type KubernetesMove } from './kubernetes.ts';
import { editsOf, moved, type Edit } from './moved.ts';
import { releaseMoves, type ReleaseMove } from './releases.ts';
import { secretMoves, type SecretMove } from './secrets.ts';
import { stepsInPlace, type Step } from './steps.ts';

/** All that the move of a cluster to today's way of delivery does, and what there is to do for it. */
export interface Migration {
  readonly cluster: string;
  /** What people call the ways of delivery. */
  readonly from: string;
  readonly to: string;
  readonly editions: { readonly from: readonly EditionName[]; readonly to: EditionName };
  /** What to write in the file of the cluster. */
  readonly edits: readonly Edit[];
  /** What has to change in the config besides, or it is refused. */
  readonly blockers: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly kubernetes: KubernetesMove;
  readonly releases: readonly ReleaseMove[];
  readonly images: readonly ImageMove[];
  readonly secrets: readonly SecretMove[];
  /** How much stays as it is of what must. */
  readonly kept: readonly { readonly what: string; readonly count: number }[];
  readonly differences: readonly ExplainedDifference[];
  readonly inPlace: readonly Step[];
  /** With a new cluster; none where the old one can go the way itself. */
  readonly beside: readonly Step[];
}

/**
 * The move of a cluster, from its config and the images that stand in its output. Undefined for a cluster that is there already. Expects
 * a config without problems; those that the move brings are its blockers, and what they speak of is told as far as it can be.
 */
export function migration(config: ClusterConfig, written: WrittenImages): Migration | undefined {
  const later = moved(config);
  if (later === config) return undefined;
  const before = normalise(config, written);
  const after = normalise(later, imagesOf(before));
  const sides: Sides = { before, after };
  const found = newProblems(config, later);
  const facts = [before, drawable(after)].map(side => factsOf(side.name, drawn(side))) as [Fact[], Fact[]]; // two sides
  const work = { sides, releases: releaseMoves(sides), secrets: secretMoves(sides), differences: differencesOf(...facts) };
  const kubernetes = kubernetesMove(sides);
  return {
    cluster: config.name,
    from: traits[before.stack.delivery].title,
    to: traits[after.stack.delivery].title,
    editions: { from: [...new Set([config.edition, ...before.environments.map(({ edition }) => edition)])].sort(), to: later.edition },
    edits: editsOf(config),
    blockers: found.filter(({ severity }) => severity === 'error'),
    warnings: found.filter(({ severity }) => severity === 'warning'),
    kubernetes,
    releases: work.releases,
    images: imageMoves(sides),
    secrets: work.secrets,
    kept: keptOf(...facts),
    differences: work.differences.map(difference => explained(difference, sides)),
    inPlace: stepsInPlace(work),
    beside: kubernetes.advice === 'beside' ? stepsBeside(sides) : [],
  };
}

/** Images as they stand in the output of before, or will when it is written. */
function imagesOf({ environments }: Cluster): WrittenImages {
  return new Map(environments.flatMap(({ name, services }) => {
    return services.map(({ name: service, choice }): [string, string] => [`${name}/${service}`, choice.image]);
  }));
}

/** Problems that the config does not have already. */
function newProblems(config: ClusterConfig, later: ClusterConfig): Problem[] {
  const [old, young] = [config, later].map(each => problems({ configs: new Map([[each.name, each]]) }).get(each.name) ?? []);
  const known = new Set(old?.map(problem => JSON.stringify(problem)));
  return (young ?? []).filter(problem => !known.has(JSON.stringify(problem)));
}

/** What nobody may lose by the move, each with the facts that say so. What is not the same is a difference without a reason. */
const promises: readonly { readonly what: string; readonly holds: (fact: Fact) => boolean }[] = [
  { what: 'environments, with the names of their releases', holds: ({ concept, field }) => concept === 'environment' && field !== '' },
  { what: 'DNS names', holds: ({ concept }) => concept === 'DNS names' },
  { what: 'images with their tags', holds: ({ concept, field }) => concept === 'image' && field === 'image' },
  { what: 'keys of Secrets', holds: ({ concept, field }) => concept === 'secret' && field.startsWith('key ') },
];

function keptOf(before: readonly Fact[], after: readonly Fact[]): Migration['kept'] {
  const young = new Set(after.map(fact => JSON.stringify(fact)));
  return promises.map(({ what, holds }) => {
    return { what, count: new Set(before.filter(holds).map(fact => JSON.stringify(fact)).filter(fact => young.has(fact))).size };
  });
}
