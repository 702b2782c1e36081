/**
 * Writes the pages that are made from the code: `npm run docs`. A page says only what a type, a table or a definition says, and what rules
 * say in the tests.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import schema from '../charts/config.schema.json' with { type: 'json' };
import type { GenerationName } from '../charts/generations/delivery.ts';
import { traits } from '../charts/generations/traits.ts';
import { packages, type AnyPackage } from '../charts/packages/index.ts';
import type { AnyDelivery, ClusterFacts } from '../charts/packages/package.ts';
import { riskRules } from '../charts/review/risks.ts';
import { editions } from '../charts/tidepool/editions/index.ts';
import { reads, secretTable } from '../charts/tidepool/secrets.ts';
import type { EditionName } from '../charts/vocabulary.ts';
import { valueName, verbs, type Flag, type Verb } from '../lib/cli/verbs.ts';
import { runTimePackages } from './dependencies.ts';
import { cell, code, generatedLine, prose } from './markdown.ts';
import { rulesPage } from './rules.ts';

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
}

const definitions = schema.definitions as unknown as Readonly<Record<string, Schema>>; // JSON, by the generator of JSON Schemas

export function pages(): ReadonlyMap<string, string> {
  return new Map([
    ['config.md', configPage()],
    ['dependencies.md', dependenciesPage()],
    ['packages.md', packagesPage()],
    ['risks.md', risksPage()],
    ['rules.md', rulesPage()],
    ['secrets.md', secretsPage()],
    ['verbs.md', verbsPage()],
  ]);
}

function dependenciesPage(): string {
  const packages = runTimePackages();
  const rows = packages.map(({ name, licence, isDirect }) => `| ${isDirect ? `**${name}**` : name} | ${licence} |`);
  return [
    generatedLine,
    '# What the tool runs on',
    '',
    'The packages that come with the tool where it is installed, and their licences; those in bold are listed in package.json, the others come with them.',
    'Of the packages for one platform each (`@esbuild/...`, `fsevents`) npm installs the one that fits. The tool has no install script, and needs none',
    'of others: `--ignore-scripts` is enough, and CI proves it (`.ci/judges/supply-chain.sh`), which makes a bill of materials as well (CycloneDX).',
    'In a checkout, for development, cdk8s-plus-27 lists `backport` and never loads it: `overrides` in package.json puts an empty package in its place.',
    'Who installs the tool gets neither of the two.',
    '',
    '| package | licence |',
    '|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function risksPage(): string {
  return [
    generatedLine,
    '# Risks',
    '',
    'What `npm run diff` warns of, in the order in which it says it. What happens, and how to do it safely, depends on the change and on the way of',
    'delivery, so it stands in the review itself. A high risk that is meant is acknowledged in the cluster file: [review](review.md).',
    '',
    '| risk | when |',
    '|---|---|',
    ...riskRules.map(({ id, summary }) => `| ${code(id)} | ${cell(summary)} |`),
    '',
  ].join('\n');
}

const behindIt: Readonly<Record<Verb['names'], string>> = {
  'all of them': 'Clusters are named behind it: none means all of them.',
  'one at least': 'Clusters are named behind it: one at least.',
  'two of them': 'Behind it stand two clusters, or two environments as CLUSTER/ENVIRONMENT.',
  'a file': 'The file or folder stands behind it: [coming from a values.yaml](coming-from-values-yaml.md), [from a Flux repository](coming-from-a-flux-repository.md).',
  'a file and what is in it': 'Behind it stand a file of the output and a field or a line of it, see [explain](explain.md).',
  nothing: 'Nothing stands behind it but flags.',
};

function verbsPage(): string {
  const sections = Object.entries<Verb>(verbs).map(([name, { help, names, by = 'npm run', flags, examples }]) => [
    `## ${name}`,
    '',
    `To ${help}. ${behindIt[names]}`,
    '',
    '| flag | |',
    '|---|---|',
    ...Object.entries(flags).map(([flag, { takes, help: what }]) => `| \`--${flag}${valueOf(takes)}\` | ${what} |`),
    '',
    '| for example | |',
    '|---|---|',
    ...examples.map(([words, when]) => `| \`${by} ${words}\` | ${when} |`),
    '',
  ]);
  const usage = 'A flag stands behind `--`, since npm keeps for itself what stands before. `--help` says the same, `--version` which version this is.';
  return [generatedLine, '# Verbs', '', usage, '', ...sections.flat()].join('\n');
}

function valueOf(takes: Flag['takes']): string {
  if (takes === 'nothing') return '';
  return ` ${valueName(takes).replaceAll('|', '\\|')}`;
}

function configPage(): string {
  return [
    generatedLine,
    '# Every word of a cluster file',
    '',
    'A cluster is one call of `defineCluster` in `clusters/NAME.ts`. Your editor shows the same texts as you type. Unknown words, wrong',
    'types and missing fields are refused twice: by the compiler, and when the file is run. `charts/config.schema.json` is the same as a',
    'JSON Schema, for other tools. Lines of [the guide](guide.md) say where a word comes from.',
    '',
    ...clusterSections(),
  ].join('\n');
}

/** Kinds of clusters. `words` are some that no other kind has together; the example is a file in `docs/examples`. */
const kinds: readonly { readonly title: string; readonly words: readonly string[]; readonly what: string; readonly example: string }[] = [
  { title: 'A cluster in EKS', words: ['storage'], what: 'eksctl makes it: control plane, network, nodes, and one IAM role per service account.', example: 'eks' },
  {
    title: 'A cluster that is there already',
    words: ['domain'],
    what: 'Others have made it, and load balancers and databases around it. People apply what stands beside Flux; Flux applies what Kustomize builds.',
    example: 'existing',
  },
  {
    title: 'A cluster on your own machine',
    words: ['local'],
    what: 'minikube or kind makes it, and people run Helm. Its only environment is called `default`, and `kubectl port-forward` is the way in.',
    example: 'local',
  },
  {
    title: 'A cluster in EKS, with Helm by hand',
    words: ['nodeGroups', 'weaveFlux'],
    what: 'eksctl makes it, and people run Helm as on their own machine. Words about what Flux would deliver are missing.',
    example: 'remote',
  },
];

/** What every cluster has, what each kind has besides, and every object that they mention. */
function clusterSections(): string[] {
  const shapes = (definitions['ClusterConfig']?.anyOf ?? []).map(resolve);
  const common = keysOfAll(shapes);
  const ofKinds = kinds.flatMap(({ title: name, words, what, example }) => {
    const own = shapes.filter(({ properties = {} }) => words.every(word => word in properties));
    const shared = keysOfAll(own);
    const text = readFileSync(join(import.meta.dirname, 'examples', `${example}.ts`), 'utf8').replace(/^import.*\n\n/, '');
    return [
      `## ${name}`, '', what, '', '```ts', text.trimEnd(), '```', '',
      ...table(own[0], shared.filter(key => !common.includes(key))),
      ...(own.length === 1 ? [] : own).flatMap(shape => [
        `With ${code(`delivery: '${String(shape.properties?.['delivery']?.const)}'`)}:`, '',
        ...table(shape, keysOf(shape).filter(key => !shared.includes(key))),
      ]),
    ];
  });
  const done = new Set(['ClusterConfig']);
  const mentioned = shapes.flatMap(shape => Object.values(shape.properties ?? {})).flatMap(references);
  return [
    '## Every cluster', '', prose(definitions['ClusterConfig']?.description ?? ''), '',
    ...table(shapes[0], common),
    ...ofKinds,
    ...mentioned.flatMap(reference => objectSections(reference, done)),
  ];
}

function keysOf({ properties = {} }: Schema): string[] {
  return Object.keys(properties);
}

/** Words that mean the same in all of them. */
function keysOfAll(shapes: readonly Schema[]): string[] {
  const [first = {}, ...others] = shapes;
  const isShared = (key: string) => others.every(({ properties }) => JSON.stringify(properties?.[key]) === JSON.stringify(first.properties?.[key]));
  return keysOf(first).filter(isShared);
}

function table(shape: Schema = {}, keys: readonly string[]): string[] {
  const rows = keys.flatMap(key => (shape.properties?.[key] ? [row(key, shape.properties[key], shape.required?.includes(key) ?? false)] : []));
  return rows.length > 0 ? ['| key | type | default | what it is |', '|---|---|---|---|', ...rows, ''] : [];
}

/** A section for the object of this name, followed by one for each object that it mentions for the first time. */
function objectSections(name: string, done: Set<string>): string[] {
  if (done.has(name)) return [];
  done.add(name);
  const definition = definitions[name];
  const shapes = definition?.anyOf?.map(resolve) ?? (definition ? [definition] : []);
  if (!shapes.some(shape => shape.properties)) return [];
  const lines = [`## ${title(name)}`, ''];
  if (definition?.description) lines.push(prose(definition.description), '');
  for (const [index, shape] of shapes.entries()) {
    if (shapes.length > 1) lines.push(index === 0 ? 'Either:' : 'Or:', '');
    lines.push(...table(shape, keysOf(shape)));
  }
  const mentioned = shapes.flatMap(shape => Object.values(shape.properties ?? {})).flatMap(references);
  return [...lines, ...mentioned.flatMap(reference => objectSections(reference, done))];
}

function row(key: string, value: Schema, required: boolean): string {
  const otherwise = required ? '**required**' : value.default === undefined ? '' : code(JSON.stringify(value.default));
  const description = value.description ?? (value.$ref && !resolve(value).properties ? resolve(value).description : undefined) ?? '';
  return `| ${code(key)} | ${typeText(value)} | ${otherwise} | ${cell(description)} |`;
}

function typeText(value: Schema): string {
  if (value.$ref) {
    const name = nameOf(value.$ref);
    const target = resolve(value);
    if (name === 'Overlay') return 'values of any depth';
    if (target.properties || target.anyOf?.some(option => resolve(option).properties)) return `[${title(name)}](#${anchor(name)})`;
    return typeText(target);
  }
  if (value.const !== undefined) return code(JSON.stringify(value.const));
  if (value.enum && value.enum.length > 12) return `one of ${value.enum.length} words`;
  if (value.enum) return value.enum.map(word => code(JSON.stringify(word))).join(' ');
  if (value.anyOf) return value.anyOf.map(typeText).join(' or ');
  if (value.type === 'array') return `list of ${value.items ? typeText(value.items) : 'anything'}`;
  if (value.properties) return `object with ${Object.keys(value.properties).map(code).join(', ')}`;
  if (typeof value.additionalProperties === 'object') return `by name: ${typeText(value.additionalProperties)}`;
  return [value.type ?? 'anything'].flat().join(' or ');
}

function references(value: Schema): string[] {
  if (value.$ref) {
    const name = nameOf(value.$ref);
    return [name, ...(resolve(value).anyOf ?? []).flatMap(references)];
  }
  const children = [value.items, value.additionalProperties, ...(value.anyOf ?? []), ...Object.values(value.properties ?? {})];
  return children.flatMap(child => (typeof child === 'object' ? references(child) : []));
}

function resolve(value: Schema): Schema {
  return value.$ref ? (definitions[nameOf(value.$ref)] ?? {}) : value;
}

function nameOf(reference: string): string {
  return decodeURIComponent(reference.replace('#/definitions/', ''));
}

function title(name: string): string {
  return name.replace(/Config$/, '');
}

function anchor(name: string): string {
  return title(name).toLowerCase();
}

function packagesPage(): string {
  return [
    generatedLine,
    '# Shared services',
    '',
    'List a package in `packages` of a cluster file to install it; `{}` takes every default, `{ enabled: false }` keeps its settings and',
    'installs nothing. Settings: [every word of a cluster file](config.md). What is not here can be a package of your own repository:',
    '[packages](repository.md#packages).',
    '',
    ...packages.flatMap(packageSection),
  ].join('\n');
}

/** A cluster to show defaults with: every value that depends on a cluster names it. */
const sample: Omit<ClusterFacts, 'kubernetes'> = {
  name: 'CLUSTER',
  region: 'us-west-2',
  accountNumber: 'ACCOUNT',
  email: 'EMAIL',
  logLevel: 'info',
  repositoryUrl: 'https://github.com/tidepool-org/cluster-CLUSTER',
  hostnames: [],
  hostedZones: ['*'],
  domains: ['tidepool.org'],
};

function packageSection(definition: AnyPackage): string[] {
  const { name, summary, stage, release, notes } = definition;
  const columns = delivering.map(generation => deliveryRows(definition, generation));
  const keys = [...new Set(columns.flatMap(column => [...(column?.keys() ?? [])]))];
  return [
    `## ${name}`,
    '',
    `${summary}${delivering.some(way => isStaged(release[way])) ? ` Stage ${code(stage)}.` : ''}`,
    '',
    `| | ${delivering.map(code).join(' | ')} |`,
    `|---${'|---'.repeat(delivering.length)}|`,
    ...keys.map(key => `| ${key} | ${columns.map(column => (column ? column.get(key) ?? '' : '–')).join(' | ')} |`),
    '',
    ...notes.map(note => `- ${note}`),
    ...(notes.length > 0 ? [''] : []),
  ];
}

/** A folder of Kustomize belongs to no stage. */
function isStaged(delivery: AnyDelivery | undefined): boolean {
  return delivery !== undefined && delivery.root === undefined;
}

/** Ways of delivery that deliver some package. */
const delivering = (Object.keys(traits) as GenerationName[]).filter(generation => packages.some(({ release }) => release[generation]));

/** What one generation makes of a package, by what is told of it; undefined where it does not deliver it. */
function deliveryRows(definition: AnyPackage, generation: GenerationName): Map<string, string> | undefined {
  const delivery: AnyDelivery | undefined = definition.release[generation];
  if (delivery === undefined) return undefined;
  const { umbrella } = definition;
  const namespace = typeof delivery.namespace === 'string' ? delivery.namespace : delivery.namespace.name;
  const cluster: ClusterFacts = { ...sample, kubernetes: traits[generation].kubernetes };
  const context = { cluster, settings: definition.defaults(cluster), namespace, roleArn: (account: string) => `ARN of ${account}` };
  const rows = new Map([['namespace', `${code(namespace)}${typeof delivery.namespace === 'string' && delivery.root === undefined ? ' (not made here)' : ''}`]]);
  const tell = (key: string, facts: readonly string[]) => (facts.length > 0 ? rows.set(key, facts.join('<br>')) : rows);
  if (delivery.root === undefined) tell('chart', [chartText(delivery.chart)]);
  else tell('folder', [code(`${delivery.root}/${delivery.folder ?? definition.name}`)]);
  tell('encrypted by sops', Object.keys(delivery.sopsKeys ?? {}).map(code));
  tell('IAM role of', ((delivery.accounts ?? definition.accounts)?.(context) ?? []).map(account => code(`${namespace}/${account.name}`)));
  tell('fetches', (delivery.secrets ?? definition.secrets ?? []).map(({ name, keys, setting, pathNamespace = namespace }) =>
    `${code(`CLUSTER/${pathNamespace}/${name}`)}: ${keys.map(code).join(', ')}${setting === undefined ? '' : `, with ${code(setting)}`}`));
  if (generation === 'flux1' && umbrella) {
    tell('umbrella chart', [`${code(umbrella.chart)}, key ${code(umbrella.key)}, ${umbrella.default ? 'on' : 'off'} by itself`]);
  }
  if (generation === 'flux1' && umbrella === undefined) tell('umbrella chart', ["none: needs `shared: 'packages'`"]);
  tell('has no use for', (delivery.ignores ?? []).map(code));
  return rows;
}

/** Which Secrets there are, and how their values get to a cluster. */
function secretsPage(): string {
  return [
    generatedLine,
    '# Secrets',
    '',
    'No value of a secret is ever in a config or in `dist`: an ExternalSecret says where the cluster fetches it. For each one, AWS Secrets',
    'Manager needs an entry `CLUSTER/NAMESPACE/SECRET` that is a JSON object with the keys below. Those of shared services are listed with',
    'their [packages](packages.md). `random` is 40 letters and digits that no person needs to know, made once and never changed; `provider`',
    'is issued by another company: all of it, or the keys that are listed after it.',
    '',
    '| to | do |',
    '|---|---|',
    '| see which ones a cluster needs, what reads them, and what is optional | `npm run -s secrets NAME` |',
    '| put the values there, and see what is missing | `bash 40-secrets.sh`, a step of `dist/clusters/NAME/bootstrap/RUNBOOK.md` |',
    '| make a Secret yourself in the cluster instead | `secrets: { provided: [\'mongo\'] }` of the environment: nothing fetches it then |',
    '',
    'The script takes values from a prompt, a file, a variable or a pipe, and refuses those that stand in a command. What it does was tried with',
    'the AWS CLI against an implementation of the API (`.ci/judges/secrets.sh`), never in an account of AWS: quotas, policies of the account',
    'and the delay with which `list` sees a new entry are not tested.',
    '',
    ...Object.keys(editions).flatMap(edition => secretsOfEdition(edition as EditionName)), // keys of that table
  ].join('\n');
}

function secretsOfEdition(edition: EditionName): string[] {
  const read = Object.entries(secretTable).filter(([name]) => reads(edition, name));
  const rows = read.map(([name, { keys, origin, option, onRequest, in: own }]) => {
    const { name: called = name, keys: held = keys, origin: from = origin } = own?.[edition] ?? {};
    const setting = option === undefined ? '' : code(`secrets: { ${keyText(option)}: ${onRequest === true} }`);
    const when = option === undefined ? 'always' : `${onRequest ? 'with' : 'unless'} ${setting}`;
    return `| ${code(`CLUSTER/ENV/${called}`)} | ${held.map(code).join(' ')} | ${from} | ${when} |`;
  });
  return [`## Edition ${edition}`, '', '| entry | keys | from | fetched |', '|---|---|---|---|', ...rows, ''];
}

function keyText(key: string): string {
  return /^\w+$/.test(key) ? key : `'${key}'`;
}

function chartText(chart: AnyDelivery['chart']): string {
  if (!chart) return 'none';
  if ('git' in chart) return `${code(chart.path)} of ${code(chart.git)} at ${code(chart.ref)}`;
  return `${code(chart.name)} ${code(chart.version)} of ${chart.repository}`;
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, text] of pages()) writeFileSync(join(import.meta.dirname, name), text);
}
