import { imageReference } from '../../lib/images/tags.ts';
import type { Inventory } from './inventory.ts';

/** A bill of materials in the form of CycloneDX 1.5: charts and images, with what runs them. */

interface Component {
  readonly type: 'application' | 'container' | 'platform';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly externalReferences?: readonly { readonly type: 'vcs' | 'distribution'; readonly url: string }[];
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn: readonly string[];
}

/** An inventory with the images that the cluster runs, by what runs them: `packages/kafka`, `environments/qa2`. */
export interface Bill {
  readonly inventory: Inventory;
  readonly images: ReadonlyMap<string, readonly string[]>;
}

export function cyclonedx(bills: readonly Bill[]): string {
  const images = [...new Set(bills.flatMap(({ images: all }) => [...all.values()].flat()))].sort();
  const components = [...bills.flatMap(({ inventory }) => ownComponents(inventory)), ...images.map(imageComponent)];
  return JSON.stringify({
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    components,
    dependencies: bills.flatMap(dependenciesOf),
  }, null, 2);
}

function ownComponents({ cluster, facts, packages, environments }: Inventory): Component[] {
  const releases = [...packages.map(row => ['packages', row] as const), ...environments.map(row => ['environments', row] as const)];
  return [
    { type: 'platform', 'bom-ref': cluster, name: cluster, version: `Kubernetes ${facts.kubernetes}` },
    ...releases.map(([kind, { name, chart, version, from }]): Component => ({
      type: 'application',
      'bom-ref': `${cluster}/${kind}/${name}`,
      name: chart ?? name,
      ...(version !== undefined && { version }),
      ...(chart !== undefined && from !== undefined && origin(chart, version ?? '', from)),
    })),
  ];
}

function origin(chart: string, version: string, from: string): Pick<Component, 'purl' | 'externalReferences'> {
  const isRepository = /^(https?|oci):/.test(from) && !from.endsWith('.git') && !chart.includes('/');
  if (!isRepository) return { externalReferences: [{ type: 'vcs', url: from.replace(/^([\w.-]+@[\w.-]+):(?!\/\/)/, 'ssh://$1/') }] };
  return {
    purl: `pkg:helm/${encodeURIComponent(chart)}@${encodeURIComponent(version)}?repository_url=${encodeURIComponent(from)}`,
    externalReferences: [{ type: 'distribution', url: from }],
  };
}

function imageComponent(image: string): Component {
  const { repository = image, tag } = imageReference(image) ?? {};
  const [host = '', ...path] = repository.split('/');
  const isHost = path.length > 0 && /[.:]/.test(host);
  const name = isHost ? path.join('/') : repository;
  const purl = `pkg:docker/${name.split('/').map(encodeURIComponent).join('/')}${tag === undefined ? '' : `@${encodeURIComponent(tag)}`}`;
  return {
    type: 'container',
    'bom-ref': image,
    name: repository,
    ...(tag !== undefined && { version: tag }),
    purl: isHost ? `${purl}?repository_url=${encodeURIComponent(host)}` : purl,
  };
}

function dependenciesOf({ inventory: { cluster, packages, environments }, images }: Bill): Dependency[] {
  const owners = [...packages.map(({ name }) => `packages/${name}`), ...environments.map(({ name }) => `environments/${name}`)];
  const unowned = [...images].filter(([owner]) => !owners.includes(owner)).flatMap(([, own]) => own);
  return [
    { ref: cluster, dependsOn: [...new Set([...owners.map(owner => `${cluster}/${owner}`), ...unowned])] },
    ...owners.map(owner => ({ ref: `${cluster}/${owner}`, dependsOn: [...new Set(images.get(owner))].sort() })),
  ];
}
