import { afterAll, describe, expect, test } from 'vitest';
import { draw } from '../charts/compile.ts';
import { normalise } from '../charts/normalise.ts';
import cauchy from './clusters/cauchy.ts';
import { desk } from './support/stand-ins.ts';

/** What the scripts do that a network, disks and a load balancer of one's own ask for, run against stand-ins. */
const vpc = 'vpc-0123456789abcdef0';
const [before, after] = [desk(cauchy), desk({ ...cauchy, vpc: { ...cauchy.vpc, id: vpc } })];
afterAll(() => [before, after].forEach(each => each.remove()));

const linesOf = (run: { readonly calls: readonly { readonly line: string }[] }) => run.calls.map(({ line }) => line.replaceAll(/\/\S*\/(dist|state)\//g, '$1/'));
const knownVpc = `'aws cloudformation describe-stacks '*) echo ${vpc} ;;`;

describe('25-network.sh', () => {
  test('makes or changes the stack, and says what the cluster file needs next', () => {
    const run = before.run('25-network.sh', { answers: knownVpc });
    expect(run.status).toBe(0);
    expect(linesOf(run).filter(line => line.includes(' deploy '))).toEqual([
      'aws cloudformation deploy --stack-name cauchy-vpc --template-file dist/clusters/cauchy/bootstrap/network.yaml --no-fail-on-empty-changeset',
    ]);
    expect(run.err).toContain(`now write vpc: { id: '${vpc}' } in clusters/cauchy.ts`);
  });

  test('has nothing to say once config.yaml knows the VPC', () => {
    expect(after.run('25-network.sh', { answers: knownVpc }).err).toContain(`config.yaml knows ${vpc}`);
  });
});

describe('28-control-plane.sh', () => {
  const nothing = `
'aws eks describe-cluster '*) exit 254 ;;
'aws eks describe-addon '*) exit 254 ;;
`;

  test('makes nothing as long as the VPC is not known', () => {
    const { status, err, calls } = before.run('28-control-plane.sh', { answers: nothing });
    expect([status, err]).toEqual([1, 'error: config.yaml does not know the VPC yet: do what 25-network.sh says\n']);
    expect(calls.filter(({ line }) => line.startsWith('eksctl'))).toEqual([]);
  });

  test('makes control plane, trust and add-ons in this order, and no node', () => {
    const lines = linesOf(after.run('28-control-plane.sh', { answers: nothing })).filter(line => line.startsWith('eksctl'));
    expect(lines.map(line => line.replace(/ --(kubeconfig|config-file) \S+/g, ''))).toEqual([
      'eksctl create cluster --without-nodegroup',
      'eksctl utils associate-iam-oidc-provider --approve',
      'eksctl create addon',
    ]);
  });

  test('makes nothing twice', () => {
    const lines = linesOf(after.run('28-control-plane.sh')).filter(line => line.startsWith('eksctl create'));
    expect(lines).toEqual([]);
  });

  test('calls nothing under DRY_RUN', () => {
    for (const script of ['25-network.sh', '28-control-plane.sh', '67-dns.sh']) {
      const { status, calls } = before.run(script, { env: { DRY_RUN: '1' } });
      expect([script, status, calls]).toEqual([script, 0, []]);
    }
  });
});

describe('67-dns.sh', () => {
  const answers = `
'kubectl get service '*) echo a1.elb.us-west-2.amazonaws.com ;;
'aws elbv2 '*) echo Z1 ;;
'aws route53 list-hosted-zones-by-name '*) echo /hostedzone/Z2 ;;
`;

  test('leads a domain and all names below it to the load balancer, by the zone that the load balancer is in', () => {
    const { status, calls } = before.run('67-dns.sh', { answers });
    const sent = calls.find(({ line }) => line.includes('change-resource-record-sets'));
    expect([status, sent?.line]).toEqual([0, expect.stringContaining('--hosted-zone-id /hostedzone/Z2 ') as string]);
    expect(JSON.parse(sent?.input ?? '')).toEqual({
      Changes: [
        {
          Action: 'UPSERT',
          ResourceRecordSet: {
            Name: 'cauchy.link',
            Type: 'A',
            AliasTarget: { DNSName: 'a1.elb.us-west-2.amazonaws.com', HostedZoneId: 'Z1', EvaluateTargetHealth: false },
          },
        },
        {
          Action: 'UPSERT',
          ResourceRecordSet: { Name: '*.cauchy.link', Type: 'CNAME', TTL: 300, ResourceRecords: [{ Value: 'a1.elb.us-west-2.amazonaws.com' }] },
        },
      ],
    });
  });

  test('changes nothing in a zone that is not there', () => {
    const { status, err, calls } = before.run('67-dns.sh', { answers: answers.replace('echo /hostedzone/Z2', 'echo None') });
    expect([status, err]).toEqual([1, 'error: Route53 has no hosted zone cauchy.link\n']);
    expect(calls.filter(({ line }) => line.includes('change-resource-record-sets'))).toEqual([]);
  });

  test('is not there where external-dns keeps the records', () => {
    const files = [...draw(normalise({ ...cauchy, packages: { ...cauchy.packages, 'external-dns': {} } })).keys()];
    expect(files.filter(path => path.endsWith('-dns.sh'))).toEqual([]);
  });
});

test('80-peering.sh finds a network of one\'s own, and a table in each of its zones', () => {
  const peered = desk({ ...cauchy, vpc: { ...cauchy.vpc, peers: [{ name: 'mongo', cidr: '10.200.0.0/16', connection: 'pcx-0123456789abcdef0' }] } });
  const answers = `
${knownVpc}
'aws ec2 describe-vpc-peering-connections '*) echo "active ${vpc}" ;;
'aws ec2 describe-route-tables '*--filters*) echo rtb-1 ;;
`;
  const run = peered.run('80-peering.sh', { args: ['mongo'], answers });
  peered.remove();
  expect([run.status, run.err]).toEqual([0, expect.any(String)]);
  const filters = linesOf(run).flatMap(line => /tag:Name,Values=(\S+)/.exec(line)?.[1] ?? []);
  const template = [...draw(normalise(cauchy)).get('clusters/cauchy/bootstrap/network.yaml')?.matchAll(/Value: (\S+RouteTable\w*)/g) ?? []].map(([, name = '']) => name);
  expect(template).toHaveLength(3);
  expect(template.filter(name => !filters.some(filter => name.startsWith(filter.replace('*', ''))))).toEqual([]);
  expect(linesOf(run)).toContainEqual(expect.stringContaining('--stack-name cauchy-vpc '));
});

test('a network without NAT gateways has private subnets that lead nowhere; with one, all lead to it', () => {
  const template = (nat: 'Single' | 'Disable') =>
    draw(normalise({ ...cauchy, vpc: { ...cauchy.vpc, nat } })).get('clusters/cauchy/bootstrap/network.yaml') ?? '';
  const [single, none] = [template('Single'), template('Disable')];
  expect([...single.matchAll(/NatGatewayId:\n +Ref: (\w+)/g)].map(([, name]) => name)).toEqual(['NatUsWest2a', 'NatUsWest2a']);
  expect(none).not.toMatch(/Nat|EIP/);
});
