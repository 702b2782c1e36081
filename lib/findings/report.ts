import { counted } from './fault.ts';
import { headline, type Finding } from './finding.ts';
import { roleOf } from '../manifests/roles.ts';
import { quotable } from './quotable.ts';

/** Text for people, from findings as data. Nothing here prints. */

/**
 * All findings of one file, errors first, one line each:
 *
 *     clusters/test1.ts: 2 problems
 *       vpc.cidr: 10.48.0.0/16 overlaps ... [mongo-network-apart]
 */
export function findingsReport(file: string, findings: readonly Finding[]): string {
  const groups = (['error', 'warning', 'note'] as const).map(severity => findings.filter(finding => finding.severity === severity));
  const counts = groups.flatMap(({ length }, i) => (length === 0 ? [] : [counted(length, ['problem', 'warning', 'note'][i] ?? '')]));
  const lines = groups.flat().map(finding => {
    return `  ${finding.severity === 'error' ? '' : `${finding.severity}: `}${headline(finding)} [${finding.rule}]`;
  });
  return [`${quotable(file)}: ${counts.join(', ')}`, ...lines].join('\n');
}

export interface OutputSize {
  readonly files: number;
  readonly objects: number;
}

/** Each object in the text of an output file has exactly one `kind` at the left margin. */
export function sizeOf(made: ReadonlyMap<string, string>): OutputSize {
  const texts = [...made].filter(([path]) => roleOf(path) === 'objects').map(([, text]) => text);
  return { files: made.size, objects: texts.reduce((sum, text) => sum + (text.match(/^kind: /gm)?.length ?? 0), 0) };
}

export function sumOf(sizes: readonly OutputSize[]): OutputSize {
  return sizes.reduce((sum, { files, objects }) => ({ files: sum.files + files, objects: sum.objects + objects }), { files: 0, objects: 0 });
}

/** The last line of a report, to look for: `Summary: 212 objects in 98 files - 3 written, 1 removed, 94 unchanged, 0.4 s`. */
export function summary({ files, objects }: OutputSize, outcome: string, milliseconds: number): string {
  return `Summary: ${objects} objects in ${files} files - ${outcome}, ${(milliseconds / 1000).toFixed(1)} s`;
}
