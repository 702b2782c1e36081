import { nearest } from '../../lib/findings/nearest.ts';
import { listed } from '../config-rules/rule.ts';
import type { PolicyStatement } from '../resources.ts';
import { accountId, wantedAccounts, type WantedAccount } from './accounts.ts';
import { eksctlAccounts, statementsOf, type EksctlAccount } from './eksctl.ts';
import { abridged, found, meantBy, perCluster } from './rule.ts';
import type { ClusterFinding, ClusterRule, ClusterView, Place } from './rule.ts';

export const grantRules: readonly ClusterRule[] = [
  {
    id: 'account-grants',
    severity: 'error',
    summary: 'A role may do what its account needs, and nothing else.',
    example: {
      language: 'yaml',
      bad: `# config.yaml
kind: ClusterConfig
metadata:
  name: test1
iam:
  serviceAccounts:
  - metadata:
      name: cluster-autoscaler
  - attachPolicy:
      Statement:
      - Action: route53:*
`,
      good: `# config.yaml
kind: ClusterConfig
metadata:
  name: test1
iam:
  serviceAccounts:
  - metadata:
      name: cluster-autoscaler
  - attachPolicy:
      Statement:
      - Action: route53:ChangeResourceRecordSets
`,
    },
    find: perCluster(grants),
  },
];

function grants(view: ClusterView): ClusterFinding[] {
  const needs = new Map(wantedAccounts(view).map(want => [accountId(want.account), want]));
  return eksctlAccounts(view).flatMap(account => {
    const want = needs.get(accountId(account));
    return want ? [...policyFindings(view, account, want), ...statementFindings(view, account, want)] : [];
  });
}

function sourceOf({ user }: WantedAccount): string {
  return `what ${user} does in AWS`;
}

function policyFindings(view: ClusterView, { placed, path, entry }: EksctlAccount, want: WantedAccount): ClusterFinding[] {
  const { grants: needed } = want.account;
  const arns = 'policyArns' in needed ? needed.policyArns : [];
  const list = entry['attachPolicyARNs'];
  const given = Array.isArray(list) ? list.map(String) : [];
  const absent = arns.filter(arn => !given.includes(arn));
  const surplus = given.flatMap((arn, i) => (arns.includes(arn) ? [] : [{ arn, at: [...path, 'attachPolicyARNs', i] }]));
  const meant = meantBy(surplus.map(({ arn }) => arn), absent);
  const source = sourceOf(want);
  return [
    ...surplus.map(({ arn, at }) => found(view, placed, at, {
      wrong: `'${arn}' is no policy that this account needs`,
      source,
      instead: meant.has(arn) ? `write '${meant.get(arn)}'` : 'remove it',
    })),
    ...absent.filter(arn => ![...meant.values()].includes(arn)).map(arn => found(view, placed, path, {
      wrong: `the role lacks policy ${arn}`,
      source,
      instead: 'add it to attachPolicyARNs',
    })),
  ];
}

/** One thing that a role is to be able to do, or is. */
interface Permission {
  /** `ec2:DescribeImages on *` */
  readonly text: string;
  /** The same for all buckets: which one it is about, the rule for buckets says. */
  readonly key: string;
}

function permission(action: string, resource: string): Permission {
  const text = `${action} on ${resource}`;
  return { text, key: text.replace(/(?<= on arn:aws:s3:::)[^/]+/, 'BUCKET') };
}

function permissionsOf({ action, resource }: PolicyStatement): Permission[] {
  return [action].flat().map(each => permission(each, resource));
}

interface Given extends Permission {
  readonly isAllowed: boolean;
  /** Of the action. */
  readonly path: Place;
}

function givenTo(account: EksctlAccount): Given[] {
  return statementsOf(account).flatMap(({ effect, actions, resources }) => actions.flatMap(action => resources.map(resource => {
    return { ...permission(action.value, resource.value), isAllowed: effect === 'Allow', path: action.path };
  })));
}

function statementFindings(view: ClusterView, account: EksctlAccount, want: WantedAccount): ClusterFinding[] {
  const { placed, path } = account;
  const { grants: granted } = want.account;
  const needs = 'statements' in granted ? granted.statements.flatMap(permissionsOf) : [];
  const given = givenTo(account);
  const needed = new Set(needs.map(({ key }) => key));
  const allowed = new Set(given.filter(({ isAllowed }) => isAllowed).map(({ key }) => key));
  const absent = needs.filter(({ key }) => !allowed.has(key)).map(({ text }) => text);
  const surplus = given.filter(({ key }) => !needed.has(key));
  const source = sourceOf(want);
  const left = absent.filter(text => !surplus.some(other => nearest(other.text, absent) === text));
  return [
    ...surplus.map(({ text, path: at }) => found(view, placed, at, {
      wrong: `the role may do ${text}, which nobody needs`,
      source,
      instead: suggestion(text, absent),
    })),
    ...(left.length === 0 ? [] : [found(view, placed, [...path, 'attachPolicy'], {
      wrong: `the role may not do ${listed(abridged(left, 3))}`,
      source,
      instead: 'allow it',
    })]),
  ];
}

function suggestion(text: string, absent: readonly string[]): string {
  const meant = nearest(text, absent);
  return meant === undefined ? 'remove it' : `it is to be ${meant}`;
}
