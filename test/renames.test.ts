import { describe, expect, test } from 'vitest';
import { compile } from '../charts/compile.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { configAfter } from '../charts/migration/moved.ts';
import { enabledEnvironments, normalise } from '../charts/normalise.ts';
import { renameNotes } from '../charts/renames.ts';
import { droppedImages, imageRows } from '../charts/tidepool/image-rows.ts';
import { inherited, writtenImagesOf, type WrittenImages } from '../charts/tidepool/images.ts';
import { writtenImages } from '../lib/images/written-images.ts';
import moving from './clusters/moving.ts';

/** What stands in an output: as Flux left it, if `sha` is that of its last build. */
function standing(config: ClusterConfig, sha: string): WrittenImages {
  const images = writtenImagesOf(writtenImages(compile(config, new Map())).releases);
  return new Map([...images].map(([key, image]) => [key, image.replace(/(?<=:develop-).*/, sha)]));
}

const none: WrittenImages = new Map();
const was = standing(moving, 'a1b2c3-1568900000');

function renamed(config: ClusterConfig, words: Partial<Pick<ClusterConfig, 'name' | 'formerly'>>, environment?: string): ClusterConfig {
  const [[old, settings] = ['', undefined]] = enabledEnvironments(config);
  if (settings === undefined) throw new Error(`${config.name} has no environment`);
  const environments = environment === undefined ? config.environments ?? {} : { [environment]: { ...settings, formerly: old } };
  return { ...config, ...words, environments };
}

describe('a renamed environment takes over every tag that it may have, whatever delivers it', () => {
  test.each<[string, ClusterConfig, own: WrittenImages, former: WrittenImages]>([
    ['of the same cluster', renamed(moving, {}, 'qa3'), was, none],
    ['of the same cluster, at its move to Flux 2', renamed(configAfter(moving), {}, 'qa3'), was, none],
    ['of a renamed cluster', renamed(moving, { name: 'other', formerly: 'moving' }, 'qa3'), none, was],
    ['of a renamed cluster, at its move to Flux 2', renamed(configAfter(moving), { name: 'other', formerly: 'moving' }, 'qa3'), none, was],
    ['that keeps its name in a renamed cluster', renamed(moving, { name: 'other', formerly: 'moving' }), none, was],
  ])('%s', (_, config, own, former) => {
    const { images, renamed: names } = inherited(config, own, former);
    const kept = imageRows(normalise(config, images)).filter(({ why }) => why === 'written').map(({ service, image }) => [service, image]);
    const possible = imageRows(normalise(config.delivery === 'flux2' ? configAfter(moving) : moving, was)).filter(({ why }) => why === 'written');
    expect(possible.length).toBeGreaterThan(10);
    expect(kept).toEqual(possible.map(({ service, image }) => [service, image]));
    const before = [...names.values()];
    expect(before).toEqual([{ cluster: 'moving', environment: 'qa2', images: was.size }]);
    // What the new edition has no service for is told all the same.
    const lost = droppedImages(config.name, { written: images, committed: new Set() }, imageRows(normalise(config, images)), config);
    expect(lost.length).toBe(was.size - kept.length - [...images.values()].filter(isFirst(config)).length);
  });
});

/** Whether a service runs this image anyway. */
function isFirst(config: ClusterConfig): (image: string) => boolean {
  const first = new Set(imageRows(normalise(config)).map(({ image }) => image));
  return image => first.has(image);
}

test('an environment with tags of its own takes none from elsewhere, and nothing is said of a rename', () => {
  const config = renamed(moving, { formerly: 'older' }, 'qa3');
  const own = new Map([...was, ...[...was].map(([key, image]) => [key.replace('qa2/', 'qa3/'), `${image}-new`] as const)]);
  const { images, renamed: names } = inherited(config, own, was);
  expect([images, names.size]).toEqual([own, 0]);
  expect(renameNotes(config, normalise(config, images), { written: images, committed: new Set(), renamed: names })).toEqual([]);
});
