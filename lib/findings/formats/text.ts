import { counted } from '../fault.ts';
import { byFile, clickable, headline, outcome, placeOf, tally, type Finding, type Severity, type Validation } from '../finding.ts';
import { visible } from '../quotable.ts';

/**
 * For people: what is wrong, by the file to go to, and a last line that sums it up.
 *
 *     clusters/test1.ts: 2 errors
 *       clusters/test1.ts:14:5: nodeGroups[0]: desiredCapacity 12 is above maxSize 10. error [node-group-size]
 *       clusters/test1.ts:40:5: environments.qa2: Namespace/qa2 metadata.label: is no key here; did you mean 'labels'? error [schema]
 *         dist/clusters/test1/flux/environments/qa2/namespace.yaml:6:3
 *     2 errors in 110 objects of 47 files
 */
export function text(validation: Validation): string {
  const groups = [...byFile(validation.findings)].flatMap(([file, findings]) => [
    `${visible(file ?? wholeRepository)}: ${countsOf(findings)}`,
    ...findings.flatMap(linesOf).map(line => `  ${line}`),
  ]);
  return [...groups, summaryOf(validation)].join('\n');
}

/** What stands in place of a file for what has none. */
export const wholeRepository = 'the repository';

/** The finding with its place, severity and rule; its place in the output, and further lines of its message, are set in. */
export function linesOf(finding: Finding): string[] {
  const place = placeOf(finding);
  const message = `${place === undefined ? '' : `${clickable(place)}: `}${headline(finding)} ${finding.severity} [${finding.rule}]`;
  const [first = '', ...others] = [message, outcome(finding)].filter(line => line !== '').join('\n').split(/\r\n|\r|\n/).map(visible);
  return [first, ...others.map(line => `  ${line}`)];
}

/** `3 errors, 1 warning in 110 objects of 47 files` */
function summaryOf({ findings, objects, files, notesLeftOut = 0 }: Validation): string {
  const unsaid = notesLeftOut === 0 ? '' : `; ${counted(notesLeftOut, 'note')} not listed (--notes)`;
  return `${countsOf(findings) || 'no findings'} in ${counted(objects, 'object')} of ${counted(files, 'file')}${unsaid}`;
}

/** `3 errors, 1 warning`; empty when there are none. */
function countsOf(findings: readonly Finding[]): string {
  const counts = tally(findings);
  return severities.filter(severity => counts[severity] > 0).map(severity => counted(counts[severity], severity)).join(', ');
}

/** The worst first. */
const severities: readonly Severity[] = ['error', 'warning', 'note'];
