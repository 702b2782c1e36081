import * as k8s from '../../imports/core/k8s.ts';
import type { FileChart } from '../../lib/output/file-chart.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import type { Environment } from '../cluster.ts';
import type { Generation, OutputFile } from '../generations/generation.ts';
import { layOver } from '../overlay.ts';
import type { Namespace, Release } from '../resources.ts';
import type { Edition } from './editions/edition.ts';
import { editions } from './editions/index.ts';
import { releaseObjectName } from './images.ts';

/** The files of one Tidepool environment. */
export function environmentFiles(environment: Environment, generation: Generation): OutputFile[] {
  const { name, secrets, certificate, clinicDemoUserId } = environment;
  const release = tidepoolRelease(environment);
  const folder = `flux/environments/${name}`;
  const files: Omit<OutputFile, 'owner'>[] = [
    { path: `${folder}/namespace.yaml`, draw: file => drawNamespace(file, environment.namespace) },
    { path: `${folder}/tidepool-helmrelease.yaml`, draw: file => generation.helmRelease(file, release) },
  ];
  if (secrets.length > 0) {
    files.push({ path: `${folder}/external-secrets.yaml`, draw: file => secrets.forEach(secret => generation.externalSecret(file, secret)) });
  }
  if (certificate) files.push({ path: `${folder}/certificate.yaml`, draw: file => generation.certificate(file, certificate) });
  if (clinicDemoUserId !== undefined && !editions[environment.edition].namesDemoClinic) {
    files.push({ path: `${folder}/shoreline-configmap.yaml`, draw: file => drawShoreline(file, name, clinicDemoUserId) });
  }
  const own = generation.ownEnvironmentFiles(environment, release).map(file => ({ ...file, path: `${folder}/${file.path}` }));
  return [...files, ...own].map(file => ({ ...file, owner: ['environments', name] }));
}

/** The Helm release of a whole Tidepool. */
export function tidepoolRelease(environment: Environment): Release {
  const { name, chart, automated, services } = environment;
  const edition = editions[environment.edition];
  return {
    name: releaseObjectName,
    namespace: name,
    releaseName: `${name}-tidepool`,
    chart,
    automated,
    images: services.map(({ name: service, choice: { image }, policy, digestOf }) => {
      return { service, image, policy, digestOf, path: edition.imagePath(service), mapped: edition.mapsImages };
    }),
    ...(edition.unmergeable && { unmergeable: edition.unmergeable }),
    ...(environment.hpa && { setByOthers: [{ kind: 'Deployment', paths: ['/spec/replicas'] }], ...misnamed(edition) }),
    values: layOver(edition.values(environment), environment.overlay),
  };
}

function misnamed({ misnamedTargets }: Edition): Pick<Release, 'misnamedTargets'> {
  return misnamedTargets ? { misnamedTargets } : {};
}

/** Kubernetes' own kinds are the same for every generation, so they are drawn here. */
export function drawNamespace(file: FileChart, { name, labels, annotations }: Namespace): void {
  new k8s.KubeNamespace(file, objectId('Namespace', name), {
    metadata: {
      name,
      ...(Object.keys(labels).length > 0 && { labels }),
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
  });
}

/** Shoreline reads it once the demo clinic exists. Source: guide l.1843-1859. */
function drawShoreline(file: FileChart, namespace: string, ClinicDemoUserId: string): void {
  new k8s.KubeConfigMap(file, objectId('ConfigMap', 'shoreline', namespace), {
    metadata: { name: 'shoreline', namespace },
    data: { ClinicDemoUserId },
  });
}
