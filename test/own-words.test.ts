import { expect, test } from 'vitest';
import { compile } from '../charts/compile.ts';
import { checkFleet } from '../charts/config-rules/fleet.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { withoutDefaults } from '../charts/import/without-defaults.ts';
import type { OrganisationConfig } from '../charts/organisation.ts';
import type { Repository } from '../charts/own.ts';
import { repositoryOf } from '../charts/repository.ts';
import { headline } from '../lib/findings/finding.ts';
import { base as flux1, today as base } from './invalid/base.ts';

/** What a repository of one's own adds: packages, and whose clusters it holds. The files are in test/repository. */
const velero = ((await import('./repository/packages/velero.ts' as string)) as { default: object }).default; // its types are those of an installed tool
const today: ClusterConfig = { ...base, name: 'today' };

function repository(exported: Readonly<Record<string, unknown>>): Repository {
  return repositoryOf({ exported: new Map(Object.entries(exported)), failed: new Map(), texts: new Map() });
}

function withVelero(words: object): ClusterConfig {
  return { ...today, packages: { ...today.packages, ...({ velero: words } as object) } };
}

test('an own package comes out as one of the tool does: release, values, secret, account, object, order', () => {
  const tree = compile(withVelero({ bucket: 'copies', keep: { days: 3 } }), new Map(), [], repository({ 'packages/velero.ts': velero }));
  const at = (path: string): string => tree.get(`clusters/today/${path}`) ?? '';
  expect(at('flux/shared/velero/helmrelease.yaml')).toMatch(/schedule: 0 3 \* \* \*\n +level: info\n +bucket: copies\n +days: 3\n.*role\/today-velero-velero/s);
  expect(at('flux/shared/velero/external-secrets.yaml')).toContain('key: today/velero/velero');
  expect(at('flux/shared/velero/owner.yaml')).toContain('owner: platform');
  expect(at('flux/shared/kustomization.yaml')).toContain('- velero\n');
  expect(at('config.yaml')).toContain('arn:aws:s3:::copies/*');
});

test.each(['flux1', 'flux2'] as const)('it has a release for each way of delivery that it says one for: %s', way => {
  const chart = { repository: 'https://charts.example.org', name: way, version: '1.0.0' };
  const release = { [way]: { namespace: 'kube-system', chart, reads: ['a'], release: () => ({ values: { a: way } }) } };
  const own = repository({ 'packages/velero.ts': { ...velero, secrets: [], accounts: undefined, release } });
  for (const base of [today, flux1]) {
    const config = { ...base, packages: { ...base.packages, ...({ velero: { bucket: 'copies' } } as object) } } as ClusterConfig;
    const said = checkFleet(new Map([[base.name, config]]), new Map(), [], new Map(), own).problems.get(base.name) ?? [];
    if (base.delivery !== way) expect(said.map(headline)).toEqual([expect.stringMatching(/^packages\.velero: .* does not deliver package velero \(packages\/velero\.ts\)/)]);
    else expect([...compile(config, new Map(), [], own)].find(([path]) => path.includes('/velero/'))?.[1]).toMatch(new RegExp(`a: ${way}\n`));
  }
});

test.each<[what: string, words: object, says: string[]]>([
  ['nothing', { bucket: 'copies' }, []],
  ['words of every chart', { bucket: 'copies', enabled: false, values: { any: 1 } }, []],
  ['a misspelt word, so that a needed one is missing', { bukket: 'copies' }, ["packages.velero.bukket: is no key here; did you mean 'bucket'?"]],
  ['a needed word', {}, ['packages.velero.bucket: is missing.']],
  ['a word at depth', { bucket: 'copies', keep: { days: 0, weeks: 1 } }, [
    'packages.velero.keep.days: must be at least 1, not 0.', "packages.velero.keep.weeks: is no key here; the only one is 'days'.",
  ]],
  ['a choice', { bucket: 'copies', level: 'inf' }, ["packages.velero.level: must be one of 'info', 'debug', not 'inf'; did you mean 'info'?"]],
])('words of an own package are judged like all others: %s', (_what, words, says) => {
  const { problems } = checkFleet(new Map([['today', withVelero(words)]]), new Map(), [], new Map(), repository({ 'packages/velero.ts': velero }));
  expect((problems.get('today') ?? []).map(headline).sort()).toEqual([...says].sort());
});

test('a misspelt own package is told from its name, and one that something needs has to be there', () => {
  const own = repository({ 'packages/velero.ts': velero });
  const said = (config: unknown) => (checkFleet(new Map([['today', config]]), new Map(), [], new Map(), own).problems.get('today') ?? []).map(headline);
  expect(said({ ...today, packages: { ...today.packages, velro: {} } })).toEqual(["packages.velro: is no key here; did you mean 'velero'?"]);
  expect(said({ ...today, applications: { shop: { needs: ['velero'] } } })).toEqual([
    'applications.shop.needs: application shop cannot do without package velero, which is not installed (packages/velero.ts); write velero: {} in packages.',
  ]);
});

test.each<[what: string, file: string, exported: unknown, says: RegExp]>([
  ['no package', 'packages/velero.ts', 7, /^packages\/velero\.ts: 1 problem\n {2}must export what definePackage/],
  ['another name than its file', 'packages/copies.ts', velero, /^ {2}name: must be 'copies', as the file is called$/m],
  ['a name of the tool', 'packages/reloader.ts', { ...velero, name: 'reloader' }, /^ {2}name: 'reloader' is a package of the tool; call yours/m],
  ['no stage, no summary, no way of delivery', 'packages/velero.ts', { ...velero, stage: 'x', summary: '', release: { flux3: {} } }, /^ {2}summary: .*\n {2}stage: .*\n {2}release\.flux3: is no way/m],
  ['a delivery that lacks what it needs', 'packages/velero.ts', { ...velero, release: { flux2: { chart: {} }, flux1: 7 } }, /^ {2}release\.flux2\.namespace: .*\n {2}release\.flux2\.reads: .*\n {2}release\.flux2\.release: .*\n {2}release\.flux1: must be an object/m],
  ['words that are no schema', 'packages/velero.ts', { ...velero, words: { type: 'object', properties: { a: { tipe: 'string' } } } }, /^ {2}words: .*unknown keyword: "tipe"/m],
  ['words of an organisation that are none', 'organisation.ts', { bucketPrfix: 'a', domains: [] }, /^ {2}bucketPrfix: .*'bucketPrefix'\?\n {2}domains: must not be empty$/m],
  ['a place of charts from which none comes', 'organisation.ts', { charts: { 'https://charts.jetstak.io': 'https://a.example' } }, /did you mean 'https:\/\/charts\.jetstack\.io'\?/],
])('a file that is wrong is refused with all that is wrong with it: %s', (_what, file, exported, says) => {
  expect(() => repository({ [file]: exported })).toThrow(says);
});

test.each<[what: string, release: () => object, says: RegExp]>([
  ['throws', () => { throw new TypeError('no such thing'); }, /^packages\/velero\.ts.*: TypeError: no such thing\nNothing was done\.$/],
  ['answers what no YAML can hold', () => ({ values: { at: new Map() } }), /^packages\/velero\.ts: what release\(\) answers: values\.at must be plain data/],
])('a function of an own package that %s is a mistake in its file', (_what, release, says) => {
  const { release: { flux2 } } = velero as { release: { flux2: object } };
  const own = repository({ 'packages/velero.ts': { ...velero, release: { flux2: { ...flux2, release } } } });
  expect(() => compile(withVelero({ bucket: 'copies' }), new Map(), [], own)).toThrow(says);
});

test.each<[word: keyof OrganisationConfig, value: unknown, before: string, after: string]>([
  ['githubAccount', 'acme', 'tidepool-org/cluster-today', 'acme/cluster-today'],
  ['domains', ['acme.example'], 'domainFilters:\n    - tidepool.org\n', 'domainFilters:\n    - acme.example\n'],
  ['bucketPrefix', 'acme', 'tidepool-today-qa-data', 'acme-today-qa-data'],
  ['images', 'registry.acme.example/t', 'image: tidepool/blip\n', 'image: registry.acme.example/t/blip\n'],
  ['charts', { 'https://developer.tidepool.org/development': 'https://a.example' }, 'url: https://developer.tidepool.org/development\n', 'url: https://a.example\n'],
])('what an organisation says holds where a cluster says nothing: %s', (word, value, before, after) => {
  const [shipped, own] = [{}, { [word]: value }].map(organisation => {
    return [...compile(today, new Map(), [], repository({ 'organisation.ts': organisation })).values()].join('\n');
  });
  expect([shipped?.includes(before), shipped?.includes(after), own?.includes(before), own?.includes(after)]).toEqual([true, false, false, true]);
});

test('a credential in a file of own words is refused, and not repeated', () => {
  const texts = new Map([['organisation.ts', `export default defineOrganisation({ githubAccount: '${'ghp_'}${'a1B2c3D4e5'.repeat(4)}' });\n`]]);
  expect(() => repositoryOf({ exported: new Map(), failed: new Map(), texts })).toThrow(/^organisation\.ts: 1 problem\n {2}1:53: ghp_… \(44 characters\) looks like a credential/);
});

test('a cluster file that is imported says what an organisation would say otherwise, and no more', () => {
  const config = { ...today, dns: { domains: ['tidepool.org'] }, github: { account: 'acme', repository: 'clusters' } } as ClusterConfig;
  const organisation = repository({ 'organisation.ts': { domains: ['acme.example'], githubAccount: 'acme' } });
  expect(withoutDefaults(config, [], organisation)).toMatchObject({ dns: { domains: ['tidepool.org'] }, github: { repository: 'clusters' } });
  expect(withoutDefaults(config, [], organisation).github).not.toHaveProperty('account');
  expect(withoutDefaults(config)).not.toHaveProperty('dns');
});
