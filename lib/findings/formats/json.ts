import { sentence } from '../fault.ts';
import { inOrder, tally, type Finding, type Location, type Validation } from '../finding.ts';

/** For programs of one's own. `docs/findings.schema.json` describes it; what it does not know is a new version. */
export function json({ findings, files, objects }: Validation): string {
  const { error, warning, note } = tally(findings);
  const summary = { errors: error, warnings: warning, notes: note, files, objects };
  return JSON.stringify({ version: 1, findings: inOrder(findings).map(fieldsOf), summary }, null, 2);
}

/** In an order of their own, whichever way the finding was put together; JSON leaves out what is undefined. */
function fieldsOf({ rule, severity, fault, object, field, source, output }: Finding): object {
  return {
    rule,
    severity,
    message: sentence(fault),
    fault: { wrong: fault.wrong, source: fault.source, instead: fault.instead },
    object,
    field,
    source: source && { ...locationOf(source), path: source.path },
    output: output && locationOf(output),
  };
}

function locationOf({ file, line, column }: Location): object {
  return line === undefined ? { file } : { file, line, column };
}
