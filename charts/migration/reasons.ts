import type { Concept, Difference } from './differences.ts';

/** Why things differ, and what to do about it. */
export interface Reason {
  /** Names of what it speaks of, by what happens to it. */
  readonly gone?: RegExp;
  readonly new?: RegExp;
  readonly changed?: RegExp;
  /** Fields that it speaks of; the thing as a whole where this is left out. */
  readonly field?: RegExp;
  readonly why: string;
  /** Left out where there is nothing to do. */
  readonly do?: string;
}

/** A difference with its reason, undefined for what is not foreseen. */
export interface ExplainedDifference extends Difference {
  readonly why: string | undefined;
  readonly do: string | undefined;
}

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
    { gone: /^certmanager\/certmanager$/, new: /^cert-manager\/cert-manager$/, why: 'cert-manager has another namespace' },
    { gone: /^amazon-cloudwatch\//, new: /^amazon-cloudwatch\/fluent-bit$/, why: 'Fluent Bit takes the place of the agent and fluentd' },
    { gone: /\/(image|jellyfish)$/, why: 'the service is gone, or needs nothing in AWS any more' },
    { new: /\/mailer$/, why: 'mailer sends the mails' },
    { new: /\/cluster-autoscaler$/, field: /^may (autoscaling|ec2|eks):/, why: 'the release of today asks AWS for more' },
    { new: /\/external-secrets$/, field: /^may secretsmanager:/, why: 'the operator of today asks AWS for more' },
    { gone: /\/hydrophone$/, new: /\/hydrophone$/, field: /^may ses:/, why: 'it takes two actions to send mails, not all of them' },
    { gone: /\/hydrophone$/, field: /^may s3:/, why: 'its mails have links to the bucket of assets; it does not read that itself any more' },
  ],
};

/** The difference with the first reason that fits it. */
export function explain(difference: Difference): ExplainedDifference {
  const reason = reasons[difference.concept].find(candidate => speaksOf(candidate, difference));
  return { ...difference, why: reason?.why, do: reason?.do };
}

export function speaksOf(reason: Reason, difference: Difference): boolean {
  return reason[changeOf(difference)]?.test(difference.name) === true
    && (reason.field === undefined ? difference.field === '' : reason.field.test(difference.field));
}

export function changeOf({ before, after }: Difference): 'new' | 'gone' | 'changed' {
  return before === undefined ? 'new' : after === undefined ? 'gone' : 'changed';
}
