import { byName, eksWords, hasPackage, isEnabled } from '../normalise.ts';
import type { ClusterConfig } from '../config.ts';
import { isUmbrella, type GenerationName } from '../generations/delivery.ts';
import { traits } from '../generations/traits.ts';
import { packages } from '../packages/index.ts';
import { packageFile, type AnyDelivery } from '../packages/package.ts';
import { labelFindings } from './names.ts';
import { editions } from '../tidepool/editions/index.ts';
import { at, error, enumerate, checkForm, ofEks, type CheckedCluster, type CheckedEks, type ConfigFinding, type ConfigRule, type Form } from './rule.ts';

export const packageRules: readonly ConfigRule[] = [
  { id: 'umbrella-cannot', summary: 'In umbrella mode, the umbrella charts know every package and setting that the config asks for.', find: umbrella },
  { id: 'gloo-crds', summary: "Gloo's kinds are defined where Gloo is installed.", find: glooCrds },
  { id: 'slack-channel', summary: 'A Slack channel has a name that Slack takes.', find: slackChannel },
  { id: 'setting-unused', summary: 'The way of delivery delivers every package, and has a use for every setting of it.', find: lost },
  { id: 'package-needed', summary: 'Packages that environments, applications and other packages need are installed.', find: needed },
  { id: 'bucket-made', summary: 'Package minio makes the buckets that other packages work with.', find: buckets },
  ...ofEks([
    { id: 'disk-driver', summary: 'Disks that packages claim are made by somebody.', find: disks },
    { id: 'application-name', summary: 'The name of an application is that of a namespace which is nobody else\'s.', find: applicationNames },
  ]),
];

/** What the umbrella charts have no value for would be lost without a word. */
function umbrella({ config, cluster: { repository: { packages } } }: CheckedCluster): ConfigFinding[] {
  if (!isUmbrella(config)) return [];
  const source = 'guide l.1148-1202';
  return packages.filter(({ name }) => hasPackage(config, name)).flatMap(({ name, umbrella: entry, release }) => {
    if (entry === undefined && release[config.delivery]) {
      const wrong = `the umbrella charts do not install ${name}`;
      return [error(at('packages', name), { wrong, source, instead: "leave it out, or write shared: 'packages'" })];
    }
    const settings = Object.keys(config.packages[name] ?? {}).filter(key => key !== 'enabled').sort();
    const lost = settings.filter(key => !entry?.passesOn?.some(passed => passed === key));
    return lost.map(key => error(at('packages', name, key), {
      wrong: `the umbrella charts have no value for ${key} of ${name}, so it would be lost`,
      source,
      instead: "leave it out, or write shared: 'packages'",
    }));
  });
}

/** As above, where each package has a release of its own or none. */
function lost({ config, cluster: { repository: { packages } } }: CheckedCluster): ConfigFinding[] {
  const { title } = traits[config.delivery];
  return packages.filter(({ name }) => hasPackage(config, name)).flatMap(({ name, release, file: source = packageFile(name) }) => {
    const delivery: AnyDelivery | undefined = release[config.delivery];
    if (delivery === undefined) {
      const others = (Object.keys(release) as GenerationName[]).map(other => `delivery: '${other}'`).join(' or '); // keyed by generation
      return [error(at('packages', name), { wrong: `${title} does not deliver package ${name}`, source, instead: `leave it out, or write ${others}` })];
    }
    const useless: readonly string[] = delivery.chart === undefined ? ['chart', 'values', ...(delivery.ignores ?? [])] : (delivery.ignores ?? []);
    const written = Object.keys(config.packages[name] ?? {}).filter(key => useless.includes(key));
    return written.map(key => error(at('packages', name, key), {
      wrong: `under ${title}, package ${name} has no use for ${key}, so it would be lost`,
      source,
      instead: 'leave it out',
    }));
  });
}

function needed(checked: CheckedCluster): ConfigFinding[] {
  const { config, cluster } = checked;
  const { packages } = cluster.repository;
  const { applications = {} } = eksWords(config);
  const wanted = [
    ...cluster.packages.map(({ definition: { name, needs }, context }) =>
      ({ path: at('packages', name), who: `package ${name}`, names: needs?.(context.settings).packages ?? [] })),
    ...byName(applications).map(([name, { needs = [] }]) => ({ path: at('applications', name, 'needs'), who: `application ${name}`, names: needs })),
  ];
  return [...gloo(checked), ...wanted.flatMap(({ path, who, names }) => {
    const missing = names.filter(name => !packages.some(each => each.name === name && hasPackage(config, each.name)));
    return missing.map(name => error(path, {
      wrong: `${who} cannot do without package ${name}, which is not installed`,
      source: packages.find(each => each.name === name)?.file ?? packageFile(name),
      instead: `write ${/^\w+$/.test(name) ? name : `'${name}'`}: {} in packages`,
    }));
  })];
}

function buckets({ config, cluster }: CheckedCluster): ConfigFinding[] {
  const made = config.packages.minio?.buckets ?? [];
  return cluster.packages.filter(() => hasPackage(config, 'minio')).flatMap(({ definition: { name, needs }, context }) =>
    Object.entries(needs?.(context.settings).buckets ?? {}).filter(([, bucket]) => !made.includes(bucket)).map(([word, bucket]) => {
      return error(at('packages', name, ...word.split('.')), {
        wrong: `nobody makes bucket '${bucket}' in MinIO, without which the pods of ${name} stop`,
        source: 'AWS Bootstrap l.99-101',
        instead: `add '${bucket}' to packages.minio.buckets`,
      });
    }));
}

function disks({ config, cluster }: CheckedEks): ConfigFinding[] {
  const claiming = cluster.packages.filter(({ delivery }) => delivery.claimsDisks).map(({ definition }) => definition.name);
  if (claiming.length === 0 || config.storage !== undefined) return [];
  return [error('storage', {
    wrong: `${enumerate(claiming)} ${claiming.length === 1 ? 'claims a disk' : 'claim disks'}, and nobody makes them`,
    source: 'AWS Bootstrap l.27-29',
    instead: "write storage: 'ebs'",
  })];
}

function applicationNames({ config, cluster }: CheckedEks): ConfigFinding[] {
  const owners = new Map([
    ...cluster.packages.map(({ definition, context }) => [context.namespace, `package ${definition.name}`] as const),
    ...cluster.environments.map(({ name }) => [name, `environment ${name}`] as const),
  ]);
  return byName(config.applications ?? {}).flatMap(([name]) => {
    const path = at('applications', name);
    const owner = owners.get(name);
    if (owner === undefined) return labelFindings(path, name, 'Kubernetes: namespaces');
    return [error(path, { wrong: `namespace '${name}' belongs to ${owner}`, source: 'an application has one of its own', instead: 'call it otherwise' })];
  });
}

/** Every edition's chart makes Gloo's objects, and is told to bring no Gloo of its own where it could. */
function gloo({ config, cluster }: CheckedCluster): ConfigFinding[] {
  const environments = cluster.environments.filter(({ edition }) => editions[edition].expresses.gateway).map(({ name }) => `environment ${name}`);
  if (environments.length === 0 || hasPackage(config, 'gloo')) return [];
  const why = 'its services call each other through Gloo, whose kinds nothing else defines';
  return [error('packages.gloo', {
    wrong: `this package is not installed, and ${enumerate(environments)} cannot do without it: ${why}`,
    source: 'templates of the chart: Upstream, RouteTable and VirtualService',
    instead: `write gloo: {}${lacksGlooCrds(config) ? " and 'gloo-crds': {}" : ''}`,
  })];
}

/** The umbrella chart defines Gloo's kinds itself where package gloo-crds does not. */
function lacksGlooCrds(config: ClusterConfig): boolean {
  if (isUmbrella(config) || hasPackage(config, 'gloo-crds')) return false;
  const delivery: AnyDelivery | undefined = packages.find(({ name }) => name === 'gloo-crds')?.release[config.delivery];
  return delivery?.customResources !== undefined;
}

function glooCrds({ config }: CheckedCluster): ConfigFinding[] {
  if (!hasPackage(config, 'gloo') || !lacksGlooCrds(config)) return [];
  return [error('packages.gloo', {
    wrong: "Gloo's chart is told not to make its CRDs, and package gloo-crds, which does, is not installed",
    source: 'guide l.665-668, 1188-1190',
    instead: "write 'gloo-crds': {} beside it",
  })];
}

function slackChannel({ config: { packages: { fluxcloud } } }: CheckedCluster): ConfigFinding[] {
  return checkForm(channel, 'packages.fluxcloud.channel', isEnabled(fluxcloud) ? fluxcloud?.channel : undefined);
}

const channel: Form = {
  is: /^#[\p{Ll}\p{Lo}\p{N}_-]{1,80}$/u,
  noun: 'channel',
  source: 'guide l.348-355; Slack: # and at most 80 small letters, digits, hyphens and underscores',
  instead: "write '#flux'",
  close: text => `#${text.toLowerCase().replace(/[^\p{Ll}\p{Lo}\p{N}_-]+/gu, '-').replace(/^-+|-+$/g, '').slice(0, 80)}`,
};
