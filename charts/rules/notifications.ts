import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { mapsAt } from '../../lib/rules/fields.ts';
import { found, perCluster, type ClusterFinding, type ClusterRule, type ClusterView, type Place } from './rule.ts';
import { fluxNamespace, textAt } from './view.ts';

export const notificationRules: readonly ClusterRule[] = [
  {
    id: 'alert-covers-releases',
    severity: 'error',
    summary: 'Where people are told of releases, they are told of those in every namespace.',
    example: {
      language: 'yaml',
      bad: `# flux/notifications/slack.yaml
kind: Alert
metadata:
  name: slack
spec:
  eventSources:
  - kind: GitRepository
  - kind: Kustomization
  - kind: ImageUpdateAutomation
  - namespace: cloudwatch
`,
      good: `# flux/notifications/slack.yaml
kind: Alert
metadata:
  name: slack
spec:
  eventSources:
  - kind: GitRepository
  - kind: Kustomization
  - kind: ImageUpdateAutomation
  - namespace: amazon-cloudwatch
`,
    },
    find: perCluster(view => [...unheard(view), ...silent(view)]),
  },
];

/** What an Alert listens to. */
interface Source {
  readonly alert: PlacedObject;
  /** Of the entry. */
  readonly path: Place;
  readonly kind: string;
  readonly namespace: string;
}

function sourcesOf({ manifests }: ClusterView): Source[] {
  return manifests.ofKind('Alert').flatMap(alert => mapsAt(alert.object, ['spec', 'eventSources']).map(({ value, path }) => {
    const namespace = textAt(value, ['namespace']) ?? alert.object.metadata.namespace ?? '';
    return { alert, path, kind: textAt(value, ['kind']) ?? '', namespace };
  }));
}

function releaseNamespaces({ manifests }: ClusterView): string[] {
  return [...new Set(manifests.ofKind('HelmRelease').map(({ object }) => object.metadata.namespace ?? ''))].sort();
}

function unheard(view: ClusterView): ClusterFinding[] {
  const all = sourcesOf(view).filter(({ kind }) => kind === 'HelmRelease');
  const [first] = all;
  if (!first) return [];
  return releaseNamespaces(view).filter(namespace => !all.some(each => each.namespace === namespace)).map(namespace => {
    return found(view, first.alert, ['spec', 'eventSources'], {
      wrong: `nobody is told of the releases in namespace ${namespace}`,
      source: 'Flux 2: there is no way to say "of all namespaces"',
      instead: `add an entry of kind HelmRelease for ${namespace}`,
    });
  });
}

/** In its own namespace Flux has things that are not in this repository. */
function silent(view: ClusterView): ClusterFinding[] {
  const { manifests } = view;
  const isThere = ({ kind, namespace }: Source) => {
    const isOfFlux = namespace === fluxNamespace && kind !== 'HelmRelease';
    return isOfFlux || manifests.ofKind(kind).some(({ object }) => object.metadata.namespace === namespace);
  };
  return sourcesOf(view).filter(source => !isThere(source)).map(({ alert, path, kind, namespace }) => {
    return found(view, alert, [...path, 'namespace'], {
      wrong: `there is no ${kind} in namespace ${namespace}`,
      source: 'Flux 2: eventSources are looked for by namespace',
      instead: kind === 'HelmRelease' ? 'leave the entry out' : `write '${fluxNamespace}'`,
    });
  });
}
