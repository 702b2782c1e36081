import { summaryFile } from '../../lib/manifests/roles.ts';
import type { Cluster } from '../cluster.ts';
import { inventoryOf } from '../inventory/inventory.ts';
import { inventoryMarkdown } from '../inventory/page.ts';
import type { Generation, OutputFile } from '../generations/generation.ts';
import { clusterEnv, variablesOf } from './cluster-env.ts';
import { runbook } from './runbook.ts';
import { lib } from './scripts/lib.ts';
import { secretRows, secretsFile, secretsTable, secretTemplates } from './secrets.ts';

/** The folder `bootstrap`: how people make the cluster, look after it and take it down. */
export function bootstrapFolder(cluster: Cluster, generation: Generation): OutputFile[] {
  const { files, brewfile, computed, variables, own, ...bootstrap } = generation.bootstrap(cluster);
  const steps = [...bootstrap.steps].sort((a, b) => (a.file < b.file ? -1 : 1));
  /** Made when they are drawn: whoever asks which word moves a manifest lays a cluster out many times. */
  const texts: readonly (readonly [name: string, text: () => string])[] = [
    ['RUNBOOK.md', () => own?.runbook ?? runbook(cluster, steps)],
    ['cluster.env', () => clusterEnv(own ? variables : [...variablesOf(cluster), ...variables])],
    ['lib.sh', () => own?.lib ?? lib],
    ['Brewfile', () => brewfile],
    ...(steps.some(({ file }) => file === secretsFile) ? [['secrets.tsv', () => secretsTable(secretRows(cluster, computed))] as const] : []),
    ...steps.map(({ file, script }) => [file, () => script] as const),
  ];
  const inventory: OutputFile = {
    path: summaryFile,
    owner: ['delivery'],
    draw: file => { file.text = inventoryMarkdown(inventoryOf(cluster, { computed })); },
  };
  return [inventory, ...texts.map(([name, text]) => textFile(`bootstrap/${name}`, text)), ...secretTemplates(cluster), ...files];
}

/** A file that is no manifest. Its text ends in a newline. */
export function textFile(path: string, text: string | (() => string)): OutputFile {
  return { path, owner: ['delivery'], draw: file => { file.text = typeof text === 'string' ? text : text(); } };
}
