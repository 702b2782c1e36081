import type { Finding } from '../../lib/findings/finding.ts';
import type { Cluster } from '../cluster.ts';
import type { ClusterConfig } from '../config.ts';
import { normalise } from '../normalise.ts';
import type { Repository } from '../own.ts';
import { problems } from '../config-rules/index.ts';
import type { EditionName } from '../vocabulary.ts';
import type { WrittenImages } from '../tidepool/images.ts';
import { traits } from '../generations/traits.ts';
import { stepsBeside } from './beside.ts';
import { differencesOf } from './differences.ts';
import { imageMoves, type ImageMove } from './images.ts';
import { kubernetesMove, type KubernetesMove } from './kubernetes.ts';
import { editsOf, configAfter, target, type Edit } from './moved.ts';
import { explain } from './reasons.ts';
import { releaseMoves } from './releases.ts';
import { secretMoves } from './secrets.ts';
import { stepsInPlace, type Moves, type Step } from './steps.ts';

/** All that the move of a cluster to today's way of delivery does, and what there is to do for it. */
export interface Migration extends Moves {
  readonly cluster: string;
  /** What people call the ways of delivery. */
  readonly from: string;
  readonly to: string;
  readonly editions: { readonly from: readonly EditionName[]; readonly to: EditionName };
  /** What to write in the file of the cluster. */
  readonly edits: readonly Edit[];
  /** What has to change in the config besides, or it is refused. */
  readonly blockers: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly kubernetes: KubernetesMove;
  readonly images: readonly ImageMove[];
  readonly inPlace: readonly Step[];
  /** With a new cluster; none where the old one can go the way itself. */
  readonly beside: readonly Step[];
}

/**
 * The move of a cluster, from its config and the images that stand in its output. Undefined for a cluster that is there already. Expects
 * a config without problems; those that the move brings are its blockers, and the rest is said as far as the config goes.
 */
export function migration(config: ClusterConfig, written: WrittenImages, repository?: Repository): Migration | undefined {
  const later = configAfter(config);
  if (later === config) return undefined;
  const before = normalise(config, written, [], repository);
  const sides = { before, after: normalise(later, imagesOf(before), [], repository) };
  const found = newProblems(config, later, repository);
  const editions = [config.edition, ...before.environments.map(({ edition }) => edition)].filter(edition => edition !== undefined);
  const kubernetes = kubernetesMove(sides);
  const moves = {
    releases: releaseMoves(sides),
    secrets: secretMoves(sides),
    differences: differencesOf(sides).map(explain),
  };
  return {
    cluster: config.name,
    from: traits[config.delivery].title,
    to: traits[later.delivery].title,
    editions: { from: [...new Set(editions)].sort(), to: target.edition },
    edits: editsOf(config),
    blockers: found.filter(({ severity }) => severity === 'error'),
    warnings: found.filter(({ severity }) => severity === 'warning'),
    kubernetes,
    images: imageMoves(sides),
    ...moves,
    inPlace: stepsInPlace(sides, moves),
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
function newProblems(config: ClusterConfig, later: ClusterConfig, repository?: Repository): Finding[] {
  const checked = (each: ClusterConfig) => ({ file: each.name, config: each, cluster: normalise(each, new Map(), [], repository) });
  const [old, young] = [config, later].map(each => problems([checked(each)]).get(each.name) ?? []);
  const known = new Set(old?.map(problem => JSON.stringify(problem)));
  return (young ?? []).filter(problem => !known.has(JSON.stringify(problem)));
}
