import type { Place } from '../../lib/manifests/manifest.ts';
import { checkFleet } from '../config-rules/fleet.ts';
import type { ClusterConfig } from '../config.ts';
import { silence } from '../explain/unused.ts';
import { valueIn, withWord } from '../explain/words.ts';
import { normalise } from '../normalise.ts';
import type { Repository } from '../own.ts';

/**
 * The config without the words that say what holds without them, found by trial: a word goes, and the cluster is the same, as is what rules
 * find. `kept` are places of words that stay. So does all that is switched off, since no trial can tell anything of it.
 */
export function withoutDefaults(config: ClusterConfig, kept: readonly Place[] = [], repository?: Repository): ClusterConfig {
  const clusterText = (one: ClusterConfig) => textOf(one, repository);
  const problemsText = (one: ClusterConfig) => JSON.stringify([...checkFleet(new Map([['', one]]), new Map(), [], new Map(), repository).problems]);
  const [cluster, problems] = [clusterText(config), problemsText(config)];
  const isKept = (place: Place) => kept.some(other => place.every((step, i) => step === other[i]));
  return placesBelow(config).reduce((lean, place) => {
    if (isKept(place) || silence(place) !== undefined) return lean;
    const leaner = withWord(lean, place, undefined);
    return clusterText(leaner) === cluster && problemsText(leaner) === problems ? leaner : lean;
  }, config);
}

/** What the output is drawn from: definitions of packages are functions for the most part, and come from the names beside them. */
function textOf(config: ClusterConfig, repository?: Repository): string | undefined {
  try {
    return JSON.stringify(normalise(config, new Map(), [], repository), (key, value: unknown) => (key === 'definition' || key === 'repository' ? undefined : value));
  } catch {
    return undefined; // a config without a word that it needs
  }
}

/** Keys of maps, from the inside out. What stands in a list is told apart by its number, so no item goes. */
function placesBelow(value: unknown, place: Place = []): Place[] {
  const here = valueIn(value, place);
  if (typeof here !== 'object' || here === null) return [];
  if (Array.isArray(here)) return here.flatMap((_, i) => placesBelow(value, [...place, i]));
  if ('enabled' in here && here.enabled === false) return [];
  return Object.entries(here).flatMap(([key, child]: [string, unknown]) => {
    const isOff = typeof child === 'object' && child !== null && 'enabled' in child && child.enabled === false;
    return isOff ? [] : [...placesBelow(value, [...place, key]), [...place, key]];
  });
}
