import { isDnsLabel, isDnsName } from '../vocabulary.ts';
import type { InstalledPackage } from '../cluster.ts';
import { role } from './aws.ts';
import { namespaceOwner } from './environments.ts';
import { labelFindings } from './names.ts';
import { at, checkForm, error, findRepeated, ofDelivery, type ConfigFinding, type DeliveredBy, type Form } from './rule.ts';

type Checked = DeliveredBy<'kustomize'>;

/** About clusters that are there already, and what Kustomize builds for them. */
export const kustomizeRules = ofDelivery('kustomize', [
  { id: 'overlay-environment', summary: 'The environment of overlays has a name that its namespace may have.', find: environment },
  { id: 'flux-image', summary: 'The image of Flux has a tag that says its environment and its commit.', find: fluxImage },
  { id: 'existing-arn', summary: 'Roles, users and keys are named as AWS names them, whole.', find: arns },
  { id: 'existing-name', summary: 'The domain and the namespaces for Docker Hub have names that DNS and Kubernetes take.', find: names },
  { id: 'node-port', summary: 'Ports of the nodes are two that Kubernetes gives, so that a load balancer finds them where they were.', find: nodePorts },
  { id: 'host-covered', summary: 'What is reached by name has one label in the domain of the environment, which the certificate for all of them covers.', find: hosts },
]);

/** The name that counts, and where the config says it. */
function environmentOf({ config: { name, environment: own } }: Checked): { readonly path: string; readonly name: string } {
  return own === undefined ? { path: 'name', name } : { path: 'environment', name: own };
}

function environment(checked: Checked): ConfigFinding[] {
  const { path, name } = environmentOf(checked);
  const owner = namespaceOwner(name, checked);
  if (owner === undefined) return path === 'name' ? [] : labelFindings(path, name, 'GitOps guide l.140-158');
  return [error(path, {
    wrong: `namespace '${name}' belongs to ${owner}`,
    source: 'GitOps guide l.140-158',
    instead: "write environment: 'NAME' with a name of its own",
  })];
}

function fluxImage(checked: Checked): ConfigFinding[] {
  const { name } = environmentOf(checked);
  const { repository, tag } = checked.config.fluxImage;
  const instead = `write one such as '${name}-af87bcc'`;
  const tags: Form = { is: text => new RegExp(`^${name}-[0-9a-f]{7,40}$`).test(text), noun: 'tag of an environment and a commit', source: 'GitOps guide l.227', instead };
  return [...checkForm(repositories, 'fluxImage.repository', repository), ...checkForm(tags, 'fluxImage.tag', tag)];
}

const repositories: Form = {
  is: /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+$/,
  noun: 'repository of images, without a tag',
  source: 'GitOps guide l.225',
  instead: "write one such as 'docker.io/example/flux'",
};

const person: Form = {
  is: /^arn:aws:iam::\d{12}:(user|role)\/[\w+=,.@/-]+$/,
  noun: 'ARN of a user or a role',
  source: 'AWS',
  instead: "write one such as 'arn:aws:iam::123456789012:user/first-cli'",
};
const key: Form = {
  is: /^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
  noun: 'ARN of a key in KMS',
  source: 'GitOps guide l.184-188',
  instead: "write one such as 'arn:aws:kms:us-east-2:123456789012:key/00000000-0000-4000-8000-000000000000'",
};

function arns({ config: { aws: { nodeRoleArns, masters, developers }, sops } }: Checked): ConfigFinding[] {
  return [
    ...checkForm(role, 'aws.nodeRoleArns', nodeRoleArns),
    ...checkForm(person, 'aws.masters', masters),
    ...checkForm(person, 'aws.developers', developers),
    ...[...Object.entries({ nodeRoleArns, masters, developers })].flatMap(([list, items = []]) => findRepeated(`aws.${list}`, items, 'GitOps guide l.79')),
    ...checkForm(key, 'sops.kms', sops.kms),
  ];
}

const domains: Form = { is: isDnsName, noun: 'DNS name', source: 'GitOps guide l.404', instead: "write one such as 'example.org'" };
const labels: Form = { is: isDnsLabel, noun: 'name of a namespace', source: 'RFC 1123', instead: "write one such as 'default'" };

function names({ config: { domain, dockerHub = {} } }: Checked): ConfigFinding[] {
  const { namespaces = [] } = dockerHub;
  const path = 'dockerHub.namespaces';
  return [...checkForm(domains, 'domain', domain), ...checkForm(labels, path, namespaces), ...findRepeated(path, namespaces, 'GitOps guide l.191')];
}

function nodePorts({ config: { packages: { nginx: { nodePorts: ports } = {} } } }: Checked): ConfigFinding[] {
  if (ports === undefined) return [];
  const path = 'packages.nginx.nodePorts';
  const source = 'Kubernetes: --service-node-port-range; GitOps guide l.135-138';
  const outside = Object.entries(ports).filter(([, port]) => !Number.isInteger(port) || port < 30000 || port > 32767);
  if (ports.http === ports.https) outside.push(['https', ports.https]);
  return outside.map(([key, port]) => error(`${path}.${key}`, {
    wrong: port === ports.http && key === 'https' ? `${port} is that of http already` : `${port} is no port that a Service may have on the nodes`,
    source,
    instead: 'write two numbers from 30000 to 32767, such as 30080 and 30443',
  }));
}

function hosts(checked: Checked): ConfigFinding[] {
  const { config, cluster } = checked;
  const domain = `${environmentOf(checked).name}.${config.domain}`;
  const context = ({ context: each }: InstalledPackage) => ({ ...each, environment: environmentOf(checked).name });
  return cluster.packages.flatMap(installed => (installed.delivery.hosts?.(context(installed)) ?? []).flatMap(host => {
    const label = host.endsWith(`.${domain}`) ? host.slice(0, -domain.length - 1) : '';
    if (isDnsLabel(label)) return [];
    return [error(at('packages', installed.definition.name, 'hosts'), {
      wrong: `'${host}' is not one label in front of ${domain}, so neither its zone nor the certificate *.${domain} is its own`,
      source: 'GitOps guide l.404-414',
      instead: `write one such as '${installed.definition.name}.${domain}'`,
    })];
  }));
}
