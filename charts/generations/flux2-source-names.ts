import type { Release } from '../resources.ts';
import type { HelmChart } from '../vocabulary.ts';

/** How Flux 2's sources of charts are called. */

export type SourceKind = 'GitRepository' | 'HelmRepository' | 'OCIRepository';

export function kindOf(chart: HelmChart): SourceKind {
  if ('git' in chart) return 'GitRepository';
  return chart.repository.startsWith('oci://') ? 'OCIRepository' : 'HelmRepository';
}

/**
 * A repository is called by its address (and its ref, in git), so that releases share it. What comes from a registry is one chart of one
 * version, so it is called by its release, and a new version renames nothing.
 */
export function sourceName({ name, namespace, chart }: Release): string {
  if ('git' in chart) return slug(`${cloneUrl(chart.git)}/${chart.ref}`);
  if (kindOf(chart) === 'HelmRepository') return slug(chart.repository);
  return name === namespace ? name : `${namespace}-${name}`;
}

/** An address as a name: in small letters, dots between its parts, without the user, and without the scheme that goes without saying. */
function slug(address: string): string {
  const bare = address.toLowerCase().replace(/^https:\/\//, '').replace(/^(\w+):\/\/([^/@]*@)?/, '$1.');
  return bare.replace(/[^a-z0-9/.-]+/g, '-').split(/[/.]+/).map(part => part.replace(/^-+|-+$/g, '')).filter(part => part !== '').join('.');
}

/** What two releases have in common that share a source. */
export function addressOf(chart: HelmChart): string {
  return ('git' in chart ? cloneUrl(chart.git) : chart.repository).toLowerCase().replace(/\/+$/, '');
}

/** Flux takes no `git@github.com:ACCOUNT/REPOSITORY`. */
export function cloneUrl(git: string): string {
  const [, user, path] = /^([\w.-]+@[\w.-]+):(?!\/\/)(.+)$/.exec(git) ?? [];
  return user === undefined ? git : `ssh://${user}/${path}`;
}

/** The release among some whose chart comes from elsewhere, and whose source would have the same name. */
export function sourceRival(release: Release, others: readonly Release[]): Release | undefined {
  const [kind, name, address] = [kindOf(release.chart), sourceName(release), addressOf(release.chart)];
  return others.find(other => kindOf(other.chart) === kind && addressOf(other.chart) !== address && sourceName(other) === name);
}
