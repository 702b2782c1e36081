import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterFolder, draw } from '../charts/compile.ts';
import type { ClusterConfig, EnvironmentConfig } from '../charts/config.ts';
import { normalise } from '../charts/normalise.ts';
import { droppedImages, imageRows, keptImages } from '../charts/tidepool/image-rows.ts';
import { firstImage as firstImageOf, type ServiceName } from '../charts/tidepool/services.ts';
import { compareTrees } from '../lib/output/compare.ts';
import { isAsGenerated } from '../lib/output/signature.ts';
import { asText, releasePath } from './support/history-dists.ts';
import { base, deliveredBy, environmentOf, policyNames, rowOf } from './support/history-steps.ts';
import { manifestsIn } from './support/objects.ts';
import type { FluxConfig } from './support/flux-config.ts';

/** What Flux has written into the output of `before`, and what a `synth` of `after` makes of it. */
function resynthesised(before: ClusterConfig, moves: Readonly<Record<string, string>>, after: ClusterConfig) {
  const tree = Object.entries(moves).reduce((output, [key, tag]) => {
    const [environment = '', service = ''] = key.split('/');
    return asText.movedByFlux(output, environment, service as ServiceName, tag); // the keys of the tables below
  }, draw(normalise(before, new Map())));
  const written = asText.read(tree);
  const cluster = normalise(after, written);
  const made = draw(cluster);
  const rows = imageRows(cluster);
  const dropped = droppedImages(cluster.name, { written, committed: new Set() }, rows, after);
  return { tree, made, images: asText.read(made), rows, notes: [...dropped, ...keptImages(rows)] };
}

function clusterOf(environments: ClusterConfig['environments'] = {}, more: Partial<FluxConfig> = {}): ClusterConfig {
  return { ...base, ...more, environments };
}

function environmentWith(change: Partial<EnvironmentConfig>): EnvironmentConfig {
  return { ...environmentOf('glob:develop-*'), ...change };
}

const commit = '0123456789abcdef0123456789abcdef01234567';
const moved = `develop-${commit}`;
const movedAll = { 'qa1/auth': moved, 'qa1/messageapi': `${moved}-1568900000`, 'qa1/tidewhisperer': 'develop-latest' };
const plain = clusterOf({ qa1: environmentWith({}) });

describe('a tag that Flux wrote is kept', () => {
  test("when the edition changes to today's, by every service that is in both; the others start with their own images", () => {
    const { images, notes, rows } = resynthesised(plain, movedAll, clusterOf(plain.environments, { edition: '0.26.0' }));
    expect(images.get('qa1/auth')).toBe(`tidepool/platform-auth:${moved}`);
    expect(images.get('qa1/messageapi')).toBe(`tidepool/message-api:${moved}-1568900000`);
    expect(images.get('qa1/clinic-worker')).toBe('tidepool/clinic-worker:main-latest');
    expect(images.has('qa1/user')).toBe(false);
    // The first tags of 2019 satisfy the policy, too, but for those of blip and jellyfish.
    expect(notes).toEqual([
      expect.stringMatching(/^test1 qa1 blip: .* its tag does not satisfy glob:develop-\*; it runs tidepool\/blip:master-latest$/),
      expect.stringMatching(/^test1 qa1 image: .* in dist is given up, since edition 0.26.0 has no image$/),
      expect.stringMatching(/^test1 qa1 jellyfish: .* its tag does not satisfy glob:develop-\*; it runs tidepool\/jellyfish:master-latest$/),
      expect.stringMatching(/^test1 qa1 notification: .* since edition 0.26.0 has no notification$/),
      expect.stringMatching(/^test1 qa1 user: .* since edition 0.26.0 has no user$/),
      'note: 14 services keep the tag that stands in dist, within policy',
    ]);
    expect(rows.find(({ service }) => service === 'plotly-orca')).toMatchObject({ policy: 'none', why: 'default', image: 'tidepool/plotly-orca:latest' });
  });

  test.each(['flux/environments/qa1/tidepool.yaml', 'flux/tidepool-qa1.yaml', 'flux/moved/deep/down/release.yml', 'elsewhere.yaml'])(
    'when its file is renamed or moved within the folder of the cluster: %s',
    place => {
      const { tree } = resynthesised(plain, movedAll, plain);
      const elsewhere = new Map([...tree].map(([path, text]) =>
        [path === releasePath('qa1') ? `${clusterFolder(base.name)}/${place}` : path, text]));
      expect(asText.read(elsewhere)).toEqual(asText.read(tree));
      expect(draw(normalise(plain, asText.read(elsewhere))).get(releasePath('qa1'))).toBe(tree.get(releasePath('qa1')));
    },
  );

  test('when its document is put into a file with others', () => {
    const { tree } = resynthesised(plain, movedAll, plain);
    const together = new Map([[`${clusterFolder(base.name)}/all.yaml`, [...manifestsIn(tree).values()].join('')]]);
    expect(asText.read(together)).toEqual(asText.read(tree));
  });

  test('by its own environment only', () => {
    const both = clusterOf({ int: environmentWith({}), qa1: environmentWith({}) });
    const { images } = resynthesised(both, { 'qa1/auth': moved }, both);
    expect(images.get('qa1/auth')).toBe(`tidepool/platform-auth:${moved}`);
    expect(images.get('int/auth')).toBe(`tidepool/platform-auth:${firstImageOf('auth', '0.1.7').tag}`);
  });
});

describe('a pin', () => {
  const pinned = (pin: string) => clusterOf({ qa1: environmentWith({ services: { auth: { pin } } }) });

  test.each(['guide', '0.1.7', '0.26.0'] as const)('takes away every order to Flux about its service, and no other: edition %s', edition => {
    const ordersOf = (config: ClusterConfig) => {
      const text = draw(normalise(config, new Map())).get(releasePath('qa1')) ?? '';
      return [...text.matchAll(/^ {4}\S*fluxcd\.io\/\S+: /gm)].map(([line]) => line.trim());
    };
    const before = ordersOf({ ...plain, edition });
    const after = ordersOf({ ...pinned(moved), edition });
    expect(before.filter(order => !after.includes(order))).toEqual(before.filter(order => /[./]auth:/.test(order)));
    expect(after.filter(order => !before.includes(order))).toEqual([]);
    expect(before.length - after.length).toBe(edition === 'guide' ? 1 : 2);
  });
});

test.each(policyNames)('%s allows the tags that builds make for it, and what Flux writes of them changes no other byte', policy => {
  const config = clusterOf({ qa1: environmentWith({ gitops: { policy } }) });
  const tree = draw(normalise(config, new Map()));
  for (const tag of fc.sample(rowOf(policy).tags, 10)) {
    const after = asText.moved(tree, 'qa1', 'auth', tag);
    expect([...draw(normalise(config, asText.read(after)))], tag).toEqual([...after]);
    expect(isAsGenerated(after.get(releasePath('qa1')) ?? ''), tag).toBe(true);
  }
});

test('an environment that was taken out for a synth starts with the images of its config when it comes back, which is told', () => {
  const { made, notes } = resynthesised(plain, movedAll, clusterOf({ qa1: environmentWith({ enabled: false }) }));
  expect(asText.read(made)).toEqual(new Map());
  expect(notes).toContain(`test1 qa1 auth: tidepool/platform-auth:${moved} in dist is given up, since environment qa1 is switched off`);
  const back = draw(normalise(plain, asText.read(made)));
  expect([...back]).toEqual([...draw(normalise(plain, new Map()))]);
});

describe('by Flux 2, where images stand in a file of their own', () => {
  const digest = `develop-latest@sha256:${'0123456789abcdef'.repeat(4)}`;
  const movedToday = { 'qa1/auth': moved, 'qa1/messageapi': `${moved}-1700000000`, 'qa1/shoreline': digest };
  const ofToday = (change: Partial<EnvironmentConfig> = {}, more: Partial<FluxConfig> = {}): ClusterConfig =>
    deliveredBy('flux2')(clusterOf({ qa1: environmentWith(change) }, { edition: '0.26.0', ...more }));
  const images = `${clusterFolder(base.name)}/flux/environments/qa1/images.yaml`;
  const policy = 'glob:develop-*';

  test('a cluster that goes back to Flux v1 keeps its tags, without the digests that it could not read', () => {
    const { images: kept } = resynthesised(ofToday(), movedToday, deliveredBy('flux1')(ofToday()));
    expect([kept.get('qa1/auth'), kept.get('qa1/messageapi'), kept.get('qa1/shoreline')]).toEqual([
      `tidepool/platform-auth:${moved}`,
      `tidepool/message-api:${moved}-1700000000`,
      'tidepool/shoreline:develop-latest',
    ]);
  });

  test('one file has moved, and no other differs from what the config makes', () => {
    const { tree } = resynthesised(ofToday(), movedToday, ofToday());
    const findings = compareTrees(draw(normalise(ofToday(), new Map())), tree, ['']).filter(({ state }) => state !== 'same');
    expect(findings).toEqual([{ path: images, state: 'moved', source: 'clusters/test1.ts' }]);
  });

  test('a cluster that goes there and back has the bytes that it had, but for what Flux 2 has written on the way', () => {
    const before = deliveredBy('flux1')(ofToday());
    const there = resynthesised(before, { 'qa1/auth': moved }, ofToday());
    expect(there.images.get('qa1/auth')).toBe(`tidepool/platform-auth:${moved}`);
    const onTheWay = asText.movedByFlux(there.made, 'qa1', 'auth', `${moved}-1700000000`);
    const back = draw(normalise(before, asText.read(onTheWay)));
    const expected = asText.moved(draw(normalise(before, new Map())), 'qa1', 'auth', `${moved}-1700000000`);
    expect([...back]).toEqual([...expected]);
  });

  test('both files of an environment at once, in the middle of a move: what Flux 2 writes into wins', () => {
    const { tree: before } = resynthesised(deliveredBy('flux1')(ofToday()), { 'qa1/auth': `${moved}-1` }, ofToday());
    const { tree: after } = resynthesised(ofToday(), { 'qa1/auth': `${moved}-2` }, ofToday());
    const both: [string, string][] = [[images, after.get(images) ?? ''], [releasePath('qa1'), before.get(releasePath('qa1')) ?? '']];
    for (const tree of [both, [...both].reverse()]) {
      expect(asText.read(new Map(tree)).get('qa1/auth')).toBe(`tidepool/platform-auth:${moved}-2`);
    }
  });

  test('a frozen environment has no mark and keeps its tags; freed again it has the bytes that it had', () => {
    const { tree, made } = resynthesised(ofToday(), movedToday, ofToday({ gitops: { policy, automated: false } }));
    expect(made.get(images)?.split('\n').slice(1)).toEqual(tree.get(images)?.split('\n').slice(1).map(line => line.replace(/ # \{.*/, '')));
    expect(asText.movedByFlux(made, 'qa1', 'auth', `${moved}-1`)).toEqual(made);
    expect([...draw(normalise(ofToday(), asText.read(made)))]).toEqual([...tree]);
  });

  test('a file that has lost our line is ours still: it is written anew, with the tags that stand in it', () => {
    const { tree } = resynthesised(ofToday(), movedToday, ofToday());
    const unsigned = asText.unsigned(tree, 'qa1');
    const made = draw(normalise(ofToday(), asText.read(unsigned)));
    expect([...made]).toEqual([...tree]);
    expect(compareTrees(made, unsigned, ['']).filter(({ state }) => state !== 'same')).toEqual([
      { path: images, state: 'edited', source: 'clusters/test1.ts' },
    ]);
  });
});
