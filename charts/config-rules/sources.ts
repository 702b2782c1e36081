import { clusterDefaults, enabledEnvironments, isEnabled } from '../normalise.ts';
import type { ClusterConfig } from '../config.ts';
import { traits, type Traits } from '../generations/traits.ts';
import { releasesOf } from '../releases.ts';
import { packages } from '../packages/index.ts';
import type { GitChart, HelmChart, RepositoryChart } from '../vocabulary.ts';
import { at, error, warning, type CheckedCluster, type ConfigFinding, type ConfigRule } from './rule.ts';

/** Where charts come from, as far as the config says. The defaults of packages and editions are documented, not judged. */
export const sourceRules: readonly ConfigRule[] = [
  { id: 'chart-password', summary: 'No address of a chart holds a password.', find: eachChart(password) },
  { id: 'chart-moves', summary: 'A chart stays what it is: no branch that moves, no repository that is gone.', find: eachChart(moving) },
  { id: 'chart-source', summary: 'The source of a chart is complete, and one that git or Helm can read.', find: eachChart(unreadable) },
  { id: 'chart-source-name', summary: 'Charts from two addresses come from two sources.', find: rivals },
  { id: 'chart-key', summary: 'Charts in another repository are fetched with a key that opens it.', find: foreignKeys },
];

function eachChart(find: (path: string, chart: HelmChart, traits: Traits) => ConfigFinding[]): ConfigRule['find'] {
  return ({ config }) => writtenCharts(config).flatMap(({ path, chart }) => find(path, chart, traits[config.delivery]));
}

interface WrittenChart {
  readonly path: string;
  readonly chart: HelmChart;
}

function writtenCharts(config: ClusterConfig): WrittenChart[] {
  const ofPackages = packages.flatMap(({ name }) => {
    const given = config.packages[name];
    if (given === undefined || !isEnabled(given) || !('chart' in given) || given.chart === undefined) return [];
    return [{ path: at('packages', name, 'chart'), chart: given.chart }];
  });
  const ofEnvironments = enabledEnvironments(config).flatMap(([name, { chart }]) =>
    chart === undefined ? [] : [{ path: at('environments', name, 'chart'), chart }]);
  return [...ofPackages, ...ofEnvironments];
}

/** Does not repeat the address. */
function password(path: string, chart: HelmChart): ConfigFinding[] {
  const { key, url } = 'git' in chart ? { key: 'git', url: chart.git } : { key: 'repository', url: chart.repository };
  if (!holdsPassword(url)) return [];
  return [error(`${path}.${key}`, {
    wrong: 'a token or password stands in this address, for all to use who read the repository',
    source: 'guide l.135, 281',
    instead: 'write the address alone, and give Flux the credentials as a Secret',
  })];
}

/** The user of `ssh://git@github.com/...` is no secret; that of an https address is a token. */
function holdsPassword(url: string): boolean {
  return /^\w+:\/\/[^/@]*:[^/]*@|^(https?|oci):\/\/[^/]*@/.test(url);
}

function unreadable(path: string, chart: HelmChart, delivery: Traits): ConfigFinding[] {
  return 'git' in chart ? gitFindings(path, chart, delivery) : repositoryFindings(path, chart, delivery);
}

function gitFindings(path: string, { git, path: folder, ref }: GitChart, { title, wholeCommits }: Traits): ConfigFinding[] {
  const findings: ConfigFinding[] = [];
  if (!/^(git@[\w.-]+:|ssh:\/\/|https:\/\/)[\w.~@:/-]+$/.test(git) && !holdsPassword(git)) {
    findings.push(error(`${path}.git`, {
      wrong: `'${git}' is no address that git clones by ssh or https`,
      source: 'guide l.1172',
      instead: "write one such as 'git@github.com:tidepool-org/development'",
    }));
  }
  if (!isFolder(folder)) {
    const close = folder.replace(/^[./]+|\/+$/g, '');
    findings.push(error(`${path}.path`, {
      wrong: `'${folder}' is no folder in a repository, named from its root and without a slash at either end`,
      source: 'guide l.1173',
      instead: `write '${isFolder(close) ? close : 'charts/tidepool/0.1.7'}'`,
    }));
  }
  if (!/^\w[\w./-]*$/.test(ref) || ref.includes('..')) {
    findings.push(error(`${path}.ref`, {
      wrong: `'${ref}' is no branch, tag or commit`,
      source: 'guide l.1174; git check-ref-format',
      instead: "write one such as 'v1.2.3'",
    }));
  } else if (wholeCommits !== undefined && /^(?=.*\d)[0-9a-f]{7,39}$/.test(ref)) {
    findings.push(error(`${path}.ref`, {
      wrong: `'${ref}' looks like the first digits of a commit, and ${title} takes it for a branch`,
      source: wholeCommits,
      instead: 'write all 40 digits',
    }));
  }
  return findings;
}

function isFolder(text: string): boolean {
  return text.split('/').every(part => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part));
}

function repositoryFindings(path: string, { repository, name, version }: RepositoryChart, { readsOci, chartReader }: Traits): ConfigFinding[] {
  const findings: ConfigFinding[] = [];
  const isRead = isWebAddress(repository) || (readsOci && isRegistry(repository));
  if (!isRead && !holdsPassword(repository)) {
    findings.push(error(`${path}.repository`, {
      wrong: `'${repository}' is no URL of a Helm repository`,
      source: chartReader,
      instead: "write one such as 'https://charts.jetstack.io'",
    }));
  }
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name)) {
    findings.push(error(`${path}.name`, {
      wrong: `'${name}' is no name of a chart`,
      source: 'Helm: letters, digits, hyphens, underscores and dots',
      instead: "write it without its repository, such as 'cert-manager'",
    }));
  }
  if (!/^v?\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$/.test(version)) {
    findings.push(error(`${path}.version`, {
      wrong: `'${version}' is no exact version, so what is installed would depend on the day`,
      source: 'Helm: SemVer 2, three numbers',
      instead: "write one such as 'v0.10.0'",
    }));
  }
  return findings;
}

function isWebAddress(url: string): boolean {
  return /^https?:\/\/[\w.-]+(:\d+)?(\/[\w.~%/-]*)?$/.test(url);
}

/** A registry, and below it small letters only. */
function isRegistry(url: string): boolean {
  return /^oci:\/\/[\w.-]+(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*\/?$/.test(url);
}

/** Who writes `gitSecret` knows what its key opens. */
function foreignKeys({ config }: CheckedCluster): ConfigFinding[] {
  const { deployKey } = traits[config.delivery];
  if (deployKey === undefined || ('gitSecret' in config && config.gitSecret !== undefined)) return [];
  return writtenCharts(config).flatMap(({ path, chart }) => {
    if (!('git' in chart) || !/^(git@|ssh:)/.test(chart.git) || isOwnRepository(chart.git, config)) return [];
    return [warning(`${path}.git`, {
      wrong: `'${chart.git}' is fetched with the key in Secret ${deployKey}, which opens this repository alone if it is a deploy key`,
      source: 'GitHub: a deploy key opens one repository',
      instead: "write gitSecret: 'NAME', the Secret with a key that opens the other",
    })];
  });
}

function rivals({ config, cluster }: CheckedCluster): ConfigFinding[] {
  const { sourceRival } = traits[config.delivery];
  const releases = releasesOf(cluster);
  return writtenCharts(config).flatMap(({ path, chart }) => {
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

function isOwnRepository(git: string, { name, github = {} }: ClusterConfig): boolean {
  const { account = clusterDefaults.githubAccount, repository = `cluster-${name}` } = github;
  return git.replace(/(\.git)?\/?$/, '').split(/[:/]/).slice(-2).join('/') === `${account}/${repository}`;
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
