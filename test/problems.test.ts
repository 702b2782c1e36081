import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../charts/compile.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { checkFleet } from '../charts/config-rules/fleet.ts';
import { fleetRules, rules } from '../charts/config-rules/index.ts';
import { everyRule } from '../charts/validate/every-rule.ts';
import { renamed } from '../charts/validate/renamed.ts';
import development from './clusters/development.ts';
import production from './clusters/production.ts';
import test1 from './clusters/test1.ts';
import { leaves } from '../lib/manifests/manifest.ts';
import { findingsReport } from '../lib/findings/report.ts';
import { base, environment, environmentOfToday, today } from './invalid/base.ts';
import { collisions } from './problems/collisions.ts';
import { gitChart, kafka, keycloak, repositoryChart } from './problems/configs.ts';
import { fine } from './problems/fine.ts';
import { limits } from './problems/limits.ts';
import { mistakesOf2019 } from './problems/mistakes.ts';
import { mistakesOfToday } from './problems/mistakes-of-today.ts';
import { replaced } from './support/values.ts';

const folder = join(import.meta.dirname, 'invalid');
const fixtures = readdirSync(folder).filter(file => file !== 'base.ts').map(file => file.replace(/\.ts$/, ''));

/** The comment at the top of a fixture, as one line: what a user of that config would read. */
function expectedOf(fixture: string): string {
  const lines = readFileSync(join(folder, `${fixture}.ts`), 'utf8').split('\n');
  return lines.slice(0, lines.findIndex(line => !line.startsWith('// '))).map(line => line.slice(3)).join(' ');
}

async function configOf(fixture: string): Promise<ClusterConfig> {
  return ((await import(join(folder, `${fixture}.ts`))) as { default: ClusterConfig }).default;
}

/** The lines of the report on one cluster of a repository: all that its author would read. */
function reportOn(file: string, fleet: ReadonlyMap<string, ClusterConfig>): string[] {
  return findingsReport(file, checkFleet(fleet).problems.get(file) ?? []).split('\n').slice(1).map(line => line.slice(2));
}

function byFile(...configs: readonly ClusterConfig[]): ReadonlyMap<string, ClusterConfig> {
  return new Map(configs.map(config => [config.name, config]));
}

function ruleOf(line: string): string | undefined {
  return /\[([^[]*)\]$/.exec(line)?.[1];
}

/** All that is found in a cluster, less the sources. */
function findingsIn(config: ClusterConfig): string[] {
  return (checkFleet(byFile(config)).problems.get(config.name) ?? []).map(({ rule, severity, source, fault: { wrong, instead } }) => {
    return `${severity === 'error' ? '' : `${severity}: `}${source?.path}: ${wrong}; ${instead}. [${rule}]`;
  });
}

const mistakes = [...mistakesOf2019, ...mistakesOfToday].map(([config, ...says]) => ({ config, says }));

describe('one mistake, and the whole report is the one expected line', () => {
  test.each(fixtures)('%s', async fixture => {
    expect(reportOn(fixture, new Map([[fixture, await configOf(fixture)]]))).toEqual([expectedOf(fixture)]);
  });

  test.each(mistakes)('$says.0', ({ config, says }) => {
    expect(findingsIn(config)).toEqual(says);
  });
});

describe('two clusters that collide are both told, each about the other', () => {
  test.each(collisions)('$says.0', ({ config, beside, says }) => {
    expect(reportOn('base', new Map([['base', config], ['other', beside]]))).toEqual(says);
  });

  test('also the one that did not ask for it', () => {
    const fleet = byFile(base, { ...base, name: 'other' });
    const [toBase, toOther] = ['base', 'other'].map(file => reportOn(file, fleet).join());
    expect(toBase).toContain('clusters/other.ts');
    expect(toOther).toContain('clusters/base.ts');
  });
});

describe('right beside a mistake all is well', () => {
  test.each(fine)('$what', ({ clusters }) => {
    const fleet = byFile(...clusters);
    expect([...fleet.keys()].flatMap(file => reportOn(file, fleet))).toEqual([]);
  });

  test.each(fine)('so it compiles: $what', ({ clusters }) => {
    for (const config of clusters) expect(() => compile(config, new Map())).not.toThrow();
  });

  test.each(limits)('$rule: the last value that fits, and the first that does not', ({ rule, fits, exceeds }) => {
    expect(reportOn(fits.name, byFile(fits))).toEqual([]);
    expect(reportOn(exceeds.name, byFile(exceeds)).map(ruleOf)).toEqual([rule]);
  });

  test('every rule is nearly broken by one of them', () => {
    const near = new Set([...fine.flatMap(each => each.near), ...limits.map(({ rule }) => rule)]);
    expect([...rules, ...fleetRules].map(({ id }) => id).filter(id => !near.has(id))).toEqual([]);
  });

  test('the clusters of this repository have neither errors nor warnings', () => {
    expect([...checkFleet(byFile(test1, development, production)).problems.values()]).toEqual([]);
  });
});

describe('messages', () => {
  test('stand in every row', () => {
    expect([...mistakes, ...collisions].filter(({ says }) => says.length === 0)).toEqual([]);
  });

  test('stand in order of places, with places in order of their numbers', () => {
    const iamUsers = Array.from({ length: 11 }, () => '?') as [string, ...string[]];
    const config: ClusterConfig = { ...base, email: '', aws: { accountNumber: '', iamUsers } };
    const places = (checkFleet(byFile(config)).problems.get('base') ?? []).map(({ rule, source }) => `${rule} ${source?.path}`);
    const users = iamUsers.map((_, i) => `iam-user aws.iamUsers[${i}]`);
    expect([...new Set(places)]).toEqual(['account-number aws.accountNumber', ...users, 'email email']);
  });

  test('every rule about one cluster is seen in a fixture, which is a cluster file with lines to lead back to', () => {
    const seen = new Set(fixtures.map(expectedOf).map(ruleOf));
    expect(rules.map(({ id }) => id).filter(id => !seen.has(id))).toEqual([]);
  });

  test('every rule about clusters beside each other is seen in a collision', () => {
    const seen = new Set(collisions.flatMap(({ says }) => says).map(ruleOf));
    expect(fleetRules.map(({ id }) => id).filter(id => !seen.has(id))).toEqual([]);
  });

  test('every rule has an id of its own, also among those about manifests and the old numbers', () => {
    const ids = [...everyRule().map(({ id }) => id), ...renamed.keys()];
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    const known = new Set(ids);
    expect([...renamed.values()].flat().filter(id => !known.has(id))).toEqual([]);
  });

  test('each says what is wrong, who says so and what to write, in words of this trade', () => {
    const reports = mistakes.flatMap(({ config }) => reportOn(config.name, byFile(config)));
    for (const line of [...fixtures.map(expectedOf), ...collisions.flatMap(({ says }) => says), ...reports].filter(text => !text.endsWith('[shape]'))) {
      expect(line).toMatch(/^(warning: |note: )?[\w.[\]'/: -]+: .+ \(.+\); .+\. \[[a-z-]+\]$/);
      expect(line).not.toMatch(/undefined|\[object|NaN|[Ii]nvalid|[Pp]lease|node_modules|\.ts:\d/);
    }
  });

  test('rules have one summary each, a sentence', () => {
    const summaries = [...rules, ...fleetRules].map(({ summary }) => summary);
    expect(new Set(summaries).size).toBe(summaries.length);
    expect(summaries.filter(summary => !/^[A-Zm].*\.$/.test(summary))).toEqual([]);
  });
});

describe('what must not matter', () => {
  test.each(fixtures)('the order of keys: %s', async fixture => {
    const config = await configOf(fixture);
    expect(reportOn(fixture, new Map([[fixture, backwards(config)]]))).toEqual(reportOn(fixture, new Map([[fixture, config]])));
  });

  test('the order of files', () => {
    const clusters = byFile(...collisions.flatMap(({ config, beside }, i) => [{ ...config, name: `a${i}` }, { ...beside, name: `b${i}` }]));
    const reversed = new Map([...clusters].reverse());
    for (const file of clusters.keys()) expect(reportOn(file, reversed)).toEqual(reportOn(file, clusters));
  });

  test('what stands in a config: there is always a report of whole lines', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('', '*', '.', ':', '/', '@', "'", 'a\nb'));
    const places = [everything, everythingToday].flatMap(config => [...leaves(config)].flatMap(({ path, value }) => {
      return typeof value === 'string' ? [{ config, path }] : [];
    }));
    fc.assert(fc.property(fc.constantFrom(...places), text, ({ config, path }, other) => {
      const changed = replaced(config, path, other) as ClusterConfig; // of another shape perhaps, which is a problem, too
      for (const line of reportOn('everything', new Map([['everything', changed]]))) expect(line).toMatch(/^[^\n]+\[[\w-]+\]$/);
    }), { numRuns: 200 });
  });
});

/** A config with something in every place that holds text. */
const everything: ClusterConfig = {
  ...base,
  name: 'everything',
  github: { account: 'tidepool-org', repository: 'cluster-everything' },
  kubernetes: '1.14',
  vpc: { cidr: '10.47.0.0/16', peers: ['dev', { name: 'billing', cidr: '10.80.0.0/16' }] },
  nodeGroups: [
    { ...base.nodeGroups[0], availabilityZones: ['us-west-2a'], labels: { a: 'b' }, taints: { a: 'b:NoExecute' }, tags: { a: 'b' } },
  ],
  dns: { hostnames: ['qa.tidepool.org'], deferred: ['qa1.tidepool.org'], domains: ['tidepool.org'] },
  packages: { ...base.packages, gloo: { chart: gitChart }, datadog: { chart: repositoryChart }, fluxcloud: { channel: '#flux' } },
  certificates: { shared: { secretName: 'tidepool-tls', dnsNames: ['*.tidepool.org'] } },
  environments: {
    qa: {
      ...environment,
      chart: gitChart,
      services: { blip: { image: 'tidepool/blip:v1.2.3', policy: 'semver:~1.2' }, tools: { pin: 'v1' } },
      mongo: { server: 'embedded', secret: { scheme: 'mongodb', hosts: ['mongo'], tls: true } },
      buckets: { data: 'tidepool-data', asset: 'tidepool-asset' },
      kafka: { ...kafka, topicPrefix: 'qa-', passwordKey: 'password' },
      keycloak: { ...keycloak, realm: 'qa', clientId: 'shoreline' },
      clinicDemoUserId: 'e79b15328a',
      namespace: { labels: { a: 'b' }, annotations: { a: 'b' } },
    },
  },
};

const everythingToday: ClusterConfig = {
  ...today,
  name: 'everything',
  gitSecret: 'charts',
  packages: {
    ...today.packages,
    gloo: { chart: gitChart },
    datadog: { chart: { ...repositoryChart, repository: 'oci://registry.example.org/charts' } },
    fluxcloud: { channel: '#flux' },
    'cluster-autoscaler': { image: 'registry.example.org/cluster-autoscaler:v1.34.4' },
  },
  environments: {
    qa: {
      ...environmentOfToday,
      chart: repositoryChart,
      gitops: { policy: 'glob:develop-*', digestOf: 'develop-latest' },
      services: { blip: { image: 'tidepool/blip:v1.2.3', policy: 'semver:~1.2', digestOf: 'v1.2.3' }, tools: { pin: 'v1' } },
    },
  },
};

/** The same with the keys of every object in opposite order. */
function backwards<Data>(value: Data): Data {
  if (Array.isArray(value)) return value.map(backwards) as Data;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, part]) => [key, backwards(part)])) as Data;
}
