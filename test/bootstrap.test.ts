import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import cauchy from './clusters/cauchy.ts';
import contained from './clusters/contained.ts';
import development from './clusters/development.ts';
import local from './clusters/local.ts';
import production from './clusters/production.ts';
import remote from './clusters/remote.ts';
import staging from './clusters/staging.ts';
import { compiled } from './support/objects.ts';
import { desk, type Desk, type Run } from './support/stand-ins.ts';
import { world } from './support/world.ts';

/** What the scripts of `bootstrap` do, run against stand-ins for all that they call. */
const [guide, today] = [desk(development, ['git']), desk(production, ['git'])];
afterAll(() => [guide, today].forEach(each => each.remove()));

const token = { GITHUB_TOKEN: 'x' };
/** AWS and GitHub as they are before anything is made. */
const nothing = `
'aws s3api head-bucket '*) exit 254 ;;
'gh repo view '*) exit 1 ;;
'git '*'config --get remote.origin.url') exit 2 ;;
`;

describe('00-tools.sh', () => {
  test('downloads what neither Homebrew nor apt has, once, and nothing that its publisher did not make', () => {
    const here = desk(production, ['apt-get', 'sudo']);
    here.answers = world;
    here.mark('tampered');
    const tampered = here.run('00-tools.sh');
    expect([tampered.status, tampered.err]).toEqual([1, expect.stringMatching(/^error: kubectl is not what https:.*kubectl\.sha256 says$/m)]);
    here.unmark('tampered');
    const { status, err, calls } = here.run('00-tools.sh');
    expect(status, err).toBe(0);
    expect(calls.filter(({ line }) => /sudo|apt-get/.test(line)).at(-1)?.line).toMatch(/apt-get install --yes awscli bind9-dnsutils gh jq$/);
    const folder = join(here.state, 'tidepool-gitops/production/bin');
    expect(readdirSync(folder).sort()).toEqual(['eksctl', 'flux', 'helm', 'k9s', 'kubectl']);
    expect(calls.map(({ line }) => line).filter(line => line.endsWith('/bin/linux/amd64/kubectl') || line.endsWith('/bin/darwin/arm64/kubectl'))).toHaveLength(1);
    expect(here.run('00-tools.sh').calls.filter(({ line }) => line.startsWith('curl'))).toEqual([]);
    here.remove();
  });
});

/** What a package is called whose tool is called otherwise. */
const toolOf: Readonly<Record<string, string>> = { awscli: 'aws', bind: 'dig', 'bind9-dnsutils': 'dig', 'docker.io': 'docker', 'kubernetes-cli': 'kubectl' };
/** What a checkout and the download of all others take for granted. */
const given = ['curl', 'git', 'openssl', 'tar'];

test.each([cauchy, contained, development, local, production, remote, staging])('every tool that a script of $name needs is installed, by Homebrew as by apt', config => {
  const scripts = [...compiled(config)].filter(([path]) => path.endsWith('.sh'));
  const needed = new Set(scripts.flatMap(([, text]) => [...text.matchAll(/^ *(?:\[.* \|\| )?need ([a-z][a-z ]*)$/gm)].flatMap(([, words = '']) => words.split(' '))));
  const file = (name: string) => compiled(config).get(`clusters/${config.name}/bootstrap/${name}`) ?? '';
  const listed = (name: string) => /^'?([^']*)/.exec(file('00-tools.sh').split(`\n${name}=`)[1] ?? '')?.[1]?.split('\n') ?? [];
  const downloaded = (name: string) => listed(name).map(row => row.split(' ')[0] ?? '');
  const brew = [...file('Brewfile').matchAll(/^(?:brew|cask) "(?:.*\/)?(.*?)"/gm)].map(([, name = '']) => name);
  const apt = [...(listed('APT')[0] ?? '').split(' '), ...downloaded('WITHOUT_BREW')];
  const missing = (...from: readonly string[][]) => {
    const tools = from.flat().map(name => toolOf[name] ?? name);
    return [...needed].filter(tool => !tools.includes(tool) && !given.includes(tool));
  };
  expect(needed.size).toBeGreaterThan(2);
  expect({ brew: missing(brew, downloaded('ALWAYS')), apt: missing(apt, downloaded('ALWAYS')) }).toEqual({ brew: [], apt: [] });
});

describe('20-assets.sh', () => {
  test('makes a private data bucket and an asset bucket for each environment', () => {
    const { status, calls } = today.run('20-assets.sh', { answers: nothing });
    expect(status).toBe(0);
    const lines = calls.map(({ line }) => line);
    expect(lines.filter(line => line.includes('create-bucket'))).toEqual(['int', 'prd'].flatMap(name => [
      `aws s3api create-bucket --bucket tidepool-production-${name}-data --create-bucket-configuration LocationConstraint=us-west-2`,
    ]).concat(['int', 'prd'].map(name =>
      `aws s3api create-bucket --bucket tidepool-production-${name}-asset --create-bucket-configuration LocationConstraint=us-west-2`)));
    expect(lines.filter(line => line.includes('BlockPublicPolicy=true'))).toHaveLength(2);
    expect(lines.filter(line => line.includes('put-bucket-policy'))).toEqual([]);
    expect(lines.at(-1)).toBe('aws s3 sync s3://tidepool-dev-asset s3://tidepool-production-prd-asset');
  });

  test('makes no bucket that is there, and opens one only when it is told to', () => {
    const { calls } = today.run('20-assets.sh', { env: { PUBLIC_ASSETS: '1' } });
    expect(calls.filter(({ line }) => line.includes('create-bucket'))).toEqual([]);
    const policies = calls.filter(({ line }) => line.includes('put-bucket-policy'));
    expect(policies.map(({ line }) => / (\S+) --policy/.exec(line)?.[1])).toEqual(['tidepool-production-int-asset', 'tidepool-production-prd-asset']);
  });

  test('does nothing in another account', () => {
    const { status, err, calls } = today.run('20-assets.sh', { answers: "'aws sts '*) echo 000000000000 ;;" });
    expect([status, err]).toEqual([1, 'error: these credentials are of account 000000000000, and the cluster is in 123456789012\n']);
    expect(calls).toHaveLength(1);
  });
});

describe('10-repository.sh', () => {
  test('makes the repository, names it origin, and pushes the branch that Flux reads', () => {
    const lines = guide.run('10-repository.sh', { env: token, answers: nothing }).calls.map(({ line }) => line.replace(guide.bootstrap, 'HERE'));
    expect(lines).toEqual([
      'gh repo view tidepool-org/cluster-development',
      'gh repo create tidepool-org/cluster-development --private',
      'git -C HERE config --get remote.origin.url',
      'git -C HERE remote add origin git@github.com:tidepool-org/cluster-development.git',
      'git -C HERE diff --quiet HEAD -- ..',
      'git -C HERE push --set-upstream origin HEAD:master',
    ]);
  });

  test('makes nothing that is there, and pushes nothing that is not committed or goes elsewhere', () => {
    const origin = (name: string) => `'git '*'config --get remote.origin.url') echo git@github.com:${name}.git ;;`;
    const again = today.run('10-repository.sh', { env: token, answers: origin('tidepool-org/cluster-production') });
    expect(again.calls.filter(({ line }) => /create|remote add/.test(line))).toEqual([]);
    const dirty = today.run('10-repository.sh', { env: token, answers: `${origin('tidepool-org/cluster-production')}\n'git '*' diff '*) exit 1 ;;` });
    expect([dirty.status, dirty.err]).toEqual([1, expect.stringContaining('commit what npm run synth has written')]);
    const elsewhere = today.run('10-repository.sh', { env: token, answers: origin('example/other') });
    expect([elsewhere.status, elsewhere.err]).toEqual([1, expect.stringContaining('remote origin is git@github.com:example/other.git')]);
    for (const { calls } of [dirty, elsewhere]) expect(calls.filter(({ line }) => line.includes('push'))).toEqual([]);
  });

  test('wants a token', () => {
    const { status, calls } = today.run('10-repository.sh');
    expect([status, calls]).toEqual([1, []]);
  });
});

describe('60-flux.sh of Flux v1', () => {
  test('signs the certificates of Tiller and helm-operator with one authority, under the name by which Tiller is reached', () => {
    const here = desk(development, ['git']);
    here.env = token;
    const keep = `'kubectl create secret '*) for word in "$@"; do case $word in --from-file=* | --cert=*) cp "\${word##*=}" "$FLAGS/$4-$(basename "\${word##*=}")" ;; esac; done ;;`;
    here.answers = `${keep}\n${world}`;
    expect(here.run('60-flux.sh').err).toContain('GitHub knows the key of Flux');
    const [ca, tiller, operator] = ['tiller-secret-ca.pem', 'tiller-secret-tiller.pem', 'flux-helm-tls-cert-helm-operator.pem'].map(name => here.flag(name)) as [string, string, string];
    const said = spawnSync('openssl', ['verify', '-CAfile', ca, '-verify_hostname', 'tiller-deploy.flux', tiller], { encoding: 'utf8' });
    expect(said.stdout + said.stderr).toBe(`${tiller}: OK\n`);
    expect(spawnSync('openssl', ['verify', '-CAfile', ca, operator], { encoding: 'utf8' }).stdout).toBe(`${operator}: OK\n`);
    expect(readdirSync(join(here.state, 'tidepool-gitops/development')), 'no key is left here').toEqual(['kubeconfig.yaml']);
    here.remove();
  });
});

/** From nothing to a cluster: what each script calls, without the questions that it asks. */
const asks = / (describe-|get-|head-bucket|view |--help$|identity |config view|config --get|diff --quiet|get (?!kustomizations)|check --pre|status |ls |-checkend )/;
const made = ({ calls }: Run): string[] => calls.map(({ line }) => line).filter(line => !asks.test(line));
const order = ['00-tools.sh', '10-repository.sh', '20-assets.sh', '30-cluster.sh', '50-crds.sh', '60-flux.sh', '65-helm-client.sh', '75-demo-clinic.sh'];

describe.each([
  ['Flux v1', development, ['brew', 'git', 'openssl']],
  ['Flux 2', production, ['apt-get', 'git', 'openssl', 'sudo']],
] as const)('the scripts of %s', (_, config, others) => {
  const name = config.name;

  function empty(): Desk {
    const here = desk(config, others);
    here.answers = world;
    here.env = token;
    return here;
  }
  const scriptsOf = (here: Desk) => order.filter(file => here.has(file));

  test('call nothing under DRY_RUN=1, and make nothing', () => {
    const here = empty();
    const scripts = readdirSync(here.bootstrap).filter(file => /^\d\d-.*\.sh$/.test(file));
    for (const file of scripts) {
      const { status, calls, err } = here.run(file, { env: { DRY_RUN: '1' }, args: file === '40-secrets.sh' ? ['plan'] : [] });
      expect([file, calls.map(({ line }) => line)]).toEqual([file, []]);
      expect(status, `${file}: ${err}`).toBe(0);
    }
    expect([readdirSync(here.state), existsSync(join(here.root, 'home'))]).toEqual([[], false]);
    here.remove();
  });

  test('make everything in order, and nothing when they are run again', () => {
    const here = empty();
    for (const file of scriptsOf(here)) {
      const { status, err } = here.run(file);
      expect(status, `${file}: ${err}`).toBe(0);
    }
    const again = scriptsOf(here).slice(1).flatMap(file => made(here.run(file)).map(line => `${file}: ${line}`));
    expect(again.filter(line => !isHarmless(line))).toEqual([]);
    here.remove();
  });

  test('go on where eksctl was broken off', () => {
    const here = empty();
    here.mark('broken');
    expect(here.run('30-cluster.sh').status).toBe(1);
    const second = here.run('30-cluster.sh');
    expect(second.status, second.err).toBe(0);
    const words = made(second).map(line => line.replaceAll(here.bootstrap, 'HERE'));
    expect(words.filter(line => line.startsWith('eksctl create cluster'))).toEqual([]);
    expect(words).toContain(`eksctl create nodegroup --config-file HERE/../config.yaml --include ${config.nodeGroups[0].name}`);
    expect(words.filter(line => line.startsWith('eksctl create iamserviceaccount')).length).toBeGreaterThan(5);
    expect(made(here.run('30-cluster.sh')).filter(line => !isHarmless(`30-cluster.sh: ${line}`))).toEqual([]);
    here.remove();
  });

  test('name a stack that failed, and make nothing in its place', () => {
    const here = empty();
    here.mark(`eksctl-${name}-cluster`, 'ROLLBACK_COMPLETE\n');
    const { status, err, calls } = here.run('30-cluster.sh');
    expect([status, err]).toEqual([1, expect.stringContaining(`stack eksctl-${name}-cluster is ROLLBACK_COMPLETE`)]);
    expect(calls.filter(({ line }) => line.startsWith('eksctl'))).toEqual([]);
    here.remove();
  });

  test('destroy nothing unless the name is typed, then everything in order, and what is left when they are run again', () => {
    const here = empty();
    for (const file of scriptsOf(here)) here.run(file);
    for (const release of ['qa1-tidepool', 'shared', 'gloo-of-the-chart']) here.mark(`release-${release}`);
    here.mark('services', 'gloo-system/gateway-proxy\n');
    const refused = here.run('90-destroy.sh', { input: 'yes\n' });
    expect([refused.status, made(refused)]).toEqual([1, []]);
    const { status, err, ...run } = here.run('90-destroy.sh', { input: `${name}\n` });
    expect(status, err).toBe(0);
    const short = made({ status, err, ...run }).map(line => line.replace(/ --tls.*| --config-file \S+/, ''));
    expect(short).toEqual(destroyed[name]);
    const again = made(here.run('90-destroy.sh', { input: `${name}\n` }));
    expect(again.filter(line => / delete /.test(line))).toEqual([]);
    here.remove();
  });
});

/** What comes to the same however often it is done. */
function isHarmless(line: string): boolean {
  return /aws sts|20-assets\.sh: aws (s3api put-|s3 sync)|git .* push|kubectl (apply|describe|rollout)|flux get|update-kubeconfig|curl .*\/keys$/.test(line);
}

const destroyed: Readonly<Record<string, readonly string[]>> = {
  development: [
    'kubectl scale deployment flux flux-helm-operator --namespace flux --replicas 0',
    'helm delete --purge qa1-tidepool --tiller-namespace flux',
    'helm delete --purge shared --tiller-namespace flux',
    'helm delete --purge gloo-of-the-chart --tiller-namespace flux',
    'kubectl delete service gateway-proxy --namespace gloo-system',
    'eksctl delete nodegroup --cluster development --name ng-1 --drain=false --wait',
    'eksctl delete cluster --wait',
  ],
  production: [
    'flux suspend kustomization --all',
    'kubectl scale deployment helm-controller --namespace flux-system --replicas 0',
    'kubectl delete service gateway-proxy --namespace gloo-system',
    'eksctl delete cluster --disable-nodegroup-eviction --wait',
  ],
};
