import yargs from 'yargs';
import type { FormatName } from '../findings/formats/index.ts';
import { nearest } from '../findings/nearest.ts';

export type VerbName = 'synth' | 'check' | 'images' | 'migrate' | 'validate';

export const verbNames: readonly VerbName[] = ['synth', 'check', 'images', 'migrate', 'validate'];

export interface Arguments {
  readonly names: readonly string[];
  readonly strict: boolean;
  readonly check: boolean;
  readonly format: FormatName;
  /** List what is only worth knowing, too. */
  readonly notes: boolean;
  /** Validate what stands in the output folder instead of what the configs come to. */
  readonly dist: boolean;
  /** Validate the manifests in this folder instead. */
  readonly path?: string;
  /** Folders of schemas besides our own: custom resource definitions or JSON Schemas. The first one that describes a kind counts. */
  readonly schemas?: readonly string[];
}

export type CommandLine =
  | { readonly verb: VerbName; readonly args: Arguments }
  | { readonly help: string }
  /** What is wrong with the words, and what to write instead. */
  | { readonly refused: string };

/** What the words ask for: a verb, help, or neither, and then why. */
export function parseCommandLine(words: readonly string[]): CommandLine {
  const valued = words.find(word => /^--(check|dist|notes|strict)=(?!(true|false)$)/.test(word));
  if (valued !== undefined) return { refused: `${valued.split('=')[0]} takes no value; write it alone.` };
  let verb: VerbName | undefined;
  let refused: string | undefined;
  let args: Arguments = { names: [], strict: false, check: false, format: 'text', notes: false, dist: false };
  let help = '';
  const choose = (chosen: VerbName) => (given: Record<string, unknown>) => {
    verb = chosen;
    args = { ...args, ...given, names: [given['names'] ?? []].flat().map(String) }; // as the options below define them
  };
  const names = { describe: 'clusters', type: 'string', array: true, defaultDescription: 'all of them' } as const;
  const textOrJson = { choices: ['text', 'json'] as const, describe: 'how to print', default: 'text' as const, requiresArg: true };
  const folder = (describe: string) => ({ type: 'string', describe, requiresArg: true, defaultDescription: 'none' }) as const;
  const strict = { type: 'boolean', describe: 'refuse warnings as well', default: false } as const;
  yargs([])
    .scriptName('npm run')
    .locale('en') // `usage` reads what yargs says
    .parserConfiguration({ 'camel-case-expansion': false })
    .usage('One typed file per cluster in clusters/; the whole Flux repository of each in dist/.')
    .command(
      ['synth [names..]', '$0'],
      'write what the cluster files come to',
      command =>
        command
          .positional('names', names)
          .option('check', { type: 'boolean', describe: 'write nothing, say what differs', default: false })
          .option('strict', strict)
          .example('$0 synth', 'all clusters, before you commit')
          .example('$0 synth test1', 'one cluster')
          .example('$0 synth -- --strict', 'refuse a config that has warnings'),
      choose('synth'),
    )
    .command(
      'check [names..]',
      'say which files of dist are not what the cluster files come to',
      command =>
        command
          .positional('names', names)
          .option('strict', strict)
          .example('$0 check', 'all clusters; exit 0 same, 1 different, 2 could not run')
          .example('$0 check test1', 'one cluster')
          .example('$0 check -- --strict', 'as CI runs it'),
      choose('check'),
    )
    .command(
      'images [names..]',
      'say which image every service runs, and why',
      command =>
        command
          .positional('names', names)
          .option('format', textOrJson)
          .coerce('format', lastOf)
          .example('$0 images', 'all clusters')
          .example('$0 images test1', 'one cluster')
          .example('$0 -s images -- --format json', 'for other programs'),
      choose('images'),
    )
    .command(
      'migrate <names..>',
      'say what the move of a cluster to Flux 2 does',
      command =>
        command
          .positional('names', { ...names, defaultDescription: 'one at least' })
          .option('format', textOrJson)
          .coerce('format', lastOf)
          .example('$0 -s migrate test1', 'as Markdown, to paste into a pull request')
          .example('$0 -s migrate test1 -- --format json', 'for other programs'),
      choose('migrate'),
    )
    .command(
      'validate [names..]',
      'say what is wrong with clusters, before a cluster does',
      command =>
        command
          .positional('names', names)
          .option('strict', strict)
          .option('format', { ...textOrJson, choices: ['text', 'json', 'github', 'sarif', 'junit'] as const })
          .option('dist', { type: 'boolean', describe: 'what stands in dist, instead of what the cluster files come to', default: false })
          .option('notes', { type: 'boolean', describe: 'list notes, too; in text and github they are only counted', default: false })
          .option('path', folder('a folder of anybody\'s manifests instead'))
          .option('schemas', folder('more schemas: a folder of definitions, or of JSON Schemas; may be said again'))
          .coerce(['format', 'path'], lastOf)
          .coerce('schemas', eachOf)
          .example('$0 validate', 'all clusters; exit 0 fine, 1 errors, 2 could not run')
          .example('$0 validate -- --dist', 'what is committed')
          .example('$0 -s validate -- --format github', 'as notes at the lines of a pull request')
          .example('$0 validate -- --path DIR', 'manifests from elsewhere'),
      choose('validate'),
    )
    .strictOptions()
    .version(false)
    .wrap(null)
    .exitProcess(false)
    .fail((message, error) => {
      if (error && error.name !== 'YError') throw error;
      refused ??= usage(message, words);
    })
    .parse([...words], {}, (_error, _args, output) => {
      help = output;
    });
  if (refused !== undefined) return { refused };
  return verb === undefined ? { help } : { verb, args };
}

/** The last one, when an option is given twice. */
function lastOf<T>(given: T | T[]): T | undefined {
  return [given].flat().at(-1) as T | undefined; // T is no list
}

/** All of them, however often an option is given. */
function eachOf<T>(given: T | T[] | undefined): T[] | undefined {
  return given === undefined ? undefined : [given].flat() as T[]; // T is no list
}

/** Options of each verb, to find the one that was meant. */
const options = {
  synth: ['check', 'strict'],
  check: ['strict'],
  images: ['format'],
  migrate: ['format'],
  validate: ['dist', 'format', 'notes', 'path', 'schemas', 'strict'],
} as const satisfies Record<VerbName, object>;

/** What is wrong with the words and what to write instead, from yargs' own sentence. */
function usage(message: string, words: readonly string[]): string {
  const verb = verbNames.find(name => words.includes(name)) ?? 'synth';
  const [, unknown] = /^Unknown arguments?: (.+)$/.exec(message) ?? [];
  if (unknown !== undefined) return unknown.split(', ').map(option => unknownOption(option, verb)).join('\n');
  const [, option, given = '', choices = ''] = /Argument: (\S+), Given: "(.*)", Choices: (.*)$/.exec(message) ?? [];
  if (option === undefined) return `${message}. --help lists what there is.`;
  const known = choices.replaceAll('"', '').split(', ');
  const meant = nearest(given, known);
  return `There is no --${option} ${given}; ${meant === undefined ? `there are ${known.join(', ')}` : `did you mean '${meant}'?`}`;
}

function unknownOption(option: string, verb: VerbName): string {
  const known = [...options[verb], 'help'];
  const meant = nearest(option, known);
  const instead = meant === undefined ? `it has ${known.map(name => `--${name}`).join(', ')}` : `did you mean --${meant}?`;
  return `${verb} has no option ${option.length === 1 ? '-' : '--'}${option}; ${instead}`;
}
