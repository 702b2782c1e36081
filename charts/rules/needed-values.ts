import { isRecord, valueAt } from '../../lib/manifests/manifest.ts';
import { servicesOf } from '../tidepool/services.ts';
import type { EditionName } from '../vocabulary.ts';
import { found, perCluster, type ClusterFinding, type ClusterRule, type ClusterView } from './rule.ts';
import { environmentsOf, inValues, type EnvironmentView, type ReleaseView } from './view.ts';

export const neededValueRules: readonly ClusterRule[] = [
  {
    id: 'values-needed',
    severity: 'error',
    summary: 'What a chart does by itself does not suit every environment, so the values say otherwise.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/qa2/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  values:
    gloo: null
`,
      good: `# flux/environments/qa2/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  values:
    gloo:
      enabled: false
`,
    },
    find: perCluster(view => environmentsOf(view).flatMap(own => (own.release ? unsaid(view, own, own.release) : []))),
  },
];

/** What a chart would do if a value were left out, by the path of the value or of what is around it; SERVICE is any service's key. */
type Reasons = readonly (readonly [path: string, why: string])[];

const ownGloo = 'the chart would bring a Gloo of its own';
const ownNamespace = 'the chart would make the namespace, which is there';

const reasons: Readonly<Record<EditionName, Reasons>> = {
  guide: [
    ['global.cluster', 'guide l.1297-1318: services would not know where they are'],
    ['global.environment.hosts', 'guide l.1418-1478: the chart would serve localhost by http'],
    ['global.environment.hpa', 'guide l.1500'],
    ['global.environment.store', 'guide l.1307: files would stay in the pods'],
    ['gloo', ownGloo],
    ['mongo', 'services would look for Mongo where it is not'],
    ['mongodb', 'the chart would bring a Mongo of its own, or none'],
    ['nosqlclient', 'the chart decides by itself'],
  ],
  '0.1.7': [
    ['global.region', 'services would look for buckets in another region'],
    ['gloo', ownGloo],
    ['ingress.deployment', "the chart would route to a Gloo of its own instead of the cluster's"],
    ['ingress.gateway', 'the chart would serve localhost'],
    ['ingress.service', 'the chart decides by itself what is served'],
    ['mongo', 'services would look for Mongo where it is not'],
    ['mongodb', 'the chart would bring a Mongo of its own, or none'],
    ['tidepool.namespace', ownNamespace],
    ['SERVICE.deployment.env.store', 'files would stay in the pod'],
    ['SERVICE.hpa', 'the templates fail without data, and nothing scales without enabled'],
    ['tide-whisperer.tidewhisperer.hpa', 'the template looks for it there'],
    ['SERVICE.enabled', 'the chart would run it'],
  ],
  '0.26.0': [
    ['global.gateway.default', 'links in mails would lead to localhost'],
    ['global.glooingress.jwt', 'Gloo without a licence refuses routes that mention tokens'],
    ['global.kafka', 'pods would look for another key in Secret kafka'],
    ['global.linkerdsupport', 'ServiceProfiles need CRDs of Linkerd'],
    ['global.region', 'services would look for buckets in another region'],
    ['glooingress.virtualServices', 'the chart would serve every name by http'],
    ['kafka.configmap', 'services would look for Kafka where it is not'],
    ['tidepool.namespace', ownNamespace],
    ['auth.configmap', 'a pod of auth does not start without a ConfigMap that the chart makes only when asked'],
    ['blob.deployment.env', 'files would stay in the pod'],
    ['clinic.configmap', "the chart's default is an address that developers have"],
    ['clinic-worker.configmap', 'the pod stops without a prefix of topics'],
    ['gatekeeper.nodeEnvironment', 'Node would take it for development'],
    ['hydrophone.deployment.env', 'mails would lead to the assets of another bucket'],
    ['mailer.deployment.env', 'mails would lead to the assets of another bucket'],
    ['messageapi.window', "the chart's default stands at a path that its template does not read"],
    ['shoreline.configmap', 'shoreline would not find Keycloak'],
    ['shoreline.deployment.env', 'shoreline would not ask the clinic service'],
    ['SERVICE.enabled', 'the chart would run it'],
    ['SERVICE.hpa', 'nothing would scale'],
    ['SERVICE.resources', 'an autoscaler has nothing to measure use by'],
  ],
};

/** What we would write ourselves, as far as it is needed, and is not there: each whole branch once. */
function unsaid(view: ClusterView, { edition, expected }: EnvironmentView, release: ReleaseView): ClusterFinding[] {
  const services = new Set(servicesOf(edition.name).map(service => edition.imagePath(service)[0]));
  const rows = reasons[edition.name].map(([path, why]) => ({ keys: path.split('.'), why }));
  const absent = new Map<string, { readonly path: readonly string[]; readonly why: string }>();
  for (const path of ownPaths(expected.values)) {
    const row = rows.find(({ keys }) => keys.every((key, i) => path[i] === key || (key === 'SERVICE' && services.has(path[i]))));
    if (!row || valueAt(release.values, path) !== undefined) continue;
    const length = path.findIndex((_, i) => valueAt(release.values, path.slice(0, i + 1)) === undefined) + 1;
    const branch = path.slice(0, length);
    absent.set(branch.join('.'), { path: branch, why: row.why });
  }
  return [...absent.values()].map(({ path, why }) => {
    const right = JSON.stringify(valueAt(expected.values, path));
    return found(view, release.placed, inValues(path), {
      wrong: `${path.join('.')} is not said`,
      source: why,
      instead: right.length > 100 ? 'write it as synth does' : `write ${path.at(-1)}: ${right}`,
    });
  });
}

/** A list is one value. */
function ownPaths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (!isRecord(value) || Object.keys(value).length === 0) return [path];
  return Object.entries(value).flatMap(([key, child]) => ownPaths(child, [...path, key]));
}
