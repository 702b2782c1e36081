import { headline, inOrder, outcome, placeOf, type Finding, type Severity, type Validation } from '../finding.ts';

/**
 * For a step of GitHub Actions that prints it: a workflow command per finding, which becomes an annotation. Empty when there are none.
 * GitHub shows ten of each severity for a step; the log has all.
 */
export function github({ findings }: Validation): string {
  return inOrder(findings).map(commandOf).join('\n');
}

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };

function commandOf(finding: Finding): string {
  const { file, line, column } = placeOf(finding) ?? {};
  const properties = Object.entries({ file, line, col: line === undefined ? undefined : column, title: finding.rule })
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${escapedProperty(String(value))}`]));
  const lines = [headline(finding), outcome(finding)].filter(text => text !== '').join('\n');
  return `::${commands[finding.severity]} ${properties.join(',')}::${escapedData(lines)}`;
}

/** What the runner undoes behind the second `::`; source: its ActionCommand and the toolkit's escapeData. */
function escapedData(data: string): string {
  return data.replace(/[%\r\n]/g, percentCode);
}

/** What the runner undoes in a property; source: its ActionCommand and the toolkit's escapeProperty. */
function escapedProperty(property: string): string {
  return property.replace(/[%\r\n:,]/g, percentCode);
}

function percentCode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
