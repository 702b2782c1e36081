import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isRecord, leaves } from '../lib/manifests/manifest.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import development from './clusters/development.ts';
import test1 from './clusters/test1.ts';
import { type Comparison, exact, inOrder } from './support/comparisons.ts';
import { rows } from './support/documented-rows.ts';
import { mutations, without } from './support/golden-mutations.ts';
import { objectsOf, pathsOf } from './support/objects.ts';

/**
 * What the guide prints, against what comes out. A file of test/documented is the guide's own data, with its placeholders; its header
 * says where it stands there and what was changed. Nothing ever writes these files but a person with the guide open.
 */
const folder = join(import.meta.dirname, 'documented');
const files = readdirSync(folder).map(file => file.replace(/\.yaml$/, '')).sort();

/** What clusters, fixtures and tables carry; the other printed manifests are of what is not emitted. */
const assigned = [
  ...['G-09', 'G-11', 'G-39', 'G-40'],
  ...['G-02', 'G-03', 'G-04', 'G-05', 'G-06', 'G-07', 'G-08', 'G-13', 'G-14', 'G-15', 'G-17', 'G-18', 'G-19', 'G-20', 'G-21', 'G-23'],
  ...['G-25', 'G-26', 'G-27', 'G-28', 'G-12', 'G-30', 'G-34', 'G-35', 'G-36', 'G-37', 'G-40'],
  ...['G-13', 'G-16', 'G-22', 'G-24'],
  ...['G-33', 'G-38', 'G-41', 'G-42', 'G-43', 'R-006', 'R-043'],
  ...['G-44', 'G-45', 'G-46', 'G-47', 'R-211'],
  ...['G-48', 'G-49', 'G-50', 'G-51'],
  ...['G-52', 'G-53', 'G-54', 'G-55', 'G-56', 'G-57', 'G-58', 'G-59', 'G-60', 'G-61'],
];

function printed(golden: string): unknown {
  const documents = fromYaml(readFileSync(join(folder, `${golden}.yaml`), 'utf8'));
  if (documents.length !== 1) throw new Error(`${golden} holds ${documents.length} documents instead of one`);
  return documents[0];
}

/** The data with `${NAME}` replaced in every string; a placeholder without a meaning stays, and then differs from what is emitted. */
function filled(data: unknown, meanings: Readonly<Record<string, string>> = {}): unknown {
  if (typeof data === 'string') return data.replaceAll(/\$\{([\w-]+)\}/g, (placeholder, name: string) => meanings[name] ?? placeholder);
  if (Array.isArray(data)) return data.map(item => filled(item, meanings));
  if (isRecord(data)) return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, filled(value, meanings)]));
  return data;
}

interface Case {
  readonly compare: Comparison;
  readonly emitted: () => unknown;
  readonly golden: unknown;
}

const cases = rows.flatMap(({ golden, compare, as, checks }) =>
  Object.entries(checks).map(([where, { emitted, placeholders: meanings }]): [title: string, Case] => [
    `${golden} in ${where}`,
    { compare, emitted, golden: as(filled(printed(golden), meanings)) },
  ]),
);

describe('what the guide prints comes out', () => {
  test.each(cases)('%s', (_, { compare, emitted, golden }) => {
    expect(compare(emitted(), golden)).toBeUndefined();
  });
});

describe('a golden cannot be wrong unseen', () => {
  test.each(cases)('no value, type or key of %s may change', (_, { compare, emitted, golden }) => {
    const data = emitted();
    const changes = [...mutations(golden)];
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.filter(({ changed }) => compare(data, changed) === undefined).map(({ what }) => what)).toEqual([]);
  });

  test.each(cases.filter(([, { compare }]) => compare === inOrder))('no two lines of %s may change places', (_, { compare, emitted, golden }) => {
    const [lines, data] = [golden as string[], emitted()];
    const swapped = lines.slice(1).map((_, i) => [...lines.slice(0, i), lines[i + 1], lines[i], ...lines.slice(i + 2)]);
    expect(swapped.filter(other => compare(data, other) === undefined)).toEqual([]);
  });

  test.each(cases.filter(([, { compare }]) => compare === exact))('nothing may be missing in %s', (_, { compare, emitted, golden }) => {
    const data = emitted();
    const cuts = [...leaves(golden)].filter(({ path }) => path.length > 0).map(({ path }) => ({ path, changed: without(golden, path) }));
    expect(cuts.filter(({ changed }) => compare(data, changed) === undefined).map(({ path }) => path.join('.'))).toEqual([]);
  });
});

describe('the folder of goldens', () => {
  test('every file is compared with something', () => {
    expect(files.filter(file => !rows.some(({ golden }) => golden === file))).toEqual([]);
  });

  test('everything that is carried is compared', () => {
    expect(assigned.filter(id => !rows.some(({ golden }) => golden.startsWith(`${id}-`)))).toEqual([]);
  });

  test('the header of every file says where it stands in the guide and what was changed', () => {
    const header = /^# guide ((AWS Bootstrap|GitOps|Kubernetes) )?l\.\d+(-\d+)?.*; deviations:( none\b.*\n|\n#   \S)/;
    expect(files.filter(file => !header.test(readFileSync(join(folder, `${file}.yaml`), 'utf8')))).toEqual([]);
  });
});

test('what `eksctl install flux` committed never stands below flux/ (guide l.1631-1633, 1740-1741)', () => {
  const refused = /(^|\/)flux\/(.*\/)?(flux-deployment|helm-operator-deployment|tiller-ca-cert-configmap)\.yaml$/;
  expect(['flux/flux-deployment.yaml', 'bootstrap/flux/tiller.yaml'].map(path => refused.test(path))).toEqual([true, false]);
  expect([test1, development].flatMap(config => pathsOf(config).filter(path => refused.test(path)))).toEqual([]);
});

describe('files stand where the guide says', () => {
  test.each([
    ['config.yaml', 'l.742', ['ClusterConfig/development']],
    ['flux/shared-start-helmrelease.yaml', 'l.1157', ['HelmRelease/default/shared-start']],
    ['flux/shared-helmrelease.yaml', 'l.1157', ['HelmRelease/default/shared']],
    ['flux/environments/qa1/tidepool-helmrelease.yaml', 'l.1258, 1474', ['HelmRelease/qa1/tidepool']],
    ['flux/environments/qa1/shoreline-configmap.yaml', 'l.1845', ['ConfigMap/qa1/shoreline']],
    ['flux/certs/tidepool-cert.yaml', 'l.1943', ['Certificate/default/tidepool-cert']],
  ])('%s (%s)', (path, _, ids) => {
    const emitted = objectsOf(development).filter(object => object.path === path);
    expect(emitted.map(({ id }) => id)).toEqual(ids);
  });
});

test('what Flux and helm-operator are made of does not stand where Flux reads (l.1631-1633, 1655-1660, 1740-1741)', () => {
  const printedNames = ['flux-deployment.yaml', 'helm-operator-deployment.yaml', 'tiller-ca-cert-configmap.yaml'];
  for (const config of [development, test1]) {
    const read = objectsOf(config).filter(({ path }) => path.startsWith('flux/'));
    expect(read.filter(({ path }) => printedNames.some(name => path.endsWith(name)))).toEqual([]);
    expect(read.map(({ id }) => id).filter(id => (printed('G-30-flux-objects') as string[]).includes(id))).toEqual([]);
  }
});
