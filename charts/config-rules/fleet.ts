import type { ClusterConfig } from '../config.ts';
import { problems, type Problem } from './index.ts';
import { shapeOf } from '../shape.ts';

/** All clusters of the repository, checked. */
export interface CheckedFleet {
  /** Configs of the right shape, by the name of their file. A config with other errors is here, too. */
  readonly configs: ReadonlyMap<string, ClusterConfig>;
  /** By the name of the file; no entry for a cluster without problems. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
}

/**
 * Checks what the files in `clusters/` export, and why some could not be loaded, both by the name of the file. Rules are asked only of
 * configs of the right shape.
 */
export function checkFleet(exported: ReadonlyMap<string, unknown>, failed: ReadonlyMap<string, string> = new Map()): CheckedFleet {
  const configs = new Map<string, ClusterConfig>();
  const found = new Map<string, readonly Problem[]>();
  for (const [file, message] of failed) found.set(file, [{ rule: 'load', severity: 'error', path: '', message }]);
  for (const [file, config] of exported) {
    const wrong = shapeOf(config);
    if (wrong.length > 0) found.set(file, wrong);
    else configs.set(file, config as ClusterConfig); // the shape is made from this type
  }
  for (const [file, list] of problems({ configs })) if (list.length > 0) found.set(file, list);
  return { configs, problems: found };
}
