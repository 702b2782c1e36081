import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../charts/compile.ts';
import { withWord } from '../charts/explain/words.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { reviewClusters, reviewFormat } from '../charts/review/review.ts';
import type { Review } from '../lib/review/review.ts';
import development from './clusters/development.ts';
import ownNodes from './clusters/own-nodes.ts';
import production from './clusters/production.ts';
import test1 from './clusters/test1.ts';
import { officialSarif } from './support/sarif.ts';

/** Changes as people make them, and what a reviewer reads of them: `test/review/NAME.md` and `NAME.html`, written by hand like all goldens. */

type Fleet = readonly ClusterConfig[];

function treeOf(fleet: Fleet): ReadonlyMap<string, string> {
  return new Map(fleet.flatMap(config => [...compile(config, new Map())].map(([path, text]) => [`dist/${path}`, text] as const)));
}

function textOf(fleet: Fleet, name: string): string | undefined {
  const config = fleet.find(each => each.name === name);
  return config && `export default ${JSON.stringify(config, undefined, 2)};\n`;
}

function reviewOf(before: Fleet, after: Fleet): Review {
  const [old, now] = [treeOf(before), treeOf(after)];
  const paths = [...new Set([...old.keys(), ...now.keys()])];
  return reviewClusters({
    compared: {
      files: paths.filter(path => old.get(path) !== now.get(path)).map(path => ({ path, before: old.get(path), after: now.get(path) })),
      about: 'dist against 0123456789ab, where main was left',
      textBefore: path => textOf(before, path.replace(/^clusters\/|\.ts$/g, '')),
      standing: () => new Map([...now].filter(([path, text]) => old.get(path) === text)),
    },
    configs: after,
    names: [],
    sourceText: name => textOf(after, name) ?? '',
    today: '2027-01-01',
  });
}

const { qa2, ...otherEnvironments } = test1.environments ?? {};
if (!qa2) throw new Error('the fixture test1 has an environment qa2');

const history: Readonly<Record<string, readonly [before: Fleet, after: Fleet]>> = {
  'version-bump': [[production, test1], [withWord(production, ['packages', 'reloader', 'chart'], { repository: 'https://stakater.github.io/stakater-charts', name: 'reloader', version: '3.0.0' }), test1]],
  'new-environment': [[test1], [withWord(test1, ['environments', 'qa3'], { ...qa2, gateway: { default: 'http', http: { dnsNames: ['qa3.example.org'] } } })]],
  'dangerous-rename': [[test1, development], [{ ...test1, environments: { ...otherEnvironments, qa3: qa2 } }, development]],
  'issuer-switch': [[production], [withWord(production, ['environments', 'int', 'gateway', 'https', 'issuer'], 'letsencrypt-production')]],
  'policy-widened': [[ownNodes], [withWord(ownNodes, ['aws', 'serviceAccounts', 0, 'statements', 0, 'action'], ['s3:PutObject', 's3:DeleteObject'])]],
};

describe.each(Object.entries(history))('%s', (name, [before, after]) => {
  test.each(['markdown', 'html'])('is read as %s as it stands in test/review', format => {
    const golden = join(import.meta.dirname, 'review', `${name}.${format === 'markdown' ? 'md' : 'html'}`);
    expect(`${reviewFormat(format)(reviewOf(before, after))}\n`).toBe(existsSync(golden) ? readFileSync(golden, 'utf8') : 'not written yet');
  });
});

const official = officialSarif();

describe('as findings for code scanning, dangers', () => {
  const resultsOf = (before: Fleet, after: Fleet) => {
    const log = JSON.parse(reviewFormat('sarif')(reviewOf(before, after))) as { readonly runs: readonly [{ readonly results: readonly Record<'ruleId' | 'level', string>[] }] };
    official?.(log);
    expect(official?.errors ?? null).toBe(null);
    return log.runs[0].results;
  };

  test('stand at the word that causes them, and where they show', () => {
    const [before, after] = history['policy-widened'] as readonly [Fleet, Fleet];
    const line = (textOf(after, 'own-nodes') ?? '').split('\n').findIndex(text => text.includes('"s3:DeleteObject"')) + 1;
    expect(resultsOf(before, after)).toMatchObject([{
      ruleId: 'iam-widened',
      level: 'warning',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'clusters/own-nodes.ts' }, region: { startLine: line } } }],
      relatedLocations: [{ physicalLocation: { artifactLocation: { uri: 'dist/clusters/own-nodes/config.yaml' } } }],
    }]);
  });

  test('are errors where they are high, and notes once somebody has acknowledged them', () => {
    const [before, [after, ...others]] = history['dangerous-rename'] as readonly [Fleet, Fleet];
    const levels = (acknowledged: ClusterConfig['acknowledged'] = []) => {
      return resultsOf(before, [{ ...after, acknowledged } as ClusterConfig, ...others]).map(({ ruleId, level }) => `${level} ${ruleId}`).sort();
    };
    expect(levels()).toEqual(['error namespace-removed', 'warning left-in-aws', 'warning secret-new']);
    expect(levels([
      { risk: 'namespace-removed', object: 'Namespace/qa2', reason: 'nobody uses it', until: '2027-03-31' },
      { risk: 'exposed', object: 'Service/qa2/x', reason: 'not in it', until: '2027-03-31' },
      { risk: 'exposed', object: 'Service/qa2/x', reason: 'too old', until: '2026-03-31' },
    ])).toEqual(['error acknowledgement', 'note acknowledgement', 'note namespace-removed', 'warning left-in-aws', 'warning secret-new']);
  });
});

test('a cluster that goes is one row and one danger, which any other config acknowledges; one that comes is one row', () => {
  const acknowledged = { risk: 'cluster-removed', object: 'Cluster/development', reason: 'nobody works there any more', until: '2027-03-31' } as const;
  const gone = reviewOf([test1, development], [{ ...test1, acknowledged: [acknowledged] }]);
  const said = ({ rows, risks }: Review) => [...risks.map(({ id }) => id), ...rows.map(({ what, title }) => `${what} ${title}`)];
  expect([said(gone), gone.acknowledged.map(({ risk }) => risk.id), gone.unchanged]).toEqual([['removed Cluster/development'], ['cluster-removed'], ['test1']]);
  expect(said(reviewOf([test1, development], [test1]))).toEqual(['cluster-removed', 'removed Cluster/development']);
  expect(said(reviewOf([test1], [test1, development])).at(-1)).toBe('added Cluster/development');
});

test('an edit and its way back are both said, and none of a fleet and itself', () => {
  for (const [before, after] of Object.values(history)) {
    expect(reviewOf(before, before).rows).toEqual([]);
    expect(reviewOf(after, before).rows.length).toBeGreaterThan(0);
  }
});
