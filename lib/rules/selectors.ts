import { groupBy } from '../group-by.ts';
import { isRecord, valueAt } from '../manifests/manifest.ts';
import type { PlacedObject } from '../manifests/manifests.ts';
import { perCluster } from './clusters.ts';
import { mapsAt, namespaceName, textAt, textsAt } from './fields.ts';
import { podTemplate } from './pods.ts';
import { chartNamespaces } from './releases.ts';
import { found, type ManifestFinding, type ManifestRule } from './rule.ts';

export const selectorMatches: ManifestRule = {
  id: 'selector-matches-template',
  severity: 'error',
  summary: 'The selector of a workload matches the labels of its own pods.',
  find: perCluster(({ objects }) => objects.flatMap(placed => (selecting.has(placed.object.kind) ? mismatches(placed) : []))),
};

const selecting: ReadonlySet<string> = new Set(['Deployment', 'DaemonSet', 'StatefulSet', 'ReplicaSet', 'Job']);

function mismatches(placed: PlacedObject): ManifestFinding[] {
  const pod = podTemplate(placed);
  const selector = valueAt(placed.object, ['spec', 'selector']);
  if (pod === undefined || !isRecord(selector)) return [];
  const labels = isRecord(pod.labels) ? pod.labels : {};
  const wanted = Object.entries(valueAt(selector, ['matchLabels']) ?? {});
  const source = 'Kubernetes refuses a workload that does not find its own pods';
  const byLabel = wanted.filter(([key, value]) => labels[key] !== value).map(([key, value]) =>
    found(placed, ['spec', 'selector', 'matchLabels', key], {
      wrong: `the selector wants label ${label(key, value)}, and the pods have ${key in labels ? label(key, labels[key]) : `no '${key}'`}`,
      source,
      instead: 'write the same in both places',
    }));
  const byExpression = mapsAt(selector, ['matchExpressions']).filter(({ value }) => !isMet(value, labels)).map(({ value, path }) =>
    found(placed, ['spec', 'selector', ...path], {
      wrong: `the labels of the pods do not meet '${textAt(value, ['key']) ?? ''} ${textAt(value, ['operator']) ?? ''}'`,
      source,
      instead: 'write labels that do',
    }));
  return [...byLabel, ...byExpression];
}

function label(key: string, value: unknown): string {
  return `'${key}: ${String(value)}'`;
}

function isMet(expression: Record<string, unknown>, labels: Record<string, unknown>): boolean {
  const key = textAt(expression, ['key']) ?? '';
  const values = textsAt(expression, ['values']).map(({ value }) => value);
  const own = labels[key];
  const isIn = typeof own === 'string' && values.includes(own);
  const isThere = own !== undefined;
  const meanings: Readonly<Record<string, boolean>> = { In: isIn, NotIn: !isIn, Exists: isThere, DoesNotExist: !isThere };
  return meanings[String(expression['operator'])] ?? true;
}

export const serviceSelects: ManifestRule = {
  id: 'service-selects-pods',
  severity: 'warning',
  summary: 'The selector of a Service matches pods of its namespace, where the tree has pods in it and no chart adds any.',
  find: perCluster(cluster => {
    const services = cluster.ofKind('Service', '');
    if (services.length === 0) return [];
    const pods = groupBy(cluster.objects.filter(placed => podTemplate(placed) !== undefined), ({ object }) => namespaceName(object));
    const charts = chartNamespaces(cluster);
    return services.flatMap(placed => {
      const namespace = namespaceName(placed.object);
      const selector = Object.entries(valueAt(placed.object, ['spec', 'selector']) ?? {});
      const beside = pods.get(namespace) ?? [];
      const mayBeElsewhere = charts.has(namespace) || !cluster.isComplete || !cluster.isPlaced(placed);
      if (selector.length === 0 || beside.length === 0 || mayBeElsewhere) return [];
      const isSelected = beside.some(each => selector.every(([key, value]) => valueAt(podTemplate(each)?.labels, [key]) === value));
      if (isSelected) return [];
      return [found(placed, ['spec', 'selector'], {
        wrong: `no pods in namespace '${namespace}' have ${selector.map(([key, value]) => label(key, value)).join(' and ')}`,
        source: 'a Service without pods refuses every connection',
        instead: 'write labels of the pods that it is for',
      })];
    });
  }),
};
