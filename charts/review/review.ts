import { locator, parsePath } from '../../lib/findings/locate.ts';
import { groupBy } from '../../lib/group-by.ts';
import { groupOf, type Manifest } from '../../lib/manifests/manifest.ts';
import { isSaidElsewhere } from '../../lib/manifests/roles.ts';
import { judged, type Acknowledgement } from '../../lib/review/acknowledged.ts';
import { objectChanges, statusOf, type FileChange, type ObjectChange } from '../../lib/review/changes.ts';
import type { Compared } from '../../lib/review/compared.ts';
import type { Sample } from '../../lib/review/fold.ts';
import { review, type Review, type RiskLocation } from '../../lib/review/review.ts';
import { risksOf } from '../../lib/review/risks/index.ts';
import type { DeliveryTraits, Risk, ScopeChange } from '../../lib/review/risks/risk.ts';
import { clusterFolder } from '../compile.ts';
import { at } from '../config-rules/rule.ts';
import type { ClusterConfig } from '../config.ts';
import { traits, type Traits } from '../generations/traits.ts';
import type { Repository } from '../own.ts';
import { causeOf, type CauseOf } from './causes.ts';
import { riskRules, riskRulesFor } from './risks.ts';

export { againstCommit, againstDist } from '../../lib/review/compared.ts';
export { reviewFormat } from '../../lib/review/formats.ts';
export { isRefused } from '../../lib/review/review.ts';

export interface ClusterReview {
  readonly compared: Compared;
  readonly configs: readonly ClusterConfig[];
  readonly repository?: Repository | undefined;
  /** Clusters asked for; none means all. */
  readonly names: readonly string[];
  /** The text of a cluster's config as it is now. */
  readonly sourceText: (name: string) => string;
  /** The day until which risks are acknowledged: `2027-03-31`. */
  readonly today: string;
}

/** What a change does to the clusters of the repository, and what is dangerous about it. */
export function reviewClusters(asking: ClusterReview): Review {
  const { compared, configs, names, sourceText, today } = asking;
  const isAsked = (name: string): boolean => names.length === 0 || names.includes(name);
  const paths = compared.files.map(({ path }) => path);
  const files = compared.files.filter(({ path }) => isAsked(clusterOf(path)) && !isSaidElsewhere(path, paths));
  const objects = objectChanges(files, clusterOf);
  const asked = configs.filter(({ name }) => isAsked(name));
  const changes = scopeChanges(objects, files, compared, configs);
  const risks = risksOf(changes, riskRulesFor);
  const cause = causesIn(asking);
  return review({
    about: compared.about,
    objects,
    risks: judged(risks, asked.flatMap(acknowledgements), riskRules.map(({ id }) => id), today),
    rules: riskRules.map(({ id, summary }) => ({ id, summary, help: 'docs/risks.md' })),
    scopes: asked.map(({ name }) => name),
    entire: new Set(changes.filter(isEntire).map(({ scope }) => scope)),
    causeOf: cause,
    locate: locatorOf(objects, cause, scope => (configs.some(({ name }) => name === scope) ? sourceText(scope) : '')),
  });
}

/** Each cluster is asked about once. */
function causesIn({ compared, configs, repository, sourceText }: ClusterReview): CauseOf {
  const causes = new Map<string, CauseOf | undefined>();
  return sample => {
    const { scope } = sample.object;
    const config = configs.find(({ name }) => name === scope);
    if (config && !causes.has(scope)) causes.set(scope, causeOf({ config, before: compared.textBefore(sourceOf(scope)), after: sourceText(scope), repository }));
    return causes.get(scope)?.(sample);
  };
}

/** Risks are at the words that cause them; of a risk of one field among several, that is the field that it names. */
function locatorOf(objects: readonly ObjectChange[], cause: CauseOf, textOf: (scope: string) => string): (risk: Risk) => RiskLocation {
  const changed = new Map(objects.map(each => [`${each.scope} ${each.id}`, each]));
  const locators = new Map<string, ReturnType<typeof locator>>();
  return ({ scope, object, happens }) => {
    const found = changed.get(`${scope} ${object}`);
    const fields = found?.fields ?? [];
    const named = fields.filter(({ field, path }) => happens.includes(field) || happens.includes(String(path.at(-1))));
    const inOrder = [...named, ...fields];
    const samples: Sample[] = found ? [...inOrder.map(field => ({ object: found, field })), { object: found }] : [];
    const path = samples.map(cause).find(word => word !== undefined);
    const output = found?.after && { file: found.after.file };
    if (path === undefined) return output ? { output } : { source: { file: sourceOf(scope) } };
    if (!locators.has(scope)) locators.set(scope, locator(textOf(scope)));
    return { source: { file: sourceOf(scope), path, ...locators.get(scope)?.(parsePath(path)) }, ...(output && { output }) };
  };
}

/** Whether a cluster comes or goes as a whole. */
function isEntire({ objects, isGone, standing }: ScopeChange): boolean {
  return isGone || (objects.every(object => statusOf(object) === 'added') && standing().size === 0);
}

function scopeChanges(
  objects: readonly ObjectChange[],
  files: readonly FileChange[],
  { standing }: Compared,
  configs: readonly ClusterConfig[],
): ScopeChange[] {
  const filesOf = groupBy(files, ({ path }) => clusterOf(path));
  return [...groupBy(objects, ({ scope }) => scope)].filter(([scope]) => scope !== '').map(([scope, own]) => {
    const config = configs.find(({ name }) => name === scope);
    return {
      scope,
      isGone: config === undefined,
      objects: own,
      files: filesOf.get(scope) ?? [],
      standing: () => new Map([...standing()].filter(([path]) => clusterOf(path) === scope)),
      delivery: deliveryOf(config, own),
      isProduction: object => isProduction(config, object),
    };
  });
}

/** Of a cluster without a config, what its objects are written for. */
function deliveryOf(config: ClusterConfig | undefined, objects: readonly ObjectChange[]): DeliveryTraits {
  const groups = new Set(objects.flatMap(({ before }) => (before?.object ? [groupOf(before.object)] : [])));
  const isOf = ({ review: { releaseGroups } }: Traits): boolean => releaseGroups.some(group => groups.has(group));
  const all = Object.values(traits);
  const found = config ? traits[config.delivery] : all.find(isOf) ?? all[0] as Traits; // there are some
  return { title: found.title, ...(found.unpruned && { unpruned: found.unpruned }), ...found.review };
}

/** An environment with real users' data: by its namespace, or what is called after it. */
function isProduction(config: ClusterConfig | undefined, { metadata: { name, namespace } }: Manifest): boolean {
  return Object.entries(config?.environments ?? {}).some(([environment, { production }]) => {
    return production === true && (namespace === environment || name === environment || name.startsWith(`${environment}-`));
  });
}

function acknowledgements({ name, acknowledged = [] }: ClusterConfig): Acknowledgement[] {
  return acknowledged.map((entry, i) => ({ ...entry, scope: name, place: `${sourceOf(name)} ${at('acknowledged', i)}` }));
}

function sourceOf(name: string): string {
  return `clusters/${name}.ts`;
}

/** The cluster that a file of `dist` belongs to. */
function clusterOf(path: string): string {
  const [, name = ''] = /^dist\/clusters\/([^/]+)\//.exec(path) ?? [];
  return path.startsWith(`dist/${clusterFolder(name)}/`) ? name : '';
}
