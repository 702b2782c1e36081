import { afterAll, describe, expect, test } from 'vitest';
import development from './clusters/development.ts';
import ownNodes from './clusters/own-nodes.ts';
import production from './clusters/production.ts';
import { desk, type Desk, type Run } from './support/stand-ins.ts';

/** The scripts that look at a cluster and connect it, run against stand-ins for all that they call. */
const [guide, today, network] = [desk(development), desk(production), desk(ownNodes)];
afterAll(() => [guide, today, network].forEach(each => each.remove()));

const lines = ({ calls }: Run) => calls.map(({ line }) => line);
const failures = ({ out }: Run) => out.split('\n').filter(line => line.startsWith('FAIL'));

describe('70-check.sh', () => {
  const user = (name: string) => `userarn: arn:aws:iam::123456789012:user/${name}\\n`;
  const answers = `
'kubectl get HelmRelease '*releaseStatus*) printf DEPLOYED ;;
'kubectl get ExternalSecret '*go-template*) printf 'api-key url ' ;;
'kubectl get Secret '*go-template*) printf 'api-key other url ' ;;
'kubectl get ConfigMap aws-auth '*) printf '${development.aws.iamUsers.map(user).join('')}' ;;
'kubectl logs '*) echo 'component=operator info="enqueuing release" resource=qa1:helmrelease/tidepool' ;;
'kubectl get Service '*) printf balancer.example.org ;;
'kubectl get '*Ready*) printf True ;;
'dig +short '*) printf '192.0.2.1\\n192.0.2.2\\n' ;;
`;

  test.each([['Flux v1', guide], ['Flux 2', today]] as const)('%s: looks at everything, changes nothing, and is content with a cluster that is well', (_, cluster) => {
    const run = cluster.run('70-check.sh', { answers });
    expect([run.status, failures(run)]).toEqual([0, []]);
    expect(run.err).toMatch(/all is as expected\n$/);
    const harmless = /^(kubectl (get|rollout status|wait|logs) |aws (sts get-|eks describe-|eks update-kubeconfig )|dig \+short )/;
    expect(lines(run).filter(line => !harmless.test(line))).toEqual([]);
    const kinds = ['kubectl get Namespace', 'kubectl get HelmRelease', 'kubectl rollout status', 'kubectl wait Deployment', 'dig'];
    const firsts = kinds.map(kind => lines(run).findIndex(line => line.startsWith(kind)));
    expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
    expect(firsts[0]).toBeGreaterThan(0);
  });

  /** What is wrong with a cluster, and what is said of it. */
  const faults: readonly [cluster: string, at: Desk, rows: readonly (readonly [answer: string, says: string])[]][] = [
    ['Flux v1', guide, [
      ["'kubectl get Namespace gloo-system') exit 1 ;;", 'Namespace/gloo-system'],
      ["'kubectl get ClusterRole flux '*) exit 1 ;;", 'ClusterRole/flux'],
      ["'kubectl get HelmRelease tidepool --namespace qa2 '*releaseStatus*) printf FAILED ;;", 'HelmRelease/qa2/tidepool: FAILED instead of DEPLOYED'],
      ["'kubectl get Service tiller-deploy '*) exit 1 ;;", 'Service/flux/tiller-deploy'],
      ["'kubectl get Secret datadog '*) printf 'url api-key-old ' ;;", 'Secret/datadog/datadog: has no key api-key'],
      ["'kubectl rollout status Deployment/fluxcloud '*) exit 1 ;;", 'Deployment/flux/fluxcloud: rolled out'],
      [`'kubectl get ConfigMap aws-auth '*) printf '${development.aws.iamUsers.map(name => user(name === 'first-cli' ? 'first-cli-2' : name)).join('')}' ;;`,
        'aws-auth: does not let first-cli in'],
      ["'kubectl logs '*) echo starting ;;", 'flux-helm-operator: its log speaks of no release'],
    ]],
    ['Flux 2', today, [
      ["'kubectl get HelmRelease tidepool --namespace prd '*Ready*) ;;", 'HelmRelease/prd/tidepool: Ready: nothing instead of True'],
      ["'kubectl get Kustomization shared '*Ready*) printf False ;;", 'Kustomization/flux-system/shared: Ready: False instead of True'],
      ["'kubectl wait '*' int '*) exit 1 ;;", 'environment int: all deployments are available'],
      ["'aws eks describe-access-entry '*second-cli) exit 254 ;;", 'access entry of second-cli'],
      ["'dig +short api.tidepool.org') echo 192.0.2.10 ;;", 'api.tidepool.org: does not lead to balancer.example.org'],
    ]],
  ];

  test.each(faults)('%s: tells of all that is not as expected, and of nothing else', (_, cluster, rows) => {
    const run = cluster.run('70-check.sh', { answers: `${rows.map(([answer]) => answer).join('\n')}\n${answers}` });
    expect([run.status, failures(run).sort()]).toEqual([1, rows.map(([, says]) => `FAIL  ${says}`).sort()]);
    expect(run.err).toContain(`not as expected: ${rows.length} `);
  });

  test('prints no value of a Secret, and asks for none', () => {
    const read = lines(guide.run('70-check.sh', { answers })).filter(line => line.includes('get Secret '));
    expect(read.length).toBeGreaterThan(0);
    expect(read.filter(line => /--output/.test(line) && !line.includes("'go-template={{range $key, $_ := .data}}{{$key}} {{end}}'"))).toEqual([]);
  });

  test('--wait looks again until all is well, and gives up in the end', () => {
    const late = `'kubectl get Namespace flux') [ -e "$FLAGS/late" ] || { touch "$FLAGS/late"; exit 1; } ;;`;
    const well = guide.run('70-check.sh', { args: ['--wait'], env: { PAUSE: '0' }, answers: `${late}\n${answers}` });
    expect([well.status, failures(well)]).toEqual([0, []]);
    expect(well.err).toContain('not as expected yet: 1; the first: Namespace/flux\n');
    const never = guide.run('70-check.sh', { args: ['--wait'], env: { PAUSE: '0', PASSES: '2' }, answers: `'kubectl get Namespace flux') exit 1 ;;\n${answers}` });
    expect([never.status, failures(never)]).toEqual([1, ['FAIL  Namespace/flux']]);
  });

  test.each([['Flux v1', guide], ['Flux 2', today]] as const)('%s: calls nothing under DRY_RUN', (_, cluster) => {
    const { status, calls, err } = cluster.run('70-check.sh', { env: { DRY_RUN: '1' } });
    expect([status, calls]).toEqual([0, []]);
    expect(err).toContain('? kubectl get Namespace kube-system\n');
  });
});

describe('80-peering.sh', () => {
  /** A little of AWS, which remembers. */
  const aws = `
'aws cloudformation describe-stacks --stack-name eksctl-own-nodes-cluster '*) echo vpc-0a ;;
'aws ec2 describe-vpc-peering-connections --filters Name=requester-vpc-info.vpc-id,Values=vpc-0a '*) [ -e "$FLAGS/made" ] && echo pcx-0b || echo None ;;
'aws ec2 describe-vpc-peering-connections --filters '*) echo None ;;
'aws ec2 create-vpc-peering-connection '*) touch "$FLAGS/made"; echo pcx-0b ;;
'aws ec2 describe-vpc-peering-connections --vpc-peering-connection-ids '*)
  [ -e "$FLAGS/accepted" ] && state=active || state=pending-acceptance
  case $line in *pcx-0123*) echo "$state vpc-0a" ;; *) echo "$state vpc-0c" ;; esac ;;
'aws ec2 accept-vpc-peering-connection '*) touch "$FLAGS/accepted" ;;
'aws ec2 describe-route-tables --filters '*/PublicRouteTable*) echo rtb-1 ;;
'aws ec2 describe-route-tables --filters '*/PrivateRouteTable*) printf 'rtb-2\\trtb-3\\n' ;;
'aws ec2 describe-route-tables --route-table-ids '*) id=\${line#*--route-table-ids }; cat "$FLAGS/\${id%% *}" 2>/dev/null || true ;;
'aws ec2 create-route '*)
  id=\${line#*--route-table-id }; id=\${id%% *}
  [ "$id" != rtb-2 ] || [ ! -e "$FLAGS/broken" ] || exit 1
  case $line in *pcx-0123*) echo pcx-0123456789abcdef0 ;; *) echo pcx-0b ;; esac >"$FLAGS/$id" ;;
`;
  const made = (run: Run) => lines(run).filter(line => / (create|accept|modify)-/.test(line)).map(line => line.replace(/ --output text$/, ''));
  const route = (table: string, cidr: string, connection: string) =>
    `aws ec2 create-route --route-table-id ${table} --destination-cidr-block ${cidr} --vpc-peering-connection-id ${connection}`;
  const options = (connection: string, side: string) => `aws ec2 modify-vpc-peering-connection-options --vpc-peering-connection-id ${connection} `
    + `--${side}-peering-connection-options AllowDnsResolutionFromRemoteVpc=true`;
  const peer = (name: string, env: Record<string, string> = {}, before = '') => network.run('80-peering.sh', { args: [name], env, answers: before + aws });

  test('asks for the connection, accepts it in an account of its own, and routes from public and private nodes; what was broken off is made good', () => {
    const first = peer('prd', {}, `\n'aws sts '*) touch "$FLAGS/broken"; echo 123456789012 ;;`);
    expect(first.status).not.toBe(0);
    expect(made(first)).toEqual([
      'aws ec2 create-vpc-peering-connection --vpc-id vpc-0a --peer-vpc-id vpc-0123456789abcdef0 --peer-owner-id 123456789012 --peer-region us-east-1 '
        + '--query VpcPeeringConnection.VpcPeeringConnectionId',
      'aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id pcx-0b --region us-east-1',
      route('rtb-1', '10.16.0.0/16', 'pcx-0b'),
      route('rtb-2', '10.16.0.0/16', 'pcx-0b'),
    ]);
    const second = peer('prd', {}, `\n'aws sts '*) rm -f "$FLAGS/broken"; echo 123456789012 ;;`);
    expect([second.status, made(second)]).toEqual([0, [
      route('rtb-2', '10.16.0.0/16', 'pcx-0b'), route('rtb-3', '10.16.0.0/16', 'pcx-0b'), options('pcx-0b', 'requester'),
    ]]);
    expect(second.out).toContain('pcx-0b (active), has to:\n- route 10.51.0.0/16 to pcx-0b\n');
    const third = peer('prd');
    expect([third.status, made(third)]).toEqual([0, [options('pcx-0b', 'requester')]]);
  });

  test('accepts a connection that the other side has asked for', () => {
    const run = peer('atlas', {}, `\n'aws sts '*) rm -f "$FLAGS"/*; echo 123456789012 ;;`);
    const connection = 'pcx-0123456789abcdef0';
    expect([run.status, made(run)]).toEqual([0, [
      `aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id ${connection}`,
      ...['rtb-1', 'rtb-2', 'rtb-3'].map(table => route(table, '192.168.0.0/16', connection)),
      options(connection, 'accepter'),
    ]]);
  });

  test('says what the other side needs where nobody has asked yet, and takes over no route of another connection', () => {
    const nobody = peer('billing');
    expect([nobody.status, made(nobody)]).toEqual([1, []]);
    expect(nobody.err).toContain('account 123456789012, VPC vpc-0a, addresses 10.51.0.0/16, region us-west-2');
    const taken = peer('atlas', {}, "\n'aws ec2 describe-route-tables --route-table-ids '*) echo pcx-9 ;;");
    expect([taken.status, made(taken)]).toEqual([1, []]);
    expect(taken.err).toContain('rtb-1 routes 192.168.0.0/16 through pcx-9');
  });

  test('names the peers that there are', () => {
    for (const args of [[], ['prod'], ['prd', 'atlas']]) {
      const { status, err, calls } = network.run('80-peering.sh', { args });
      expect([status, calls]).toEqual([1, []]);
      expect(err).toMatch(/prd atlas billing/);
    }
  });

  test.each(['prd', 'atlas', 'billing'])('calls nothing under DRY_RUN: %s', name => {
    const { status, calls, err } = peer(name, { DRY_RUN: '1' });
    expect([status, calls]).toEqual([0, []]);
    expect(err).toContain('+ aws ec2 create-route ');
  });
});
