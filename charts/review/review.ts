import type { Compared } from '../../lib/review/compared.ts';
import { review, type Review } from '../../lib/review/review.ts';
import { clusterFolder } from '../compile.ts';
import type { ClusterConfig } from '../config.ts';
import { causeOf, type CauseOf } from './causes.ts';

export { againstCommit, againstDist } from '../../lib/review/compared.ts';
export { reviewFormats } from '../../lib/review/formats.ts';

export interface ClusterReview {
  readonly compared: Compared;
  readonly configs: readonly ClusterConfig[];
  /** Clusters asked for; none means all. */
  readonly names: readonly string[];
  /** The text of a cluster's config as it is now. */
  readonly sourceText: (name: string) => string;
}

/** What a change does to the clusters of the repository. */
export function reviewClusters({ compared, configs, names, sourceText }: ClusterReview): Review {
  const files = compared.files.filter(({ path }) => names.length === 0 || names.includes(clusterOf(path)));
  const causes = new Map<string, CauseOf>();
  return review({
    ...compared,
    files,
    scopes: configs.map(({ name }) => name).filter(name => names.length === 0 || names.includes(name)),
    scopeOf: clusterOf,
    causeOf: sample => {
      const { scope } = sample.object;
      const config = configs.find(({ name }) => name === scope);
      const own = causes.get(scope) ?? (config && causeOf({ config, before: compared.textBefore(sourceOf(scope)), after: sourceText(scope) }));
      if (own) causes.set(scope, own);
      return own?.(sample);
    },
  });
}

function sourceOf(name: string): string {
  return `clusters/${name}.ts`;
}

/** The cluster that a file of `dist` belongs to. */
function clusterOf(path: string): string {
  const [, name = ''] = /^dist\/clusters\/([^/]+)\//.exec(path) ?? [];
  return path.startsWith(`dist/${clusterFolder(name)}/`) ? name : '';
}
