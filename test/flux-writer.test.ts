import { ApiObject, App } from 'cdk8s';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { clusterFolder, compile } from '../charts/compile.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { checkFleet } from '../charts/config-rules/fleet.ts';
import { enabledEnvironments } from '../charts/normalise.ts';
import { editions } from '../charts/tidepool/editions/index.ts';
import { releaseObjectName, writtenImagesOf } from '../charts/tidepool/images.ts';
import { servicesOf, type ServiceName } from '../charts/tidepool/services.ts';
import development from './clusters/development.ts';
import test1 from './clusters/test1.ts';
import { compareTrees } from '../lib/output/compare.ts';
import { FileChart, render, type Tree } from '../lib/output/file-chart.ts';
import { isAsGenerated, signatureOf } from '../lib/output/signature.ts';
import { writtenImages } from '../lib/images/written-images.ts';
import { load as oneFromYaml } from 'js-yaml';
import { toYaml } from '../lib/yaml/yaml.ts';
import { fluxWrites, roundTrips, sayIfSkipped, skipped, type Edit } from './support/flux-writer/python.ts';
import { documentedOutput } from './support/documented.ts';
import { compiled, manifestsIn } from './support/objects.ts';
import { nastyStrings, plainData } from './support/yaml-samples.ts';

sayIfSkipped('what we write is not put to the test of the writer of Flux v1');

/** Both clusters in both editions and both HelmRelease APIs; two of these are the clusters as they are. */
const variants: readonly (readonly [title: string, config: ClusterConfig])[] = [test1, development].flatMap(cluster =>
  (['guide', '0.1.7'] as const).flatMap(edition =>
    (['flux.weave.works/v1beta1', 'helm.fluxcd.io/v1'] as const).map(helmReleaseApi => {
      const title = `${cluster.name}, edition ${edition}, ${helmReleaseApi}`;
      const isOwn = edition === cluster.edition && helmReleaseApi === ('helmReleaseApi' in cluster ? cluster.helmReleaseApi : 'flux.weave.works/v1beta1');
      return [title, isOwn ? cluster : { ...cluster, edition, helmReleaseApi }] as const;
    }),
  ),
);

/** One commit of Flux: one service of one environment has a new tag. */
interface Commit {
  readonly service: ServiceName;
  readonly before: string;
  readonly after: string;
}

/** Tags as the real pipelines make them, each allowed by the policy of its service. */
function tagOf(service: ServiceName, round: number): string {
  const commit = `${round}${service}`.replaceAll(/[^0-9a-f]/g, '7').padEnd(40, '0123456789abcdef');
  if (service === 'blip') return `release-1.23.0-${commit}`;
  if (service === 'jellyfish') return `mongo-database-${commit}`;
  return round === 1 ? `develop-${commit}` : `develop-${commit}-15689${round}0000`;
}

function releasePath({ name }: ClusterConfig, environment: string): string {
  return `${clusterFolder(name)}/flux/environments/${environment}/tidepool-helmrelease.yaml`;
}

function textIn(tree: Tree, path: string): string {
  const text = tree.get(path);
  if (text === undefined) throw new Error(`no ${path} among ${[...tree.keys()].join(', ')}`);
  return text;
}

function withFile(tree: Tree, path: string, text: string): Tree {
  return new Map(tree).set(path, text);
}

/** What `synth` makes of a config when `tree` stands in `dist`. */
function synthesised(config: ClusterConfig, tree: Tree): Tree {
  const { releases, problems } = writtenImages(tree);
  expect(problems).toEqual([]);
  return compile(config, writtenImagesOf(releases));
}

/** The lines of `after` that are not those of `before`; a line more or less counts as a difference of all that follow. */
function changedLines(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return Array.from({ length: Math.max(old.length, now.length) }, (_, at) => at)
    .filter(at => old[at] !== now[at])
    .map(at => now[at] ?? `(line ${at + 1} is gone)`);
}

describe.skipIf(skipped)("Flux v1's writer", () => {
  test('a round trip without an edit changes no byte of any file that it may write into', () => {
    const files = documentedOutput().filter(([path, text]) => path.endsWith('.yaml') && text.startsWith('---'));
    expect(files.length).toBeGreaterThan(40);
    const texts = roundTrips(files.map(([, text]) => text));
    files.forEach(([path, text], at) => expect(texts[at], path).toBe(text));
  });

  test('a round trip without an edit changes no byte of what any edition and any HelmRelease API make', () => {
    const texts = [...new Set(variants.flatMap(([, config]) => [...manifestsIn(compiled(config)).values()]))];
    const after = roundTrips(texts);
    expect(texts.filter((text, at) => text !== after[at])).toEqual([]);
  });
});

test.each(variants)('%s: a config without errors, so what is asked of it here is fair', (_, config) => {
  const found = [...checkFleet(new Map([[config.name, config]])).problems.values()].flat();
  expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
});

const releases = variants.flatMap(([title, config]) =>
  enabledEnvironments(config).map(([environment, { edition }]) => [`${title}, ${environment}`, config, environment, edition] as const),
);

describe.skipIf(skipped).each(releases)('Flux v1 moves tags: %s', (_, config, environment, editionName) => {
  const path = releasePath(config, environment);
  const edition = editions[editionName];
  const set = (service: ServiceName, round: number): Edit =>
    ({ namespace: environment, name: releaseObjectName, path: edition.imagePath(service), tag: tagOf(service, round) });
  /** Every service once; where the cluster is as in `clusters/`, once more. */
  const rounds = config === test1 || config === development ? [1, 2] : [1];
  let commits: readonly (Commit & { readonly round: number })[] = [];

  beforeAll(() => {
    const steps = rounds.flatMap(round => servicesOf('0.1.7').map(service => ({ round, service, edit: set(service, round) })));
    const text = textIn(compiled(config), path);
    const [texts = []] = fluxWrites([{ text, steps: steps.map(({ edit }) => [edit]) }]);
    commits = steps.map(({ round, service }, at) => ({ round, service, before: texts[at - 1] ?? text, after: texts[at] ?? '' }));
  });

  test('for every service: one tag set changes exactly one line', () => {
    expect(commits).toHaveLength(19 * rounds.length);
    for (const { service, round, before, after } of commits) {
      const changed = changedLines(before, after);
      expect(changed, service).toHaveLength(1);
      expect(changed[0], service).toMatch(new RegExp(`^ {8}image: tidepool/[a-z-]+:${tagOf(service, round)}$`));
    }
  });

  test('then synth changes nothing, the line of the signature included', () => {
    for (const { service, after } of commits) {
      const tree = withFile(compiled(config), path, after);
      expect([...synthesised(config, tree)], service).toEqual([...tree]);
    }
  });

  test('and it is known as moved by Flux, not as an edit by hand', () => {
    for (const { service, after } of commits) {
      expect(isAsGenerated(after), service).toBe(true);
      expect(signatureOf(after), service).toEqual(signatureOf(textIn(compiled(config), path)));
    }
  });

  test('nineteen tags in one commit change nineteen lines', () => {
    const text = textIn(compiled(config), path);
    const [[after = ''] = []] = fluxWrites([{ text, steps: [servicesOf('0.1.7').map(service => set(service, 3))] }]);
    expect(changedLines(text, after)).toHaveLength(19);
  });
});

describe.skipIf(skipped)('fluxctl', () => {
  const config = test1;
  const path = releasePath(config, 'qa2');
  const text = textIn(compiled(config), path);
  const release = { namespace: 'qa2', name: releaseObjectName };

  test.each<[string, Readonly<Record<string, string | null>>]>([
    ['lock', { 'fluxcd.io/locked': 'true', 'fluxcd.io/locked_user': 'Ann <ann@example.org>', 'fluxcd.io/locked_msg': "don't: #1" }],
    ['deautomate', { 'fluxcd.io/automated': null }],
    ['policy --tag', { 'fluxcd.io/tag.blip': 'glob:release-1.24.0*' }],
    ['automate of the other API', { 'flux.weave.works/automated': 'true' }],
  ])('%s is found as an edit by hand, and the tags in the file are kept', (_, annotations) => {
    const moved: Edit = { ...release, path: editions['0.1.7'].imagePath('auth'), tag: tagOf('auth', 1) };
    const [[after = ''] = []] = fluxWrites([{ text, steps: [[moved, { ...release, annotate: annotations }]] }]);
    const tree = withFile(compiled(config), path, after);
    const made = synthesised(config, tree);
    const findings = compareTrees(made, tree, ['']).filter(({ state }) => state !== 'same');
    expect(findings).toEqual([{ path, state: 'edited', source: 'clusters/test1.ts' }]);
    expect(changedLines(text, textIn(made, path))).toEqual([`        image: tidepool/platform-auth:${tagOf('auth', 1)}`]);
  });
});

/** Every number of letters from few to more than fit on a line. */
const widths = Array.from({ length: 50 }, (_, more) => 'x'.repeat(more));

/** Objects that are written badly by those who do not know ruamel.yaml. */
const traps: Readonly<Record<string, unknown>> = {
  'a plain string of more than 80 columns': { a: 'word '.repeat(30).trim() },
  'one that is short, behind a long key': { ['key-of-forty-letters-that-says-a-lot-more']: 'word '.repeat(11).trim() },
  'one that is short, deep down': { a: { b: { c: [{ d: [{ e: { f: { g: { h: 'word '.repeat(14).trim() } } } }] }] } } },
  'strings that end before, at and after column 80': widths.map(word => ({ a: `${'x '.repeat(25)}${word} y z` })),
  'quoted ones that do': widths.map(word => ({ a: `: ${'x '.repeat(25)}${word} y z`, b: `*\\'${word}${'x'.repeat(25)}"\\y` })),
  'a word of more than 80 columns': { a: 'x'.repeat(120), b: `https://example.org/${'y'.repeat(120)}` },
  'a string of more than 80 columns that needs quotes': { a: `${'word '.repeat(20)}: end`, b: [`- ${'word '.repeat(20)}.`] },
  'one with quotes inside': { a: `${'say "x" '.repeat(20)}.`, b: `${"say 'x' ".repeat(20)}.`, c: `{"a": "it's"${', "b": 1'.repeat(15)}}` },
  'one without a space that needs escapes': { a: `*"'${'\\'.repeat(90)}`, b: `{"a":"it's"${',"b":"c"'.repeat(15)}}` },
  'a long string with spaces in front or behind': { a: ` ${'word '.repeat(20)}`, b: `   ${'word '.repeat(20)}.` },
  'a key of 100 characters': { ['k'.repeat(100)]: { a: 1 }, [`${'word '.repeat(19)}end`]: 'x' },
  'deep nesting': JSON.parse(`${'{"a":[{"b":'.repeat(12)}"word"${'}]}'.repeat(12)}`),
  'empty maps and lists': { data: {}, list: [], maps: [{}, {}], lists: [[], [[]]], hpa: { enabled: true, data: {} } },
  'lists of lists': { a: [['b', ['c', ['d']]], [{ e: ['f'] }]] },
  'block scalars with spaces at the ends of lines': { a: 'one \n two\t\nthree  \n', b: 'one\n\n\n  two\n \nthree', c: '  one\ntwo' },
  'block scalars with lines before and behind': { a: '\none', b: '\n\n  one\n', c: 'one\n\n', d: '\n', e: '\n\n', f: 'one\n  ' },
  'a block scalar as the last thing': { a: { b: 'one\ntwo\n\n' } },
  'YAML in a block scalar': { a: '---\nb: |\n  c\n...\n# d\n', e: ['---\nf: 1'] },
  'lines of a block scalar that are very long': { a: `${'word '.repeat(30)}\n${'  word '.repeat(30)}\n` },
  'a script': { 'run.sh': '#!/bin/sh\nset -e\n\ncat <<EOF\n\ttab: "x"\nEOF\n' },
  'strings that look like a comment, a key, a list': { a: 'x: y', b: 'x #y', c: ['- x', '? x', 'x:', '#x', ':x', '{x', '[x'] },
  'strings that look like numbers': ['1e3', '007', '12:30', '1_000', '0x1F', '0o14', '.5', '+1', '+_1', '0.10', '1.'],
  'strings that look like other things': ['=', '<<', 'yes', 'OFF', '~', '', '2019-09-12', '.inf', 'null', '-'],
  'markers and directives': ['---', '...', '--- x', '...x', '%YAML 1.1', '@x', '`x', '!x', '&x', '*x'],
  'keys that look like other things': { yes: 1, '12:30': 1, '<<': 1, '=': 1, '007': 1, 'a: b': 1, '#': 1, '---': 1, 'a\tb': 1 },
  'unicode': ['é ü 日本語', '😀', '😀: x', 'x\u{a0}y', '\u{feff}x', 'x\u{85}y', 'x\u{2028}y', '\u{200b}', { 日本: '😀 # x' }],
  'control characters and tabs': ['x\ty', '\t', '\0', '\u{7f}', 'x\ry', 'x\r\ny', '\u{1b}[0m', '\u{9f}'],
  'numbers and booleans': { a: 0, b: -1, c: 1.5, d: 1000, e: 420, f: 123456789012, g: 0.25, h: true, i: false },
  'the same object twice': (twice => ({ a: twice, b: [twice, twice] }))({ c: ['d'] }),
};

describe.skipIf(skipped)('traps of the writer', () => {
  const names = Object.keys(traps);
  let texts: readonly string[] = [];
  let written: readonly string[] = [];

  beforeAll(() => {
    texts = names.map(name => `---\n# Generated\n${toYaml(traps[name])}`);
    written = roundTrips(texts);
  });

  test.each(names)('%s: survives', name => {
    const at = names.indexOf(name);
    expect(written[at]).toBe(texts[at]);
    expect(oneFromYaml(texts[at] ?? '')).toEqual(traps[name]);
  });

  test('every nasty string survives as a value, in a list, deep down and as a key', () => {
    const before = nastyStrings.flatMap(text => {
      const asKey = /[\n\u{85}\u{2028}\u{2029}]/u.test(text) ? {} : { [text]: text }; // no style saves a key with a line end
      const places = [{ a: text }, { a: [text, [text]] }, { a: { b: [{ c: text, d: { e: text } }] } }, { ...asKey, b: [asKey] }];
      return places.map(data => `---\n${toYaml(data)}`);
    });
    const after = roundTrips(before);
    expect(after.filter((text, at) => text !== before[at])).toEqual([]);
  });

  test('comments behind the signature and several documents: survive', () => {
    const app = new App();
    const file = new FileChart(app, 'a.yaml', ['one comment', '', 'another, with "quotes" and a: colon']);
    for (const name of ['a', 'b', 'c']) {
      new ApiObject(file, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { [name]: `x\n${name} \n` } });
    }
    const text = textIn(render(app, { source: 'clusters/a.ts', leadingMarker: true }), 'a.yaml');
    expect(text.match(/^---$/gm)).toHaveLength(3);
    expect(text.match(/^#/gm)).toHaveLength(4);
    expect(roundTrips([text])).toEqual([text]);
  });

  test('what no style can save is laid out anew, and is the same data', () => {
    const data = [{ ['k'.repeat(130)]: 1 }, { 'a\nb': 1 }, { a: `${'word '.repeat(20)}\0` }, { a: `${'word '.repeat(20)}\n\n` }];
    const before = data.map(document => `---\n${toYaml(document)}`);
    const after = roundTrips(before);
    expect(after.map(text => oneFromYaml(text))).toEqual(data);
    expect(after.filter((text, at) => text === before[at])).toEqual([]);
  });

  test('random plain data: survives', () => {
    const { seed = 0 } = fc.readConfigureGlobal();
    const data = fc.sample(plainData, { numRuns: 500, seed });
    const before = data.map(document => `---\n${toYaml(document)}`);
    const after = roundTrips(before);
    const lost = before.map((text, at) => ({ text, written: after[at] })).filter(({ text, written: now }) => text !== now);
    const [shortest] = lost.sort((a, b) => a.text.length - b.text.length);
    expect(shortest?.written, `${lost.length} of 500 with seed ${seed}`).toBe(shortest?.text);
  });
});
