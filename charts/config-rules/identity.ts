import { traits } from '../generations/traits.ts';
import { isIamUserName } from '../vocabulary.ts';
import { labelFindings } from './names.ts';
import { error, ofEks, findRepeated, sourceOf, checkForm, warning } from './rule.ts';
import type { CheckedCluster, CheckedEks, ConfigFinding, ConfigRule, Form } from './rule.ts';

export const identityRules: readonly ConfigRule[] = [
  { id: 'cluster-name', summary: 'The name of a cluster is a DNS label.', find: ({ config: { name } }) => labelFindings('name', name, 'guide l.154-159') },
  { id: 'github-name', summary: 'Account, repository and branch have names that GitHub takes.', find: githubNames },
  { id: 'cluster-file', summary: 'A cluster is called as its file.', find: fileName },
  {
    id: 'account-number',
    summary: 'An AWS account number has twelve digits.',
    find: ({ config }) => ('aws' in config ? checkForm(accountNumber, 'aws.accountNumber', config.aws.accountNumber) : []),
  },
  ...ofEks([
    {
      id: 'iam-user',
      summary: 'IAM users have names that IAM takes, none of them twice.',
      find: ({ config: { aws: { iamUsers: users } } }) => [...checkForm(iamUser, 'aws.iamUsers', users), ...findRepeated('aws.iamUsers', users, 'guide l.633-638')],
    },
    { id: 'kubernetes-serves', summary: 'Kubernetes still serves what is installed on it.', find: retiredApis },
    { id: 'kubernetes-accepted', summary: 'Kubernetes is of a release that Flux accepts and eksctl knows.', find: unacceptedRelease },
    { id: 'kubernetes-version', summary: 'A Kubernetes version is a minor release.', find: kubernetesVersion },
  ]),
  { id: 'email', summary: 'The e-mail address is one.', find: ({ config }) => checkForm(email, 'email', config.email) },
];

const account: Form = {
  is: /^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/,
  noun: 'account',
  source: 'GitHub: at most 39 letters, digits and hyphens',
  instead: "write it as in its URL, such as 'tidepool-org'",
};
const repository = {
  is: /^[\w.-]{1,100}$/,
  noun: 'name of a repository',
  source: 'GitHub: at most 100 letters, digits, dots, hyphens and underscores',
};
const branch: Form = {
  is: text => /^\w[\w./-]*$/.test(text) && !/\.\.|\/\/|[./]$|\.lock$/.test(text),
  noun: 'name of a branch',
  source: 'git check-ref-format',
  instead: "write one such as 'main'",
};
const accountNumber: Form = {
  is: /^\d{12}$/,
  noun: 'AWS account number',
  source: 'guide l.632',
  instead: "write its twelve digits, leading zeros too, as in '012345678901'",
};
const iamUser: Form = {
  is: isIamUserName,
  noun: 'name of an IAM user',
  source: 'guide l.633-638; IAM: at most 64 letters, digits and _+=,.@-',
  instead: "write the name alone, as in 'first-cli'",
};
const email: Form = {
  is: /^[\w!#%&'*+/=?^{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/,
  noun: "e-mail address, and Let's Encrypt registers it",
  source: 'guide l.629',
  instead: "write one address alone, as in 'ops@example.org'",
};

function githubNames({ config: { name, github } }: CheckedCluster): ConfigFinding[] {
  const instead = `write it without the account, such as 'cluster-${name}'`;
  return [
    ...checkForm(account, 'github.account', github?.account),
    ...checkForm({ ...repository, instead }, 'github.repository', github?.repository),
    ...checkForm(branch, 'github.branch', github?.branch),
  ];
}

function fileName({ config: { name }, file }: CheckedCluster): ConfigFinding[] {
  if (name === file) return [];
  return [error('name', {
    wrong: `'${name}' stands in ${sourceOf(file)}, and cluster, file and output folder have one name`,
    source: 'guide l.208-212',
    instead: `write '${file}', or call the file ${name}.ts`,
  })];
}

/** Only a version that the config writes is judged. */
function retiredApis({ config: { kubernetes, delivery } }: CheckedEks): ConfigFinding[] {
  const minor = minorRelease(kubernetes);
  const lacking = traits[delivery].retired.filter(({ since }) => minor !== undefined && minor >= since);
  const [first] = lacking;
  if (first === undefined) return [];
  return [warning('kubernetes', {
    wrong: `Kubernetes ${kubernetes} no longer serves ${lacking.map(({ what }) => what).join(', nor ')}`,
    source: "Kubernetes' deprecated API migration guide; guide l.750 has 1.14",
    instead: `write '1.${first.since - 1}' or less`,
  })];
}

/** Both bounds move with every release of the tools, so to be beyond one is no more than a warning. */
function unacceptedRelease({ config: { kubernetes, delivery } }: CheckedEks): ConfigFinding[] {
  const { title, kubernetes: usual, accepted } = traits[delivery];
  const minor = minorRelease(kubernetes);
  if (minor === undefined || accepted === undefined) return [];
  const { first, last } = accepted;
  if (minor < first.minor) {
    return [warning('kubernetes', {
      wrong: `Kubernetes ${kubernetes} is older than ${title} accepts`,
      source: `${first.who}: 1.${first.minor} or later`,
      instead: `write '${usual}'`,
    })];
  }
  if (minor <= last.minor) return [];
  return [warning('kubernetes', {
    wrong: `Kubernetes ${kubernetes} is newer than the last release that eksctl makes clusters of`,
    source: `${last.who}: up to 1.${last.minor}`,
    instead: `write '1.${last.minor}' or less`,
  })];
}

function kubernetesVersion({ config: { kubernetes, delivery } }: CheckedEks): ConfigFinding[] {
  return checkForm({
    is: text => minorRelease(text) !== undefined,
    noun: 'minor release of Kubernetes, which is what eksctl takes',
    source: 'guide l.750',
    instead: `write '${traits[delivery].kubernetes}'`,
    close: text => /^v?(1\.[1-9]\d?)(?!\d)/.exec(text)?.[1] ?? '',
  }, 'kubernetes', kubernetes);
}

function minorRelease(version: string | undefined): number | undefined {
  const [, minor] = /^1\.([1-9]\d?)$/.exec(version ?? '') ?? [];
  return minor === undefined ? undefined : Number(minor);
}
