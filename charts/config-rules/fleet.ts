import { ended } from '../../lib/findings/fault.ts';
import type { Finding } from '../../lib/findings/finding.ts';
import type { ClusterConfig } from '../config.ts';
import { normalise } from '../normalise.ts';
import type { OwnFile, Repository } from '../own.ts';
import { shapeOf } from '../shape.ts';
import { problems, toFinding } from './index.ts';
import type { CheckedCluster } from './rule.ts';

/** All clusters of the repository, checked. */
export interface CheckedFleet {
  /** Those whose config has the right shape, by the name of their file. One with other errors is here, too. */
  readonly checked: ReadonlyMap<string, CheckedCluster>;
  /** By the name of the file; no entry for a cluster without problems. */
  readonly problems: ReadonlyMap<string, readonly Finding[]>;
}

/**
 * Checks what the files in `clusters/` export, and why some could not be loaded, both by the name of the file. Rules are asked only of
 * configs of the right shape, and those about one cluster only of `asked` (nothing: all).
 */
export function checkFleet(
  exported: ReadonlyMap<string, unknown>,
  failed: ReadonlyMap<string, string> = new Map(),
  asked: readonly string[] = [],
  own: ReadonlyMap<string, readonly OwnFile[]> = new Map(),
  repository?: Repository,
): CheckedFleet {
  const checked = new Map<string, CheckedCluster>();
  const found = new Map<string, readonly Finding[]>();
  for (const [file, wrong] of failed) found.set(file, [toFinding('load', file, { severity: 'error', path: '', fault: { wrong: ended(wrong) } })]);
  for (const [file, exportedConfig] of [...exported].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const wrong = shapeOf(exportedConfig, repository);
    const config = exportedConfig as ClusterConfig; // the shape is made from this type
    if (wrong.length > 0) found.set(file, wrong.map(finding => toFinding('shape', file, finding)));
    else checked.set(file, { file, config, cluster: normalise(config, new Map(), own.get(file), repository) });
  }
  for (const [file, list] of problems([...checked.values()], asked)) if (list.length > 0) found.set(file, list);
  return { checked, problems: found };
}
