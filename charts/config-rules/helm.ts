import { checkForm, eachEnvironment, error, ofDelivery, type CheckedEnvironment, type ConfigFinding, type DeliveredBy, type Form } from './rule.ts';

/** About clusters on which people run Helm. */
export const helmRules = ofDelivery('helm', [
  { id: 'local-machine', summary: 'What a cluster file says of a machine, its provider can make.', find: machine },
  { id: 'chart-by-hand', summary: 'Where people run Helm, the chart comes from git.', find: eachEnvironment(chart) },
  { id: 'weave-flux', summary: 'What Weave Flux reads is a branch of a repository that it may write to.', find: weaveFlux },
]);

const release: Form = {
  is: /^v1\.\d+\.\d+$/,
  noun: 'release of Kubernetes',
  source: 'Kubernetes guide l.56',
  instead: "write one such as 'v1.11.5'",
};
const driver: Form = { is: /^[a-z0-9]+$/, noun: 'driver of minikube', source: 'Kubernetes guide l.51', instead: "write one such as 'hyperkit'" };

/** Below these, minikube does not start. */
const least = { memory: 2048, cpus: 2 } as const;

function machine({ config: { local = {} } }: DeliveredBy<'helm'>): ConfigFinding[] {
  const { provider = 'minikube', ...words } = local;
  const ofMinikube = (['driver', 'memory', 'cpus'] as const).filter(word => words[word] !== undefined);
  return [
    ...checkForm(release, 'local.kubernetes', words.kubernetes),
    ...checkForm(driver, 'local.driver', words.driver),
    ...(provider === 'minikube' ? [] : ofMinikube).map(word =>
      error(`local.${word}`, { wrong: `${provider} makes no machine, so nothing reads this`, source: 'Kubernetes guide l.45-58', instead: 'leave it out' })),
    ...(['memory', 'cpus'] as const).flatMap(word => {
      const value = words[word];
      if (value === undefined || (Number.isInteger(value) && value >= least[word])) return [];
      return [error(`local.${word}`, { wrong: `minikube does not start with ${value}`, source: 'minikube start', instead: `write ${least[word]} or more` })];
    }),
  ];
}

function chart({ at, environment }: CheckedEnvironment): ConfigFinding[] {
  if ('git' in environment.chart) return [];
  return [error(at('chart'), {
    wrong: 'Helm by hand clones the repository of the chart, and a Helm repository is none',
    source: 'Kubernetes guide l.177-179',
    instead: "write { git: 'git@github.com:ACCOUNT/REPOSITORY', path: 'FOLDER', ref: 'BRANCH' }",
  })];
}

const repository: Form = {
  is: /^git@[\w.-]+:[\w.-]+\/[\w.-]+$/,
  noun: 'address of a repository that a deploy key opens',
  source: 'Kubernetes guide l.211, 240',
  instead: "write one such as 'git@github.com:first-cli/development.git'",
};
const branch: Form = { is: /^\w[\w./-]*$/, noun: 'name of a branch', source: 'Kubernetes guide l.212', instead: "write one such as 'my_config'" };
const interval: Form = { is: /^\d+[smh]$/, noun: 'span of time', source: 'Kubernetes guide l.232', instead: "write one such as '1m'" };

function weaveFlux({ config: { weaveFlux: flux } }: DeliveredBy<'helm'>): ConfigFinding[] {
  if (!flux) return [];
  const { repository: url, branch: name, pollInterval } = flux;
  return [
    ...checkForm(repository, 'weaveFlux.repository', url),
    ...checkForm(branch, 'weaveFlux.branch', name),
    ...checkForm(interval, 'weaveFlux.pollInterval', pollInterval),
  ];
}
