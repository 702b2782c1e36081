import { bootstrapFolder } from './bootstrap/files.ts';
import type { FileChart } from '../lib/output/file-chart.ts';
import type { Application, Cluster, InstalledPackage } from './cluster.ts';
import { eksCluster, type EksCluster } from './eksctl/eks-cluster.ts';
import { installerPolicy } from './eksctl/installer-policy.ts';
import { networkFiles } from './eksctl/network.ts';
import type { Generation, OutputFile } from './generations/generation.ts';
import { ownPath, type OwnFile } from './own.ts';
import { packageRelease } from './releases.ts';
import { drawNamespace, environmentFiles } from './tidepool/environment.ts';

/**
 * Every file of a cluster's output and who draws it. Flux reads `flux/` alone; the rest lies beside it.
 * Paths are relative to the cluster's folder.
 */
export function layout(cluster: Cluster, generation: Generation): readonly OutputFile[] {
  const { eks } = cluster;
  return [...generation.arranged(cluster, [
    ...(eks ? [eksctlConfig(eksCluster(cluster, eks), generation)] : []),
    ...(generation.umbrella(cluster) ?? packageFiles(cluster, generation)),
    ...cluster.certificates.map((certificate): OutputFile => ({
      path: `flux/${generation.certificates}/${certificate.name}.yaml`,
      owner: ['certificates', certificate.name],
      draw: file => generation.certificate(file, certificate),
    })),
    ...cluster.environments.flatMap(environment => environmentFiles(environment, generation)),
    ...cluster.applications.flatMap(application => applicationFiles(application, generation)),
    ...cluster.own.map(passedOn),
    ...networkFiles(cluster),
    ...installerPolicy(cluster),
    ignoredSecrets,
  ]), ...bootstrapFolder(cluster, generation)];
}

/** Secret manifests lie outside of the repository; those that lie where the guide had them (l.279-281) do not get in. An environment may be called so. */
const ignoredSecrets: OutputFile = {
  path: 'flux/.gitignore',
  owner: ['delivery'],
  draw: file => { file.text = 'secrets\n!/environments/secrets\n'; },
};

function eksctlConfig(cluster: EksCluster, generation: Generation): OutputFile {
  return { path: 'config.yaml', owner: ['delivery'], draw: file => generation.eksCluster(file, cluster) };
}

function applicationFiles({ name, namespace, secrets }: Application, generation: Generation): OutputFile[] {
  const owner = ['applications', name] as const;
  const folder = `flux/applications/${name}`;
  return [
    { path: `${folder}/namespace.yaml`, owner, draw: file => drawNamespace(file, namespace) },
    ...(secrets.length === 0 ? [] : [{
      path: `${folder}/external-secrets.yaml`, owner, draw: (file: FileChart) => secrets.forEach(secret => generation.externalSecret(file, secret)),
    }]),
  ];
}

/** As it was written, with our line. */
function passedOn(own: OwnFile): OutputFile {
  const { source, text } = own;
  return { path: ownPath(own), owner: ['delivery'], draw: file => { file.document = { value: undefined, passedOn: { source, text } }; } };
}

/** One release and one namespace per package, in the folder of its stage. */
function packageFiles(cluster: Cluster, generation: Generation): OutputFile[] {
  return [...namespaceFiles(cluster.packages), ...cluster.packages.flatMap(installed => filesOfPackage(installed, generation))];
}

/** A namespace is drawn once, in a folder of its own name when several packages live in it. */
function namespaceFiles(packages: readonly InstalledPackage[]): OutputFile[] {
  const files = new Map<string, OutputFile>();
  for (const { definition, namespace } of packages) {
    if (!namespace || files.has(namespace.name)) continue;
    files.set(namespace.name, {
      path: `flux/${definition.stage}/${namespace.folder}/namespace.yaml`,
      owner: ['packages', definition.name],
      draw: file => drawNamespace(file, namespace),
    });
  }
  return [...files.values()];
}

function filesOfPackage(installed: InstalledPackage, generation: Generation): OutputFile[] {
  const { definition, delivery, context, secrets } = installed;
  const { name, stage } = definition;
  const files: OutputFile[] = [];
  const add = (stageOfFile: string, fileName: string, draw: OutputFile['draw']) =>
    files.push({ path: `flux/${stageOfFile}/${name}/${fileName}.yaml`, owner: ['packages', name], draw });

  for (const manifest of delivery.manifests?.(context) ?? []) add(stage, manifest.name, file => manifest.draw(file));

  const release = packageRelease(installed);
  if (release) add(stage, 'helmrelease', file => generation.helmRelease(file, release));

  const { region, email } = context.cluster;
  const issuers = delivery.clusterIssuers?.(context) ?? [];
  if (issuers.length > 0) {
    add('shared', 'clusterissuers', file => issuers.forEach(issuer => generation.clusterIssuer(file, { ...issuer, region, email })));
  }
  if (secrets.length > 0) add('shared', 'external-secrets', file => secrets.forEach(secret => generation.externalSecret(file, secret)));
  return files;
}
