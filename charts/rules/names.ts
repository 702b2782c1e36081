import { objectId } from '../../lib/manifests/manifest.ts';
import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { isUmbrella } from '../generations/delivery.ts';
import { sourceOf } from '../config-rules/rule.ts';
import { found, missing, perCluster, type ClusterFinding, type ClusterRule, type ClusterView, type Place } from './rule.ts';
import { environmentsOf, packagesOf, recordAt, textAt, type EnvironmentView, type PackageView } from './view.ts';

/** What programs look for by a name that they know. */
export const nameRules: readonly ClusterRule[] = [
  {
    id: 'definition-said',
    severity: 'error',
    summary: 'A definition of a kind says of it what its controller takes it for.',
    example: {
      language: 'yaml',
      bad: `# flux/shared-start/gloo-crds/crds.yaml
kind: CustomResourceDefinition
metadata:
  name: settings.gloo.solo.io
spec:
  scope: Cluster
`,
      good: `# flux/shared-start/gloo-crds/crds.yaml
kind: CustomResourceDefinition
metadata:
  name: settings.gloo.solo.io
spec:
  scope: Namespaced
`,
    },
    find: perCluster(misdefined),
  },
  {
    id: 'found-by-name',
    severity: 'error',
    summary: 'What programs look for by its name is there, and says what the config asks.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/qa1/shoreline-configmap.yaml
kind: ConfigMap
metadata:
  name: shoreline
data:
  ClinicDemoUserId: e79b15328b
`,
      good: `# flux/environments/qa1/shoreline-configmap.yaml
kind: ConfigMap
metadata:
  name: shoreline
data:
  ClinicDemoUserId: e79b15328a
`,
    },
    find: perCluster(notFound),
  },
];

function misdefined(view: ClusterView): ClusterFinding[] {
  const wanted = packagesOf(view).flatMap(({ installed: { delivery, context } }) => delivery.customResources?.(context) ?? []);
  return wanted.flatMap(({ group, version, kind, plural, scope }) => {
    const facts = Object.entries({ 'names.kind': kind, group, version, scope });
    const made = view.manifests.named(objectId('CustomResourceDefinition', `${plural}.${group}`));
    return made.flatMap(placed => facts.flatMap(([fact, right]) => {
      const field = ['spec', ...fact.split('.')];
      const given = textAt(placed.object, field);
      if (given === undefined || given === right) return [];
      const wrong = `'${given}' is not the ${String(field.at(-1))} of ${kind}`;
      return [found(view, placed, field, { wrong, source: 'its controller looks for it so', instead: `write '${right}'` })];
    }));
  });
}

/** An object, who looks for it, and what they want of it. */
interface Sought {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly by: string;
  readonly place: Place;
  readonly data: Readonly<Record<string, string>>;
}

function soughtIn(view: ClusterView): Sought[] {
  return [...environmentsOf(view).flatMap(demoClinic), ...(isUmbrella(view.config) ? [] : packagesOf(view).flatMap(repositories))];
}

/** Editions that do not give it to shoreline by values, count on a ConfigMap. */
function demoClinic({ environment: { name: namespace, clinicDemoUserId: id }, edition, place }: EnvironmentView): Sought[] {
  if (id === undefined || edition.namesDemoClinic) return [];
  const name = 'shoreline';
  return [{ kind: 'ConfigMap', namespace, name, by: name, place: [...place, 'clinicDemoUserId'], data: { ClinicDemoUserId: id } }];
}

function repositories({ installed: { delivery, context }, place }: PackageView): Sought[] {
  const name = 'flux-helm-repositories';
  const isMade = delivery.manifests?.(context).some(manifest => manifest.name === `${name}-secret`) === true;
  return isMade ? [{ kind: 'Secret', namespace: context.namespace, name, by: 'helm-operator', place, data: {} }] : [];
}

function notFound(view: ClusterView): ClusterFinding[] {
  return soughtIn(view).flatMap(({ kind, namespace, name, by, place, data }) => {
    const made = view.manifests.named(objectId(kind, name, namespace));
    const wrong = `there is no ${kind} '${name}' in namespace ${namespace}`;
    if (made.length === 0) return [missing(view, place, { wrong, source: `${by} looks for it`, instead: 'add it, or call it so' })];
    return made.flatMap(placed => different(view, placed, data));
  });
}

function different(view: ClusterView, placed: PlacedObject, data: Readonly<Record<string, string>>): ClusterFinding[] {
  const given = recordAt(placed.object, ['data']);
  return Object.entries(data).filter(([key, right]) => given[key] !== right).map(([key, right]) => {
    const wrong = given[key] === undefined ? `${key} is not said` : `'${String(given[key])}' is not the ${key} of the config`;
    return found(view, placed, ['data', key], { wrong, source: sourceOf(view.name), instead: `write '${right}'` });
  });
}
