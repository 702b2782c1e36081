import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fromYaml } from '../lib/yaml/yaml.ts';
import contained from './clusters/contained.ts';
import local from './clusters/local.ts';
import remote from './clusters/remote.ts';
import { compiled } from './support/objects.ts';
import { desk, type Run } from './support/stand-ins.ts';

/** The scripts of clusters on which people run Helm, on one's own machine and in EKS, run against stand-ins. */
const others = ['apt-get', 'git', 'openssl', 'sudo'] as const;
const laptop = desk(local, others);
const container = desk(contained, others);
const looked = desk({ ...local, name: 'looked', tools: ['istio', 'prometheus', 'grafana', 'kiali', 'jaeger'] }, others);
const cloud = desk(remote, others);
const desks = [laptop, container, looked, cloud];
afterAll(() => desks.forEach(each => each.remove()));

const current = 'kubectl config current-context';
for (const each of [laptop, looked]) each.answers = `'${current}') echo minikube ;;`;
container.answers = `'${current}') echo kind-contained ;;`;

const linesOf = ({ calls }: Run) => calls.map(({ line }) => line.replaceAll(/\/\S*?\/(bootstrap|releases|state)\//g, '$1/')).filter(line => line !== current);
const run = (...words: Parameters<typeof laptop.run>) => linesOf(laptop.run(...words));

describe('install.sh', () => {
  const chart = 'state/tidepool-gitops/local/chart';

  test('installs Tiller, dashboard, Tidepool and Weave Flux, in this order', () => {
    expect(run('install.sh').map(line => line.replaceAll('bootstrap/../', ''))).toEqual([
      'kubectl apply -f bootstrap/tiller',
      'helm init --skip-refresh --upgrade --service-account tiller',
      'kubectl --namespace kube-system rollout status deployment/tiller-deploy',
      expect.stringMatching(/^kubectl apply -f https:.*\/dashboard\/v1\.10\.1\//),
      `git clone --branch k8s git@github.com:tidepool-org/development ${chart}`,
      `helm upgrade --install default ${chart}/k8s/charts/tidepool --namespace default -f releases/tidepool/values.yaml -f releases/tidepool/values-override.yaml`,
      'helm repo add weaveworks https://weaveworks.github.io/flux',
      'helm upgrade --install flux weaveworks/flux --namespace default -f bootstrap/flux-values.yaml',
    ]);
  });

  test('reads files that are there', () => {
    const { calls } = laptop.run('install.sh');
    const files = calls.flatMap(({ line }) => [...line.matchAll(/ -f (\/\S+)/g)].map(([, file = '']) => file));
    expect(files.length).toBe(4);
    expect(files.filter(file => !existsSync(file))).toEqual([]);
  });

  test('fetches a chart that it has cloned before', () => {
    mkdirSync(join(laptop.state, 'tidepool-gitops/local/chart/.git'), { recursive: true });
    expect(run('install.sh').filter(line => line.startsWith('git'))).toEqual([`git -C ${chart} pull --ff-only`]);
  });

  test('installs nothing in another cluster than its own', () => {
    const { status, err, calls } = laptop.run('install.sh', { answers: `'${current}') echo production ;;` });
    expect([status, err, calls.length]).toEqual([
      1, 'error: the current context is production, and this cluster is minikube: kubectl config use-context minikube\n', 1,
    ]);
  });

  test('asks nothing of a cluster with Helm 3 but the release', () => {
    expect(linesOf(container.run('install.sh')).map(line => line.split(' ', 2).join(' '))).toEqual(['git clone', 'helm upgrade']);
  });
});

test('images that the cluster file says are overrides, and all others stand in the values of the chart', () => {
  const [values, overrides] = ['values', 'values-override'].map(name => compiled(local).get(`clusters/local/releases/tidepool/${name}.yaml`) ?? '');
  expect(overrides?.split('\n').slice(1)).toEqual(['blip:', '  image: tidepool/blip:v1.14.1', 'mongo:', '  image: mongo:3.2', '']);
  expect(values).toContain('shoreline:\n  image: tidepool/shoreline:noHakken-bec1d1e\n');
  expect(values).not.toMatch(/blip|mongo/);
});

describe('minikube.sh and kind.sh', () => {
  test('stop what they start', () => {
    expect(run('minikube.sh', { args: ['stop'] })).toEqual(['minikube stop']);
    expect(linesOf(container.run('kind.sh', { args: ['stop'], input: 'contained\n' }))).toEqual(['kind delete cluster --name contained']);
  });

  test('kind 0.8.1 gets an image of Kubernetes that it has, and no name, which it does not know', () => {
    const [file] = fromYaml(compiled(contained).get('clusters/contained/bootstrap/kind.yaml') ?? '');
    expect(file).toEqual({ kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', nodes: [{ role: 'control-plane', image: 'kindest/node:v1.11.10' }] });
  });

  test('kind.sh makes a cluster once, and deletes none unasked', () => {
    expect(linesOf(container.run('kind.sh', { answers: "'kind get kubeconfig'*) exit 1 ;;" })).at(-1)).toMatch(/^kind create cluster --name contained --config .*kind\.yaml$/);
    expect(linesOf(container.run('kind.sh'))).toEqual(['kind get kubeconfig --name contained']);
    expect(container.run('kind.sh', { args: ['stop'] }).calls).toEqual([]);
  });
});

describe('forward.sh', () => {
  const ports = (of: typeof laptop) => linesOf(of.run('forward.sh')).sort();

  // Source: Running Tidepool on Kubernetes, l.266-307.
  test('leads to Blip, its API, Ambassador and the dashboard', () => {
    expect(ports(laptop)).toEqual([
      'kubectl --namespace default port-forward deployment/default-ambassador 8009',
      'kubectl --namespace default port-forward deployment/default-ambassador 8877',
      'kubectl --namespace default port-forward svc/blip 3000:3000',
      'kubectl proxy --port 8001',
    ]);
  });

  test('leads to each tool that the cluster file names, by a port of its own', () => {
    const own = ports(looked).filter(line => line.includes('istio-system')).map(line => line.split(' ').slice(-2).join(' '));
    expect(own).toEqual(['svc/grafana 3001:3000', 'svc/jaeger 16686:16686', 'svc/kiali 20001:20001', 'svc/prometheus 9090:9090', 'svc/servicegraph 8088:8088']);
  });

  test('does what the table of the runbook says', () => {
    const page = compiled(local).get('clusters/local/bootstrap/RUNBOOK.md') ?? '';
    expect(ports(laptop).filter(line => !page.includes(`\`${line}\``))).toEqual([]);
  });
});

describe('token.sh', () => {
  const named = "'kubectl --namespace kube-system get serviceaccount'*) echo default-token-1 ;;";

  test('prints what the Secret of the account holds', () => {
    const answers = `${laptop.answers}\n${named}\n'kubectl --namespace kube-system get secret default-token-1'*) printf dG9rZW4= ;;`;
    expect(laptop.run('token.sh', { answers }).out).toBe('token\n');
  });

  test('asks for one where Kubernetes keeps none', () => {
    expect(run('token.sh').at(-1)).toBe('kubectl --namespace kube-system create token default');
  });
});

describe('a cluster of eksctl', () => {
  test('is config.yaml beside what a laptop has, and nothing that Flux would read', () => {
    const paths = [...compiled(remote).keys()].map(path => path.replace('clusters/remote/', ''));
    expect(paths.filter(path => !path.startsWith('bootstrap/'))).toEqual(['config.yaml', 'releases/tidepool/values.yaml', 'INVENTORY.md']);
    expect(paths.filter(path => /minikube|kind|flux/.test(path))).toEqual([]);
  });

  test('35-scale.sh changes the groups of the config and no other', () => {
    expect(linesOf(cloud.run('35-scale.sh', { args: ['ng-1', '4'] })).at(-1))
      .toBe('eksctl scale nodegroup --region us-west-2 --cluster remote --nodes 4 ng-1');
    const { status, err, calls } = cloud.run('35-scale.sh', { args: ['ng-2', '4'] });
    expect([status, err, calls]).toEqual([1, "error: config.yaml has no group 'ng-2'; there are: ng-1\n", []]);
  });

  test('90-destroy.sh uninstalls the release by Helm of the right release before eksctl deletes', () => {
    const lines = linesOf(cloud.run('90-destroy.sh', { input: 'remote\n' })).filter(line => / (delete|uninstall) /.test(line));
    expect(lines).toEqual([
      'helm delete --purge default',
      'eksctl delete nodegroup --cluster remote --name ng-1 --drain=false --wait',
      'eksctl delete cluster --config-file bootstrap/../config.yaml --wait',
    ]);
    expect(cloud.run('90-destroy.sh', { input: 'no\n' }).calls.filter(({ line }) => / delete /.test(line))).toEqual([]);
  });

  test('Helm and kubectl get a kubeconfig of this cluster alone', () => {
    const [first, ...others] = linesOf(cloud.run('install.sh'));
    expect(first).toBe('aws eks update-kubeconfig --name remote --kubeconfig state/tidepool-gitops/remote/kubeconfig.yaml');
    expect(others.map(line => line.split(' ', 2).join(' '))).toEqual(['kubectl apply', 'helm init', 'kubectl --namespace', 'git clone', 'helm upgrade']);
  });

  test('the runbook tells every script, by the commands that they stand for', () => {
    const page = compiled(remote).get('clusters/remote/bootstrap/RUNBOOK.md') ?? '';
    const scripts = [...compiled(remote).keys()].flatMap(path => /\/([\w-]+\.sh)$/.exec(path)?.[1] ?? []).filter(script => script !== 'lib.sh');
    expect(scripts.filter(script => !page.includes(`\nbash ${script}`))).toEqual([]);
    expect([...page.matchAll(/^Instead of `(.*)`/gm)].map(([, command]) => command)).toEqual(['eksctl create cluster', 'eksctl scale nodegroup', 'eksctl delete cluster']);
  });
});

describe('00-tools.sh', () => {
  // Where there is apt and no Homebrew.
  const fetched = (of: typeof laptop) => {
    const { err } = of.run('00-tools.sh', { env: { DRY_RUN: '1' } });
    return [...err.matchAll(/^\+ curl .* (https:\S+)$/gm)].map(([, url = '']) => url.replace(/^https:\/\/[\w./-]*?\/?(?=[^/]*$)/, ''));
  };

  test.skipIf(process.platform !== 'linux')('brings the tools of their time for what the cluster is made with', () => {
    expect(fetched(laptop)).toEqual([
      'kail_0.15.0_linux_amd64.tar.gz', 'kubectl', 'minikube-linux-amd64', 'minikube-linux-amd64.sha256', 'helm-v2.17.0-linux-amd64.tar.gz', 'helm-v2.17.0-linux-amd64.tar.gz.sha256',
      'fluxctl_linux_amd64',
    ]);
    expect(fetched(container).map(name => name.replace(/arm64/, 'amd64'))).toEqual([
      'kail_0.15.0_linux_amd64.tar.gz', 'helm-v3.19.0-linux-amd64.tar.gz', 'helm-v3.19.0-linux-amd64.tar.gz.sha256sum', 'kubectl', 'kind-linux-amd64',
    ]);
    expect(fetched(cloud)).toContain('eksctl_Linux_amd64.tar.gz');
  });
});

test('a laptop is in no region and no account', () => {
  expect([...compiled(local), ...compiled(contained)].filter(([, text]) => /\b[a-z]{2}-[a-z]+-\d\b|AWS_|arn:aws/.test(text)).map(([path]) => path)).toEqual([]);
});

test('nothing is called under DRY_RUN', () => {
  const scripts = ['00-tools.sh', '30-cluster.sh', '35-scale.sh', '90-destroy.sh', 'minikube.sh', 'kind.sh', 'install.sh', 'forward.sh', 'token.sh'];
  const all = desks.flatMap(each => scripts.filter(script => each.has(script)).map(script => {
    const { status, calls } = each.run(script, { env: { DRY_RUN: '1' } });
    return [script, status, calls.length];
  }));
  expect(all.filter(([, status, calls]) => status !== 0 || calls !== 0)).toEqual([]);
  expect(all.length).toBe(20);
});

test('no script has the slips of the document', () => {
  const texts = [...compiled(local)].filter(([path]) => path.includes('/bootstrap/'));
  expect(texts.filter(([, text]) => /"~\/|\$\(CLUSTER_NAME\)|YOUR-GITHUB-ID|base64 -D/.test(text)).map(([path]) => path)).toEqual([]);
});
