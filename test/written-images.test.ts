import { describe, expect, test } from 'vitest';
import { writtenImages } from '../lib/images/written-images.ts';

/** A HelmRelease in its shortest form; `image` is what tells one from another. */
function release(name: string, namespace: string, image: string, apiVersion = 'helm.fluxcd.io/v1'): string {
  return `apiVersion: ${apiVersion}
kind: HelmRelease
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  chart: {repository: https://example.org, name: x, version: 1.0.0}
  values: {blip: {image: '${image}'}}
`;
}

const patch = release('tidepool', 'qa2', 'x:3').replace(/ {2}chart:.*\n/, '');

function read(texts: Readonly<Record<string, string>>) {
  const { releases, problems } = writtenImages(Object.entries(texts));
  const images = releases.map(({ namespace, name, values, file, isPatch }) =>
    `${namespace}/${name} ${JSON.stringify(values)} ${file}${isPatch ? ' patch' : ''}`);
  return { images, problems: problems.map(({ kind, file, message }) => `${kind} ${file}: ${message}`) };
}

const blip = (image: string) => JSON.stringify({ blip: { image } });

describe('the releases in some files are found', () => {
  test.each<[what: string, texts: Record<string, string>, images: string[]]>([
    ['of any API group, wherever they stand', {
      'clusters/a/flux/environments/qa2/tidepool-helmrelease.yaml': `---\n${release('tidepool', 'qa2', 'x:1', 'flux.weave.works/v1beta1')}`,
      'old/name.yml': release('tidepool', 'qa1', 'x:2', 'helm.toolkit.fluxcd.io/v2'),
    }, [
      `qa2/tidepool ${blip('x:1')} clusters/a/flux/environments/qa2/tidepool-helmrelease.yaml`,
      `qa1/tidepool ${blip('x:2')} old/name.yml`,
    ]],
    ['several in one file, among other objects', {
      'a.yaml': ['', '', release('a', 'n', 'x:1'), 'apiVersion: v1\nkind: Namespace\n', release('b', 'n', 'x:2')].join('---\n'),
    }, [`n/a ${blip('x:1')} a.yaml`, `n/b ${blip('x:2')} a.yaml`]],
    ['of one name in two namespaces', { 'a.yaml': release('a', 'n', 'x:1'), 'b.yaml': release('a', 'm', 'x:1') }, [
      `n/a ${blip('x:1')} a.yaml`, `m/a ${blip('x:1')} b.yaml`,
    ]],
    ['a patch behind the release that it patches', { 'images.yaml': patch, 'release.yaml': release('tidepool', 'qa2', 'x:1') }, [
      `qa2/tidepool ${blip('x:1')} release.yaml`, `qa2/tidepool ${blip('x:3')} images.yaml patch`,
    ]],
    ['without values or a namespace', {
      'a.yaml': 'apiVersion: v1\nkind: HelmRelease\nmetadata: {name: a}\nspec: {chartRef: {kind: OCIRepository, name: a}, values: 7}\n',
    }, ['undefined/a {} a.yaml']],
    ['none in what only mentions them', {
      'a.yaml': '# a HelmRelease\n- HelmRelease\n',
      'crd.yaml': 'apiVersion: x/v1\nkind: CustomResourceDefinition\nmetadata: {name: h}\nspec: {names: {kind: HelmRelease}}\n',
      'nameless.yaml': 'apiVersion: x/v1\nkind: HelmRelease\n',
    }, []],
    ['none in what is no YAML by its name, or lacks the word', {
      'RUNBOOK.md': 'Wait for the HelmRelease: [\n<<<<<<< HEAD\n',
      'other.yaml': 'a: [\n',
    }, []],
  ])('%s', (_, texts, images) => {
    expect(read(texts)).toEqual({ images, problems: [] });
  });
});

describe('what hides an image is a problem, and all problems come at once', () => {
  const good = { 'good.yaml': release('good', 'n', 'x:1') };

  test.each<[what: string, texts: Record<string, string>, problems: string[]]>([
    ['no YAML', { 'a.yaml': `${release('a', 'n', 'x:1')}  values: 7\n` }, [
      'unreadable a.yaml: line 7 holds a key twice (duplicated mapping key); mend it, or restore the file from git',
    ]],
    ['an unfinished merge', { 'a.yaml': `---\n<<<<<<< HEAD\n${patch}=======\n${patch}>>>>>>> qa\n` }, [
      "conflict a.yaml: line 2: '<<<<<<<' is left of a merge; resolve the conflict",
    ]],
    ['the end of an unfinished merge', { 'a.yaml': `${release('a', 'n', 'x:1')}>>>>>>>\n` }, [
      "conflict a.yaml: line 7: '>>>>>>>' is left of a merge; resolve the conflict",
    ]],
    ['a release in two files', { 'a.yaml': release('a', 'n', 'x:1'), 'b.yaml': release('a', 'n', 'x:2', 'flux.weave.works/v1beta1') }, [
      'duplicate b.yaml: HelmRelease/n/a stands also in a.yaml; remove one of the two',
    ]],
    ['a release twice in a file', { 'a.yaml': `${release('a', 'n', 'x:1')}---\n${release('a', 'n', 'x:1')}` }, [
      'duplicate a.yaml: HelmRelease/n/a stands twice in this file; remove one of the two',
    ]],
    ['two patches of a release', { 'a.yaml': patch, 'b.yaml': patch }, [
      'duplicate b.yaml: HelmRelease/qa2/tidepool stands also in a.yaml; remove one of the two',
    ]],
    ['three of them', { 'a.yaml': 'HelmRelease: [\n', 'b.yaml': patch, 'c.yaml': '<<<<<<< HEAD\n# HelmRelease\n', 'd.yaml': patch }, [
      'unreadable a.yaml: line 2 is no YAML (deficient indentation); mend it, or restore the file from git',
      "conflict c.yaml: line 1: '<<<<<<<' is left of a merge; resolve the conflict",
      'duplicate d.yaml: HelmRelease/qa2/tidepool stands also in b.yaml; remove one of the two',
    ]],
  ])('%s', (_, texts, problems) => {
    expect(read({ ...texts, ...good })).toEqual({ images: [`n/good ${blip('x:1')} good.yaml`], problems });
  });

  test('a line of a text that looks like a merge is none', () => {
    const text = release('a', 'n', 'x:1').replace(/ {2}values:.*\n/, '  values:\n    note: |\n      <<<<<<< HEAD\n');
    expect(read({ 'a.yaml': text }).problems).toEqual([]);
  });
});
