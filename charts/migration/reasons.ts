import { isUmbrella } from '../generations/delivery.ts';
import type { Concept, Difference } from './differences.ts';
import type { Sides } from './moved.ts';

/** Why things differ, and what to do about it. */
export interface Reason {
  /** Names of what it speaks of, by what happens to it. */
  readonly gone?: RegExp;
  readonly new?: RegExp;
  readonly changed?: RegExp;
  /** Fields that it speaks of; the thing as a whole where this is left out. */
  readonly field?: RegExp;
  /** Set where it speaks only of clusters whose packages came as umbrella charts. */
  readonly umbrella?: true;
  readonly why: string;
  /** Left out where there is nothing to do. */
  readonly do?: string;
}

/** A difference with its reason, undefined for what is not foreseen. */
export interface ExplainedDifference extends Difference {
  readonly why: string | undefined;
  readonly do: string | undefined;
}

/** Objects with this to do are those that the commands delete. */
export const deleteInMakeWay = 'step "Make way" deletes it';

const deleteInCleanUp = 'step "Clean up" deletes it';
const certManagerMoves = 'cert-manager has another namespace';

/** Each difference has one of these. What stays the same has none, so that a DNS name that changes by mistake is seen as a mistake. */
export const reasons: Readonly<Record<Concept, readonly Reason[]>> = {
  cluster: [
    { changed: /./, field: /^branch$/, why: 'what is made today has branch main', do: 'write `github.branch` to stay on the old one' },
    { changed: /./, field: /^kubernetes$/, why: 'Flux 2 runs on Kubernetes of today', do: 'see Kubernetes' },
  ],
  environment: [
    { changed: /./, field: /^hpa$/, why: 'chart 0.26.0 adds pods under load only on request', do: 'write `hpa: true` to keep it' },
    { changed: /./, field: /^nosqlclient$/, why: 'chart 0.26.0 has no such program' },
  ],
  package: [{ changed: /^cluster-autoscaler$/, field: /^image$/, why: 'its release goes with that of Kubernetes' }],
  secret: [{ gone: /./, new: /./, why: 'see Secrets' }],
  certificate: [],
  account: [
    { gone: /^certmanager\/certmanager$/, new: /^cert-manager\/cert-manager$/, why: certManagerMoves },
    { gone: /^amazon-cloudwatch\//, new: /^amazon-cloudwatch\/fluent-bit$/, why: 'Fluent Bit takes the place of the agent and fluentd' },
    { gone: /\/(image|jellyfish)$/, why: 'the service is gone, or needs nothing in AWS any more' },
    { new: /\/mailer$/, why: 'mailer sends the mails' },
    { new: /\/cluster-autoscaler$/, field: /^may (autoscaling|ec2|eks):/, why: 'the release of today asks AWS for more' },
    { new: /\/external-secrets$/, field: /^may secretsmanager:/, why: 'the operator of today asks AWS for more' },
    { gone: /\/hydrophone$/, new: /\/hydrophone$/, field: /^may ses:/, why: 'it takes two actions to send mails, not all of them' },
    { gone: /\/hydrophone$/, field: /^may s3:/, why: 'its mails have links to the bucket of assets; it does not read that itself any more' },
  ],
  object: [
    { gone: /^HelmRelease\//, new: /^HelmRelease\//, why: 'see Releases' },
    { gone: /^ExternalSecret\/(?!.*\/slack$)/, new: /^ExternalSecret\/(?!.*\/slack$)/, why: 'see Secrets' },
    {
      gone: /^ExternalSecret\/flux\/slack$/, new: /^(ExternalSecret|Provider|Alert)\/flux-system\/slack$/,
      why: 'Flux 2 itself writes to Slack; the entry in Secrets Manager stays',
    },
    {
      changed: /^(HelmRelease|ExternalSecret|Certificate|ClusterIssuer)\//, field: /^apiVersion$/,
      why: 'the controllers of today read a new API, and no object of the old one',
    },
    { new: /^(GitRepository|HelmRepository|OCIRepository)\//, why: 'each source of charts is an object' },
    { new: /^Kustomization\//, why: 'the stages in which Flux 2 installs' },
    { new: /^Image(Repository|Policy|UpdateAutomation)\//, why: 'see Images' },
    { new: /^ClusterSecretStore\//, why: 'says once for all ExternalSecrets where values come from' },
    { new: /^ServiceAccount\//, why: 'eksctl made it in the cluster; now it stands in the repository' },
    { gone: /^ServiceAccount\/reloader\//, why: 'the chart makes it itself' },
    { gone: /^ConfigMap\/[^/]*\/shoreline$/, why: 'the chart makes it, from a value' },
    { gone: /^Secret\/flux\/flux-helm-repositories$/, why: 'each source of charts is an object; it goes with its namespace' },
    {
      gone: /^CustomResourceDefinition\//,
      why: 'charts bring the definitions of their kinds', do: 'delete only those of kinds that nothing uses any more',
    },
    { gone: /cluster-autoscaler$/, why: 'a chart makes it', do: deleteInMakeWay },
    {
      gone: /^(ClusterRole|ClusterRoleBinding)\/(cloudwatch-agent|fluentd)-role|\/amazon-cloudwatch\//,
      why: 'a chart with Fluent Bit takes its place', do: deleteInMakeWay,
    },
    { new: /^Namespace\/cert-manager$/, why: certManagerMoves },
    { gone: /^Namespace\/certmanager$/, why: certManagerMoves, do: deleteInCleanUp },
    { gone: /^Namespace\/monitoring$/, why: 'metrics-server is in kube-system', do: deleteInCleanUp },
    { new: /^(Namespace\/(?!cert-manager$)|ClusterIssuer\/)/, umbrella: true, why: 'the umbrella charts made it' },
    {
      new: /^Namespace\//, field: /^metadata\.annotations\b/,
      why: 'Flux 2 deletes what leaves the repository; all that is in a namespace would go with it',
    },
    { changed: /^ClusterConfig\//, field: /^metadata\.version$/, why: 'Flux 2 runs on Kubernetes of today', do: 'see Kubernetes' },
    {
      gone: /^ClusterConfig\//, new: /^ClusterConfig\//, changed: /^ClusterConfig\//, field: /^iam\b/,
      why: 'eksctl makes roles with fixed names, and no accounts; see account',
    },
    {
      new: /^ClusterConfig\//, field: /^addons/,
      why: 'eksctl of today gives a new cluster a metrics-server unless it is told what to install; a cluster that is there stays as it is',
    },
    {
      new: /^ClusterConfig\//, field: /^accessConfig\b/,
      why: 'who may enter is said here; ConfigMap aws-auth says it in a cluster that is there already, and stays',
    },
  ],
};

/** The difference with the first reason that fits it. */
export function explain(difference: Difference, sides: Sides): ExplainedDifference {
  const reason = reasons[difference.concept].find(candidate => speaksOf(candidate, difference, sides));
  return { ...difference, why: reason?.why, do: reason?.do };
}

export function speaksOf(reason: Reason, difference: Difference, { before }: Sides): boolean {
  return reason[changeOf(difference)]?.test(difference.name) === true
    && (reason.field === undefined ? difference.field === '' : reason.field.test(difference.field))
    && (reason.umbrella === undefined || isUmbrella(before.stack));
}

export function changeOf({ before, after }: Difference): 'new' | 'gone' | 'changed' {
  return before === undefined ? 'new' : after === undefined ? 'gone' : 'changed';
}
