import { afterAll } from 'vitest';
import { clusterFolder } from '../../charts/compile.ts';
import type { ClusterConfig } from '../../charts/config.ts';
import { isRecord, valueAt, type Manifest } from '../../lib/manifests/manifest.ts';
import { fromYaml } from '../../lib/yaml/yaml.ts';
import cauchy from '../clusters/cauchy.ts';
import local from '../clusters/local.ts';
import { compiled } from './objects.ts';
import { desk, type Desk } from './stand-ins.ts';

/** What the script does, as one would type it. */
export function minikubeCalls(): string {
  const laptop = desk(local);
  try {
    return laptop.run('minikube.sh').calls.map(({ line }) => line).join('\n');
  } finally {
    laptop.remove();
  }
}

/** Every image that is overridden, with placeholders for names; what is no image stays as it is. */
export function shapeOfOverrides(): unknown {
  const overrides = documentOf(local, 'releases/tidepool/values-override.yaml');
  return Object.fromEntries(Object.values(overrides).map(value => [
    'SERVICE',
    isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, image]) => [key, String(image).replace(/^[\w/.-]+:[\w.-]+$/, 'NAME:TAG')])) : value,
  ]));
}

export function textOf(config: ClusterConfig, path: string): string {
  return compiled(config).get(`${clusterFolder(config.name)}/${path}`) ?? '';
}

/** The first document of a file, as what one expects there. */
export function documentOf(config: ClusterConfig, path: string): Manifest {
  return fromYaml(textOf(config, path))[0] as Manifest;
}

/** VPC and subnets of an eksctl config, zone by zone. */
export function blocksOf(config: Manifest): unknown {
  const [cidr, subnets] = [valueAt(config, ['vpc', 'cidr']), valueAt(config, ['vpc', 'subnets']) as Record<'public' | 'private', Record<string, { cidr: string }>>];
  const zones = Object.keys(subnets.public);
  return { VPC: cidr, Subnets: zones.flatMap(zone => [{ Public: subnets.public[zone]?.cidr }, { Private: subnets.private[zone]?.cidr }]) };
}

/** The same of a template of CloudFormation. */
export function blocksOfTemplate(template: unknown): unknown {
  const resources = Object.entries(valueAt(template, ['Resources']) as Record<string, { Type: string; Properties: Record<string, unknown> }>);
  const ofType = (type: string) => resources.filter(([, { Type }]) => Type === `AWS::EC2::${type}`);
  return {
    VPC: ofType('VPC')[0]?.[1].Properties['CidrBlock'],
    Subnets: ofType('Subnet').map(([name, { Properties }]) => ({ [/^(Public|Private)/.exec(name)?.[0] ?? name]: Properties['CidrBlock'] })),
  };
}

export const templateKeys = ({ metadata: { name, namespace }, ...rest }: Manifest) => ({ name, namespace, keys: Object.keys(valueAt(rest, ['data']) as object) });
export const fetchedKeys = ({ metadata: { name, namespace }, ...rest }: Manifest) =>
  ({ name, namespace, keys: (valueAt(rest, ['spec', 'data']) as { secretKey: string }[]).map(({ secretKey }) => secretKey) });

/** Types and names of the records that Route53 is sent. */
export function recordsSent(): unknown {
  const answers = `
'kubectl get service '*) echo a1.elb.us-west-2.amazonaws.com ;;
'aws elbv2 '*) echo Z1 ;;
'aws route53 list-hosted-zones-by-name '*) echo /hostedzone/Z2 ;;
`;
  const call = platform().run('67-dns.sh', { answers }).calls.find(({ line }) => line.includes('change-resource-record-sets'));
  const { Changes } = JSON.parse(call?.input ?? '') as { Changes: { ResourceRecordSet: { Type: string; Name: string } }[] };
  return Changes.map(({ ResourceRecordSet: { Type, Name } }) => ({ [Type]: Name }));
}

/** What Secrets Manager is sent for Kaniko. */
export function configSent(): unknown {
  const answers = `'aws secretsmanager describe-secret '*) echo ResourceNotFoundException >&2; exit 254 ;;`;
  const { calls } = platform().run('40-secrets.sh', { args: ['docker-config', 'cauchy/argo-events/kaniko'], input: 'somebody\ntoken\n', answers });
  const sent = calls.find(({ line }) => line.includes('create-secret'))?.input ?? '{}';
  return JSON.parse((JSON.parse(sent) as Record<string, string>)['config.json'] ?? '{}');
}

let made: Desk | undefined;
/** The scripts of cauchy, with stand-ins for what they call. */
export const platform = (): Desk => (made ??= desk(cauchy));
afterAll(() => made?.remove());
