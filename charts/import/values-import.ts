import { basename } from 'node:path/posix';
import { counted, ended } from '../../lib/findings/fault.ts';
import { parsePath } from '../../lib/findings/locate.ts';
import { quotable } from '../../lib/findings/quotable.ts';
import type { Place } from '../../lib/manifests/manifest.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import { shapeProblems } from '../../lib/schema/shape.ts';
import { UserError } from '../../lib/user-error.ts';
import { locatedYaml, type LocatedYaml } from '../../lib/yaml/located.ts';
import { valueIn, withWord } from '../explain/words.ts';
import type { AnyPackage } from '../packages/index.ts';
import type { Draft, Remark } from './draft.ts';
import type { Proof, ProofRow } from './proof.ts';
import { configOf, stacks, type StackName } from './values-file.ts';
import { fatesOf, packagesLeftOut, type Fate } from './values-proof.ts';
import { protocols, valuesSchema, type Values } from './values-schema.ts';

/** A values.yaml, as it is imported. */
export interface ValuesFile {
  /** As messages call it. */
  readonly path: string;
  readonly text: string;
  /** What the cluster is to be called. */
  readonly name: string;
  /** The way of delivery. */
  readonly stack: StackName;
  /** Those that a cluster may have. */
  readonly packages: readonly AnyPackage[];
}

/** The cluster that a values.yaml describes, and what became of all that it says. Throws a UserError for a text that is none. */
export function importValues(file: ValuesFile): { readonly draft: Draft; readonly proof: Proof } {
  const { yaml, values, unknown } = readValues(file);
  requireName(file, values, yaml);
  const left = packagesLeftOut(values, file).map(({ place }) => place[1]);
  const config = configOf(values, file.stack, name => !left.includes(name));
  const fates = fatesOf(yaml.value, config, file, unknown);
  const source = basename(file.path);
  const stack = { place: ['delivery'], text: `Not in ${source}: its generator knew one stack, and one chart of Tidepool.` };
  const draft = { config, title: `The cluster of ${source}.`, remarks: [stack, ...remarksOf(fates)], own: new Map() };
  return { draft, proof: proofOf(fates, file.path, yaml) };
}

interface ReadValues {
  readonly yaml: LocatedYaml;
  /** Without keys that nothing reads. */
  readonly values: Values;
  readonly unknown: readonly Fate[];
}

function readValues({ path, text }: ValuesFile): ReadValues {
  const yaml = locatedYaml(text);
  if (!('value' in yaml)) throw refusal(path, yaml);
  const schema = valuesSchema();
  const found = shapeProblems(schema, yaml.value).map(problem => ({ ...problem, place: parsePath(problem.path) }));
  const unknown = found.filter(({ kind }) => kind === 'unknown-key').map(({ place, message }): Fate => ({ place, is: 'unexplained', why: message }));
  const values = unknown.reduce((rest, { place }) => withWord(rest, place, undefined), yaml.value);
  const isWhole = shapeProblems(schema, values).length === 0; // a misspelt key may be one that is needed
  const faults = isWhole ? gatewayFaults(values as Values) : found;
  if (faults.length === 0) return { yaml, values: values as Values, unknown };
  throw refusal(path, faults.map(({ place, message }) => ({
    line: yaml.lineOf(place),
    message: `${place.length === 0 ? 'the file' : pathText(place)} ${message}${insteadOf(valueIn(yaml.value, place), message)}`,
  })));
}

/** Readers of YAML 1.1 took these for more than texts. */
function insteadOf(value: unknown, message: string): string {
  const meant = typeof value === 'string' && message.startsWith('must be true or false') ? /^(?:(y|yes|on|true)|n|no|off|false)$/i.exec(value) : null;
  return meant ? `; write ${meant[1] === undefined ? 'false' : 'true'}` : '';
}

/** What its generator stopped at, too. */
function gatewayFaults({ environments = {} }: Values): { readonly place: Place; readonly message: string }[] {
  return Object.entries(environments).flatMap(([name, { gateway }]) => {
    const at = (...rest: Place) => ['environments', name, 'gateway', ...rest];
    const { protocol } = gateway.default;
    const nameless = protocols.filter(each => gateway[each]?.enabled === true && (gateway[each].dnsNames ?? []).length === 0);
    return [
      ...nameless.map(each => ({ place: at(each, 'dnsNames'), message: `has no name, and ${each} is enabled; name the hosts that it serves` })),
      ...(gateway[protocol]?.enabled === true ? [] : [{ place: at('default', 'protocol'), message: `is ${protocol}, which is not enabled below` }]),
    ];
  });
}

function refusal(path: string, faults: readonly { readonly line: number; readonly message: string }[]): UserError {
  const lines = [...faults].sort((a, b) => a.line - b.line).map(({ line, message }) => `  line ${line}: ${quotable(ended(message))}`);
  return new UserError([`${quotable(path)} is no values.yaml as the guide has it: ${counted(faults.length, 'problem')}`, ...lines, 'Nothing was written.'].join('\n'));
}

function requireName({ path, name }: ValuesFile, { cluster }: Values, yaml: LocatedYaml): void {
  const own = cluster.metadata.name;
  if (own === name) return;
  const place = `${path}:${yaml.lineOf(['cluster', 'metadata', 'name'])}`;
  throw new UserError(quotable(`${place} calls the cluster '${own}', and --as '${name}'; write --as ${own}, or change the name there if it is to be a new cluster.`));
}

function proofOf(fates: readonly Fate[], path: string, yaml: LocatedYaml): Proof {
  const rows = (is: Fate['is']): ProofRow[] => fates
    .filter(fate => fate.is === is)
    .map(({ place, why = '', isAbsent }) => ({ line: isAbsent ? Infinity : yaml.lineOf(place), place, why }))
    .sort((a, b) => (a.line === b.line ? 0 : a.line - b.line)) // infinity has no difference
    .map(({ line, place, why }) => ({ at: `${path}${line === Infinity ? '' : `:${line}`} ${pathText(place)}`, why }));
  return { equal: rows('equal').length, explained: rows('explained'), carried: [], unexplained: rows('unexplained') };
}

/** What a reader of the cluster file will not find in it, or may wonder about. */
function remarksOf(fates: readonly Fate[]): Remark[] {
  return fates.flatMap(({ place, is, why = '', remark }): Remark[] => {
    const text = `${pathText(place)} ${why.replace(/;.*/, '')}.`;
    if (is === 'unexplained') return [{ place: placeInConfig(place), text: `Not taken over: ${text}` }];
    return remark ? [{ place: remark, text }] : [];
  });
}

/** Where the config speaks of the same thing. */
function placeInConfig([head = '', ...rest]: Place): Place {
  if (head === 'pkgs') return ['packages', ...rest];
  return head === 'cluster' && rest[0] !== 'metadata' ? rest : [head, ...rest];
}

/** The way of delivery that a word of the command line means. */
export function stackNamed(word: string | undefined): StackName {
  const names = Object.keys(stacks) as StackName[]; // its own keys
  const found = names.find(name => name === (word ?? names[0]));
  if (found === undefined) throw new UserError(`A values.yaml becomes a cluster of ${names.join(' or ')}, not of ${quotable(`'${word}'`)}.`);
  return found;
}
