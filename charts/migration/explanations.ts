import type { EnvironmentService } from '../cluster.ts';
import { Refusal } from '../../lib/images/refusal.ts';
import { isUmbrella } from '../generations/delivery.ts';
import { imagePolicy } from '../generations/image-policy.ts';
import type { Difference, Sides } from './differences.ts';
import type { Concept } from './fact.ts';
import { chartText, passageOf } from './releases.ts';

/** What to know of a kind of differences. */
export interface Explanation {
  readonly of: Concept;
  /** Names that it speaks of; all of them where this is left out. */
  readonly name?: RegExp;
  /** Fields that it speaks of; the thing as a whole where this is left out. */
  readonly field?: RegExp;
  /** Any where this is left out. */
  readonly change?: 'new' | 'gone' | 'other';
  /** What else must hold. */
  readonly when?: (difference: Difference, sides: Sides) => boolean;
  /** Why it is so. Undefined from a function that knows of no reason: then nothing is explained. */
  readonly why: string | ((difference: Difference, sides: Sides) => string | undefined);
  /** What somebody has to do about it; left out where it is nothing, or a step of the commands. */
  readonly do?: string;
}

/** A difference with its reason. */
export interface ExplainedDifference extends Difference {
  /** Undefined for what nobody has foreseen. */
  readonly why: string | undefined;
  readonly do: string | undefined;
}

/**
 * Why things are otherwise after the move. Each difference is one of these, and exactly one; what stays the same has none, so that a tag,
 * a DNS name or a release that changes by mistake is told as what it is.
 */
export const explanations: readonly Explanation[] = [
  // Releases
  {
    of: 'release',
    change: 'gone',
    name: /^default\/shared(-start)?$/,
    why: 'every package has a release of its own instead',
    do: "take it out of Helm's records; to uninstall it deletes the namespaces and releases that it made",
  },
  { of: 'release', change: 'gone', name: /^(?!default\/shared)/, why: noteOf },
  {
    of: 'release',
    change: 'new',
    when: fromUmbrella,
    why: 'the umbrella chart made it, under a name of its own choice',
    do: 'compare `helm list --all-namespaces`: where name and namespace are these, it is upgraded in place; uninstall it otherwise',
  },
  { of: 'release', change: 'new', when: not(fromUmbrella), why: noteOf },
  { of: 'release', change: 'other', field: /^object$/, why: "the object is called as its package is; Helm's name of the release stays" },
  { of: 'release', change: 'other', field: /^chart$/, when: isSameChart, why: 'a folder in git before, now a chart in a repository' },
  {
    of: 'release',
    change: 'other',
    field: /^(source|version)$/,
    why: 'a release that installs on Kubernetes of today, from where it is published today',
  },
  {
    of: 'release',
    change: 'gone',
    field: /^automated$/,
    when: followsNothing,
    why: 'nothing in it follows a policy that Flux 2 can have',
    do: 'see Images',
  },
  {
    of: 'release',
    change: 'new',
    field: /^spec\.(chart\.spec\.)?interval$/,
    why: 'how often Flux 2 looks; helm-operator looked every three minutes',
  },
  { of: 'release', change: 'new', field: /^spec\.timeout$/, why: 'pods may wait for each other longer than the five minutes of both' },
  {
    of: 'release',
    change: 'new',
    field: /^spec\.(install|upgrade)\.strategy\./,
    why: 'helm-operator tried again for ever by itself; Flux 2 gives up unless told',
  },
  {
    of: 'release',
    change: 'new',
    field: /^spec\.(install|upgrade)\.crds$/,
    why: 'Helm 3 leaves definitions of kinds alone on upgrades unless told',
  },
  {
    of: 'release',
    change: 'new',
    field: /^spec\.(install|upgrade)\.serverSideApply$/,
    why: 'the chart has an environment variable twice, which the API server refuses to merge',
  },
  {
    of: 'release',
    change: 'new',
    field: /^spec\.driftDetection\./,
    why: 'Flux 2 puts back what somebody changes by hand',
    do: 'expect changes that were made by `kubectl edit` to be undone',
  },
  {
    of: 'release',
    change: 'new',
    field: /^spec\.postRenderers\./,
    why: 'the autoscalers of the chart look for their Deployments in an API that is gone',
  },
  { of: 'release', change: 'new', field: /^spec\.chart\.spec\.reconcileStrategy$/, why: 'without it, a chart in git is never upgraded' },

  // Images
  { of: 'image', change: 'gone', when: isGoneService, why: 'chart 0.26.0 has no such service' },
  { of: 'image', change: 'new', when: isNewService, why: 'a service that chart 0.26.0 adds' },
  {
    of: 'image',
    change: 'other',
    field: /^place$/,
    name: /\/(messageapi|tidewhisperer)$/,
    why: 'the subchart has another name since October 2019',
  },
  {
    of: 'image',
    change: 'other',
    field: /^image$/,
    when: isGivenUp,
    why: 'the tag in dist does not satisfy the policy, so it cannot be kept',
    do: 'pin the service, or write a policy that allows its tag',
  },
  { of: 'image policy', change: 'gone', when: isGoneService, why: 'chart 0.26.0 has no such service' },
  { of: 'image policy', change: 'new', when: isNewService, why: 'a service that chart 0.26.0 adds follows the policy of its environment' },
  { of: 'image policy', change: 'gone', when: isUnordered, why: 'Flux 2 cannot put these tags in order', do: 'see Images' },
  { of: 'image policy', change: 'gone', when: isFrozen, why: 'the environment is frozen, which Flux v1 was told beside its policies' },
  {
    of: 'image policy',
    change: 'other',
    field: /^policy$/,
    when: isOrdered,
    why: 'Flux v1 took the image built last; Flux 2 goes by what the tag says',
  },
  { of: 'image policy', change: 'other', field: /^found by$/, why: 'Flux 2 writes on lines with a mark' },
  { of: 'image policy', change: 'new', field: /^found by$/, why: 'Flux v1 was not told where this image stands, and moved it never' },
  {
    of: 'image policy',
    change: 'new',
    field: /^spec\.interval$/,
    why: 'the digest of one tag is followed, so it is looked up again and again',
  },

  // What environments are told
  { of: 'setting', change: 'new', field: /^(host|protocol) of links$/, why: 'the chart before had no value for it that anything read' },
  { of: 'setting', change: 'new', field: /^log level$/, when: fromEdition('guide'), why: 'the chart of August 2019 had no value for it' },
  {
    of: 'setting',
    change: 'new',
    field: /^TLS Secret$/,
    when: fromEdition('guide'),
    why: 'the chart of August 2019 had no value for it, and took this name by itself',
  },
  {
    of: 'setting',
    change: 'gone',
    field: /^https? port$/,
    when: fromEdition('guide'),
    why: 'the gateway of chart 0.26.0 listens on 80 and 443 by itself',
  },
  {
    of: 'setting',
    change: 'gone',
    field: /^autoscaling$/,
    why: 'chart 0.26.0 adds pods under load only when asked to',
    do: 'write `hpa: true` to keep it',
  },
  { of: 'value', change: 'new', why: 'the values of a release that is new' },
  { of: 'value', change: 'gone', why: 'the values of a release that is gone' },
  { of: 'value', field: /./, when: hasOtherChart, why: 'another chart, or another release of it, reads other values' },
  {
    of: 'value',
    field: /./,
    when: hasOwnChart,
    why: 'written for the chart of today, while the config names one of its own',
    do: 'see that it reads this value, or leave `chart` out',
  },
  {
    of: 'value',
    change: 'new',
    field: /\.helm\.toolkit\.fluxcd\.io\/driftDetection$/,
    when: (difference, sides) => !hasOtherChart(difference, sides) && !hasOwnChart(difference, sides),
    why: 'to look for drift, Flux 2 asks the API server, which refuses this Deployment',
  },

  // Secrets
  {
    of: 'secret',
    change: 'new',
    name: /\/kafka$/,
    why: 'services of chart 0.26.0 talk through Kafka',
    do: 'put it into Secrets Manager first',
  },
  {
    of: 'secret',
    change: 'new',
    name: /\/(prescription|token-signing-key)$/,
    why: 'services of chart 0.26.0 read it',
    do: 'put it into Secrets Manager first',
  },
  {
    of: 'secret',
    change: 'gone',
    name: /\/(image|jellyfish|mailchimp|notification|user)$/,
    why: 'nothing in chart 0.26.0 reads it',
    do: 'delete it from Secrets Manager when there is no way back any more',
  },
  { of: 'secret', change: 'gone', name: /\/dexcom-api$/, why: 'charts after August 2019 call it dexcom' },
  {
    of: 'secret',
    change: 'new',
    name: /\/dexcom$/,
    why: 'the chart of August 2019 called it dexcom-api',
    do: 'copy its value there in Secrets Manager',
  },
  { of: 'secret', change: 'gone', name: /^flux\/slack$/, why: 'Flux itself writes to Slack, from its own namespace' },
  {
    of: 'secret',
    change: 'new',
    name: /^flux-system\/slack$/,
    why: 'Flux itself writes to Slack; the value stays where it is in Secrets Manager',
  },
  { of: 'secret', change: 'gone', name: /^sumologic\/sumologic$/, why: 'the chart that sent to the URL of a collector is gone' },
  {
    of: 'secret',
    change: 'new',
    name: /^sumologic\/sumologic-access$/,
    why: 'the chart of today has an access ID and a key',
    do: 'have both made at Sumologic and put them into Secrets Manager first',
  },
  {
    of: 'secret',
    change: 'new',
    field: /^key Keycloak/,
    name: /\/shoreline$/,
    why: 'shoreline asks Keycloak',
    do: 'add the key in Secrets Manager first',
  },
  { of: 'secret', change: 'gone', field: /^key Database$/, name: /\/mongo$/, why: 'no program of today reads it' },
  {
    of: 'secret',
    change: 'new',
    field: /^fetched every$/,
    why: 'the old controller asked every ten seconds; a value that changes takes up to an hour now',
  },
  {
    of: 'secret',
    change: 'other',
    field: /^fetched through$/,
    why: 'where values come from is said once, for all namespaces that fetch any',
  },

  // Certificates
  { of: 'certificate', change: 'gone', field: /^spec\.acme\./, why: 'how names are proven is for the issuer alone to say' },
  { of: 'issuer', change: 'gone', field: /^spec\.acme\.dns01\./, why: 'the form of before cert-manager 0.11' },
  { of: 'issuer', change: 'new', when: fromUmbrella, why: 'the umbrella chart made it' },

  // Accounts
  { of: 'account', change: 'gone', name: /^certmanager\/certmanager$/, why: 'cert-manager stands in another namespace' },
  {
    of: 'account',
    change: 'new',
    name: /^cert-manager\/cert-manager$/,
    why: 'the account as the chart calls it, in the namespace of today',
  },
  { of: 'account', change: 'gone', name: /^amazon-cloudwatch\//, why: 'neither the agent nor fluentd runs any more' },
  { of: 'account', change: 'new', name: /^amazon-cloudwatch\/fluent-bit$/, why: 'Fluent Bit sends the logs' },
  { of: 'account', change: 'gone', name: /^reloader\/reloader$/, why: 'the chart makes it itself' },
  { of: 'account', change: 'gone', name: /\/(image|jellyfish)$/, why: 'the service has gone, or reaches nothing in AWS any more' },
  { of: 'account', change: 'new', name: /\/mailer$/, why: 'mailer sends the mails' },
  {
    of: 'account',
    change: 'other',
    field: /^made$/,
    why: 'an account belongs to whoever uses it; only its role is made outside of Kubernetes',
  },
  { of: 'account', change: 'other', field: /^role$/, why: 'a name that is known before the role is made can stand in a repository' },
  {
    of: 'account',
    change: 'new',
    field: /^metadata\.annotations\.eks/,
    why: 'eksctl wrote it into the cluster; here it stands in the repository',
  },
  {
    of: 'account',
    change: 'new',
    field: /^may (autoscaling|ec2|eks):/,
    name: /\/cluster-autoscaler$/,
    why: 'what releases of today ask of AWS besides',
  },
  {
    of: 'account',
    change: 'new',
    field: /^may secretsmanager:/,
    name: /\/external-secrets$/,
    why: 'what the operator of today asks of AWS besides',
  },
  { of: 'account', change: 'new', field: /^may ses:Send/, name: /\/hydrophone$/, why: 'the two actions that sending takes' },
  { of: 'account', change: 'gone', field: /^may ses:\*/, name: /\/hydrophone$/, why: 'more than sending takes' },
  {
    of: 'account',
    change: 'gone',
    field: /^may s3:/,
    name: /\/hydrophone$/,
    why: 'its mails lead to the bucket of assets, which it does not read itself any more',
  },

  // Namespaces, nodes and the cluster
  {
    of: 'namespace',
    change: 'new',
    field: /^metadata\.annotations\.kustomize\.toolkit\.fluxcd\.io\/prune$/,
    why: 'Flux 2 deletes what leaves the repository; with a namespace all that is in it would go',
  },
  {
    of: 'namespace',
    change: 'gone',
    name: /^certmanager$/,
    why: 'cert-manager stands in cert-manager',
    do: 'delete it once the old release is uninstalled',
  },
  { of: 'namespace', change: 'new', name: /^cert-manager$/, why: 'the namespace of its own documentation' },
  {
    of: 'namespace',
    change: 'gone',
    name: /^monitoring$/,
    why: 'metrics-server stands in kube-system',
    do: 'delete it once the old release is uninstalled',
  },
  { of: 'namespace', change: 'new', name: /^(?!cert-manager$)/, when: fromUmbrella, why: 'the umbrella chart made it' },
  {
    of: 'cluster', change: 'new', field: /^accessConfig\.accessEntries\./,
    why: 'who may enter is said here; ConfigMap aws-auth says it in a cluster that is there already, and stays',
  },
  { of: 'cluster', change: 'other', field: /^metadata\.version$/, why: 'Flux 2 runs on releases of today', do: 'see Kubernetes' },
  {
    of: 'cluster',
    field: /^addons/,
    why: 'eksctl of today gives a new cluster a metrics-server of its own unless told what to install; a cluster that is there stays as it is',
  },

  // Objects without a word of their own
  {
    of: 'object',
    change: 'new',
    name: /^(GitRepository|HelmRepository|OCIRepository)\//,
    why: 'where charts come from is an object of its own',
  },
  { of: 'object', change: 'new', name: /^Kustomization\//, why: 'a stage, and what it waits for' },
  {
    of: 'object',
    change: 'new',
    name: /^(ImageRepository|ImageUpdateAutomation)\//,
    why: 'what reads tags and writes them down is an object; Flux v1 did it by itself',
  },
  { of: 'object', change: 'new', name: /^ClusterSecretStore\//, why: 'where Secrets come from, said once' },
  { of: 'object', change: 'new', name: /^(Provider|Alert)\//, why: 'Flux 2 writes to Slack itself' },
  {
    of: 'object',
    change: 'gone',
    name: /^CustomResourceDefinition\//,
    why: 'charts bring the definitions of their kinds',
    do: 'delete only those of kinds that nothing uses any more',
  },
  { of: 'object', change: 'gone', name: /cluster-autoscaler$/, why: 'a chart makes it', do: 'delete it' },
  {
    of: 'object',
    change: 'gone',
    name: /^(ClusterRole|ClusterRoleBinding)\/(cloudwatch-agent|fluentd)-role|\/amazon-cloudwatch\//,
    why: 'a chart with Fluent Bit takes its place',
    do: 'delete it',
  },
  {
    of: 'object',
    change: 'gone',
    name: /^Secret\/flux\/flux-helm-repositories$/,
    why: 'each repository of charts is an object',
    do: 'it goes with its namespace',
  },
  { of: 'object', change: 'gone', name: /^ConfigMap\/[^/]*\/shoreline$/, why: 'the chart makes it, from a value' },

  // Versions of APIs
  {
    of: 'API',
    change: 'other',
    name: /^(HelmRelease|ExternalSecret|Certificate|ClusterIssuer)$/,
    why: 'the controllers of today have groups of their own; none of them reads an object of the old one',
  },
  { of: 'API', change: 'new', why: 'a kind that was not needed before' },
  { of: 'API', change: 'gone', why: 'a kind that is not needed any more' },

  // Files
  { of: 'file', change: 'new', name: /\/kustomization\.yaml$/, why: 'what belongs to a folder, so that nothing is applied twice' },
  { of: 'file', change: 'new', name: /^flux\/flux-system\/gotk-/, why: '`flux bootstrap` writes it' },
  { of: 'file', change: 'new', name: /^flux\/(ks|sources|image-automation|notifications)\/(?!kustomization)/, why: 'objects of Flux 2' },
  { of: 'file', change: 'new', name: /^flux\/environments\/.*\/images\.yaml$/, why: 'robots write here, and nowhere else' },
  { of: 'file', change: 'new', name: /^flux\/environments\/.*\/service-accounts\.yaml$/, why: 'accounts stand in the repository' },
  { of: 'file', change: 'new', name: /^flux\/shared(-start)?\/.*(?<!kustomization)\.yaml$/, why: 'see the objects in it' },
  { of: 'file', change: 'gone', name: /^flux\/shared(-start)?\//, why: 'see the objects that stood in it' },
  { of: 'file', change: 'gone', name: /^flux\/shared(-start)?-helmrelease\.yaml$/, why: 'every package has a release of its own instead' },
  {
    of: 'file',
    change: 'gone',
    name: /^flux\/(external-secrets|certs)\//,
    why: 'it stands in the folder of its package, or below shared/certs',
  },
  { of: 'file', change: 'gone', name: /^flux\/environments\/.*\/shoreline-configmap\.yaml$/, why: 'the chart makes it, from a value' },
];

/** What is known of the package whose release it is. */
function noteOf({ name }: Difference, sides: Sides): string | undefined {
  return passageOf(name, sides)?.note;
}

function not(condition: (difference: Difference, sides: Sides) => boolean): typeof condition {
  return (difference, sides) => !condition(difference, sides);
}

function fromUmbrella(_difference: Difference, { before }: Sides): boolean {
  return isUmbrella(before.stack);
}

/** The last folder of a path is the chart, unless it is a version of it. */
function isSameChart({ before = '', after }: Difference): boolean {
  return before.replace(/\/[\d.]+$/, '').endsWith(`/${after}`);
}

/** The environment and the service of `qa2/auth`, on one side. */
function serviceOf({ name }: Difference, side: Sides['before']): EnvironmentService | undefined {
  const [environment, service] = name.split('/');
  return side.environments.find(candidate => candidate.name === environment)?.services.find(candidate => candidate.name === service);
}

function isGoneService(difference: Difference, { before, after }: Sides): boolean {
  return serviceOf(difference, before) !== undefined && serviceOf(difference, after) === undefined;
}

function isNewService(difference: Difference, { before, after }: Sides): boolean {
  return serviceOf(difference, before) === undefined && serviceOf(difference, after) !== undefined;
}

function isGivenUp(difference: Difference, { after }: Sides): boolean {
  return serviceOf(difference, after)?.choice.dropped !== undefined;
}

function isOrdered(difference: Difference, sides: Sides): boolean {
  return !isUnordered(difference, sides) && !isFrozen(difference, sides);
}

/** A policy that is a problem of the config after the move. */
function isUnordered(difference: Difference, { before, after }: Sides): boolean {
  const policy = serviceOf(difference, before)?.policy;
  return serviceOf(difference, after) !== undefined && policy !== undefined && imagePolicy(policy) instanceof Refusal;
}

/** The release of an environment none of whose images moves after the move. */
function followsNothing({ name }: Difference, { after }: Sides): boolean {
  const environment = after.environments.find(candidate => name === `${candidate.name}/${candidate.name}-tidepool`);
  const isFollowed = ({ policy }: EnvironmentService) => policy !== undefined && !(imagePolicy(policy) instanceof Refusal);
  return environment !== undefined && !environment.services.some(isFollowed);
}

function isFrozen(difference: Difference, { after }: Sides): boolean {
  const [name] = difference.name.split('/');
  const isAutomated = after.environments.find(environment => environment.name === name)?.automated ?? true;
  return serviceOf(difference, after) !== undefined && !isAutomated;
}

function fromEdition(edition: string): (difference: Difference, sides: Sides) => boolean {
  return ({ name }, { before }) => before.environments.some(environment => environment.name === name && environment.edition === edition);
}

/** Whether a release that stays takes its chart from elsewhere, or another release of it. */
function hasOtherChart({ name }: Difference, { before, after }: Sides): boolean {
  return chartText(name, before) !== chartText(name, after);
}

/** Charts of packages are never the same on both sides by default, and those of environments only where the edition is. */
function hasOwnChart(difference: Difference, { before, after }: Sides): boolean {
  const [old, young] = [before, after].map(({ environments }) => {
    return environments.find(({ name }) => difference.name === `${name}/${name}-tidepool`);
  });
  return !hasOtherChart(difference, { before, after }) && (old === undefined || old.edition !== young?.edition);
}

/** The difference with the first reason that fits it. */
export function explained(difference: Difference, sides: Sides, table: readonly Explanation[] = explanations): ExplainedDifference {
  const explanation = table.find(candidate => reasonFor(difference, sides, candidate) !== undefined);
  return { ...difference, why: explanation && reasonFor(difference, sides, explanation), do: explanation?.do };
}

/** What an explanation says of a difference; undefined when it speaks of others. */
export function reasonFor(difference: Difference, sides: Sides, { of, name, field, change, when, why }: Explanation): string | undefined {
  const { concept, before, after } = difference;
  const changed = before === undefined ? 'new' : after === undefined ? 'gone' : 'other';
  const isMeant = of === concept
    && (change === undefined || change === changed)
    && (name === undefined || name.test(difference.name))
    && (field === undefined ? difference.field === '' : field.test(difference.field))
    && (when === undefined || when(difference, sides));
  if (!isMeant) return undefined;
  return typeof why === 'string' ? why : why(difference, sides);
}
