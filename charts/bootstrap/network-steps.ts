import type { Cluster } from '../cluster.ts';
import { controlPlaneScript, dnsScript, networkScript } from './scripts/network.ts';
import type { Step } from './step.ts';

/** Steps of clusters with a network or with disks of their own, and with a load balancer that no controller gives names to. */

export function networkSteps(cluster: Cluster): Step[] {
  const { eks } = cluster;
  return [
    ...(eks?.subnets ? [network(cluster)] : []),
    ...(eks?.storage ? [controlPlane] : []),
    ...(entranceOf(cluster) === undefined ? [] : [records(cluster)]),
  ];
}

/** The Service, as NAMESPACE/NAME, that the domains of the cluster lead to. Undefined where there is none, or external-dns keeps the records. */
export function entranceOf({ packages }: Cluster): string | undefined {
  if (packages.some(({ definition }) => definition.name === 'external-dns')) return undefined;
  const [first] = packages.flatMap(({ delivery, context }) => (delivery.entrance === undefined ? [] : [`${context.namespace}/${delivery.entrance}`]));
  return first;
}

function network({ name, eks }: Cluster): Step {
  return {
    file: '25-network.sh',
    title: 'Make the network',
    source: 'AWS Bootstrap l.3-19',
    does: `Makes stack \`${name}-vpc\` of network.yaml: the VPC ${eks?.cidr} and its subnets, with routes and gateways. What is made already
stays, and what has changed in network.yaml is changed. eksctl finds the VPC by its id, which it then prints.

It is there before the cluster and after it: 90-destroy.sh leaves it, \`aws cloudformation delete-stack --stack-name ${name}-vpc\` deletes it.`,
    sees: `\`Successfully created/updated stack\`, then what to write in \`clusters/${name}.ts\`; the second time \`config.yaml knows vpc-...\`.`,
    fails: `\`ROLLBACK_COMPLETE\`: \`aws cloudformation describe-stack-events --stack-name ${name}-vpc\` says why, \`aws cloudformation delete-stack
--stack-name ${name}-vpc\` clears it. \`AddressLimitExceeded\`: each NAT gateway takes an Elastic IP, and an account has five by default.`,
    script: networkScript,
  };
}

const controlPlane: Step = {
  file: '28-control-plane.sh',
  title: 'Make the control plane, and the driver of disks before there are nodes',
  source: 'AWS Bootstrap l.21-36',
  does: `Makes the cluster without nodes, tells IAM of its tokens, and installs the add-ons of config.yaml, of which \`aws-ebs-csi-driver\` gets a
role of its own. Without nodes the driver stays \`DEGRADED\`; 30-cluster.sh makes them. No real account was used to try this order.`,
  sees: '`EKS cluster ... is ready`, then a line for each add-on.',
  fails: '`config.yaml does not know the VPC yet`: 25-network.sh prints its id, which belongs into the cluster file.',
  script: controlPlaneScript,
};

function records(cluster: Cluster): Step {
  const { domains } = cluster;
  return {
    file: '67-dns.sh',
    title: 'Let the domains lead to the load balancer',
    source: 'AWS Bootstrap l.58-62',
    does: `Waits until Service ${entranceOf(cluster)} has a load balancer, then writes two records for each domain (${domains.join(', ')}): A
for the domain itself, an alias, and CNAME for all names below it. They are written anew each time.`,
    sees: '`PENDING` for each domain: Route53 has taken the change.',
    fails: `\`has no hosted zone\`: make it, \`aws route53 create-hosted-zone --name ${domains[0]} --caller-reference 1\`, and give its name
servers to who sold the domain.`,
    script: dnsScript,
  };
}
