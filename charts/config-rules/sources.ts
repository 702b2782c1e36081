import { releasesOf } from '../releases.ts';
import { traits, type Traits } from '../generations/traits.ts';
import type { HelmChart } from '../vocabulary.ts';
import { at, environmentsOf, error, checkForm, warning, type CheckedCluster, type ConfigFinding, type ConfigRule, type Form } from './rule.ts';

/** Where charts come from, as far as the config says. The defaults of packages and editions are documented, not judged. */
export const sourceRules: readonly ConfigRule[] = [
  { id: 'chart-password', summary: 'No address of a chart holds a password.', find: eachChart(password) },
  { id: 'chart-moves', summary: 'A chart stays what it is: no branch that moves, no repository that is gone.', find: eachChart(moving) },
  { id: 'chart-source', summary: 'The source of a chart is complete, and one that git or Helm can read.', find: eachChart(unreadable) },
  { id: 'chart-source-name', summary: 'Charts from two addresses come from two sources.', find: rivals },
  { id: 'chart-key', summary: 'Charts in another repository are fetched with a key that opens it.', find: foreignKeys },
];

function eachChart(find: (path: string, chart: HelmChart, traits: Traits) => ConfigFinding[]): ConfigRule['find'] {
  return checked => writtenCharts(checked).flatMap(({ path, chart }) => find(path, chart, traits[checked.config.delivery]));
}

interface WrittenChart {
  readonly path: string;
  readonly chart: HelmChart;
}

function writtenCharts(checked: CheckedCluster): WrittenChart[] {
  const { config, cluster } = checked;
  const ofPackages = cluster.packages.flatMap(({ definition: { name } }) => {
    const given = config.packages[name];
    return given && 'chart' in given && given.chart ? [{ path: at('packages', name, 'chart'), chart: given.chart }] : [];
  });
  const ofEnvironments = environmentsOf(checked).flatMap(({ at: below, config: { chart } }) => (chart ? [{ path: below('chart'), chart }] : []));
  return [...ofPackages, ...ofEnvironments];
}

/** Does not repeat the address. */
function password(path: string, chart: HelmChart): ConfigFinding[] {
  if (!holdsPassword(addressOf(chart))) return [];
  return [error(`${path}.${'git' in chart ? 'git' : 'repository'}`, {
    wrong: 'a token or password stands in this address, for all to use who read the repository',
    source: 'guide l.135, 281',
    instead: 'write the address alone, and give Flux the credentials as a Secret',
  })];
}

/** The user of `ssh://git@github.com/...` is no secret; that of an https address is a token. */
function holdsPassword(url: string): boolean {
  return /^\w+:\/\/[^/@]*:[^/]*@|^(https?|oci):\/\/[^/]*@/.test(url);
}

const gitAddress: Form = {
  is: /^(git@[\w.-]+:|ssh:\/\/|https:\/\/)[\w.~@:/-]+$/,
  noun: 'address that git clones by ssh or https',
  source: 'guide l.1172',
  instead: "write one such as 'git@github.com:tidepool-org/development'",
};
const folder: Form = {
  is: isFolder,
  noun: 'folder in a repository, named from its root and without a slash at either end',
  source: 'guide l.1173',
  instead: "write 'charts/tidepool/0.1.7'",
  close: text => text.replace(/^[./]+|\/+$/g, ''),
};
const gitRef: Form = {
  is: text => /^\w[\w./-]*$/.test(text) && !text.includes('..'),
  noun: 'branch, tag or commit',
  source: 'guide l.1174; git check-ref-format',
  instead: "write one such as 'v1.2.3'",
};
const chartName: Form = {
  is: /^[A-Za-z0-9][\w.-]*$/,
  noun: 'name of a chart',
  source: 'Helm: letters, digits, hyphens, underscores and dots',
  instead: "write it without its repository, such as 'cert-manager'",
};
const chartVersion: Form = {
  is: /^v?\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$/,
  noun: 'exact version, so what is installed would depend on the day',
  source: 'Helm: SemVer 2, three numbers',
  instead: "write one such as 'v0.10.0'",
};

function unreadable(path: string, chart: HelmChart, delivery: Traits): ConfigFinding[] {
  if (!('git' in chart)) {
    return [
      ...(holdsPassword(chart.repository) ? [] : checkForm(repositoryOf(delivery), `${path}.repository`, chart.repository)),
      ...checkForm(chartName, `${path}.name`, chart.name),
      ...checkForm(chartVersion, `${path}.version`, chart.version),
    ];
  }
  const isPart = delivery.wholeCommits !== undefined && /^(?=.*\d)[0-9a-f]{7,39}$/.test(chart.ref);
  return [
    ...(holdsPassword(chart.git) ? [] : checkForm(gitAddress, `${path}.git`, chart.git)),
    ...checkForm(folder, `${path}.path`, chart.path),
    ...checkForm(gitRef, `${path}.ref`, chart.ref),
    ...(isPart ? [error(`${path}.ref`, {
      wrong: `'${chart.ref}' looks like the first digits of a commit, and ${delivery.title} takes it for a branch`,
      source: delivery.wholeCommits,
      instead: 'write all 40 digits',
    })] : []),
  ];
}

/** Of a registry, small letters only. */
function repositoryOf({ readsOci, chartReader }: Traits): Form {
  const isWebAddress = (url: string) => /^https?:\/\/[\w.-]+(:\d+)?(\/[\w.~%/-]*)?$/.test(url);
  const isRegistry = (url: string) => /^oci:\/\/[\w.-]+(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*\/?$/.test(url);
  return {
    is: url => isWebAddress(url) || (readsOci && isRegistry(url)),
    noun: 'URL of a Helm repository',
    source: chartReader,
    instead: "write one such as 'https://charts.jetstack.io'",
  };
}

function isFolder(text: string): boolean {
  return text.split('/').every(part => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part));
}

/** Who writes `gitSecret` knows what its key opens. */
function foreignKeys(checked: CheckedCluster): ConfigFinding[] {
  const { config, cluster: { repositoryUrl } } = checked;
  const { deployKey } = traits[config.delivery];
  if (deployKey === undefined || ('gitSecret' in config && config.gitSecret !== undefined)) return [];
  return writtenCharts(checked).flatMap(({ path, chart }) => {
    if (!('git' in chart) || !/^(git@|ssh:)/.test(chart.git) || repositoryIn(chart.git) === repositoryIn(repositoryUrl)) return [];
    return [warning(`${path}.git`, {
      wrong: `'${chart.git}' is fetched with the key in Secret ${deployKey}, which opens this repository alone if it is a deploy key`,
      source: 'GitHub: a deploy key opens one repository',
      instead: "write gitSecret: 'NAME', the Secret with a key that opens the other",
    })];
  });
}

/** `ACCOUNT/REPOSITORY`, however git is to reach it. */
function repositoryIn(git: string): string {
  return git.replace(/(\.git)?\/?$/, '').split(/[:/]/).slice(-2).join('/');
}

function rivals(checked: CheckedCluster): ConfigFinding[] {
  const { sourceRival } = traits[checked.config.delivery];
  const releases = releasesOf(checked.cluster);
  return writtenCharts(checked).flatMap(({ path, chart }) => {
    const release = releases.find(each => each.chart === chart);
    const rival = release && sourceRival?.(release, releases);
    if (rival === undefined) return [];
    return [error(path, {
      wrong: `'${addressOf(chart)}' and '${addressOf(rival.chart)}' of ${rival.namespace}/${rival.name} would be one source`,
      source: 'sources are called by the letters and digits of their addresses',
      instead: 'write one address in both',
    })];
  });
}

function addressOf(chart: HelmChart): string {
  return 'git' in chart ? chart.git : chart.repository;
}

/** Branches by their usual names, and the guide's (l.1174). */
const branches: readonly string[] = ['master', 'main', 'HEAD', 'develop', 'k8s'];

/** Also `feature/blip` and `release/2020`: a tag with a slash has a version behind it. */
function isBranch(ref: string): boolean {
  return branches.includes(ref) || (ref.includes('/') && !/\d\.\d/.test(ref));
}

function moving(path: string, chart: HelmChart): ConfigFinding[] {
  if ('git' in chart) {
    if (!isBranch(chart.ref)) return [];
    return [warning(`${path}.ref`, {
      wrong: `'${chart.ref}' is a branch, which moves without a commit here`,
      source: 'guide l.117-129: what runs is what the repository says',
      instead: 'write a tag or a commit of it',
    })];
  }
  if (!/\/\/kubernetes-charts(-incubator)?\.storage\.googleapis\.com/.test(chart.repository)) return [];
  const archive = chart.repository.includes('-incubator') ? 'incubator' : 'stable';
  return [warning(`${path}.repository`, {
    wrong: `'${chart.repository}' was switched off in November 2020`,
    source: "Helm's deprecation timeline",
    instead: `write 'https://charts.helm.sh/${archive}', its archive`,
  })];
}
