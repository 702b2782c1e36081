import { groupOf, objectId, valueAt, type Manifest } from '../manifests/manifest.ts';
import { perCluster, type ClusterTree } from './clusters.ts';
import { isKnown, namespaceName, textAt, textsAt } from './fields.ts';
import { found, type ManifestRule } from './rule.ts';

/** cert-manager before 0.11 had a group of its own. */
const old = 'certmanager.k8s.io';
const groups: readonly string[] = ['cert-manager.io', old];

export const certificateCommonName: ManifestRule = {
  id: 'certificate-common-name',
  severity: 'error',
  summary: 'The common name of a certificate that is asked for by ACME is one of its names.',
  find: perCluster(cluster => cluster.ofKind('Certificate', ...groups).flatMap(placed => {
    const { object } = placed;
    const commonName = textAt(object, ['spec', 'commonName']);
    const names = ['dnsNames', 'ipAddresses'].flatMap(list => textsAt(object, ['spec', list])).map(({ value }) => value);
    const isWhole = commonName === undefined || names.includes(commonName) || ![commonName, ...names].every(isKnown);
    if (isWhole || !isByAcme(object, cluster)) return [];
    return [found(placed, ['spec', 'commonName'], {
      wrong: `'${commonName}' is none of the names of this certificate`,
      source: 'ACME signs no other, so cert-manager refuses it',
      instead: 'add it to dnsNames, or write one of them',
    })];
  })),
};

function isByAcme(certificateObject: Manifest, cluster: ClusterTree): boolean {
  const kind = textAt(certificateObject, ['spec', 'issuerRef', 'kind']) ?? 'Issuer';
  const name = textAt(certificateObject, ['spec', 'issuerRef', 'name']) ?? '';
  const id = objectId(kind, name, kind === 'Issuer' ? namespaceName(certificateObject) : undefined);
  return cluster.named(id).some(({ object }) => groups.includes(groupOf(object)) && valueAt(object, ['spec', 'acme']) !== undefined);
}

export const issuerSolves: ManifestRule = {
  id: 'issuer-solves',
  severity: 'warning',
  summary: 'An issuer that asks by ACME says how it proves that a name is its own.',
  find: perCluster(cluster => ['ClusterIssuer', 'Issuer'].flatMap(kind => cluster.ofKind(kind, ...groups)).flatMap(placed => {
    const { object } = placed;
    const acme = valueAt(object, ['spec', 'acme']);
    if (acme === undefined || isSolving(acme, groupOf(object))) return [];
    return [found(placed, ['spec', 'acme'], {
      wrong: 'it has no solver',
      source: 'cert-manager proves by one that a name is yours, unless the authority knows you',
      instead: 'add dns01 or http01 to its solvers',
    })];
  })),
};

function isSolving(acme: unknown, group: string): boolean {
  const solvers = valueAt(acme, ['solvers']);
  if (Array.isArray(solvers) && solvers.length > 0) return true;
  return group === old && ['dns01', 'http01'].some(key => valueAt(acme, [key]) !== undefined);
}
