import { expect, test } from 'vitest';
import type { Place } from '../charts/config-rules/rule.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { bytesMovedIn, silent } from '../charts/explain/unused.ts';
import { wordsIn } from '../charts/explain/words.ts';
import { packages } from '../charts/packages/index.ts';
import cauchy from './clusters/cauchy.ts';
import embeddedMongo from './clusters/embedded-mongo.ts';
import mixed from './clusters/mixed.ts';
import ownNodes from './clusters/own-nodes.ts';
import printedShared from './clusters/printed-shared.ts';
import local from './clusters/local.ts';
import staging from './clusters/staging.ts';
import wordy from './clusters/wordy.ts';
import { base, environment, today } from './invalid/base.ts';

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
  { ...local, tools: ['grafana'] },
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
    const movesBytes = bytesMovedIn(config);
    for (const word of wordsIn(config)) {
      const kind = kindOf(word.place);
      every.add(kind);
      if (!moving.has(kind) && movesBytes(word)) moving.add(kind);
    }
  }
  const isPartOf = (kind: string, whole: string) => kind === whole || kind.startsWith(`${whole}.`);
  const unmoved = [...every].filter(kind => ![...moving].some(other => isPartOf(other, kind)));
  const unexplained = unmoved.filter(kind => !Object.keys(silent).some(other => isPartOf(kind, other)));
  expect(unexplained.sort()).toEqual([]);
  expect(Object.keys(silent).filter(kind => !unmoved.includes(kind))).toEqual([]);
}, 180_000); // it makes a thousand clusters
