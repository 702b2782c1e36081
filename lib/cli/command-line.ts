import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import yargs from 'yargs';
import { Parser } from 'yargs/helpers';
import { nearest } from '../findings/nearest.ts';
import { quotable } from '../findings/quotable.ts';
import { defaults, isVerb, valueName, verbs, type FlagName, type Flags, type Request, type Verb, type VerbName } from './verbs.ts';

export type CommandLine =
  | Request
  /** Help, or the version. */
  | { readonly answer: string }
  /** What is wrong with the words, and what to write instead. */
  | { readonly refused: string };

/** What the words ask for. */
export function parseCommandLine(words: readonly string[]): CommandLine {
  const [asked = 'synth'] = parsed(words, Object.values(verbs))._.map(String);
  const verb = isVerb(asked) ? asked : 'synth';
  const { _: rest, ...given } = parsed(words, [verbs[verb]]); // a flag may take something else in another verb
  const [first = 'synth', ...others] = rest.map(String);
  if (given['version'] === true) return { answer: version };
  if (given['help'] === true) return { answer: helpOf(isVerb(first) && rest.length > 0 ? [first] : []) };
  const names = isVerb(first) ? others : [first, ...others];
  const read = Object.entries(given).map(([name, value]) => flagValue(verb, name, value, words));
  const refused = read.flatMap(flag => ('refused' in flag ? [flag.refused] : []));
  if (refused.length > 0) return { refused: refused.map(quotable).join('\n') };
  const flags: Partial<Flags> = Object.fromEntries(read.flatMap(flag => ('value' in flag ? [[flag.name, flag.value]] : [])));
  return { verb, args: { ...defaults, ...flags, names } };
}

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { readonly version: string };

/** Names, and flags with their values, as they are written with some verbs; where these differ, a flag takes nothing. */
function parsed(words: readonly string[], some: readonly Verb[]): ReturnType<typeof Parser> {
  const flags = some.flatMap(({ flags }) => Object.entries(flags));
  const alone = flags.filter(([, { takes }]) => takes === 'nothing').map(([name]) => name);
  return Parser([...words], {
    boolean: [...alone, 'help', 'version'],
    string: ['_', ...flags.map(([name]) => name).filter(name => !alone.includes(name))],
    configuration: { 'camel-case-expansion': false, 'dot-notation': false, 'parse-numbers': false },
  });
}

type FlagValue = { readonly name: string; readonly value: unknown } | { readonly refused: string };

/** Of a flag that is given more than once the last value counts, but for folders, which are all meant. */
function flagValue(verb: VerbName, name: string, given: unknown, words: readonly string[]): FlagValue {
  const { flags }: Verb = verbs[verb];
  const flag = Object.hasOwn(flags, name) ? flags[name as FlagName] : undefined;
  if (flag === undefined) return { refused: unknownFlag(name, verb) };
  const values = [given].flat();
  const value: unknown = values.at(-1);
  const { takes } = flag;
  if (takes === 'nothing') {
    const valued = words.some(word => word.startsWith(`--${name}=`) && !/=(true|false)$/.test(word));
    return valued ? { refused: `--${name} takes no value; write it alone.` } : { name, value };
  }
  if (values.includes('')) return { refused: `--${name} lacks a value; write --${name} ${valueName(takes)}.` };
  if (typeof takes === 'string') return { name, value: takes === 'folders' ? values : value };
  const meant = nearest(String(value), takes);
  const instead = meant === undefined ? `there are ${takes.join(', ')}` : `did you mean '${meant}'?`;
  return takes.some(choice => choice === value) ? { name, value } : { refused: `There is no --${name} ${String(value)}; ${instead}` };
}

function unknownFlag(name: string, verb: VerbName): string {
  const known = [...Object.keys(verbs[verb].flags).sort(), 'help'];
  const meant = nearest(name, known);
  const instead = meant === undefined ? `it has ${known.map(flag => `--${flag}`).join(', ')}` : `did you mean --${meant}?`;
  return `${verb} has no option ${name.length === 1 ? '-' : '--'}${name}; ${instead}`;
}

const positionals: Readonly<Record<Verb['names'], string>> = {
  'all of them': '[names..]',
  'one at least': '<names..>',
  'two of them': '<names..>',
  'a file': '<file>',
  'a file and what is in it': '[file] [field]',
  nothing: '',
};

/** Help on a verb, or on all of them. */
function helpOf(verb: readonly [VerbName?]): string {
  let help = '';
  const program = yargs([])
    .scriptName('npm run')
    .locale('en')
    .usage('One typed file per cluster in clusters/; the whole Flux repository of each in dist/. --root DIR: those of another folder.')
    .version(version)
    .hide('version')
    .wrap(null)
    .exitProcess(false);
  for (const [name, { help: describe, names, by = '$0', flags, examples }] of Object.entries<Verb>(verbs)) {
    const command = `${name} ${positionals[names]}`.trimEnd();
    program.command(name === 'synth' ? [command, '$0'] : command, describe, one => {
      if (names === 'a file') {
        one.positional('file', { describe: 'the file or folder to read', type: 'string' });
      } else if (names === 'a file and what is in it') {
        one.positional('file', { describe: 'a file below dist, FILE:63 for a line of it', type: 'string' });
        one.positional('field', { describe: 'the path of a field in it, or :63', type: 'string' });
      } else if (names !== 'nothing') {
        one.positional('names', { describe: 'clusters', type: 'string', array: true, defaultDescription: names });
      }
      for (const [flag, { takes, help: what }] of Object.entries(flags)) {
        if (takes === 'nothing') one.option(flag, { describe: what, type: 'boolean', default: false });
        else if (typeof takes === 'string') one.option(flag, { describe: what, type: 'string', defaultDescription: 'none' });
        else one.option(flag, { describe: what, choices: takes, default: 'text' });
      }
      for (const [words, when] of examples) one.example(`${by} ${words}`, when);
      return one;
    });
  }
  program.parse([...verb, '--help'] as string[], {}, (_error, _args, output) => { help = output; });
  return help;
}
