import { groupBy } from '../../lib/group-by.ts';
import { secretsFile } from '../bootstrap/secrets.ts';
import type { Cluster } from '../cluster.ts';
import { clusterFolder } from '../compile.ts';
import { isUmbrella } from '../generations/delivery.ts';
import type { Sides } from './moved.ts';
import type { ExplainedDifference } from './reasons.ts';
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
export interface Moves {
  readonly releases: readonly ReleaseMove[];
  readonly secrets: readonly SecretMove[];
  readonly differences: readonly ExplainedDifference[];
}

/** Where `eksctl install flux` puts Flux v1, helm-operator and Tiller. Source: guide l.1598-1621. */
const oldSystem = 'flux';

const oldSecrets = 'externalsecrets.kubernetes-client.io';

/** The move of the cluster itself. Steps that have nothing to do are left out. */
export function stepsInPlace({ before, after }: Sides, { releases, secrets }: Omit<Moves, 'differences'>): Step[] {
  const { name, region } = after;
  const folder = `dist/${clusterFolder(name)}`;
  const fetchesSecrets = hasPackage(before, 'external-secrets');
  const unread = secrets.filter(({ isUnread }) => isUnread).map(({ path }) => path);
  const steps: Step[] = [
    {
      title: 'Look, and keep a record',
      text: 'The first command says whether Flux 2 runs on this release of Kubernetes; go no further before it does.',
      commands: [
        'flux check --pre',
        'helm list --all-namespaces',
        `kubectl get ${oldKinds(before).join(',')} --all-namespaces --output yaml > ${name}-before.yaml`,
        `cp ${folder}/config.yaml ${name}-before-config.yaml`,
      ],
    },
    {
      title: 'Put what is missing into Secrets Manager',
      text: `Write the new config and run \`npm run synth ${name}\` first, without a commit: the script goes by what stands in \`dist\`. It asks for
each value; \`KEY=@FILE\` takes several lines, \`KEY=random\` makes one of chance. \`docs/secrets.md\` says where they come from.`.replace('\n', ' '),
      commands: secrets.filter(({ added }) => added.length > 0).map(secret => fillCommand(secret, region, `bash ${folder}/bootstrap/${secretsFile}`)),
    },
    {
      title: 'Hand the releases over to Helm 3',
      text: 'Only where Tiller keeps them, as `eksctl install flux` of 2019 has it: Flux 2 reads the records of Helm 3, and installs what is not '
        + 'in them over what is there. Both are plugins of Helm 3; the second replaces APIs that are gone in what Helm remembers.',
      commands: convertCommands(before, releases),
    },
    {
      title: 'Stop Flux v1 and helm-operator',
      text: 'And what fetches Secrets. Pods run on. Until Flux 2 is there, nothing is deployed; what is deleted does not come back, and takes '
        + 'nothing else with it.',
      commands: [
        `kubectl --namespace ${oldSystem} scale deployment flux flux-helm-operator --replicas=0`,
        ...(fetchesSecrets ? ['kubectl --namespace external-secrets scale deployment external-secrets --replicas=0'] : []),
      ],
    },
    {
      title: 'Let go of Secrets',
      text: 'A Secret belongs to its ExternalSecret and is deleted with it, unless it is let go of; and the operator of today takes none '
        + 'that belongs to another. The second command lists those that still do: there must be none.',
      commands: !fetchesSecrets ? [] : [
        `kubectl delete ${oldSecrets} --all --all-namespaces --cascade=orphan`,
        "kubectl get secrets --all-namespaces --output custom-columns='NAMESPACE:.metadata.namespace,NAME:.metadata.name,"
          + "OWNER:.metadata.ownerReferences[*].kind' | grep ExternalSecret",
      ],
    },
    {
      title: 'Make way',
      text: 'Releases that clash with the new ones, Deployments that select their pods by other labels now, and manifests that become '
        + 'charts. Nothing does their work until Flux 2 has installed the new ones.',
      commands: [
        ...uninstallCommands(releases, 'before'),
        ...releases.flatMap(({ after: now, obstacles }) => (now ? deleteCommands(obstacles.map(object => [now.namespace, object])) : [])),
        ...deleteCommands(releases.flatMap(({ manifests }) => manifests)),
      ],
    },
    {
      title: 'Change the config',
      text: `As said above, in \`clusters/${name}.ts\`.`,
      commands: [`npm run synth ${name}`, `git add clusters/${name}.ts ${folder}`, `git commit --message '${name}: Flux 2'`, 'git push'],
    },
    {
      title: 'Make the roles again',
      text: 'eksctl passes over an account that it has a stack of, so the old ones go first. From then on pods reach nothing in AWS, until '
        + 'they start again with the new roles.',
      commands: [
        ...(hasAccounts(before) ? [`eksctl delete iamserviceaccount --config-file ${name}-before-config.yaml --approve`] : []),
        ...(hasAccounts(after) ? [`eksctl create iamserviceaccount --config-file ${folder}/config.yaml --approve`] : []),
      ],
    },
    {
      title: 'Install Flux 2',
      text: 'GITHUB_TOKEN is a token that may administer the repository.',
      commands: [bootstrapCommand(after)],
    },
    {
      title: 'Watch',
      text: 'Stages get ready one after the other. A release that was adopted has one revision more in `helm history`. Certificates are '
        + 'issued again, while the old ones serve.',
      commands: [
        'flux get kustomizations --watch',
        'flux get helmreleases --all-namespaces',
        'kubectl get externalsecrets.external-secrets.io,certificates.cert-manager.io --all-namespaces',
        'flux get images policy',
        ...after.environments.map(environment => `kubectl --namespace ${environment.name} get pods`),
      ],
    },
    {
      title: 'Clean up',
      text: 'Days later: this is where the way back ends. Definitions of kinds that charts bring now stay.',
      commands: [
        ...uninstallCommands(releases, 'after'),
        ...(isUmbrella(before.stack) ? [`kubectl --namespace ${oldSystem} delete configmaps --selector 'OWNER=TILLER,NAME in (shared,shared-start)'`] : []),
        `kubectl delete crd ${[...new Set([...oldKinds(before), ...oldDefinitions(before)])].sort().join(' ')}`,
        `kubectl delete namespace ${[...namespacesOf(before).filter(each => !namespacesOf(after).includes(each)), oldSystem].sort().join(' ')}`,
        ...unread.map(path => `aws secretsmanager delete-secret --region ${region} --secret-id ${path}`),
      ],
    },
  ];
  return steps.filter(({ commands }) => commands.length > 0);
}

function hasPackage({ packages }: Cluster, name: string): boolean {
  return packages.some(({ definition }) => definition.name === name);
}

function hasAccounts({ packages, environments }: Cluster): boolean {
  return [...packages, ...environments].some(({ accounts }) => accounts.length > 0);
}

/** Kinds of the old controllers, with their groups: kubectl takes the short names for those of today. */
function oldKinds(cluster: Cluster): string[] {
  const { stack } = cluster;
  const [group = ''] = 'helmReleaseApi' in stack ? stack.helmReleaseApi.split('/') : [];
  return [
    `helmreleases.${group}`,
    ...(hasPackage(cluster, 'external-secrets') ? [oldSecrets] : []),
    ...(hasPackage(cluster, 'certmanager') ? ['certificates.certmanager.k8s.io'] : []),
  ];
}

function oldDefinitions({ packages }: Cluster): string[] {
  const definitions = packages.flatMap(({ delivery, context }) => delivery.customResources?.(context) ?? []);
  return definitions.filter(({ group }) => group === 'certmanager.k8s.io').map(({ plural, group }) => `${plural}.${group}`);
}

/** Those that the cluster makes for its packages. */
function namespacesOf({ packages }: Cluster): string[] {
  return [...new Set(packages.flatMap(({ namespace }) => namespace?.name ?? []))];
}

/** `put-secret-value` replaces the whole object, so the keys that are there have to be read first. */
function fillCommand({ path, added, isNew, copyOf }: SecretMove, region: string, script: string): string {
  if (copyOf !== undefined) {
    const read = `aws secretsmanager get-secret-value --region ${region} --secret-id ${copyOf} --query SecretString --output text`;
    return `${read} | ${script} put ${path} --json -`;
  }
  return `${script} ${isNew ? 'put' : 'update'} ${path} ${added.map(key => `${key}=-`).join(' ')}`;
}

function convertCommands({ stack }: Cluster, releases: readonly ReleaseMove[]): string[] {
  const known = releases.flatMap(({ before, isUmbrella: made }) => (before === undefined || made ? [] : [before]));
  const others = [
    '# the same for the releases that the umbrella charts have made, which this lists; not for shared and shared-start themselves',
    `kubectl --namespace ${oldSystem} get configmaps --selector OWNER=TILLER --label-columns NAME`,
  ];
  return [
    ...known.flatMap(({ name, namespace }) => [
      `helm 2to3 convert ${name} --tiller-ns ${oldSystem}`,
      `helm mapkubeapis ${name} --namespace ${namespace}`,
    ]),
    ...(isUmbrella(stack) ? others : []),
  ];
}

function uninstallCommands(releases: readonly ReleaseMove[], when: ReleaseMove['uninstall']): string[] {
  return releases.flatMap(({ before, uninstall }) =>
    before && uninstall === when ? [`helm uninstall ${before.name} --namespace ${before.namespace}`] : []);
}

/** Objects as kubectl names them, behind their namespaces: Flux v1 leaves in the cluster what leaves its repository. */
function deleteCommands(objects: readonly (readonly [namespace: string | undefined, object: string])[]): string[] {
  return [...groupBy(objects, ([namespace]) => namespace)].map(([namespace, inIt]) => {
    const where = namespace === undefined ? '' : `--namespace ${namespace} `;
    return `kubectl ${where}delete --ignore-not-found ${inIt.map(([, object]) => object).join(' ')}`;
  });
}

/** `flux bootstrap` of a cluster from its repository. */
export function bootstrapCommand({ name, repositoryUrl }: Pick<Cluster, 'name' | 'repositoryUrl'>): string {
  const [owner, repository] = repositoryUrl.split('/').slice(-2);
  return `flux bootstrap github --owner=${owner} --repository=${repository} --branch="$(git branch --show-current)" `
    + `--path=dist/${clusterFolder(name)}/flux --components-extra=image-reflector-controller,image-automation-controller --read-write-key`;
}
