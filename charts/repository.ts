import { counted } from '../lib/findings/fault.ts';
import { quotable } from '../lib/findings/quotable.ts';
import { leaksIn } from '../lib/leaks/index.ts';
import { UserError } from '../lib/user-error.ts';
import { organisationOf, organisationProblems, type OrganisationConfig } from './organisation.ts';
import { shipped, type Repository } from './own.ts';
import { asPackage, packageProblems, type OwnPackage } from './own-packages.ts';

/** What the files of a repository export that are no clusters, by path: `packages/backups.ts`, `organisation.ts`. */
export interface OwnWords {
  readonly exported: ReadonlyMap<string, unknown>;
  readonly failed: ReadonlyMap<string, string>;
  /** What is written in them. */
  readonly texts: ReadonlyMap<string, string>;
}

/** What a repository says for all of its clusters. Throws a UserError that has all that is wrong with it. */
export function repositoryOf({ exported, failed, texts }: OwnWords): Repository {
  const problems = new Map([...failed].map(([file, why]) => [file, [why]]));
  for (const [file, value] of exported) problems.set(file, file === organisationFile ? organisationProblems(value) : packageProblems(nameIn(file), value, shipped.packages));
  for (const [file, text] of texts) problems.set(file, [...(problems.get(file) ?? []), ...leakProblems(text)]);
  const wrong = [...problems].filter(([, lines]) => lines.length > 0);
  if (wrong.length > 0) {
    const report = wrong.map(([file, lines]) => [`${file}: ${counted(lines.length, 'problem')}`, ...lines.map(line => `  ${quotable(line)}`)].join('\n'));
    throw new UserError([...report, 'Nothing was done.'].join('\n'));
  }
  const own = [...exported].filter(([file]) => file !== organisationFile).map(([, value]) => asPackage(value as OwnPackage)); // there was no problem
  const organisation = exported.get(organisationFile) as OrganisationConfig | undefined;
  return {
    packages: own.length === 0 ? shipped.packages : [...shipped.packages, ...own].sort((a, b) => (a.name < b.name ? -1 : 1)),
    organisation: organisation === undefined ? shipped.organisation : organisationOf(organisation),
  };
}

function leakProblems(text: string): string[] {
  return leaksIn(text).map(({ kind, masked, line, column, instead }) => `${line}:${column}: ${masked} looks like a credential (${kind}); ${instead}.`);
}

const organisationFile = 'organisation.ts';

function nameIn(file: string): string {
  return file.replace(/^packages\/(.*)\.ts$/, '$1');
}
