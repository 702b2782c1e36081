import type { Cluster, EksFacts } from '../cluster.ts';
import { eksCluster } from '../eksctl/eks-cluster.ts';
import { assetsScript } from './scripts/assets.ts';
import { demoClinicScript } from './scripts/demo-clinic.ts';
import { repositoryScript } from './scripts/repository.ts';
import type { Step } from './step.ts';

/** Steps that every way of delivery has, some of them with a script of its own. */

/** `about` says what comes from elsewhere than from Homebrew or apt. */
export function tools(script: string, about: string): Step {
  return {
    file: '00-tools.sh',
    title: 'Install the tools',
    replaces: ['install_tools'],
    source: 'guide l.215-246',
    commands: ['bash 00-tools.sh', 'bash 00-tools.sh --supplemental   # and what is handy, but not needed'],
    does: `What \`Brewfile\` lists comes from Homebrew, on macOS as on Linux; on Debian and Ubuntu without it, from apt. ${about}`,
    sees: '`Homebrew Bundle complete!`, or what apt has installed; and one line for each tool that was downloaded.',
    fails: `\`Unable to locate package\`: your distribution does not have it under this name; install it by hand, and run this again. \`error: ... is
not what ... says\`: the download is broken, or not what its publisher made; do not use it.`,
    script,
  };
}

export function repository({ repositoryUrl }: Cluster): Step {
  return {
    file: '10-repository.sh',
    title: 'Make the repository that Flux reads',
    replaces: ['hub create'],
    source: 'guide l.20-23',
    does: `Makes ${repositoryUrl} as a private repository unless it is there, calls it \`origin\`, and pushes this branch to it.`,
    sees: '`branch ... set up to track`, or `Everything up-to-date`.',
    fails: `\`commit what npm run synth has written first\`: Flux reads commits. \`remote origin is ...\`: this checkout belongs to another
repository; say \`github\` in the cluster file, or \`git remote set-url origin\`.`,
    script: repositoryScript,
  };
}

/** None for a cluster without Tidepool. */
export function environmentSteps(cluster: Cluster): Step[] {
  return cluster.environments.length > 0 ? [assets(cluster), demoClinic(cluster)] : [];
}

function assets({ environments }: Cluster): Step {
  const names = environments.flatMap(({ buckets: { data, asset } }) => [data, asset]);
  const list = [...new Set(names)].map(name => `- \`${name}\``).join('\n');
  return {
    file: '20-assets.sh',
    title: 'Make the buckets',
    replaces: ['make_assets'],
    source: 'guide l.1325, 1345-1366',
    does: `Makes two buckets for each environment, unless they are there:

${list}

The one for data is closed to the public and encrypted. The one for assets gets a copy of what \`tidepool-dev-asset\` has (or
\`ASSET_SOURCE\`). Mails show pictures from it, and they load only if everybody may read them. The guide calls this bucket public, AWS makes
every bucket private: \`PUBLIC_ASSETS=1 bash 20-assets.sh\` opens it, so that everybody may read its objects and nobody list or write them.`,
    sees: 'One line for each bucket that was there already, and what was copied.',
    fails: `\`BucketAlreadyExists\`: names of buckets are global, and somebody else has this one; say \`buckets\` in the cluster file.
\`AccessDenied\` at \`put-public-access-block\`: the account forbids public buckets, and an administrator of it decides.`,
    script: assetsScript,
  };
}

/** `access` says how IAM users are let in. */
export function makeCluster(cluster: Cluster, eks: EksFacts, script: string, access: string): Step {
  const { name, kubernetes } = cluster;
  const { nodeGroups } = eks;
  const stacks = stackNames(cluster, eks).map(stack => `- \`${stack}\``).join('\n');
  return {
    file: '30-cluster.sh',
    title: 'Make the cluster',
    replaces: ['make_cluster'],
    source: 'guide l.922-1001, 1073-1146',
    does: [
      `Lets eksctl make what \`../config.yaml\` describes: the control plane of Kubernetes ${kubernetes}, its network, ${nodeGroups.length} node
group${nodeGroups.length === 1 ? '' : 's'}, and one IAM role for each service account that talks to AWS. It takes 20 minutes or more, and costs money from
then on. Your kubeconfig gets the cluster in addition to those that it has, as
the current one.`,
      ...(access === '' ? [] : [access]),
    ].join('\n\n'),
    sees: `\`EKS cluster "${name}" in "${cluster.region}" region is ready\`, then \`kubectl get nodes\` lists nodes that are \`Ready\`.`,
    fails: `Run it again: it makes what is missing, and says which stack has to be deleted first. CloudFormation says why a stack failed:
\`eksctl utils describe-stacks --region ${cluster.region} --cluster ${name}\`. To begin anew, delete these stacks, the last one first:

${stacks}

\`AccessDenied\`: who runs this needs the rights in \`installer-policy.yaml\`, which are [the minimum that eksctl names](https://docs.aws.amazon.com/eks/latest/eksctl/minimum-iam-policies.html)
and not from the guide. An administrator makes the policy, and attaches it:
\`aws cloudformation deploy --stack-name ${name}-installer --template-file installer-policy.yaml --capabilities CAPABILITY_IAM\`.`,
    script,
  };
}

/** What eksctl makes in CloudFormation, in its order. Source: guide l.957-983, 1087-1091. */
export function stackNames(cluster: Cluster, eks: EksFacts): string[] {
  const own = [
    'cluster',
    ...eks.nodeGroups.map(group => `nodegroup-${group.name}`),
    ...eksCluster(cluster, eks).accounts.map(account => `addon-iamserviceaccount-${account.namespace}-${account.name}`),
  ];
  return own.map(stack => `eksctl-${cluster.name}-${stack}`);
}

function demoClinic({ name }: Cluster): Step {
  return {
    file: '75-demo-clinic.sh',
    title: 'Name the demo clinic',
    source: 'guide l.1841-1859',
    does: 'Prints how to make an account of a clinic for demonstrations, and which word of the cluster file gets its id. It calls nothing.',
    sees: `Four steps, the last of which is a commit to \`clusters/${name}.ts\`.`,
    fails: 'It cannot, since it only prints.',
    script: demoClinicScript,
  };
}

/** The only step that is not taken on the way to a running cluster. */
export const destroyFile = '90-destroy.sh';

/** `about` says what it does, and in which order. */
export function destroy({ name }: Cluster, script: string, about: string): Step {
  return {
    file: destroyFile,
    title: 'Destroy the cluster',
    replaces: ['stop_services', 'delete_cluster'],
    source: 'guide l.1861-1872',
    does: `**Not a part of making a cluster.** ${about}

It asks for the name of the cluster first. Data is not touched: buckets, entries of AWS Secrets Manager, zones of Route53 and the records in them,
peering connections, MongoDB Atlas. Volumes of EBS stay, too, those of an embedded Mongo as well as of Prometheus:
\`aws ec2 describe-volumes --filters Name=tag-key,Values=kubernetes.io/cluster/${name}\`.`,
    sees: '`deleted ...` for each release or stack, and at the end a list of what was left.',
    fails: `Run it again: what is gone is passed over. \`DELETE_FAILED\` of stack \`eksctl-${name}-cluster\`: something in its network is not of
eksctl's making, a load balancer or a peering connection; delete that first.`,
    script,
  };
}
