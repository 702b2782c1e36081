import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { policyMark } from '../lib/images/tags.ts';
import { roleOf } from '../lib/manifests/roles.ts';
import { isAsGenerated } from '../lib/output/signature.ts';
import mixed from './clusters/mixed.ts';
import production from './clusters/production.ts';
import { withTag } from './support/history-dists.ts';
import { someDigest, someTag } from './support/history-steps.ts';
import { modelOnly, sayIfModelOnly, withImages, withImagesByFlux, type ChosenImages } from './support/image-automation.ts';
import { compiled } from './support/objects.ts';

describe('image automation of Flux 2', () => {
  sayIfModelOnly('the model of image automation is not held against Flux itself');

  const head = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: tidepool\nspec:\n  values:\n';
  const mark = (policy: string | undefined) => (policy === undefined ? '' : ` # ${policyMark(`flux-system:${policy}`)}`);
  const line = (image: string, policy?: string) => `    image: ${image}${mark(policy)}\n`;
  const inFile = (...lines: string[]) => head + lines.map((text, i) => `    a${i}:\n  ${text}`).join('');
  const zeros = `sha256:${'0'.repeat(64)}`;

  const cases: readonly (readonly [what: string, text: string, chosen: ChosenImages, written: string])[] = [
    ['sets a tag', inFile(line('a/b:v1', 'x')), { 'flux-system:x': 'a/b:v2' }, inFile(line('a/b:v2', 'x'))],
    ['sets a digest', inFile(line('a/b:v1', 'x')), { 'flux-system:x': `a/b:v1@${zeros}` }, inFile(line(`a/b:v1@${zeros}`, 'x'))],
    ['takes a digest away', inFile(line(`a/b:v1@${zeros}`, 'x')), { 'flux-system:x': 'a/b:v1' }, inFile(line('a/b:v1', 'x'))],
    ['keeps quotes', inFile(line('"a/b:v1"', 'x'), line("'a/b:v1'", 'x')), { 'flux-system:x': 'a/b:v2' },
      inFile(line('"a/b:v2"', 'x'), line("'a/b:v2'", 'x'))],
    ['knows registries with a port', inFile(line('host.example.org:5000/a/b:v1', 'x')), { 'flux-system:x': 'host.example.org:5000/a/b:v2' },
      inFile(line('host.example.org:5000/a/b:v2', 'x'))],
    ['takes no policy for another whose name goes on', inFile(line('a/b:v1', 'x'), line('a/b:v1', 'x-y')), { 'flux-system:x': 'a/b:v2' },
      inFile(line('a/b:v2', 'x'), line('a/b:v1', 'x-y'))],
    ['leaves the same image alone where it has no mark', inFile(line('a/b:v1', 'x'), line('a/b:v1')), { 'flux-system:x': 'a/b:v2' },
      inFile(line('a/b:v2', 'x'), line('a/b:v1'))],
    ['takes `---` away with a change', `---\n${inFile(line('a/b:v1', 'x'))}`, { 'flux-system:x': 'a/b:v2' }, inFile(line('a/b:v2', 'x'))],
    ['and not without', `---\n${inFile(line('a/b:v1', 'x'))}`, { 'flux-system:x': 'a/b:v1' }, `---\n${inFile(line('a/b:v1', 'x'))}`],
    ['does nothing for a policy that has chosen nothing', inFile(line('a/b:v1', 'x')), { 'flux-system:y': 'a/b:v2' },
      inFile(line('a/b:v1', 'x'))],
  ];

  test.each(cases)('%s', (_, text, chosen, written) => expect(withImages(text, chosen)).toBe(written));

  test.skipIf(modelOnly).each(cases)('%s, by the code of Flux', (_, text, chosen, written) => {
    expect(withImagesByFlux(text, chosen)).toBe(written);
  });

  const files = [production, mixed].flatMap(config => [...compiled(config)].filter(([path]) => roleOf(path) === 'patch'));
  const marks = files.map(([path, text]) => [path, text, [...text.matchAll(/image: (\S+) # .*"(flux-system:[\w-]+)"/g)]] as const);

  /** Other tags and digests for some of the images of a file. */
  function chosenOf(found: readonly RegExpExecArray[]): fc.Arbitrary<ChosenImages> {
    const moves = fc.array(fc.tuple(fc.constantFrom(...found), someTag, fc.option(someDigest)), { minLength: 1, maxLength: 5 });
    return moves.map(some => Object.fromEntries(some.map(([[, image = '', name = ''], tag, hash]) =>
      [name, `${withTag(image, tag)}${hash === null ? '' : `@sha256:${hash}`}`])));
  }

  const marked = marks.filter(([, , found]) => found.length > 0);

  test.each(marked)('changes the images of %s, and not a byte besides: it stays as generated', (_, text, found) => {
    fc.assert(fc.property(chosenOf(found), chosen => {
      const written = withImages(text, chosen);
      const lines = text.split('\n').map(before => {
        const [, name = ''] = /"(flux-system:[\w-]+)"/.exec(before) ?? [];
        return before.replace(/(?<=image: )\S+/, image => chosen[name] ?? image);
      });
      expect(written.split('\n')).toEqual(lines);
      expect(isAsGenerated(written)).toBe(true);
    }), { numRuns: 20 });
  });

  test.skipIf(modelOnly).each(marks)('does to %s what the model does, by the code of Flux', (_, text, found) => {
    const chosen = found.length === 0 ? [{}] : fc.sample(chosenOf(found), 3);
    for (const images of chosen) expect(withImagesByFlux(text, images)).toBe(withImages(text, images));
  });
});
