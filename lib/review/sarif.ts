import type { Finding } from '../findings/finding.ts';
import { formats } from '../findings/formats/index.ts';
import { quotableFinding } from '../findings/quotable.ts';
import type { Review } from './review.ts';
import type { RiskSeverity } from './risks/risk.ts';

/** The dangers of a review as findings, for code scanning: at the word of a config that causes each, and where it shows. */
export function reviewSarif({ risks, acknowledged, faults, notes, rules, objects }: Review): string {
  const files = new Set(objects.flatMap(({ before, after }) => [before?.file, after?.file]));
  const findings = [
    ...risks.flatMap(({ id, severity, happens, safely, places }) => places.map(({ object, source, output }): Finding => {
      return { rule: id, severity: levels[severity], object, fault: { wrong: happens.replace(/\.$/, ''), instead: continued(safely) }, ...(source && { source }), ...(output && { output }) };
    })),
    ...acknowledged.map(({ risk: { id, object, happens }, entry: { until, reason }, source, output }): Finding => {
      const fault = { wrong: happens.replace(/\.$/, ''), instead: `acknowledged until ${until}, since ${reason}` };
      return { rule: id, severity: 'note', object, fault, ...(source && { source }), ...(output && { output }) };
    }),
    ...faults.map((wrong): Finding => ({ rule: 'acknowledgement', severity: 'error', fault: { wrong } })),
    ...notes.map((wrong): Finding => ({ rule: 'acknowledgement', severity: 'note', fault: { wrong } })),
  ];
  return formats.sarif({ tool: 'gitops-diff', findings: findings.map(quotableFinding), rules: [...rules, acknowledgement], files: files.size, objects: objects.length });
}

const levels: Readonly<Record<RiskSeverity, Finding['severity']>> = { high: 'error', medium: 'warning' };

const acknowledgement = { id: 'acknowledgement', summary: 'Each acknowledgement is of a risk that there is, and its day has not passed.', help: 'docs/review.md' };

/** Behind a semicolon. */
function continued(sentence: string): string {
  return sentence.replace(/^[A-Z](?=[a-z]* )/, letter => letter.toLowerCase());
}
