import type { Cluster, EksFacts } from '../cluster.ts';
import type { OutputFile } from '../generations/generation.ts';
import type { SubnetPair } from '../resources.ts';

/** A network with addresses of one's own choice, which eksctl cannot make: a template for CloudFormation. */

/** Where it stands, below the cluster's folder. */
const path = 'bootstrap/network.yaml';

/** The stack that it becomes. */
export function networkStack(cluster: string): string {
  return `${cluster}-vpc`;
}

/** Nothing where eksctl makes the network. */
export function networkFiles({ name, eks }: Cluster): OutputFile[] {
  const { subnets } = eks ?? {};
  if (!eks || !subnets) return [];
  return [{ path, owner: ['delivery'], draw: file => { file.document = { value: template(name, eks, subnets) }; } }];
}

type Resource = readonly [name: string, resource: { readonly Type: string; readonly DependsOn?: string; readonly Properties: object }];

function template(cluster: string, { cidr, nat = 'Single' }: EksFacts, subnets: readonly SubnetPair[]): Record<string, unknown> {
  const vpc = { Ref: 'VPC' };
  const tagged = (name: string, ...more: readonly (readonly [Key: string, Value: string])[]) =>
    ({ Tags: [['Name', `${cluster}-${name}`], ...more].map(([Key, Value]) => ({ Key, Value })) });
  /** As those of eksctl's making, so that peering finds them alike: STACK/PublicRouteTable, STACK/PrivateRouteTable... */
  const taggedTable = (name: string) => ({ Tags: [{ Key: 'Name', Value: `${networkStack(cluster)}/${name}` }] });
  const subnet = (sort: 'Public' | 'Private', role: string, { zone, ...blocks }: SubnetPair): Resource => {
    const CidrBlock = sort === 'Public' ? blocks.public : blocks.private;
    const Properties = {
      VpcId: vpc,
      AvailabilityZone: zone,
      CidrBlock,
      ...(sort === 'Public' && { MapPublicIpOnLaunch: true }),
      ...tagged(`${sort.toLowerCase()}-${zone}`, [role, '1']),
    };
    return [`${sort}Subnet${idOf(zone)}`, { Type: 'AWS::EC2::Subnet', Properties }];
  };
  const gateways = { HighlyAvailable: subnets, Single: subnets.slice(0, 1), Disable: [] }[nat];
  const gatewayOf = ({ zone }: SubnetPair) => (gateways.find(pair => pair.zone === zone) ?? gateways[0])?.zone;
  const resources: Resource[] = [
    // Names by DNS: nodes of a private API server find it by them.
    ['VPC', { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: cidr, EnableDnsHostnames: true, EnableDnsSupport: true, ...tagged('vpc') } }],
    ['InternetGateway', { Type: 'AWS::EC2::InternetGateway', Properties: tagged('internet') }],
    ['Attachment', { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: vpc, InternetGatewayId: { Ref: 'InternetGateway' } } }],
    ...routeTable('PublicRouteTable', vpc, taggedTable('PublicRouteTable'), { GatewayId: { Ref: 'InternetGateway' } }),
    // By these tags AWS finds the subnets for a load balancer.
    ...subnets.flatMap((pair): Resource[] => [
      subnet('Public', 'kubernetes.io/role/elb', pair),
      association('Public', pair, 'PublicRouteTable'),
      subnet('Private', 'kubernetes.io/role/internal-elb', pair),
      association('Private', pair, `PrivateRouteTable${idOf(pair.zone)}`),
    ]),
    ...gateways.flatMap(({ zone }): Resource[] => [
      [`Address${idOf(zone)}`, { Type: 'AWS::EC2::EIP', DependsOn: 'Attachment', Properties: { Domain: 'vpc', ...tagged(`nat-${zone}`) } }],
      [`Nat${idOf(zone)}`, {
        Type: 'AWS::EC2::NatGateway',
        Properties: {
          AllocationId: { 'Fn::GetAtt': [`Address${idOf(zone)}`, 'AllocationId'] },
          SubnetId: { Ref: `PublicSubnet${idOf(zone)}` },
          ...tagged(`nat-${zone}`),
        },
      }],
    ]),
    ...subnets.flatMap(pair => {
      const gateway = gatewayOf(pair);
      const out = gateway === undefined ? undefined : { NatGatewayId: { Ref: `Nat${idOf(gateway)}` } };
      const table = `PrivateRouteTable${idOf(pair.zone)}`;
      return routeTable(table, vpc, taggedTable(table), out);
    }),
  ];
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Network of cluster ${cluster}: public and private subnets in ${subnets.length} zones.`,
    Resources: Object.fromEntries(resources),
    Outputs: { VPC: { Value: vpc } },
  };
}

/** A table and, where there is one, the way out of the VPC. */
function routeTable(name: string, vpc: object, tags: object, out: object | undefined): Resource[] {
  const table: Resource = [name, { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: vpc, ...tags } }];
  if (out === undefined) return [table];
  const Properties = { RouteTableId: { Ref: name }, DestinationCidrBlock: '0.0.0.0/0', ...out };
  return [table, [name.replace('Table', ''), { Type: 'AWS::EC2::Route', DependsOn: 'Attachment', Properties }]];
}

function association(sort: 'Public' | 'Private', { zone }: SubnetPair, table: string): Resource {
  const Properties = { SubnetId: { Ref: `${sort}Subnet${idOf(zone)}` }, RouteTableId: { Ref: table } };
  return [`${sort}Association${idOf(zone)}`, { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties }];
}

/** CloudFormation takes letters and digits: `us-west-2a` is `UsWest2a`. */
function idOf(zone: string): string {
  return zone.split('-').map(part => part.charAt(0).toUpperCase() + part.slice(1)).join('');
}
