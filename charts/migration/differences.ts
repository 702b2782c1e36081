import { changes, placeText, type Change, type Step } from '../../lib/manifests/differences.ts';
import type { Cluster, Environment } from '../cluster.ts';
import type { Certificate, Secret, ServiceAccount } from '../resources.ts';
import type { Sides } from './moved.ts';
import { secretsOf } from './secrets.ts';

/** What is compared here, in the order of a report. */
export type Concept = 'cluster' | 'environment' | 'package' | 'secret' | 'certificate' | 'account';

/** Something that is not the same after the move. */
export interface Difference {
  readonly concept: Concept;
  /** Of which one: `qa2`, `qa2/mongo`. */
  readonly name: string;
  /** What of it; empty for the thing as a whole. */
  readonly field: string;
  /** Undefined where it is not there. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * All that differs in the resources of a cluster; how objects are written follows from them and from the way of delivery. Releases, images
 * and the keys of secrets are compared by `releaseMoves`, `imageMoves` and `secretMoves`.
 */
export function differencesOf({ before, after }: Sides): Difference[] {
  return changes(resourcesOf(before), resourcesOf(after)).map(differenceOf);
}

function resourcesOf(cluster: Cluster): Readonly<Record<Concept, Readonly<Record<string, unknown>>>> {
  const { source, stack, packages, environments, applications, certificates, eks, ...ofCluster } = cluster;
  const owners = [...packages, ...environments];
  const allCertificates = [...certificates, ...environments.flatMap(({ certificate }) => certificate ?? [])];
  return {
    cluster: { [cluster.name]: { ...ofCluster, ...eks } },
    environment: Object.fromEntries(environments.map(environment => [environment.name, settingsOf(environment)])),
    package: Object.fromEntries(packages.map(({ definition, context }) => [definition.name, context.settings])),
    certificate: Object.fromEntries(allCertificates.map(certificate => [placeOf(certificate), certificate])),
    secret: Object.fromEntries([...secretsOf(cluster).values()].map(secret => [placeOf(secret), { path: secret.path, renamed: secret.renamed }])),
    account: Object.fromEntries(owners.flatMap(({ accounts }) => accounts).map(account => [placeOf(account), permissionsOf(account)])),
  };
}

/** What is not compared elsewhere. Secrets that people make stay theirs, and what a chart does not read of them does no harm. */
function settingsOf({ cluster, edition, chart, services, secrets, provided, accounts, certificate, ...settings }: Environment): unknown {
  return { ...settings, switchedOff: services.filter(({ enabled }) => !enabled).map(({ name }) => name) };
}

function placeOf({ namespace, name }: Certificate | Secret | ServiceAccount): string {
  return `${namespace}/${name}`;
}

/** One action on one resource at a time, however a policy puts them together. */
function permissionsOf({ usage, role, grants }: ServiceAccount): unknown {
  const granted = 'policyArns' in grants
    ? grants.policyArns
    : grants.statements.flatMap(({ action, resource }) => [action].flat().map(each => `${each} on ${resource}`));
  return { usage, role, ...Object.fromEntries(granted.map(grant => [`may ${grant}`, true])) };
}

function differenceOf({ path, before, after }: Change): Difference {
  const [concept, name, ...field] = path as [Concept, string, ...Step[]]; // two maps, as `differencesOf` makes them
  const [key, ...rest] = field;
  const text = (value: unknown): string | undefined => {
    if (typeof value === 'object' && field.length === 0) return 'there';
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
  return { concept, name, field: typeof key === 'string' && rest.length === 0 ? key : placeText(field), before: text(before), after: text(after) };
}
