import { manifestsIn } from './support/objects.ts';
import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ClusterConfig } from '../charts/config.ts';
import { compile } from '../charts/compile.ts';
import { movesOf, type Field } from '../charts/explain/moves.ts';
import { placeOf } from '../charts/explain/place.ts';
import { valueIn, withWord, wordsIn, type Word } from '../charts/explain/words.ts';
import { generationOf } from '../charts/generations/index.ts';
import { layout } from '../charts/layout.ts';
import { normalise } from '../charts/normalise.ts';
import { parsePath } from '../lib/findings/locate.ts';
import { identity, isManifest, leaves, type Manifest } from '../lib/manifests/manifest.ts';
import { pathText } from '../lib/schema/shape-error.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import mixed from './clusters/mixed.ts';
import printedShared from './clusters/printed-shared.ts';
import wordy from './clusters/wordy.ts';

const folder = join(import.meta.dirname, 'clusters');
const clusters = await Promise.all(readdirSync(folder).map(async file => ((await import(join(folder, file))) as { default: ClusterConfig }).default));

/** An object of some output. */
interface Placed {
  readonly path: string;
  readonly id: string;
  readonly object: Manifest;
}

function objectsIn(config: ClusterConfig, file?: string): Placed[] {
  const texts = [...manifestsIn(compile(config, new Map()))].map(([path, text]) => [path.split('/').slice(2).join('/'), text] as const);
  return texts.filter(([path]) => file === undefined || path === file)
    .flatMap(([path, text]) => fromYaml(text).filter(isManifest).map(object => ({ path, id: identity(object), object })));
}

/** Values of a whole output, or of a file, by file, object and field. Items of lists are left out: where they stand depends on others. */
function valuesOf(config: ClusterConfig, file?: string): Map<string, Field & { readonly value: unknown }> {
  const all = objectsIn(config, file).flatMap(({ path, id, object }) => [...leaves(object)].map(({ path: field, value }) => {
    return [`${path} ${id} ${pathText(field)}`, { path, object, field, value }] as const;
  }));
  return new Map(all.filter(([, { field }]) => !field.some(step => /^\d+$/.test(step))));
}

/** Whether some other value of a word makes a field another, in the files as they would be written. */
function moves(config: ClusterConfig, { place, others }: Word, key: string, value: unknown): boolean {
  return others.some(other => {
    try {
      return JSON.stringify(valuesOf(withWord(config, place, other), key.split(' ')[0]).get(key)?.value) !== JSON.stringify(value);
    } catch {
      return false; // nonsense, of which nothing comes
    }
  });
}

describe.each([wordy, mixed, printedShared])('a field of $name', config => {
  const values = [...valuesOf(config)];
  const trials = movesOf(config);
  const everyWord = wordsIn(config);

  test('is moved by the words that it comes from, and by none of other owners', () => {
    fc.assert(fc.property(fc.nat(values.length - 1), fc.nat(), (i, n) => {
      const [key, { value, ...field }] = values[i]!; // below its length
      const { owner, own, global, foreign } = trials.origin(field);
      const named = new Set([...own, ...global, ...foreign].map(({ place }) => pathText(place)));
      for (const word of [...own.slice(0, 2), ...global.slice(0, 1), ...foreign.slice(0, 1)]) {
        expect(moves(config, word, key, value), `${pathText(word.place)} moves ${key}`).toBe(true);
      }
      const others = everyWord.filter(({ place }) => place.length > 2 && place[1] !== owner[1] && !named.has(pathText(place)));
      for (const word of [others[n % others.length], others[(n + 7) % others.length]]) {
        if (word) expect(moves(config, word, key, value), `${pathText(word.place)} moves ${key}`).toBe(false);
      }
    }), { numRuns: Number(process.env['FC_RUNS'] ?? 4) });
  });
});

test('every file is there for something that the config has', () => {
  for (const config of clusters) {
    const cluster = normalise(config, new Map());
    const ownerless = layout(cluster, generationOf(cluster.stack)).filter(({ owner }) => valueIn(config, owner) === undefined);
    expect(ownerless.map(({ path, owner }) => `${config.name} ${path}: ${owner.join('.')}`)).toEqual([]);
  }
});

describe('a field leads to one place', () => {
  test.each([
    // a written word of the owner
    [wordy, 'HelmRelease/jay/tidepool', 'spec.values.ingress.gateway.https.dnsNames[1]', 'environments.jay.gateway.https.dnsNames[1]'],
    [wordy, 'HelmRelease/jay/tidepool', 'spec.values.ingress.gateway.https.dnsNames', 'environments.jay.gateway.https.dnsNames'],
    [mixed, 'HelmRelease/scaled/tidepool', 'spec.driftDetection.ignore', 'environments.scaled.hpa'],
    [wordy, 'HelmRelease/reloader/reloader', 'spec.chart', 'packages.reloader.chart'],
    [wordy, 'Certificate/default/jay', 'spec.secretName', 'certificates.jay.secretName'],
    [wordy, 'ClusterConfig/wordy', 'nodeGroups[0].maxSize', 'nodeGroups[0].maxSize'],
    // a word of the cluster that the value repeats
    [mixed, 'HelmRelease/scaled/tidepool', 'spec.values.global.region', 'region'],
    [mixed, 'HelmRelease/external-dns/external-dns', 'spec.values.txtOwnerId', 'name'],
    [printedShared, 'HelmRelease/default/shared', 'spec.values.global.cluster.name', 'name'],
    // what the owner could say and does not
    [wordy, 'HelmRelease/gloo-system/gloo', 'spec.chart.version', 'packages.gloo.chart'],
    // the owner, though the file be of many
    [mixed, 'HelmRelease/scaled/tidepool', 'spec.releaseName', 'environments.scaled'],
    [mixed, 'Kustomization/flux-system/env-scaled', 'spec.path', 'environments.scaled'],
    [mixed, 'ImagePolicy/flux-system/scaled-auth', 'metadata.name', 'environments.scaled'],
    [mixed, 'ClusterConfig/mixed', 'iam.serviceAccounts[0].metadata.name', "packages['cluster-autoscaler']"],
    // nobody's in particular
    [mixed, 'Kustomization/flux-system/shared', 'spec.interval', 'delivery'],
  ])('%#: $1 $2: $3', (config, id, field, place) => {
    const found = objectsIn(config).find(candidate => candidate.id === id)!; // else the test fails, too
    expect(pathText(placeOf({ ...found, field: parsePath(field) }, movesOf(config), config))).toBe(place);
  });

  test('also in a file beside those that are ours', () => {
    const place = (field: Field) => placeOf(field, movesOf(mixed), mixed);
    expect(place({ path: 'flux/environments/scaled/extra.yaml', field: ['spec'] })).toEqual(['environments', 'scaled']);
    expect(place({ path: 'elsewhere/extra.yaml', field: [] })).toEqual(['delivery']);
  });
});

test('what several have a part in is moved by words of each', () => {
  const release = objectsIn(wordy).find(({ id }) => id === 'HelmRelease/gloo-system/gloo')!; // it has one
  const name = 'external-dns.alpha.kubernetes.io/hostname';
  const [published] = [...leaves(release.object)].filter(({ path }) => path.at(-1) === name);
  const { owner, foreign } = movesOf(wordy).origin({ ...release, field: published?.path ?? [] });
  expect(owner).toEqual(['packages', 'gloo']);
  const written = foreign.filter(({ isWritten }) => isWritten).map(({ place }) => pathText(place));
  expect(written).toEqual(expect.arrayContaining(['environments.jay.gateway.https.dnsNames[1]', 'environments.ibis.gateway.http.dnsNames[0]']));
});

test('a word moves fields of every owner that it concerns, and files that are new then', () => {
  const { movedBy } = movesOf(mixed);
  const moved = (place: string) => movedBy(wordsIn(mixed).find(word => pathText(word.place) === place)!).map(({ path }) => path); // it has them
  expect(moved('region')).toEqual(expect.arrayContaining(['config.yaml', 'flux/environments/scaled/tidepool-helmrelease.yaml']));
  expect(moved('packages.fluxcloud.channel')).toContain('flux/notifications/slack.yaml');
  expect(moved('packages.fluxcloud.channel')).not.toContain('flux/environments/scaled/tidepool-helmrelease.yaml');
});
