import type { Cluster } from '../cluster.ts';
import { clusterFolder } from '../compile.ts';
import { byName } from '../normalise.ts';
import { isUmbrella } from '../generations/delivery.ts';
import type { Difference, Sides } from './differences.ts';
import type { ReleaseMove } from './releases.ts';
import type { SecretMove } from './secrets.ts';

/** Something to do, in order. */
export interface Step {
  readonly title: string;
  /** What to know before. */
  readonly text: string;
  /** Lines for a shell. Never a value of a secret. */
  readonly commands: readonly string[];
}

/** What the commands are about. */
export interface Work {
  readonly sides: Sides;
  readonly releases: readonly ReleaseMove[];
  readonly secrets: readonly SecretMove[];
  readonly differences: readonly Difference[];
}

/** The move of the cluster itself. Steps that have nothing to do are left out. */
export function stepsInPlace(work: Work): Step[] {
  const all = [look, fill, convert, stop, letGo, makeWay, change, roles, install, watch, cleanUp];
  return all.map(step => step(work)).filter(({ commands }) => commands.length > 0);
}

/** Where `eksctl install flux` puts Flux v1, helm-operator and Tiller. Source: guide l.1598-1621. */
const oldSystem = 'flux';

function look({ sides: { before } }: Work): Step {
  const { name } = before;
  return {
    title: 'Look, and keep a record',
    text: 'The first command says whether Kubernetes is of a release that Flux 2 runs on; go no further before it does.',
    commands: [
      'flux check --pre',
      'helm list --all-namespaces',
      `kubectl get ${oldKinds(before).join(',')} --all-namespaces --output yaml > ${name}-before.yaml`,
      `cp dist/${clusterFolder(name)}/config.yaml ${name}-before-config.yaml`,
    ],
  };
}

/** Kinds of the old controllers, with their groups: kubectl takes the short names for those of today. */
function oldKinds(cluster: Cluster): string[] {
  const { stack } = cluster;
  const [group = ''] = stack.delivery === 'flux1' ? stack.helmReleaseApi.split('/') : [];
  return [
    `helmreleases.${group}`,
    ...(hasPackage(cluster, 'external-secrets') ? [oldSecrets] : []),
    ...(hasPackage(cluster, 'certmanager') ? ['certificates.certmanager.k8s.io'] : []),
  ];
}

const oldSecrets = 'externalsecrets.kubernetes-client.io';

function hasPackage({ packages }: Cluster, name: string): boolean {
  return packages.some(({ definition }) => definition.name === name);
}

function fill({ sides: { after }, secrets }: Work): Step {
  return {
    title: 'Put what is missing into Secrets Manager',
    text: 'Each file is a JSON object with the keys behind its command; delete it afterwards. `docs/secrets.md` says where they come from.',
    commands: secrets.filter(({ isUnread }) => !isUnread).flatMap(secret => fillCommands(secret, after.region)),
  };
}

/** `put-secret-value` replaces the whole object, so the keys that are there have to be read first. */
function fillCommands({ path, secret, added, isNew, copyOf }: SecretMove, region: string): string[] {
  const file = `${secret.replace('/', '-')}.json`;
  const aws = (action: string) => `aws secretsmanager ${action} --region ${region}`;
  const read = (id: string) => `${aws('get-secret-value')} --secret-id ${id} --query SecretString --output text > ${file}`;
  const create = `${aws('create-secret')} --name ${path} --secret-string file://${file}`;
  if (copyOf !== undefined) return [read(copyOf), create];
  if (isNew) return [`${create}  # ${added.join(', ')}`];
  const put = `${aws('put-secret-value')} --secret-id ${path} --secret-string file://${file}`;
  return [read(path), `# add ${added.join(', ')} to ${file}`, put];
}

function convert({ sides: { before }, releases }: Work): Step {
  const known = releases.flatMap(({ before: release, isUmbrella: made }) => (release === undefined || made ? [] : [release]));
  const unknown = [
    '# the same for the releases that the umbrella charts have made, which this lists; not for shared and shared-start themselves',
    `kubectl --namespace ${oldSystem} get configmaps --selector OWNER=TILLER --label-columns NAME`,
  ];
  return {
    title: 'Hand the releases over to Helm 3',
    text: 'Only where Tiller keeps them, as `eksctl install flux` of 2019 has it: Flux 2 reads the records of Helm 3, and what is not in '
      + 'them it installs over what stands. Both are plugins of Helm 3; the second replaces APIs that are gone in what Helm remembers.',
    commands: [
      ...known.flatMap(({ name, namespace }) => [
        `helm 2to3 convert ${name} --tiller-ns ${oldSystem}`,
        `helm mapkubeapis ${name} --namespace ${namespace}`,
      ]),
      ...(isUmbrella(before.stack) ? unknown : []),
    ],
  };
}

function stop({ sides: { before } }: Work): Step {
  const fetcher = 'kubectl --namespace external-secrets scale deployment external-secrets --replicas=0';
  return {
    title: 'Stop Flux v1 and helm-operator',
    text: 'And what fetches Secrets. Pods run on. From here until Flux 2 is there nobody deploys; nothing that is deleted comes back, or '
      + 'takes others with it.',
    commands: [
      `kubectl --namespace ${oldSystem} scale deployment flux flux-helm-operator --replicas=0`,
      ...(hasPackage(before, 'external-secrets') ? [fetcher] : []),
    ],
  };
}

function letGo({ sides: { before } }: Work): Step {
  const columns = 'NAMESPACE:.metadata.namespace,NAME:.metadata.name,OWNER:.metadata.ownerReferences[*].kind';
  return {
    title: 'Let go of Secrets',
    text: 'A Secret belongs to its ExternalSecret and is deleted with it, unless it is let go of; and the operator of today takes none '
      + 'that belongs to another. The second command lists those that still do: there must be none.',
    commands: !hasPackage(before, 'external-secrets') ? [] : [
      `kubectl delete ${oldSecrets} --all --all-namespaces --cascade=orphan`,
      `kubectl get secrets --all-namespaces --output custom-columns='${columns}' | grep ExternalSecret`,
    ],
  };
}

function makeWay({ releases, differences }: Work): Step {
  const obstacles = releases.flatMap(({ after, obstacles: workloads }) =>
    after && workloads.length > 0 ? [`kubectl --namespace ${after.namespace} delete --ignore-not-found ${workloads.join(' ')}`] : []);
  return {
    title: 'Make way',
    text: 'Releases that the new ones would clash with, Deployments whose pods are selected otherwise now, and manifests that become '
      + 'charts. What they do is not done until Flux 2 has installed the new ones.',
    commands: [...uninstallCommands(releases, 'before'), ...obstacles, ...deleteCommands(differences)],
  };
}

function uninstallCommands(releases: readonly ReleaseMove[], when: ReleaseMove['uninstall']): string[] {
  return releases.flatMap(({ before, uninstall }) =>
    before && uninstall === when ? [`helm uninstall ${before.name} --namespace ${before.namespace}`] : []);
}

/** Objects that leave the repository: Flux v1 leaves them in the cluster. */
function deleteCommands(differences: readonly Difference[]): string[] {
  const byNamespace = new Map<string, string[]>();
  for (const { concept, name, after } of differences) {
    if (concept !== 'object' || after !== undefined || isTakenAlong(name)) continue;
    const [kind = '', ...rest] = name.split('/');
    const [objectName = '', namespace = ''] = rest.reverse();
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), `${kind.toLowerCase()}/${objectName}`]);
  }
  return byName(Object.fromEntries(byNamespace)).map(([namespace, objects]) => {
    return `kubectl ${namespace === '' ? '' : `--namespace ${namespace} `}delete --ignore-not-found ${objects.join(' ')}`;
  });
}

/** What something else makes of its own, or takes with it when it goes; definitions take the objects of their kinds with them. */
function isTakenAlong(name: string): boolean {
  const taken = [/^CustomResourceDefinition\//, new RegExp(`^Secret/${oldSystem}/`), /^ConfigMap\/[^/]*\/shoreline$/];
  return taken.some(pattern => pattern.test(name));
}

function change({ sides: { after: { name } } }: Work): Step {
  const folder = `dist/${clusterFolder(name)}`;
  return {
    title: 'Change the config',
    text: `Write the words above in \`clusters/${name}.ts\`.`,
    commands: [`npm run synth ${name}`, `git add clusters/${name}.ts ${folder}`, `git commit --message '${name}: Flux 2'`, 'git push'],
  };
}

function roles({ sides: { before, after } }: Work): Step {
  const hasAccounts = ({ packages, environments }: Cluster) => [...packages, ...environments].some(({ accounts }) => accounts.length > 0);
  const accounts = (action: string, file: string) => `eksctl ${action} iamserviceaccount --config-file ${file} --approve`;
  return {
    title: 'Make the roles anew',
    text: 'eksctl passes over an account that it has a stack of, so the old ones go first. Pods reach nothing in AWS from then on until '
      + 'they are started anew under the new roles.',
    commands: [
      ...(hasAccounts(before) ? [accounts('delete', `${before.name}-before-config.yaml`)] : []),
      ...(hasAccounts(after) ? [accounts('create', `dist/${clusterFolder(after.name)}/config.yaml`)] : []),
    ],
  };
}

function install({ sides: { after } }: Work): Step {
  const text = 'GITHUB_TOKEN is a token that may administer the repository.';
  return { title: 'Install Flux 2', text, commands: [bootstrapCommand(after)] };
}

/** `flux bootstrap` of a cluster from its repository. */
export function bootstrapCommand({ name, repositoryUrl }: Pick<Cluster, 'name' | 'repositoryUrl'>): string {
  const [owner, repository] = repositoryUrl.split('/').slice(-2);
  return [
    'flux bootstrap github',
    `--owner=${owner}`,
    `--repository=${repository}`,
    '--branch="$(git branch --show-current)"',
    `--path=dist/${clusterFolder(name)}/flux`,
    '--components-extra=image-reflector-controller,image-automation-controller',
    '--read-write-key',
  ].join(' ');
}

function watch({ sides: { after } }: Work): Step {
  return {
    title: 'Watch',
    text: 'Stages get ready one after the other. A release that was adopted has one revision more in `helm history`. Certificates are '
      + 'issued anew, while the old ones serve.',
    commands: [
      'flux get kustomizations --watch',
      'flux get helmreleases --all-namespaces',
      'kubectl get externalsecrets.external-secrets.io,certificates.cert-manager.io --all-namespaces',
      'flux get images policy',
      ...after.environments.map(({ name }) => `kubectl --namespace ${name} get pods`),
    ],
  };
}

function cleanUp({ sides: { before, after }, releases, secrets }: Work): Step {
  const forget = `kubectl --namespace ${oldSystem} delete configmaps --selector 'OWNER=TILLER,NAME in (shared,shared-start)'`;
  const definitions = before.packages
    .flatMap(({ delivery, context }) => delivery.customResources?.(context) ?? [])
    .filter(({ group }) => group === 'certmanager.k8s.io')
    .map(({ plural, group }) => `${plural}.${group}`);
  const left = namespacesOf(before).filter(name => !namespacesOf(after).includes(name));
  const unread = secrets.filter(({ isUnread }) => isUnread).map(({ path }) => path);
  return {
    title: 'Clean up',
    text: 'Days later: this is where the way back ends.',
    commands: [
      ...uninstallCommands(releases, 'after'),
      ...(isUmbrella(before.stack) ? [forget] : []),
      `kubectl delete crd ${[...new Set([...oldKinds(before), ...definitions])].sort().join(' ')}`,
      `kubectl delete namespace ${[...left, oldSystem].sort().join(' ')}`,
      ...unread.map(path => `aws secretsmanager delete-secret --region ${after.region} --secret-id ${path}`),
    ],
  };
}

/** Those that the cluster makes for its packages. */
function namespacesOf({ packages }: Cluster): string[] {
  return [...new Set(packages.flatMap(({ namespace }) => namespace?.name ?? []))];
}
