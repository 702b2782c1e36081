import { isRecord } from '../lib/manifests/manifest.ts';
import { oddities } from '../lib/schema/plain-data.ts';
import { pathText } from '../lib/schema/shape-error.ts';
import { schemaFault } from '../lib/schema/shape.ts';
import { UserError } from '../lib/user-error.ts';
import { traits } from './generations/traits.ts';
import type { AnyPackage } from './packages/index.ts';
import type { ChartConfig, ClusterFacts, PackageDefinition } from './packages/package.ts';

/** Packages that a repository brings itself: `packages/NAME.ts`. */

/** What may be written below a package's name: a JSON Schema of an object, from which the type follows. Keys that it does not name are refused. */
export interface Words {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, WordSchema>>;
  readonly required?: readonly string[];
}

/** One word: JSON Schema, draft 7. `default` is what counts where it is left out. */
export interface WordSchema {
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: WordSchema;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, WordSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: WordSchema | false;
}

/** The type of the values that a schema lets pass. */
export type ValueOf<Schema> =
  Schema extends { readonly const: infer Value } ? Value
  : Schema extends { readonly enum: readonly (infer Value)[] } ? Value
  : Schema extends { readonly type: 'string' } ? string
  : Schema extends { readonly type: 'number' | 'integer' } ? number
  : Schema extends { readonly type: 'boolean' } ? boolean
  : Schema extends { readonly type: 'array'; readonly items: infer Item } ? readonly ValueOf<Item>[]
  : Schema extends { readonly properties: infer Parts } ? ObjectOf<Parts, KeysOf<Schema, 'required'>>
  : Schema extends { readonly additionalProperties: infer Part } ? Readonly<Record<string, ValueOf<Part>>>
  : unknown;

type KeysOf<Schema, Part extends string> = Schema extends { readonly [Key in Part]: readonly (infer Key)[] } ? Key : never;
type ObjectOf<Parts, Required> =
  & { readonly [Key in keyof Parts as Key extends Required ? Key : never]: ValueOf<Parts[Key]> }
  & { readonly [Key in keyof Parts as Key extends Required ? never : Key]?: ValueOf<Parts[Key]> };

/** Words as the functions of a package see them: one that is neither required nor has a default may be undefined. */
type SettledWords<Of extends Words> = {
  readonly [Key in keyof Of['properties']]: Of['properties'][Key] extends { readonly default: unknown } ? ValueOf<Of['properties'][Key]>
    : Key extends KeysOf<Of, 'required'> ? ValueOf<Of['properties'][Key]>
    : ValueOf<Of['properties'][Key]> | undefined;
} & ChartConfig;

/** What a cluster may write below the name of a package: `declare module 'tidepool-gitops' { interface OwnPackages { backups?: WordsOf<typeof backups> } }`. */
export type WordsOf<Package extends { readonly words: Words }> = ValueOf<Package['words']> & ChartConfig;

/** A package of one's own: as those of the tool, but for its words. */
export interface OwnPackage<Name extends string = string, Of extends Words = Words>
  extends Omit<PackageDefinition<Name, SettledWords<Of>>, 'defaults' | 'umbrella' | 'replaces' | 'notes' | 'file' | 'words'> {
  readonly words: Of;
  /** Defaults that depend on the cluster, of words without one in their schema. */
  readonly defaults?: (cluster: ClusterFacts) => Partial<SettledWords<Of>>;
}

/** Declares a package of one's own. Its file is called as it is: `packages/NAME.ts` exports it as its default. */
export function definePackage<const Name extends string, const Of extends Words>(definition: OwnPackage<Name, Of>): OwnPackage<Name, Of> {
  return definition;
}

/** What is wrong with the export of `packages/FILE.ts`: a line each. */
export function packageProblems(file: string, exported: unknown, others: readonly AnyPackage[]): string[] {
  if (!isRecord(exported)) return ['must export what definePackage({ ... }) answers'];
  const { name, summary, stage, words, release } = exported;
  const ways = Object.keys(traits);
  const stages = ['shared-start', 'shared'];
  return [
    ...(name === file ? [] : [`name: must be '${file}', as the file is called`]),
    ...(others.some(other => other.name === file) ? [`name: '${file}' is a package of the tool; call yours, and its file, otherwise`] : []),
    ...(typeof summary === 'string' && summary !== '' ? [] : ['summary: is missing; write in a sentence what it does for the cluster']),
    ...(stages.includes(String(stage)) ? [] : [`stage: must be ${stages.map(each => `'${each}'`).join(' or ')}`]),
    ...wordProblems(words),
    ...(isRecord(release) && Object.keys(release).length > 0 ? [] : [`release: is missing; write it for ${ways.join(', ')}, or some of them`]),
    ...Object.entries(isRecord(release) ? release : {}).flatMap(([way, delivery]) => {
      return ways.includes(way) ? deliveryProblems(`release.${way}`, delivery) : [`release.${way}: is no way of delivery; there are ${ways.join(', ')}`];
    }),
  ];
}

/** What a way of delivery cannot do without; the compiler asks for the rest. */
function deliveryProblems(path: string, delivery: unknown): string[] {
  if (!isRecord(delivery)) return [`${path}: must be an object, as { namespace: { name: 'backups' }, chart: { ... }, ... }`];
  const { namespace, chart, reads, release, root, base } = delivery;
  const isNamed = typeof namespace === 'string' || (isRecord(namespace) && typeof namespace['name'] === 'string');
  return [
    ...(isNamed ? [] : [`${path}.namespace: is missing; write { name: 'backups' }, or the name alone of one that is there`]),
    ...(chart === undefined || Array.isArray(reads) ? [] : [`${path}.reads: is missing; list the paths of values that the chart knows`]),
    ...(chart === undefined || typeof release === 'function' ? [] : [`${path}.release: is missing; write a function that answers { values: { ... } }`]),
    ...(root === undefined || typeof base === 'function' ? [] : [`${path}.base: is missing; write a function that answers { manifests: [ ... ] }`]),
  ];
}

function wordProblems(words: unknown): string[] {
  if (!isRecord(words) || words['type'] !== 'object' || !isRecord(words['properties'])) return ["words: must be a JSON Schema of an object; write { type: 'object', properties: {} }"];
  const fault = schemaFault(words);
  return fault === undefined ? [] : [`words: is no JSON Schema: ${fault}`];
}

/** A package of one's own, as those of the tool are. What its functions throw names its file. */
export function asPackage(own: OwnPackage): AnyPackage {
  const file = `packages/${own.name}.ts`;
  const { words, defaults, ...others } = watched(own, file);
  const ofSchema = Object.fromEntries(Object.entries(words.properties).flatMap(([word, { default: value }]) => (value === undefined ? [] : [[word, value]])));
  const made = { ...others, file, words: closed(words), defaults: (cluster: ClusterFacts) => ({ ...ofSchema, ...defaults?.(cluster) }), notes: [] };
  return made as unknown as AnyPackage; // its functions see its own words only, as those of the tool do
}

/** Keys that a schema does not name are refused at every depth, unless it says itself what others may be. */
function closed(schema: WordSchema): WordSchema {
  const { properties, items, additionalProperties } = schema;
  return {
    ...schema,
    ...(items && { items: closed(items) }),
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([key, part]) => [key, closed(part)])), additionalProperties: false }),
    ...(additionalProperties && { additionalProperties: closed(additionalProperties) }),
  };
}

/** The same, whose functions are watched, and those in what they answer, too. */
function watched<Part>(part: Part, file: string, called = ''): Part {
  if (typeof part === 'function') return watchedFunction(part as unknown as (...given: unknown[]) => unknown, file, called) as Part;
  if (Array.isArray(part)) return part.map(each => watched(each as unknown, file, called)) as Part;
  return isRecord(part) ? Object.fromEntries(Object.entries(part).map(([key, value]) => [key, watched(value, file, key)])) as Part : part;
}

/** What it throws, and what no YAML can hold, is a mistake in its file. What draws answers nothing. */
function watchedFunction(run: (...given: unknown[]) => unknown, file: string, called: string): (...given: unknown[]) => unknown {
  return (...given) => {
    try {
      const answer = run(...given);
      if (called === 'draw') return undefined;
      const odd = oddities(answer).map(({ at, message }) => `${file}: what ${called}() answers: ${pathText(at)} ${message}`);
      if (odd.length > 0) throw new UserError([...odd, nothingDone].join('\n'));
      return watched(answer, file);
    } catch (error) {
      if (error instanceof UserError || !(error instanceof Error)) throw error;
      const [, line = ''] = new RegExp(`${file}(:\\d+:\\d+)`).exec(error.stack ?? '') ?? [];
      throw new UserError(`${file}${line}: ${error.name}: ${error.message}\n${nothingDone}`);
    }
  };
}

const nothingDone = 'Nothing was done.';
