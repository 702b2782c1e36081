import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../charts/compile.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { imported, proofReport } from '../charts/import/import.ts';
import { deliveryFate } from '../charts/import/meant.ts';
import { importTree } from '../charts/import/tree.ts';
import { settingsFile } from '../charts/import/trial.ts';
import { ownFiles } from '../charts/own-files.ts';
import { soundFleet } from './support/random-config.ts';
import cauchy from './clusters/cauchy.ts';
import embeddedMongo from './clusters/embedded-mongo.ts';
import test1 from './clusters/test1.ts';

/** What Flux and eksctl read of a cluster, by path in its folder; and a file with names that scripts read. */
function outputOf(config: ClusterConfig, own: readonly (readonly [path: string, text: string])[] = []): Map<string, string> {
  const files = ownFiles(own.map(([path, text]) => [`clusters/${config.name}/${path}`, text]));
  const paths = [...compile(config, new Map(), files)].map(([path, text]) => [path.slice(`clusters/${config.name}/`.length), text] as const);
  return new Map(paths.filter(([path]) => path.startsWith('flux/') || ['config.yaml', settingsFile].includes(path)));
}

function withoutSettings(output: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...output].filter(([path]) => path !== settingsFile));
}

function again(config: ClusterConfig, own: readonly (readonly [path: string, text: string])[] = []) {
  const output = outputOf(config, own);
  const { draft, proof } = importTree({ folder: 'DIR', files: [...output], isOutput: true }, config.name);
  return { before: withoutSettings(output), after: withoutSettings(outputOf(draft.config, [...draft.own])), proof, draft };
}

describe('the output of a cluster', () => {
  const quotas = 'apiVersion: v1\nkind: ConfigMap\n# by hand\nmetadata: {name: quotas, namespace: default}\ndata: {cpu: "4"}\n';

  test.each<[string, ClusterConfig, readonly (readonly [path: string, text: string])[], string]>([
    ['under Flux 2, with manifests beside the cluster file', cauchy, [['shared/quotas.yaml', quotas]], 'a list of files, made anew'],
    ['under Flux v1, with the umbrella charts', embeddedMongo, [], 'no object says PEERS, which'],
  ])('becomes a config that comes to the same bytes %s', (_, config, own, explained) => {
    const { before, after, proof, draft } = again(config, own);
    expect(after).toEqual(before);
    expect(proof.unexplained).toEqual([]);
    expect(proof.explained.map(({ why }) => why).join('\n')).toContain(explained);
    expect([...draft.own]).toEqual(own);
    expect(proof.carried).toHaveLength(own.length);
  });

  // .ci/judges/import.sh asks for some: each takes seconds.
  test.runIf(process.env['FC_RUNS'])('becomes a config that comes to the same bytes, whatever cluster it is of', { timeout: 900_000 }, () => {
    fc.assert(fc.property(soundFleet, ([config]) => {
      const { before, after, proof } = again(config!);
      expect(after).toEqual(before);
      expect(proof.unexplained).toEqual([]);
    }), { numRuns: Number(process.env['FC_RUNS']) });
  });
});

test('a values.yaml takes over the images of what its generator made, and is held against each object of it', () => {
  const files = [...outputOf(test1)].map(([path, text]) => [path, text
    .replace('tidepool/blip:release-1.23.0', 'tidepool/blip:release-1.23.0-0123')
    .replace(/^  releaseName: gloo$/m, '  releaseName: gateway')] as const);
  const values = readFileSync(join(import.meta.dirname, 'values/G-10.yaml'), 'utf8');
  const sourceAt = (path: string) => (path === 'DIR' ? { folder: 'DIR', files } : { folder: '.', files: [['values.yaml', values]] as const });
  const made = imported({ path: 'values.yaml', name: 'test1', delivery: undefined, dist: 'DIR' }, sourceAt, '../charts/config.ts');
  expect(made.files.get('clusters/test1.ts')).toContain("image: 'tidepool/blip:release-1.23.0-0123-");
  expect(made.proof.unexplained).toEqual([{
    at: 'DIR/flux/shared-start/gloo/helmrelease.yaml HelmRelease/gloo-system/gloo',
    why: 'spec.releaseName is "gateway" there, and would be "gloo"',
  }]);
});

test.each([
  ['says which folder is applied', {}, true],
  ['changes what is applied', { postBuild: { substitute: { domain: 'example.org' } } }, false],
  ['changes where it is applied', { targetNamespace: 'shop' }, false],
])('a Kustomization that %s is no object to carry over, and is left to do where it changes others', (_, spec, isMeant) => {
  const object = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: { name: 'apps', namespace: 'flux-system' }, spec };
  expect(deliveryFate(object, [object], new Map())?.isMeant).toBe(isMeant);
});

describe('docs/coming-from-a-flux-repository.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/coming-from-a-flux-repository.md'), 'utf8');
  const blocks = [...page.matchAll(/^```(ts|yaml|text)\n(.*?)^```$/gms)].map(([, language, text = '']) => ({ language, text }));
  const files = blocks.flatMap(({ text }) => {
    const [first = '', path] = /^# ([\w/.-]+)\n/.exec(text) ?? [];
    return path === undefined ? [] : [[path, text.slice(first.length)] as const];
  });
  const shown = (language: string) => blocks.filter(block => block.language === language).at(-1)?.text;

  test('its repository becomes the files that it shows', () => {
    const made = imported({ path: '../fleet', name: 'prod', delivery: undefined, dist: undefined }, () => ({ folder: '../fleet', files }), '../charts/config.ts');
    expect(made.files.get('clusters/prod.ts')).toBe(shown('ts'));
    expect(made.files.get('clusters/prod/shared/shop.yaml')).toBe(shown('yaml'));
    expect(`${proofReport(made.proof)}\n`).toBe(shown('text'));
    expect(made.problems).toEqual([]);
  });
});
