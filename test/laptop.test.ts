import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import local from './clusters/local.ts';
import { compiled } from './support/objects.ts';
import { desk, type Run } from './support/stand-ins.ts';

/** The scripts of a cluster on one's own machine, run against stand-ins. */
const laptop = desk(local, ['git']);
const container = desk({ ...local, name: 'kind', helm: 3, dashboard: false, weaveFlux: false, local: { provider: 'kind' } }, ['git']);
const looked = desk({ ...local, name: 'looked', tools: ['istio', 'prometheus', 'grafana', 'kiali', 'jaeger'] });
const desks = [laptop, container, looked];
afterAll(() => desks.forEach(each => each.remove()));

const linesOf = ({ calls }: Run) => calls.map(({ line }) => line.replaceAll(/\/\S*?\/(bootstrap|releases|state)\//g, '$1/'));
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
    expect(linesOf(container.run('kind.sh', { args: ['stop'], input: 'kind\n' }))).toEqual(['kind delete cluster --name kind']);
  });

  test('kind.sh makes a cluster once, and deletes none unasked', () => {
    expect(linesOf(container.run('kind.sh', { answers: "'kind get kubeconfig'*) exit 1 ;;" })).at(-1)).toMatch(/^kind create cluster --config .*kind\.yaml$/);
    expect(linesOf(container.run('kind.sh'))).toEqual(['kind get kubeconfig --name kind']);
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
    const answers = `${named}\n'kubectl --namespace kube-system get secret default-token-1'*) printf dG9rZW4= ;;`;
    expect(laptop.run('token.sh', { answers }).out).toBe('token\n');
  });

  test('asks for one where Kubernetes keeps none', () => {
    expect(run('token.sh').at(-1)).toBe('kubectl --namespace kube-system create token default');
  });
});

test('nothing is called under DRY_RUN', () => {
  const all = desks.flatMap(each => ['minikube.sh', 'kind.sh', 'install.sh', 'forward.sh', 'token.sh'].filter(script => each.has(script)).map(script => {
    const { status, calls } = each.run(script, { env: { DRY_RUN: '1' } });
    return [script, status, calls.length];
  }));
  expect(all.filter(([, status, calls]) => status !== 0 || calls !== 0)).toEqual([]);
  expect(all.length).toBe(11);
});

test('no script has the slips of the document', () => {
  const texts = [...compiled(local)].filter(([path]) => path.includes('/bootstrap/'));
  expect(texts.filter(([, text]) => /"~\/|\$\(CLUSTER_NAME\)|YOUR-GITHUB-ID|base64 -D/.test(text)).map(([path]) => path)).toEqual([]);
});
