import type { Cluster } from '../cluster.ts';

/** What was typed once, and what takes its place. */
interface Row {
  readonly command: string;
  /** In AWS Bootstrap, one of the documents of docs/guide.md. */
  readonly line: number;
  readonly instead: string;
}

/** Section of the runbook of a platform: the commands of AWS Bootstrap in its order. Nothing for a cluster of Tidepool, which has another guide. */
export function documentedCommands(cluster: Cluster): string[] {
  const { name, region, environments, packages } = cluster;
  if (environments.length > 0) return [];
  const own: Row[] = [
    { command: `aws eks update-kubeconfig --region ${region} --name ${name}`, line: 45, instead: '`30-cluster.sh`' },
    { command: 'kubectl config view', line: 46, instead: '`30-cluster.sh`' },
  ];
  const ofPackages = packages.flatMap(({ definition }) => (definition.replaces ?? []).map(({ command, line, instead }): Row => {
    return { command, line, instead: instead ?? `Flux, package ${definition.name}` };
  }));
  if (ofPackages.length === 0) return [];
  const rows = [...own, ...ofPackages].sort((a, b) => a.line - b.line);
  return [
    '## Commands of before',
    ['| AWS Bootstrap | l. | here |', '|---|---|---|', ...rows.map(({ command, line, instead }) => `| \`${command}\` | ${line} | ${instead} |`)].join('\n'),
  ];
}
