import { labelFindings } from './names.ts';
import { findContested, environmentsOf, error, sourceOf } from './rule.ts';
import type { CheckedCluster, ConfigFinding, ConfigRule, FleetFinding, FleetRule } from './rule.ts';

export const renameRules: readonly ConfigRule[] = [
  { id: 'former-name', summary: 'A former name is a name that is free now, and one environment had it.', find: formerNames },
];

export const renameFleetRules: readonly FleetRule[] = [
  { id: 'former-cluster', summary: 'No two clusters have had one name, and none has it now.', findAmong: formerClusters },
];

const source = 'the tags of one name go to one environment';

function formerNames(checked: CheckedCluster): ConfigFinding[] {
  const { formerly, environments = {} } = checked.config;
  const renamed = environmentsOf(checked).flatMap(({ name, at, config: { formerly: old } }) => (old === undefined ? [] : [{ name, old, path: at('formerly') }]));
  const ofCluster = formerly === undefined ? [] : labelFindings('formerly', formerly, 'guide l.154-159');
  return [...ofCluster, ...renamed.flatMap(({ name, old, path }) => {
    const labels = labelFindings(path, old, 'guide l.1541');
    if (labels.length > 0) return labels;
    if (environments[old] !== undefined) {
      const instead = 'leave this out, or remove that environment';
      return [error(path, { wrong: `'${old}' is an environment of this cluster now`, source, instead })];
    }
    const other = renamed.find(each => each.old === old && each.name !== name);
    if (other === undefined) return [];
    return [error(path, { wrong: `environment ${other.name} was called '${old}', too`, source, instead: 'leave it out in one of the two' })];
  })];
}

function formerClusters(clusters: readonly CheckedCluster[]): FleetFinding[] {
  const names = new Map(clusters.map(({ file, config: { name } }) => [name, file]));
  const claims = clusters.flatMap(({ file, config: { formerly } }) => (formerly === undefined ? [] : [{ file, key: formerly }]));
  const taken = claims.flatMap(({ file, key }): FleetFinding[] => {
    const owner = names.get(key);
    if (owner === undefined) return [];
    return [{ file, finding: error('formerly', { wrong: `'${key}' is the name of the cluster in ${sourceOf(owner)} now`, source, instead: 'leave this out' }) }];
  });
  return [...taken, ...findContested(claims, ({ key }, other) => error('formerly', {
    wrong: `the cluster in ${sourceOf(other.file)} was called '${key}', too`,
    source,
    instead: 'leave it out in one of the two',
  }))];
}
