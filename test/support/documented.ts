import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClusterConfig } from '../../charts/config.ts';
import cauchy from '../clusters/cauchy.ts';
import development from '../clusters/development.ts';
import local from '../clusters/local.ts';
import production from '../clusters/production.ts';
import remote from '../clusters/remote.ts';
import staging from '../clusters/staging.ts';
import test1 from '../clusters/test1.ts';
import { compiled } from './objects.ts';

/** The clusters of the guide, one on today's stack, two without Tidepool, one on a laptop and one with Helm by hand in EKS. They are the tests' own: what stands in `clusters/` and `dist/` is the user's. */
export const documented: readonly ClusterConfig[] = [cauchy, development, local, production, remote, staging, test1];

/** What they come to, by path from the root of a repository. */
export function documentedOutput(): [path: string, text: string][] {
  return documented.flatMap(config => [...compiled(config)].map(([path, text]): [string, string] => [`dist/${path}`, text]));
}

/** The text of one of their files, as it would stand in `clusters/`. */
export function documentedSource(name: string): string {
  const file = join(dirname(import.meta.dirname), 'clusters', `${name}.ts`);
  return readFileSync(file, 'utf8').replace("'../../charts/config.ts'", "'../charts/config.ts'");
}
