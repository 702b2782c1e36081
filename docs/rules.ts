import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { acceptanceRule } from '../charts/validate/accepted.ts';
import { configRules, leakRule, loadRule, shapeRule } from '../charts/validate/every-rule.ts';
import type { RuleInfo } from '../lib/findings/finding.ts';
import { manifestRules } from '../lib/rules/index.ts';
import { schemaRule } from '../lib/rules/schema.ts';
import { collisions } from '../test/problems/collisions.ts';
import { ownMistakes } from '../test/problems/own.ts';
import { generatedLine, prose } from './markdown.ts';

/** What holds of every config that compiles, besides its types, and of what comes of it. */
export function rulesPage(): string {
  return [
    generatedLine,
    '# Rules',
    '',
    'Every message names its rule in brackets. An error is to be mended, a warning to be looked at, a note is worth knowing.',
    '',
    '## Configs',
    '',
    'Types say the shape of a config; these rules say the rest. An error stops `synth` and `check`; a warning does so with `--strict`',
    'only, unless `accepted` has it (docs/config.md). `validate` reports them, too, at the line where the value is written. Each with one of',
    'its messages:',
    '',
    ...[loadRule, shapeRule, ...configRules].flatMap(configRule),
    '',
    '## Manifests',
    '',
    '`npm run validate` holds these against what the cluster files come to; with `--dist` against what stands in `dist`, of any origin',
    'it; with `--path DIR` against manifests from anywhere. A report leads back to the line of the cluster file that is to be edited, as',
    'in the message of each rule.',
    '',
    ...[...special, ...manifestRules].flatMap(ruleSection),
  ].join('\n');
}

function configRule({ id, summary }: RuleInfo): string[] {
  const message = configMessages.get(id);
  return [`- <a id="${id}"></a>**${id}** ${prose(summary)}`, ...(message === undefined ? [] : ['  ```', `  ${message}`, '  ```'])];
}

/** What the tests expect of single mistakes in a config, and of two configs that collide. */
const configMessages = shortestOfEachRule(
  textsIn('../test/invalid', '.ts').map(text => {
    const [comment = ''] = /^(?:\/\/ .+\n)+/.exec(text) ?? [];
    return comment.replaceAll(/^\/\/ /gm, '').trim().replaceAll('\n', ' ');
  }).concat(collisions.flatMap(({ says }) => says), ownMistakes.map(({ says }) => says)),
);

/** Messages by the rule in brackets at their end. */
function shortestOfEachRule(lines: readonly string[]): ReadonlyMap<string, string> {
  const longestFirst = lines.map(line => line.trim()).sort((one, other) => other.length - one.length || (one < other ? 1 : -1));
  return new Map(longestFirst.map(line => [/\[([\w-]+)\]$/.exec(line)?.[1] ?? '', line]));
}

function textsIn(folder: string, ending: string): string[] {
  const path = join(import.meta.dirname, folder);
  return readdirSync(path).filter(file => file.endsWith(ending)).map(file => readFileSync(join(path, file), 'utf8'));
}

/** What the page says of a rule besides its example. */
interface RuleSection {
  readonly id: string;
  readonly severity: string;
  readonly summary: string;
  readonly text?: readonly string[];
}

/** Rules that look at everything. */
const special: readonly RuleSection[] = [
  {
    ...leakRule,
    severity: 'error',
    text: [
      'A credential is given away by the form that its issuer gave it, by the key that it stands under, or by chance, which makes texts',
      'that no person writes. Reports show it masked. `synth` and `check` refuse it as well. Every reader of the repository, now or earlier,',
      'has it: revoke it first, then let an ExternalSecret fetch the new one. It cannot be accepted. In manifests from anywhere, what',
      'chance alone gives away is a warning: it may be an identifier that a program has drawn.',
    ],
  },
  {
    ...acceptanceRule,
    severity: 'error or warning',
    text: [
      'An entry whose day is over, or whose rule is unknown or not to be accepted, is an error; one that matches nothing is a warning,',
      'when all clusters are validated. What cannot be accepted: errors of the config itself, [leak](#leak), [schema](#schema), this. `synth`',
      'and `check` leave out accepted warnings of the config, too; to them, an entry whose day is over is a warning.',
    ],
  },
  {
    ...schemaRule,
    severity: 'error or warning',
    text: [
      'The schemas are those in `imports`; `--schemas DIR` adds more. A kind without a schema is a finding, since it was not checked;',
      'of manifests from anywhere, a warning. It cannot be accepted: what a schema refuses, a cluster refuses, too.',
    ],
  },
];

function ruleSection({ id, severity, summary, text = [] }: RuleSection): string[] {
  const explained = text.length > 0 ? [...text, ''] : [];
  return [`### ${id}`, '', `${summary} (${severity})`, '', ...explained, ...exampleOf(id)];
}

/** What breaks a rule, and the message, from the transcript of its test. There is none of a leak: a credential would stand in it. */
function exampleOf(id: string): string[] {
  const path = join(import.meta.dirname, `../test/findings/${id}.txt`);
  if (!existsSync(path)) return [];
  const [, mistake = '', edit = '', report = ''] = /^wrong: (.+)\n((?:[-+ ].*\n)+)\n([^]*?)\nfine: /.exec(readFileSync(path, 'utf8')) ?? [];
  const message = report.split('\n').find(line => line.endsWith(`[${id}]`)) ?? '';
  return [`For example, ${mistake}:`, '', '```diff', edit.trimEnd(), '```', '', '```', message.trim(), '```', ''];
}
