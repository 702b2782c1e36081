import { nearest } from '../../lib/findings/nearest.ts';
import { isRecord, type Place } from '../../lib/manifests/manifest.ts';
import { display } from '../../lib/schema/shape-error.ts';
import { enumerate } from '../config-rules/rule.ts';
import type { EksConfig } from '../config.ts';
import { requiredWords } from '../explain/schema-words.ts';
import { valueIn } from '../explain/words.ts';
import { traits } from '../generations/traits.ts';
import type { AnyPackage } from '../packages/index.ts';
import { editions } from '../tidepool/editions/index.ts';
import { ownPolicies, stacks, valuesOf, type StackName } from './values-file.ts';

/** What became of a part of a values.yaml. */
export interface Fate {
  readonly place: Place;
  readonly is: 'equal' | 'explained' | 'unexplained';
  /** Reads on from the place. */
  readonly why?: string;
  /** Whether it stands in the file at all. */
  readonly isAbsent?: true;
  /** The word of the config that somebody may wonder about. */
  readonly remark?: Place;
}

/** What the cluster is to be. */
interface Aim {
  readonly stack: StackName;
  readonly packages: readonly AnyPackage[];
}

/**
 * What became of each value of a values.yaml, and what the cluster file says besides. `unknown` are its keys that nothing reads, and why.
 * The config is written back as a values.yaml: what is the same there is equal, and for everything else there has to be a reason.
 */
export function fatesOf(values: unknown, config: EksConfig, aim: Aim, unknown: readonly Fate[]): Fate[] {
  const { stack } = aim;
  const [left, packagesLeft] = [unknown.map(({ place }) => place), packagesLeftOut(values, aim)];
  const away = [...left, ...packagesLeft.map(({ place }) => place)];
  const back = valuesOf(config);
  const known = leavesOf(values).filter(({ place }) => !away.some(other => begins(place, other)));
  const added = leavesOf(back).filter(({ place, value }) => value !== false && valueIn(values, place) === undefined);
  return [
    ...unknown,
    ...packagesLeft,
    ...known.map(({ place, value }): Fate => {
      const decision = decisionOn(place, value, values, stack);
      if (decision) return { place, ...decision };
      return valueIn(back, place) === value ? { place, is: 'equal' } : { place, is: 'unexplained', why: 'the cluster file comes to something else' };
    }),
    ...added.map(({ place, value }): Fate => ({ place, is: 'explained', why: `is not said; ${display(value)} holds`, isAbsent: true })),
  ];
}

/** Packages that the cluster cannot have, or that need words which no values.yaml has. */
export function packagesLeftOut(values: unknown, aim: Aim): Fate[] {
  const asked = valueIn(values, ['pkgs']);
  return Object.keys(isRecord(asked) ? asked : {}).flatMap((name): Fate[] => {
    const why = reasonAgainst(name, aim);
    if (why === undefined) return [];
    const isOff = valueIn(asked, [name, 'enabled']) === false;
    return [{ place: ['pkgs', name], ...(isOff ? { is: 'explained', why: `is off there, and left out: it ${why}` } : { is: 'unexplained', why }) }];
  });
}

function reasonAgainst(name: string, { stack, packages }: Aim): string | undefined {
  const known = packages.find(each => each.name === name);
  if (!known) {
    const meant = nearest(name, packages.map(each => each.name));
    return `is no package here; ${meant === undefined ? 'docs/packages.md lists them' : `did you mean '${meant}'?`}`;
  }
  if (known.release[stack] === undefined) return `is a package that ${traits[stack].title} does not deliver`;
  const needed = known.words ? [known.words['required'] ?? []].flat().map(String) : requiredWords('PackageConfigs', name);
  return needed.length === 0 ? undefined : `needs ${enumerate(needed.map(word => `'${word}'`))}, for which a values.yaml has no word`;
}

/** What is said of a value that the cluster file puts otherwise, and always so. */
function decisionOn(place: Place, value: unknown, values: unknown, stack: StackName): Omit<Fate, 'place'> | undefined {
  const [head, name = '', ...rest] = place;
  const word = rest.join('.');
  if (head === 'aws' && name === 'accountNumber' && typeof value === 'number') {
    return { is: 'explained', why: 'is a number in YAML, and a text of twelve digits in the cluster file' };
  }
  if (head !== 'environments') return undefined;
  if (word === 'nosqlclient.enabled') return clientDecision(value, stack);
  if (word === 'gitops.branch') return branchDecision(String(name), stack);
  const [, protocol] = /^gateway\.(https?)\.dnsNames\.\d+$/.exec(word) ?? [];
  if (protocol === undefined || valueIn(values, [...place.slice(0, 4), 'enabled']) !== false) return undefined;
  return { is: 'explained', why: `is left out, since ${protocol} is not enabled`, remark: ['environments', name, 'gateway'] };
}

function clientDecision(value: unknown, stack: StackName): Omit<Fate, 'place'> | undefined {
  const { edition } = stacks[stack];
  const [always, ...others] = editions[edition].expresses.nosqlclient;
  if (others.length > 0) return undefined;
  const what = `chart ${edition} ${always === true ? 'always' : 'never'} installs the client`;
  return value === always ? { is: 'explained', why: `has no word, since ${what}` } : { is: 'unexplained', why: `cannot be said: ${what}` };
}

function branchDecision(environment: string, stack: StackName): Omit<Fate, 'place'> | undefined {
  const own = ownPolicies[stacks[stack].edition];
  if (own === undefined) return undefined;
  const which = enumerate(Object.keys(own));
  return {
    is: 'explained',
    why: `is what all services follow but ${which}, whose first images are of other branches`,
    remark: ['environments', environment, 'services'],
  };
}

interface Leaf {
  readonly place: Place;
  readonly value: unknown;
}

/** Every text, number and switch; what is empty says nothing. */
function leavesOf(value: unknown, place: Place = []): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ place, value }];
  if (Array.isArray(value)) return value.flatMap((item, i) => leavesOf(item, [...place, i]));
  return Object.entries(value).flatMap(([key, part]) => leavesOf(part, [...place, key]));
}

function begins(place: Place, start: Place): boolean {
  return start.every((step, i) => step === place[i]);
}
