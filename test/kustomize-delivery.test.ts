import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, posix } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { clusterFolder } from '../charts/compile.ts';
import { defineCluster } from '../charts/config.ts';
import { bash } from '../charts/bootstrap/step.ts';
import { identity, isManifest, valueAt, type Manifest } from '../lib/manifests/manifest.ts';
import { schemasIn } from '../lib/schema/schema.ts';
import { compareTrees } from '../lib/output/compare.ts';
import { readTree } from '../lib/output/tree.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import staging from './clusters/staging.ts';
import { build, sayIfSkipped, skipped } from './support/kustomize/build.ts';
import { compiled } from './support/objects.ts';
import { desk, type Desk } from './support/stand-ins.ts';

sayIfSkipped('what Flux v1 would apply of a cluster with overlays is not built');

const imports = join(import.meta.dirname, '../imports');
const here = desk(staging, ['openssl', 'sops']);
const cluster = join(here.root, 'dist', clusterFolder(staging.name));
const programs = mkdtempSync(join(tmpdir(), 'programs-'));
afterAll(() => {
  here.remove();
  rmSync(programs, { recursive: true });
});

/** In place of sops-to-secret: every value of a stub is `x`, in base64. It is called as the real one is. */
const standIn = bash`
#!/bin/sh
[ "$*" = '--quiet --package @reactioncommerce/merge-sops-secrets@1.2.1 sops-to-secret secret-stub.yaml' ] || exit 9
[ -d .sops ] || exit 8
sed 's/\${.*}/eA==/' secret-stub.yaml
`;
writeFileSync(join(programs, 'npx'), standIn);
chmodSync(join(programs, 'npx'), 0o755);

/** Paths below the cluster's folder of what it comes to. */
const files = new Map([...compiled(staging)].map(([path, text]) => [posix.relative(clusterFolder(staging.name), path), text]));
const listsIn = (folder: string): string[] =>
  [...files.keys()].filter(path => path.startsWith(folder) && path.endsWith('/kustomization.yaml')).map(path => posix.dirname(path));

/** What the files of some folders hold, in the namespace that the list beside them says, and what that list makes. */
function drawnIn(folders: readonly string[], namespace?: string): string[] {
  return folders.flatMap(folder => [...files].filter(([path]) => posix.dirname(path) === folder).flatMap(([path, text]) => {
    if (path.endsWith('/kustomization.yaml')) return generatedBy(fromYaml(text)[0], namespace);
    return path.endsWith('.yaml') && !posix.basename(path).startsWith('.') ? fromYaml(text).filter(isManifest).map(object => placed(object, namespace)) : [];
  }));
}

function generatedBy(list: unknown, namespace: string | undefined): string[] {
  const generators = valueAt(list, ['configMapGenerator']);
  const space = valueAt(list, ['namespace']) ?? namespace;
  return Array.isArray(generators) ? generators.map((each: { name: string }) => `ConfigMap/${String(space)}/${each.name}`) : [];
}

const clusterScoped = /^(Namespace|ClusterRole|ClusterRoleBinding|PodSecurityPolicy|PriorityClass)$/;

function placed({ kind, metadata }: Manifest, namespace: string | undefined): string {
  const space = metadata.namespace ?? (clusterScoped.test(kind) ? undefined : namespace);
  return [kind, ...(space === undefined ? [] : [space]), metadata.name].join('/');
}

/** Names without the hash behind what a generator makes. */
const plain = (objects: readonly Manifest[]): string[] => objects.map(object => identity(object).replace(/^(ConfigMap\/.*)-[a-z0-9]{10}$/, '$1')).sort();

describe.skipIf(skipped)('Kustomize builds', () => {
  const upstream = join(programs, 'upstream');

  test.each(['flux', 'fluentd', 'namespaces', 'rbac'])('%s: base and overlay are all that is drawn, and each object is valid', folder => {
    const objects = build(join(cluster, 'bootstrap', folder, 'overlays/staging'));
    expect(plain(objects)).toEqual(drawnIn(listsIn(`bootstrap/${folder}/`)).sort());
    const schemas = schemasIn(imports);
    expect(objects.flatMap(object => schemas.judge(object).problems.map(({ path, message }) => `${identity(object)}: ${path} ${message}`))).toEqual([]);
  });

  test.each([['jaeger-operator', 'observability', 7], ['prometheus-operator', 'monitoring', 1]] as const)(
    '%s puts what others have published into its namespace (a stand-in for each file)', (folder, namespace, count) => {
      const copy = join(upstream, folder);
      cpSync(join(cluster, 'bootstrap', folder), copy, { recursive: true });
      const list = fromYaml(files.get(`bootstrap/${folder}/base/kustomization.yaml`) ?? '')[0] as { resources: string[] };
      const names = list.resources.map((address, i) => {
        expect(address).toMatch(/^https:\/\/raw\.githubusercontent\.com\/[\w-]+\/[\w-]+\/v\d+\.\d+\.\d+\//);
        writeFileSync(join(copy, `base/${i}.yaml`), `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: part-${i}\n`);
        return `${i}.yaml`;
      });
      writeFileSync(join(copy, 'base/kustomization.yaml'), JSON.stringify({ resources: names }));
      const objects = build(join(copy, 'overlays/staging'));
      expect([objects.length, ...new Set(objects.map(({ metadata }) => metadata.namespace))]).toEqual([count, namespace]);
    });
});

describe('generate_kustomize_output.sh', () => {
  const flux = join(programs, 'flux');
  const run = () => spawnSync('sh', [join(flux, 'generate_kustomize_output.sh')], {
    encoding: 'utf8', cwd: '/', env: { PATH: [programs, process.env['PATH']].join(delimiter), HOME: programs, ENVIRONMENT: 'staging' },
  });
  const overlays = listsIn('flux/').filter(folder => folder.endsWith('/overlays/staging'));

  test('is what .flux.yaml has Flux run, for this environment', () => {
    const [config] = fromYaml(files.get('flux/.flux.yaml') ?? '');
    expect(valueAt(config, ['commandUpdated', 'generators'])).toEqual([{ command: 'ENVIRONMENT=staging sh ./generate_kustomize_output.sh' }]);
  });

  test.skipIf(skipped)('prints nothing that could be applied by halves while a value is missing', () => {
    cpSync(join(cluster, 'flux'), flux, { recursive: true });
    const { status, stdout, stderr } = run();
    expect([status, stdout, stderr]).toEqual([1, '', 'error: kustomize/cdc-toolbox/overlays/staging has no .sops yet: 40-sops.sh says what is missing\n']);
  });

  test.skipIf(skipped)('prints every object of every overlay, with Secrets, and leaves no decrypted one behind', () => {
    for (const overlay of overlays) mkdirSync(join(programs, overlay, '.sops'));
    const { status, stdout, stderr } = run();
    expect([status, stderr]).toEqual([0, '']);
    const objects = fromYaml(stdout).filter(isManifest);
    const expected = overlays.flatMap(overlay => {
      const namespace = String(valueAt(fromYaml(files.get(`${overlay}/kustomization.yaml`) ?? '')[0], ['namespace']));
      return drawnIn([overlay, overlay.replace('overlays/staging', 'base')], namespace);
    });
    expect(objects.map(identity).sort()).toEqual(expected.sort());
    expect(objects.filter(({ kind }) => kind === 'Secret').flatMap(({ data }) => Object.values(data as object))).toEqual(Array(5).fill('eA=='));
    const schemas = schemasIn(imports);
    expect(objects.flatMap(object => schemas.judge(object).problems.map(({ path, message }) => `${identity(object)}: ${path} ${message}`))).toEqual([]);
    const left = readdirSync(flux, { recursive: true }).map(String).filter(path => path.endsWith('secret.yaml'));
    expect(left).toEqual([]);
  });
});

const dev = defineCluster({
  ...staging,
  name: 'dev',
  fluxImage: { repository: 'docker.io/example/flux', tag: 'dev-af87bcc' },
  aws: { ...staging.aws, nodeRoleArns: ['arn:aws:iam::123456789012:role/nodes'] },
  packages: {
    ...staging.packages,
    hydra: { hosts: { issuer: 'hydra.dev.domain.io', identity: 'identity.dev.domain.io' } },
  },
});

describe('another environment', () => {
  test('is named nowhere as the first one (GitOps guide l.195)', () => {
    const named = [...compiled(dev)].filter(([path, text]) => /staging/i.test(path) || /staging/i.test(text.replaceAll('letsencrypt-staging', '')));
    expect(named.map(([path]) => path)).toEqual([]);
  });

  test('has the same bases', () => {
    const bases = (config: typeof staging) => new Map([...compiled(config)].filter(([path]) => path.includes('/base/'))
      .map(([path, text]) => [posix.relative(clusterFolder(config.name), path), text.replace(/^# Generated.*\n/, '')]));
    expect(bases(dev).size).toBeGreaterThan(15);
    expect(bases(dev)).toEqual(bases(staging));
  });
});

test('Flux has a PodSecurityPolicy as long as Kubernetes has any', () => {
  const having = (kubernetes: '1.24' | '1.25') => [...compiled({ ...staging, kubernetes }).values()].filter(text => /kind: PodSecurityPolicy|flux-psp/.test(text)).length;
  expect([having('1.24'), having('1.25')]).toEqual([1, 0]);
});

test('aws-auth lets in the nodes, users as users and roles as roles', () => {
  const [object] = fromYaml(files.get('bootstrap/kubeconfig/aws-auth-configmap.yaml') ?? '') as [{ data: Record<string, string> }];
  const [roles, users] = ['mapRoles', 'mapUsers'].map(key => fromYaml(object.data[key] ?? '')[0]);
  expect(roles).toEqual([
    expect.objectContaining({ rolearn: staging.aws.nodeRoleArns[0], groups: ['system:bootstrappers', 'system:nodes'] }),
    { rolearn: 'arn:aws:iam::123456789012:role/developers', username: 'k8s-developer-user' },
  ]);
  expect(users).toEqual([{ userarn: 'arn:aws:iam::123456789012:user/first-cli', username: 'first-cli', groups: ['system:masters'] }]);
});

test('what people have encrypted is left alone where its folder is made, and told of where it is not', () => {
  const made = compiled(staging);
  const folder = `${clusterFolder(staging.name)}/flux/kustomize/hydra/overlays`;
  const found = new Map([...made, [`${folder}/staging/.sops/SYSTEM_SECRET.enc`, '{}'], [`${folder}/old/.sops/SYSTEM_SECRET.enc`, '{}']]);
  expect(compareTrees(made, found, ['']).filter(({ state }) => state !== 'same')).toEqual([{ path: `${folder}/old/.sops/SYSTEM_SECRET.enc`, state: 'foreign' }]);
});

test('every image that is pulled with credentials finds them in its namespace', () => {
  const env = files.get('bootstrap/cluster.env') ?? '';
  const [, namespaces = ''] = /^DOCKER_HUB_NAMESPACES='(.*)'$/m.exec(env) ?? [];
  const pulling = [...files].filter(([, text]) => /imagePullSecrets:\n\s+- name: docker-hub/.test(text)).map(([path]) => path);
  expect(pulling).toEqual(expect.arrayContaining(['cdc-toolbox', 'flux', 'hydra'].map(name => expect.stringMatching(`/${name}/base/`))));
  expect(pulling).toHaveLength(3);
  expect(namespaces.split(' ')).toEqual(expect.arrayContaining(['flux-system', 'staging', 'test']));
});

/** The scripts, against stand-ins for all that they call. */
describe('the scripts', () => {
  const answers = bash`
'sops --encrypt '*) printf 'sealed:'; rev <"$LOG/$number.in" ;;
'sops --decrypt '*) rev "$8" | sed 's/:delaes$//' ;;
'openssl rand '*) echo 0123456789abcdef ;;
'docker manifest inspect '*) [ -e "$FLAGS/image" ] || exit 1 ;;
'docker push '*) touch "$FLAGS/image" ;;
'kubectl get namespace test') exit 1 ;;
'fluxctl identity '*) echo ssh-rsa key flux ;;
'aws route53 list-hosted-zones-by-name --dns-name domain.io '*) echo /hostedzone/PARENT ;;
'aws route53 list-hosted-zones-by-name '*) if [ -e "$FLAGS/zone" ]; then echo /hostedzone/OWN; else echo None; fi ;;
'aws route53 create-hosted-zone '*) touch "$FLAGS/zone" ;;
'aws route53 get-hosted-zone '*) printf 'ns-1\tns-2\n' ;;
'aws acm list-certificates '*) echo None ;;
'aws acm request-certificate '*) echo arn:certificate ;;
'aws acm describe-certificate '*) printf '_x.staging.domain.io.\t_y.acm.\n' ;;
'aws elbv2 describe-load-balancers '*) printf 'arn:balancer\tbalancer.example.org\tZONE\n' ;;
'aws elbv2 describe-listeners '*) echo arn:listener ;;
`;
  const others = desk(staging, ['openssl', 'sops']);
  others.answers = answers;
  others.env = { GITHUB_TOKEN: 'x' };
  afterAll(() => others.remove());
  const lines = (run: ReturnType<Desk['run']>) => run.calls.map(({ line }) => line);

  test('call nothing under DRY_RUN=1, and make nothing', () => {
    const scripts = readdirSync(others.bootstrap).filter(file => /^\d\d-.*\.sh$/.test(file));
    const before = [...readTree(others.root, '').keys()];
    for (const file of scripts) {
      const args = { '40-sops.sh': ['random'], '80-dns.sh': ['balancer'] }[file] ?? [];
      const { status, calls, err } = others.run(file, { env: { DRY_RUN: '1' }, args });
      expect([file, calls.map(({ line }) => line), status], err).toEqual([file, [], 0]);
    }
    expect([...readTree(others.root, '').keys()]).toEqual(before);
  });

  test('40-sops.sh encrypts what it is given, and no value is ever in a file or on a command line', () => {
    const put = others.run('40-sops.sh', { args: ['put', 'hydra', 'DATABASE_URL'], input: 'postgres://hydradbadmin@example.org\n' });
    expect(put.status, put.err).toBe(0);
    const random = others.run('40-sops.sh', { args: ['random'] });
    expect(random.status, random.err).toBe(0);
    const overlay = join(others.root, 'dist/clusters/staging/flux/kustomize/hydra/overlays/staging');
    expect(readdirSync(join(overlay, '.sops')).sort()).toEqual(['DATABASE_URL.enc', 'OIDC_SUBJECT_TYPE_PAIRWISE_SALT.enc', 'SYSTEM_SECRET.enc']);
    expect([others.holds('postgres://'), others.holds('0123456789abcdef')]).toEqual([false, false]);
    expect([...lines(put), ...lines(random)].filter(line => /postgres|0123456789abcdef/.test(line))).toEqual([]);
    expect(lines(put)).toContain(`sops --encrypt --kms ${staging.sops.kms} --input-type binary --output-type json /dev/stdin`);
    expect(put.calls.find(({ line }) => line.startsWith('sops'))?.input).toBe('postgres://hydradbadmin@example.org');
    expect(others.run('40-sops.sh', { args: ['random'] }).calls).toEqual([]);
    expect(others.run('40-sops.sh', { args: ['plan'] }).err).toBe(`missing  cdc-toolbox MONGO_URL: bash 40-sops.sh put cdc-toolbox MONGO_URL
missing  cdc-toolbox MONGO_OPLOG_URL: bash 40-sops.sh put cdc-toolbox MONGO_OPLOG_URL
ok       hydra DATABASE_URL
ok       hydra OIDC_SUBJECT_TYPE_PAIRWISE_SALT
ok       hydra SYSTEM_SECRET
missing  docker-hub: bash 40-sops.sh docker-hub <config.json
`);
  });

  test('40-sops.sh refuses a key that no stub has, and keeps what is there when sops fails', () => {
    const unknown = others.run('40-sops.sh', { args: ['put', 'hydra', 'DATABASE'], input: 'x' });
    expect([unknown.status, unknown.err, unknown.calls]).toEqual([1, expect.stringContaining('nothing reads DATABASE of hydra'), []]);
    const failed = others.run('40-sops.sh', { args: ['put', 'hydra', 'SYSTEM_SECRET'], input: 'x', answers: "'sops '*) exit 1 ;;" });
    expect([failed.status, failed.err]).toEqual([1, expect.stringContaining('is as it was')]);
    expect(others.run('40-sops.sh', { args: ['plan'] }).err).toContain('ok       hydra SYSTEM_SECRET');
  });

  test('40-sops.sh has a row for each key of each stub', () => {
    const keys = [...files].filter(([path]) => path.endsWith('/secret-stub.yaml')).flatMap(([, text]) => {
      const [stub] = fromYaml(text).filter(isManifest);
      return Object.keys((stub?.['data'] ?? {}) as object).map(key => `${stub?.metadata.name} ${key}`);
    });
    const [, rows = ''] = /^SOPS_KEYS='([^']*)'$/m.exec(files.get('bootstrap/cluster.env') ?? '') ?? [];
    expect(rows.split('\n').map(row => row.split(' ').slice(0, 2).join(' ')).sort()).toEqual(keys.sort());
  });

  test('40-sops.sh apply hands the credentials to each namespace, and makes those that are not there', () => {
    others.run('40-sops.sh', { args: ['docker-hub'], input: '{"auths":{}}' });
    const apply = others.run('40-sops.sh', { args: ['apply'] });
    expect(apply.status, apply.err).toBe(0);
    const made = lines(apply).filter(line => / create secret /.test(line));
    expect(made.map(line => /--namespace (\S+)/.exec(line)?.[1])).toEqual(['default', 'monitoring', 'logging', 'flux-system', 'staging', 'test']);
    expect(lines(apply).filter(line => line.includes('create namespace'))).toEqual(['kubectl create namespace test']);
    expect(lines(apply).some(line => line.includes('auths'))).toBe(false);
  });

  test.skipIf(skipped)('30-apply.sh applies folders in the order of the guide, those with overlays as Kustomize builds them', () => {
    const all = others.run('30-apply.sh', { args: ['nginx-ingress-alb', 'namespaces', 'fluentd', 'rbac'] });
    expect(all.status, all.err).toBe(0);
    expect(lines(all).filter(line => line.includes('apply')).map(line => line.replace(/\S+\/(\w[\w-]*(\.yaml)?)$/, '$1'))).toEqual([
      'kubectl apply --server-side --filename nginx-ingress-alb', ...Array(3).fill('kubectl apply --server-side --filename objects.yaml'),
    ]);
    const [, folders] = /^FOLDERS='(.*)'$/m.exec(files.get('bootstrap/cluster.env') ?? '') ?? [];
    expect(folders).toBe('nginx-ingress-alb namespaces fluentd jaeger-operator prometheus-operator rbac');
    expect(others.run('30-apply.sh', { args: ['elsewhere'] }).status).toBe(1);
  });

  test.skipIf(skipped)('60-flux.sh pushes the image once, applies Flux, and gives GitHub its key', () => {
    const first = others.run('60-flux.sh');
    expect(first.status, first.err).toBe(0);
    const image = 'docker.io/example/flux:staging-af87bcc';
    expect(lines(first).filter(line => line.startsWith('docker')).map(line => line.replace(/ \S+\/flux$/, ' flux'))).toEqual([
      `docker manifest inspect ${image}`, `docker build --build-arg ENVIRONMENT=staging --tag ${image} flux`, `docker push ${image}`,
    ]);
    expect(lines(first)).toContain('fluxctl identity --k8s-fwd-ns flux-system');
    expect(first.calls.filter(({ line, input }) => line.startsWith('curl') && input.includes('ssh-rsa key'))).toHaveLength(1);
    expect(lines(others.run('60-flux.sh')).filter(line => /docker (build|push)/.test(line))).toEqual([]);
  });

  test('50-kms.sh lets the nodes decrypt, once there is a key', () => {
    const refused = others.run('50-kms.sh', { answers: "'aws kms '*) exit 254 ;;" });
    expect([refused.status, refused.err]).toEqual([1, expect.stringContaining('aws kms create-key')]);
    expect(lines(others.run('50-kms.sh')).at(-1)).toMatch(/^aws cloudformation deploy --stack-name staging-sops .*kms-policy\.yaml --capabilities CAPABILITY_IAM/);
  });

  test('20-kubeconfig.sh replaces aws-auth only when the name of the cluster is typed', () => {
    expect(lines(others.run('20-kubeconfig.sh', { env: { REGION: 'eu-west-1' } })).at(-1)).toBe('aws eks update-kubeconfig --region eu-west-1 --name staging');
    const refused = others.run('20-kubeconfig.sh', { args: ['aws-auth'], input: 'no\n' });
    expect([refused.status, lines(refused).filter(line => line.includes('apply'))]).toEqual([1, []]);
    const { status, calls } = others.run('20-kubeconfig.sh', { args: ['aws-auth'], input: 'staging\n' });
    expect([status, calls.at(-1)?.line]).toEqual([0, expect.stringMatching(/^kubectl apply --filename \S+aws-auth-configmap\.yaml$/)]);
  });

  test('80-dns.sh writes name servers, the proof of the certificate, and an alias for each host', () => {
    const { status, err, calls } = others.run('80-dns.sh', { args: ['balancer'] });
    expect(status, err).toBe(0);
    const records = calls.filter(({ line }) => line.includes('change-resource-record-sets')).map(({ line, input }) => {
      const { Changes: [{ ResourceRecordSet: { Name, Type } }] } = JSON.parse(input) as { Changes: [{ ResourceRecordSet: { Name: string; Type: string } }] };
      return `${/PARENT|OWN/.exec(line)?.[0]} ${Type} ${Name}`;
    });
    expect(records).toEqual([
      'PARENT NS staging.domain.io', 'OWN CNAME _x.staging.domain.io.', 'OWN A hydra.staging.domain.io', 'OWN A identity.staging.domain.io',
    ]);
    expect(lines({ status, err, calls, out: '' })).toContain('aws acm request-certificate --domain-name *.staging.domain.io --validation-method DNS --query CertificateArn --output text');
    expect(lines({ status, err, calls, out: '' })).toContain('aws elbv2 add-listener-certificates --listener-arn arn:listener --certificates CertificateArn=arn:certificate --output text');
  });
});
