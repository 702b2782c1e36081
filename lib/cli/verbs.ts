import type { FormatName } from '../findings/formats/index.ts';

/** What can be asked for: parser, help and docs/verbs.md are made from this table. */

export interface Flags {
  readonly strict: boolean;
  /** Say where the time goes. */
  readonly profile: boolean;
  readonly check: boolean;
  /** Undefined where nothing is said: it depends on who reads. */
  readonly format?: AnyFormat;
  /** List what is only worth knowing, too. */
  readonly notes: boolean;
  /** Validate what stands in the output folder instead of what the configs come to; or a folder that an import is held against. */
  readonly dist: boolean | string;
  /** Validate the manifests in this folder instead. */
  readonly path?: string;
  /** What the cluster of an import is to be called. */
  readonly as?: string;
  /** How it is to be delivered. */
  readonly delivery?: string;
  /** Overwrite what stands where an import writes. */
  readonly force: boolean;
  /** What `diff` compares with: where this checkout left a branch. Undefined for what the cluster files come to. */
  readonly against?: string;
  /** End with 1 where there is a high risk that nobody has acknowledged. */
  readonly 'exit-code': boolean;
  /** A word of the config, as one writes it in TypeScript. */
  readonly word?: string;
  /** Words that move no byte. */
  readonly unused: boolean;
  /** How something new is called. */
  readonly name?: string;
  /** Another version of this tool: a tarball of npm or what is in one. */
  readonly with?: string;
  /** Change nothing. */
  readonly 'dry-run': boolean;
  /** Folders of schemas besides our own: custom resource definitions or JSON Schemas. The first one that describes a kind counts. */
  readonly schemas?: readonly string[];
}

export interface Arguments extends Flags {
  readonly names: readonly string[];
}

export type FlagName = keyof Flags;

/** What counts where nothing is said. */
export const defaults: Flags = { strict: false, profile: false, check: false, notes: false, dist: false, force: false, 'exit-code': false, unused: false, 'dry-run': false };

/** Each verb takes some of them. */
export type AnyFormat = FormatName | 'markdown' | 'html' | 'mermaid' | 'cyclonedx';

const findingFormats = ['text', 'json', 'github', 'sarif', 'junit'] as const satisfies readonly FormatName[];

/** How findings are printed: as asked for, where they can be printed so. */
export function findingFormat(asked: AnyFormat | undefined, otherwise: FormatName): FormatName {
  return findingFormats.find(format => format === asked) ?? otherwise;
}

export interface Flag {
  readonly help: string;
  readonly takes: 'nothing' | 'a folder' | 'folders' | 'a commit' | 'a word' | 'a name' | 'a tarball' | readonly AnyFormat[];
}

export interface Verb {
  readonly help: string;
  /** Which clusters are meant when none is named, or what is named instead. */
  readonly names: 'all of them' | 'one at least' | 'two of them' | 'a file' | 'a file and what is in it' | 'nothing';
  readonly flags: Readonly<Partial<Record<FlagName, Flag>>>;
  /** What stands before it where there is no script yet. Default: `npm run`. */
  readonly by?: string;
  /** What stands behind that, and when one writes it. */
  readonly examples: readonly (readonly [words: string, when: string])[];
}

/** What stands behind a flag, for people. */
export function valueName(takes: Exclude<Flag['takes'], 'nothing'>): string {
  if (typeof takes !== 'string') return takes.join('|');
  return valueNames[takes];
}

const valueNames: Readonly<Record<Exclude<Flag['takes'], 'nothing' | readonly unknown[]>, string>> = {
  'a commit': 'REF', 'a folder': 'DIR', 'a name': 'NAME', 'a tarball': 'TARBALL', 'a word': 'WORD', folders: 'DIR',
};

const strict: Flag = { takes: 'nothing', help: 'refuse warnings as well' };
const profile: Flag = { takes: 'nothing', help: 'say how long each phase took, on stderr' };
const format: Flag = { takes: ['text', 'json'], help: 'how to print' };
const reportFormat: Flag = { takes: findingFormats, help: 'how to print; in GitHub Actions github by itself' };

export const verbs = {
  synth: {
    help: 'write what the cluster files come to',
    names: 'all of them',
    flags: { check: { takes: 'nothing', help: 'write nothing, say what differs' }, strict, profile },
    examples: [
      ['synth', 'all clusters, before you commit'],
      ['synth test1', 'one cluster'],
      ['synth -- --strict', 'refuse a config that has warnings'],
    ],
  },
  check: {
    help: 'say where dist is not what the cluster files come to',
    names: 'all of them',
    flags: { strict, profile, format: reportFormat },
    examples: [
      ['check', 'all clusters; exit 0 same, 1 different, 2 could not run'],
      ['check test1', 'one cluster'],
      ['check -- --strict', 'refuse a config that has warnings'],
      ['-s check -- --format github', 'as notes at the lines of a pull request'],
    ],
  },
  compare: {
    help: 'say what is different between two clusters, or two environments',
    names: 'two of them',
    flags: { format },
    examples: [
      ['-s compare test1 production', 'what is set otherwise, which versions are behind, what only one has'],
      ['-s compare test1/qa2 production/int', 'two environments'],
    ],
  },
  diff: {
    help: 'say what a change does to the clusters, and what is dangerous about it',
    names: 'all of them',
    flags: {
      against: { takes: 'a commit', help: 'dist against the commit where this checkout left REF; otherwise what synth would change' },
      format: { takes: ['text', 'markdown', 'json', 'html', 'sarif'], help: 'how to print: markdown for a pull request, html as one page, sarif for code scanning' },
      'exit-code': { takes: 'nothing', help: 'end with 1 where a high risk is not acknowledged' },
    },
    examples: [
      ['diff', 'what synth would change in dist, object by object'],
      ['-s diff -- --against origin/main', 'what a branch changes'],
    ],
  },
  explain: {
    help: 'say which word of a config a line of the output comes from, or what a word moves',
    names: 'a file and what is in it',
    flags: {
      word: { takes: 'a word', help: 'everything that this word moves, in the clusters that are named instead of a file, or in all' },
      unused: { takes: 'nothing', help: 'words that move no byte, in the clusters that are named, or in all' },
    },
    examples: [
      ['-s explain dist/clusters/test1/config.yaml:12', 'a line, as an editor copies it'],
      ['-s explain dist/clusters/test1/config.yaml vpc.cidr', 'a field'],
      ['-s explain dist/clusters/test1/config.yaml', 'all words that have a part in a file'],
      ['-s explain -- --word environments.qa2.hpa', 'before you change it'],
    ],
  },
  images: {
    help: 'say which image every service runs, and why',
    names: 'all of them',
    flags: { format },
    examples: [
      ['images', 'all clusters'],
      ['images test1', 'one cluster'],
      ['-s images -- --format json', 'for other programs'],
    ],
  },
  import: {
    help: 'write a cluster file that comes to what a values.yaml or a Flux repository says, and prove it',
    names: 'a file',
    flags: {
      as: { takes: 'a name', help: 'the name of the cluster: it becomes clusters/NAME.ts' },
      delivery: { takes: 'a word', help: 'the way of delivery, where it is not to be that of the time of the file' },
      dist: { takes: 'a folder', help: 'of a values.yaml: what its generator made, whose images are taken over, and whose objects are compared' },
      force: { takes: 'nothing', help: 'overwrite the cluster file that is there' },
    },
    examples: [
      ['import values.yaml -- --as test1', 'exit 0 all of it, 1 something is left to do, 2 nothing was written'],
      ['import ../cluster-test1 -- --as test1', 'a repository of Flux v1 or Flux 2, or its folder of one cluster'],
    ],
  },
  init: {
    help: 'make an empty folder into a repository with one cluster',
    names: 'nothing',
    by: 'npx tidepool-gitops',
    flags: {
      name: { takes: 'a name', help: 'the name of the cluster; otherwise first' },
      with: { takes: 'a tarball', help: 'where npm gets this tool from; otherwise its version, from a registry' },
    },
    examples: [
      ['init', 'the cluster is called first'],
      ['init --name production', 'it is called production'],
    ],
  },
  inventory: {
    help: 'say what is in a cluster: charts, images, hosts, buckets, roles, secrets, networks',
    names: 'all of them',
    flags: { format: { takes: ['text', 'markdown', 'json', 'mermaid', 'cyclonedx'], help: 'how to print: mermaid for what waits for what, cyclonedx as a bill of materials' } },
    examples: [
      ['-s inventory test1', 'names and versions; never the value of a secret'],
      ['-s inventory -- --format cyclonedx', 'all charts and images, for scanners'],
    ],
  },
  migrate: {
    help: 'say what the move of a cluster to Flux 2 does',
    names: 'one at least',
    flags: { format },
    examples: [
      ['-s migrate test1', 'as Markdown, to paste into a pull request'],
      ['-s migrate test1 -- --format json', 'for other programs'],
    ],
  },
  secrets: {
    help: 'say which secrets a cluster needs, and how their values get to it',
    names: 'one at least',
    flags: { format: { takes: ['text', 'markdown', 'json'], help: 'how to print' } },
    examples: [
      ['-s secrets test1', 'names and keys; never a value'],
      ['-s secrets test1 -- --format json', 'for other programs'],
    ],
  },
  upgrade: {
    help: 'say what another version of this tool would change in what the clusters come to',
    names: 'all of them',
    flags: {
      with: { takes: 'a tarball', help: 'the other version: a tarball as npm pack makes it, or a folder; nothing is fetched' },
      'dry-run': { takes: 'nothing', help: 'change nothing; there is no other way yet' },
      format: { takes: ['text', 'markdown', 'json', 'html'], help: 'how to print' },
    },
    examples: [
      ['upgrade -- --with tidepool-gitops-0.2.0.tgz --dry-run', 'exit 0 nothing, 1 some objects come to mean something else, 2 could not run'],
    ],
  },
  validate: {
    help: 'say what is wrong with clusters, before a cluster does',
    names: 'all of them',
    flags: {
      strict,
      profile,
      format: reportFormat,
      dist: { takes: 'nothing', help: 'what stands in dist, instead of what the cluster files come to' },
      notes: { takes: 'nothing', help: 'list notes, too; in text and github they are only counted' },
      path: { takes: 'a folder', help: 'a folder of other manifests instead' },
      schemas: { takes: 'folders', help: 'more schemas: a folder of definitions, or of JSON Schemas; may be said again' },
    },
    examples: [
      ['validate', 'all clusters; exit 0 fine, 1 errors, 2 could not run'],
      ['validate -- --dist', 'what is committed'],
      ['-s validate -- --format github', 'as notes at the lines of a pull request'],
      ['validate -- --path DIR', 'manifests from elsewhere'],
    ],
  },
} as const satisfies Readonly<Record<string, Verb>>;

export type VerbName = keyof typeof verbs;

export interface Request {
  readonly verb: VerbName;
  readonly args: Arguments;
}

/** A verb and names, which need no parser: yargs takes as long to load as all the clusters take to compile. */
export function plainRequest(words: readonly string[]): Request | undefined {
  const [verb = 'synth', ...names] = words.filter(word => word !== '--profile');
  const profile = words.includes('--profile');
  const isPlain = isVerb(verb) && (!profile || 'profile' in verbs[verb].flags) && !names.some(name => name.startsWith('-'));
  return isPlain ? { verb, args: { ...defaults, profile, names } } : undefined;
}

export function isVerb(word: string): word is VerbName {
  return Object.hasOwn(verbs, word);
}
