import { traits } from '../generations/traits.ts';
import { namespaceName } from '../packages/package.ts';
import { servicesWithAccess } from '../tidepool/services.ts';
import { isDnsLabel } from '../vocabulary.ts';
import { labelFindings } from './names.ts';
import { at, eachEnvironment, error, ofEks, checkForm, type CheckedCluster, type CheckedEks, type CheckedEnvironment } from './rule.ts';
import type { ConfigFinding, ConfigRule, Form } from './rule.ts';

export const environmentRules: readonly ConfigRule[] = [
  { id: 'environment-name', summary: "The name of an environment is also that of its namespace, and no package uses that namespace.", find: eachEnvironment(names) },
  { id: 'production-safe', summary: 'Production keeps data durably, and serves it by https with a certificate that is trusted.', find: eachEnvironment(production) },
  ...ofEks([{ id: 'stack-name', summary: 'CloudFormation takes the names of the stacks that eksctl makes.', find: stackNames }]),
  { id: 'demo-clinic', summary: 'The id of the demo clinic is one.', find: eachEnvironment(demoClinic) },
];

/** Helm's limit; the release is called ENVIRONMENT-tidepool. */
const longestRelease = 53;

function names({ name, at: below }: CheckedEnvironment, checked: CheckedCluster): ConfigFinding[] {
  const path = below();
  if (!isDnsLabel(name)) return labelFindings(path, name, 'guide l.1541');
  const { onlyEnvironment, title } = traits[checked.config.delivery];
  if (onlyEnvironment !== undefined) {
    return name === onlyEnvironment ? [] : [error(path, {
      wrong: `${title} has one environment, which is in namespace '${onlyEnvironment}'`,
      source: 'Kubernetes guide l.174, 278',
      instead: `call it '${onlyEnvironment}'`,
    })];
  }
  const owner = namespaceOwner(name, checked);
  if (owner !== undefined) {
    return [error(path, {
      wrong: `'${name}' is a namespace of ${owner}, and an environment has one of its own`,
      source: 'guide l.1541, 1769-1785',
      instead: 'call the environment otherwise',
    })];
  }
  const release = `${name}-tidepool`;
  if (release.length <= longestRelease) return [];
  return [error(path, {
    wrong: `'${name}' makes '${release}' of ${release.length} characters, too long for a release`,
    source: `Helm takes ${longestRelease}`,
    instead: `write at most ${longestRelease - '-tidepool'.length} characters`,
  })];
}

/** Whose a namespace is, if it is reserved. */
export function namespaceOwner(name: string, { config: { delivery }, cluster: { repository } }: CheckedCluster): string | undefined {
  if (name === 'default' || name.startsWith('kube-')) return 'Kubernetes itself';
  const owner = repository.packages.find(({ release }) => name === namespaceName(release[delivery]));
  if (owner) return `package ${owner.name}`;
  return Object.entries(traits[delivery].namespaces).find(([, names]) => names.includes(name))?.[0];
}

function production({ at: below, config: { production: isProduction, mongo, gateway: { https } } }: CheckedEnvironment): ConfigFinding[] {
  if (isProduction !== true) return [];
  const findings = mongo.server !== 'embedded' ? [] : [error(below('mongo', 'server'), {
    wrong: "'embedded' is neither replicated nor durable, so it cannot hold the data of production",
    source: 'guide l.1387-1389',
    instead: "write 'external'",
  })];
  if (!https) {
    findings.push(error(below('gateway'), {
      wrong: 'http alone sends passwords and health data of production in the clear',
      source: 'guide l.1445, 1933',
      instead: 'add an https listener',
    }));
  } else if (https.issuer !== 'letsencrypt-production') {
    findings.push(error(below('gateway', 'https', 'issuer'), {
      wrong: "'letsencrypt-staging' signs certificates that no browser trusts",
      source: 'guide l.1946-1949',
      instead: "write 'letsencrypt-production'",
    }));
  }
  return findings;
}

/** CloudFormation's limit. */
const longestStack = 128;

/** Source: guide l.954-960. Of an environment's service accounts the one with the longest name decides. */
function stackNames({ config, cluster: { environments } }: CheckedEks): ConfigFinding[] {
  const stacks = [
    ...config.nodeGroups.map(({ name }, i) => ({ path: at('nodeGroups', i, 'name'), stack: `nodegroup-${name}` })),
    ...environments.map(({ name, edition }) => {
      const [longest] = servicesWithAccess(edition).sort((a, b) => b.name.length - a.name.length);
      return { path: at('environments', name), stack: `addon-iamserviceaccount-${name}-${longest?.name}` };
    }),
  ];
  return stacks.flatMap(({ path, stack }) => {
    const name = `eksctl-${config.name}-${stack}`;
    if (name.length <= longestStack) return [];
    return [error(path, {
      wrong: `'${name}' has ${name.length} characters, too many for the stack that eksctl makes`,
      source: `guide l.954-960; CloudFormation takes ${longestStack}`,
      instead: `shorten this name or the cluster's by ${name.length - longestStack}`,
    })];
  });
}

function demoClinic({ at: below, config: { clinicDemoUserId } }: CheckedEnvironment): ConfigFinding[] {
  return checkForm(userId, below('clinicDemoUserId'), clinicDemoUserId);
}

const userId: Form = {
  is: /^[\w-]+$/,
  noun: 'user id',
  source: 'guide l.1859',
  instead: "write one such as 'e79b15328a', or leave it out until the demo clinic exists",
};
