import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../charts/compile.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { clusterGroups, configText as textOf, environmentOrder } from '../charts/import/config-text.ts';
import type { Draft } from '../charts/import/draft.ts';
import { shipped } from '../charts/own.ts';
import { exportedBy as exported } from './support/cluster-text.ts';
import { soundFleet } from './support/random-config.ts';

const fixtures = readdirSync(join(import.meta.dirname, 'clusters')).filter(file => file.endsWith('.ts'));

async function fixture(file: string): Promise<ClusterConfig> {
  return ((await import(join(import.meta.dirname, 'clusters', file))) as { default: ClusterConfig }).default;
}

function draft(config: ClusterConfig, rest: Partial<Draft> = {}): Draft {
  return { config, title: 'A cluster.', remarks: [], own: new Map(), ...rest };
}

function configText(from: Draft): string {
  return textOf(from, '../charts/config.ts');
}

describe('the text of a cluster file', () => {
  test.each(fixtures)('comes to what the config comes to: %s', async file => {
    const config = await fixture(file);
    expect(compile(exported(configText(draft(config))), new Map())).toEqual(compile(config, new Map()));
  });

  test('comes to what the config comes to, whatever the config', () => {
    fc.assert(fc.property(soundFleet, ([config]) => {
      expect(compile(exported(configText(draft(config!))), new Map())).toEqual(compile(config!, new Map()));
    }), { numRuns: 10 });
  });

  test('is the same when it is made of what it comes to', async () => {
    const text = configText(draft(await fixture('wordy.ts')));
    expect(configText(draft(exported(text)))).toBe(text);
  });

  test('leaves out what holds without being said, and keeps what rules read and what is switched off', async () => {
    const test1 = await fixture('test1.ts') as ClusterConfig & { environments: { qa2: object } };
    const off = { ...test1.environments.qa2, enabled: false, hpa: true };
    const text = configText(draft({
      ...test1,
      kubeconfig: '~/.kube/config',
      environments: { qa2: { ...test1.environments.qa2, enabled: true, hpa: true, production: false, buckets: {} }, off },
    } as object as ClusterConfig));
    expect(text).not.toMatch(/kubeconfig|enabled: true|buckets/);
    expect(text.match(/hpa/g)).toHaveLength(1);
    expect(text).toContain('datadog: { enabled: false },');
    expect(configText(draft(await fixture('development.ts')))).toContain("deferred: ['dev.tidepool.org'],"); // a rule reads it
  });

  test('leaves out what its organisation says, and not what another one would', async () => {
    const acme = { ...shipped, organisation: { ...shipped.organisation, domains: ['acme.example'] as const } };
    const of = async (domain: string) => textOf(draft({ ...await fixture('test1.ts'), dns: { domains: [domain] } } as ClusterConfig), '../charts/config.ts', acme);
    expect(await of('acme.example')).not.toContain('dns:');
    expect(await of('tidepool.org')).toContain("dns: { domains: ['tidepool.org'] },");
  });

  test('has its remarks above their words, which then stay, or at the top', async () => {
    const config = { ...await fixture('test1.ts'), kubeconfig: '~/.kube/config' } as ClusterConfig;
    const text = configText(draft(config, {
      remarks: [
        { place: ['kubeconfig'], text: 'Said aloud.' },
        { place: ['environments', 'qa2', 'gateway', 'http', 'dnsNames'], text: 'For people on the machine itself.' },
        { place: ['nodeGroups', 0, 'taints', 'x'], text: 'A taint has no word.' },
        { place: ['nothing'], text: 'At the top.' },
      ],
    }));
    expect(text).toContain("  // Said aloud.\n  kubeconfig: '~/.kube/config',\n");
    expect(text).toContain("        http: {\n          // For people on the machine itself.\n          dnsNames: ['localhost'],\n        },\n");
    expect(text).toContain("    // A taint has no word.\n    {\n      name: 'ng',\n");
    expect(text).toContain('/**\n * A cluster.\n *\n * At the top.\n */\n');
  });

  test('is no other program, whatever stands in the config', async () => {
    const text = `'); throw 1; \\ \${x} \` */ \n \u2028 \u202e " throw 2; //`;
    const config = { ...await fixture('test1.ts'), email: text, logLevel: 'warn' } as ClusterConfig;
    const made = configText(draft(config, { title: text, remarks: [{ place: ['email'], text }, { place: [], text }] }));
    expect(exported(made).email).toBe(text);
    expect(made).not.toMatch(/\u2028|\u202e/);
    const values = JSON.parse('{ "__proto__": { "a": 1 } }') as object;
    const packages = { reloader: { values } } as unknown as ClusterConfig['packages'];
    expect(Object.keys(exported(configText(draft({ ...config, packages }))).packages.reloader?.values ?? {})).toEqual(['__proto__']);
  });

  test('knows the order of every word', () => {
    const { definitions } = JSON.parse(readFileSync(join(import.meta.dirname, '../charts/config.schema.json'), 'utf8')) as {
      definitions: { ClusterConfig: { anyOf: { properties: object }[] }; EnvironmentConfig: { properties: object } };
    };
    const words = definitions.ClusterConfig.anyOf.flatMap(({ properties }) => Object.keys(properties));
    expect([...clusterGroups].flat().sort()).toEqual([...new Set(words)].sort());
    expect([...environmentOrder].sort()).toEqual(Object.keys(definitions.EnvironmentConfig.properties).sort());
  });
});
