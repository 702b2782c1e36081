import { traits } from '../generations/traits.ts';
import { isDnsLabel } from '../vocabulary.ts';
import { amongEks, at, findContested, error, ofEks, sourceOf } from './rule.ts';
import type { CheckedEks, ConfigFinding, FleetFinding } from './rule.ts';

export const roleRules = ofEks([
  { id: 'role-name', summary: 'IAM takes the names of the roles of service accounts.', find: longNames },
]);

export const roleFleetRules = amongEks([
  { id: 'role-of-one-cluster', summary: 'No two clusters of an AWS account have a role of the same name.', findAmong: sameName },
]);

/** IAM's limit. */
const longestRole = 64;

/** A role in AWS, and the place in the config that gives it its name: an environment, or else the cluster. */
interface Role {
  readonly name: string;
  readonly path: string;
}

/** None where the names are left to CloudFormation. Names of labels only; others have been refused already. */
function roles({ config, cluster: { packages, environments, eks } }: CheckedEks): Role[] {
  if (!traits[config.delivery].namesRoles || !isDnsLabel(config.name)) return [];
  return [
    ...packages.flatMap(({ accounts }) => accounts.map(({ role }) => ({ name: role, path: 'name' }))),
    ...(eks?.accounts ?? []).map(({ role }, i) => ({ name: role, path: at('aws', 'serviceAccounts', i, 'name') })),
    ...environments.filter(({ name }) => isDnsLabel(name)).flatMap(({ name: environment, accounts }) =>
      accounts.map(({ role }) => ({ name: role, path: at('environments', environment) }))),
  ];
}

/** Of the roles of one place the longest decides. */
function longNames(checked: CheckedEks): ConfigFinding[] {
  const byLength = roles(checked).sort((a, b) => a.name.length - b.name.length);
  const longest = new Map(byLength.map(({ path, name }) => [path, name]));
  return [...longest].filter(([, name]) => name.length > longestRole).map(([path, name]) => error(path, {
    wrong: `'${name}' has ${name.length} characters, too many for the name of an IAM role`,
    source: `IAM takes ${longestRole}`,
    instead: `shorten ${path === 'name' ? 'this name' : "this name or the cluster's"} by ${name.length - longestRole}`,
  }));
}

/** Names are joined by hyphens, so `a-b` and `c` make the same as `a` and `b-c`. Clusters of one name have been refused already. */
function sameName(clusters: readonly CheckedEks[]): FleetFinding[] {
  const claims = clusters.flatMap(checked => roles(checked).map(role => {
    const { file, cluster: { accountNumber, name } } = checked;
    return { ...role, file, key: `${accountNumber}/${role.name}`, cluster: name };
  }));
  const found = findContested(claims, ({ name, path }, other) => error(path, {
    wrong: `'${name}', an IAM role that eksctl makes for it, has the name of one of ${sourceOf(other.file)} in the same AWS account`,
    source: 'IAM: a name is unique in its account',
    instead: 'call one of the two otherwise',
  }), (claim, other) => claim.cluster !== other.cluster);
  return found.filter(({ file, finding }, i) => i === found.findIndex(other => other.file === file && other.finding.path === finding.path));
}
