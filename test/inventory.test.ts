import { Ajv } from 'ajv';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile, objectsIn } from '../charts/compile.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { generationOf } from '../charts/generations/index.ts';
import { inventoryOf } from '../charts/inventory/inventory.ts';
import { waitsIn } from '../charts/inventory/objects.ts';
import { inventoryReport } from '../charts/inventory/report.ts';
import { normalise } from '../charts/normalise.ts';
import { releasesOf } from '../charts/releases.ts';
import { isUmbrella } from '../charts/generations/delivery.ts';
import { needs } from '../charts/vocabulary.ts';
import { identity } from '../lib/manifests/manifest.ts';
import development from './clusters/development.ts';
import mixed from './clusters/mixed.ts';
import production from './clusters/production.ts';
import staging from './clusters/staging.ts';
import test1 from './clusters/test1.ts';

const folder = join(import.meta.dirname, 'clusters');
const configs = await Promise.all(readdirSync(folder).map(async file => ((await import(join(folder, file))) as { default: ClusterConfig }).default));
const clusters = configs.map(config => ({ config, name: config.name, cluster: normalise(config, new Map()) }));

/** As it is committed. */
function pageOf(config: ClusterConfig, written: ReadonlyMap<string, string> = new Map()): string {
  return compile(config, written).get(`clusters/${config.name}/INVENTORY.md`)?.replace(/^<!-- .* -->\n/, '') ?? '';
}

describe.each(clusters)('the inventory of $name', ({ config, cluster }) => {
  const inventory = inventoryOf(cluster, generationOf(cluster.stack).bootstrap(cluster));

  test('names nothing that the output does not', () => {
    const rest = [...compile(config, new Map()).values()].join('\n');
    const { facts, packages, environments, services, roles, secrets, networks, nodeGroups } = inventory;
    const own = JSON.stringify(config.packages) + JSON.stringify(config.environments ?? {}); // sources of Flux spell them in their own way
    const charts = [...packages, ...environments].flatMap(({ chart, version, from }) => [chart, version, from].flatMap(text => text ?? []));
    const names = [
      ...[facts.region, facts.account].flatMap(text => text ?? []), ...facts.published,
      ...charts.filter(text => !own.includes(text)),
      ...environments.flatMap(({ http, https, buckets }) => [...http, ...https, ...buckets]),
      ...services.map(({ image }) => image),
      ...roles.flatMap(({ account, may, on }) => [account.replace(/.*\//, ''), ...may, ...on]),
      ...secrets.flatMap(({ name, keys }) => [name.replace(/.*\//, ''), ...keys]),
      ...networks.map(({ cidr }) => cidr),
      ...nodeGroups.flatMap(({ name }) => name),
    ];
    expect([...new Set(names)].filter(name => !rest.includes(name))).toEqual([]);
    expect(names.length).toBeGreaterThan(0);
  });

  test('has every release with its chart', () => {
    if (isUmbrella(cluster.stack)) return; // two releases for all packages
    const versions = releasesOf(cluster).map(({ chart }) => ('git' in chart ? chart.ref : chart.version)).sort();
    expect([...inventory.packages, ...inventory.environments].flatMap(({ version }) => version ?? []).sort()).toEqual(versions);
  });
});

test('a tag that Flux moves is in no table, one that is pinned is', () => {
  const written = new Map([['scaled/blip', 'tidepool/blip:master-0123456789']]);
  expect([...compile(mixed, written)].join()).toContain('master-0123456789');
  expect(pageOf(mixed, written)).toBe(pageOf(mixed));
  expect(pageOf(mixed)).toMatch(/\| `plotly-orca` \| `[^`]*:v1\.3\.1` \| `fixed` \|/);
});

test('the page that is committed is the one that is printed, without what waits for what', () => {
  for (const { config, cluster } of clusters) expect(inventoryReport('markdown', [cluster]).startsWith(pageOf(config)), config.name).toBe(true);
});

describe('what people need', () => {
  const rowsOf = (config: ClusterConfig): string[] => {
    const page = pageOf(config);
    const [, , needs = '', providers = ''] = page.split(/^## /m);
    return [needs, providers].flatMap(table => table.split('\n').filter(line => line.startsWith('| ')).slice(2)).map(line => line.replaceAll('`', ''));
  };

  // Source: guide l.53-69 and 75-95; Tidepool's overview of its services, l.42-52.
  test('stands beside who does it and who has to be asked, with the secret that he issues', () => {
    expect(rowsOf(test1)).toEqual(expect.arrayContaining([
      '| DNS names | external-dns | AWS Route 53 |',
      '| object storage | qa2/blob qa2/image qa2/jellyfish qa2/hydrophone | AWS S3 |',
      '| Mongo | qa2/mongo | - |',
      '| mail | qa2/hydrophone | AWS SES |',
      '| usage metrics | qa2/highwater | KissMetrics |',
      '| mailing lists | qa2/shoreline | Mailchimp |',
      '| Dexcom | diabetes data | test1/qa2/dexcom |',
      '| KissMetrics | usage metrics | test1/qa2/kissmetrics |',
    ]));
    expect(rowsOf(production)).toEqual(expect.arrayContaining([
      '| Mongo | int prd | MongoDB Atlas |',
      '| Datadog | metrics of services, availability of nodes | production/datadog/datadog |',
      '| Slack | notifications | production/flux/slack |',
    ]));
  });

  test('is met in some fixture each, and what nothing meets is said all the same', () => {
    const met = clusters.flatMap(({ cluster }) => inventoryOf(cluster, generationOf(cluster.stack).bootstrap(cluster)).needs);
    expect(needs.filter(need => !met.some(row => row.need === need && row.by.length > 0))).toEqual([]);
    const { 'external-dns': _, ...packages } = test1.packages;
    expect(rowsOf({ ...test1, packages } as ClusterConfig)).toContain('| DNS names | - | - |');
  });
});

test('the six subnets, names that wait, and secrets that sops encrypts are in it', () => {
  expect(pageOf(test1).match(/^\| `zone \d, (public|private)` \| `10\.47\.\d+\.0\/19` \|$/gm)).toHaveLength(6);
  expect(pageOf(development)).toContain('| deferred | `dev.tidepool.org` |');
  expect(pageOf(staging)).toMatch(/\| `staging\/hydra` \| `DATABASE_URL` .* \| provider, random; encrypted by sops \| `hydra` \|/);
});

test('a name ends neither its cell nor the code that it stands in', () => {
  const odd = { ...test1, nodeGroups: [{ ...test1.nodeGroups[0], name: 'a|b`c' }] } as unknown as ClusterConfig;
  expect(pageOf(odd)).toContain('| `` a\\|b`c `` |');
});

test('what waits for what is there on both sides, and is drawn with an arrow each', () => {
  const objects = objectsIn(normalise(mixed, new Map())).map(({ object }) => object);
  const waits = waitsIn(objects);
  const ids = new Set(objects.map(identity));
  expect(waits.length).toBeGreaterThan(3);
  expect(waits.flatMap(({ object, after }) => [object, after]).filter(id => !ids.has(id))).toEqual([]);
  const graph = inventoryReport('mermaid', [normalise(mixed, new Map())]);
  expect(graph.match(/-->/g)).toHaveLength(waits.length);
  expect(waitsIn(objectsIn(normalise(test1, new Map())).map(({ object }) => object))).toEqual([]);
});

interface Bill {
  readonly components: readonly { readonly 'bom-ref': string; readonly purl?: string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

function billOf(these: readonly ClusterConfig[]): Bill {
  return JSON.parse(inventoryReport('cyclonedx', these.map(config => normalise(config, new Map())))) as Bill;
}

test('a bill of materials has each component once, and what depends on it leads there', () => {
  const { components, dependencies } = billOf([test1, mixed]);
  const refs = components.map(component => component['bom-ref']);
  expect(new Set(refs).size).toBe(refs.length);
  expect(dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter(ref => !refs.includes(ref))).toEqual([]);
  expect(components.map(({ purl }) => purl)).toEqual(expect.arrayContaining([
    'pkg:docker/fork/blip@v1.2.3?repository_url=registry.example.org%3A5000',
    'pkg:helm/cert-manager@v0.10.0?repository_url=https%3A%2F%2Fcharts.jetstack.io',
  ]));
});

const schemas = process.env['CYCLONEDX_SCHEMAS'] ?? '';
if (schemas === '') process.stderr.write('\nSKIPPED: cyclonedx against its schema, since CYCLONEDX_SCHEMAS names no folder with bom-1.5.SNAPSHOT.schema.json\n\n');

test.skipIf(schemas === '')('a bill of materials is what the schema of CycloneDX says', () => {
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { 'iri-reference': isReference, 'date-time': true, 'idn-email': true } });
  const read = (file: string): Record<string, unknown> => JSON.parse(readFileSync(join(schemas, file), 'utf8')) as Record<string, unknown>;
  for (const file of ['spdx.SNAPSHOT.schema.json', 'jsf-0.82.SNAPSHOT.schema.json']) {
    ajv.addSchema({ ...read(file), $id: `http://cyclonedx.org/schema/${file}` }); // as the other one calls them
  }
  const validate = ajv.compile(read('bom-1.5.SNAPSHOT.schema.json'));
  const fleet = [...new Map(configs.map(config => [config.name, config])).values()];
  for (const these of [...configs.map(config => [config]), fleet]) {
    expect(validate(billOf(these)), ajv.errorsText(validate.errors)).toBe(true);
  }
  expect(validate({ ...billOf([test1]), components: [{ name: 'without a type' }] })).toBe(false);
});

/** Without blanks; what stands before a colon in its first part is a scheme. */
function isReference(text: string): boolean {
  const [first = ''] = text.split('/');
  return !/[\s<>"{}|\\^`]/.test(text) && (!first.includes(':') || /^[a-z][a-z\d+.-]*:/i.test(text));
}
