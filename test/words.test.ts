import { expect, test } from 'vitest';
import { compile } from '../charts/compile.ts';
import type { Place } from '../charts/config-rules/rule.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { withWord, wordsIn } from '../charts/explain/words.ts';
import { packages } from '../charts/packages/index.ts';
import cauchy from './clusters/cauchy.ts';
import embeddedMongo from './clusters/embedded-mongo.ts';
import mixed from './clusters/mixed.ts';
import ownNodes from './clusters/own-nodes.ts';
import printedShared from './clusters/printed-shared.ts';
import staging from './clusters/staging.ts';
import wordy from './clusters/wordy.ts';
import { base, environment, today } from './invalid/base.ts';

/** Words that move no byte of any output, and what they are there for. */
const silent: Readonly<Record<string, string>> = {
  accepted: 'leaves findings out of reports',
  acknowledged: 'lets risks of a change pass',
  'environments.*.formerly': 'finds the tags that Flux wrote under another name',
  'environments.*.production': 'has rules be stricter',
  formerly: 'finds the tags that Flux wrote under another name',
};

const everyPackage = { ...Object.fromEntries(packages.map(({ name }) => [name, {}])), fluxcloud: { channel: '#flux' } } as const;

/** Between them they write something in every map and every union of the config. */
const clusters: readonly ClusterConfig[] = [
  {
    ...base,
    github: { account: 'example', repository: 'elsewhere' },
    packages: everyPackage,
    dns: { deferred: ['qa.tidepool.org'], domains: ['example.org'] },
    environments: { qa: { ...environment, services: { tools: { enabled: true } } } },
  },
  { ...today, packages: everyPackage },
  wordy,
  embeddedMongo,
  printedShared,
  mixed,
  ownNodes,
  cauchy,
  { ...staging, environment: 'dev', kubernetes: '1.25', dockerHub: { namespaces: ['default'] } },
];

/** What words have in common that stand under a free key, in a list, for another service, or for another chart. */
function kindOf(place: Place): string {
  const path = place.map((key, i) => (typeof key === 'number' || free.has(String(place[i - 1])) ? '*' : key)).join('.');
  return path.replace(/^.*\.chart\./, 'chart.');
}

const free = new Set(['values', 'environments', 'certificates', 'services', 'applications', 'labels', 'annotations', 'taints', 'tags']);

test('a word that moves no byte of the output is one that says why', () => {
  const moving = new Set<string>();
  const every = new Set<string>();
  for (const config of clusters) {
    const before = JSON.stringify([...compile(config, new Map())]);
    for (const { place, others } of wordsIn(config)) {
      const kind = kindOf(place);
      every.add(kind);
      const isMoved = (other: unknown) => ![undefined, before].includes(textOf(withWord(config, place, other)));
      if (!moving.has(kind) && others.some(isMoved)) moving.add(kind);
    }
  }
  const isPartOf = (kind: string, whole: string) => kind === whole || kind.startsWith(`${whole}.`);
  const unmoved = [...every].filter(kind => ![...moving].some(other => isPartOf(other, kind)));
  const unexplained = unmoved.filter(kind => !Object.keys(silent).some(other => isPartOf(kind, other)));
  expect(unexplained.sort()).toEqual([]);
  expect(Object.keys(silent).filter(kind => !unmoved.includes(kind))).toEqual([]);
});

/** Undefined for a config that does not compile, which rules refuse. */
function textOf(config: ClusterConfig): string | undefined {
  try {
    return JSON.stringify([...compile(config, new Map())]);
  } catch {
    return undefined;
  }
}
