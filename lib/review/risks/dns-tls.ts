import { groupBy } from '../../group-by.ts';
import { leaves, valueAt, type Manifest } from '../../manifests/manifest.ts';
import { listed } from '../words.ts';
import { editedOf, objectsOf, type FoundRisk, type RiskRule, type ScopeChange } from './risk.ts';

/** Names that the outside knows, and certificates for them. */

/** Let's Encrypt's two, as issuers are called everywhere. */
const isStaging = /staging/i;

const issuerFields: readonly (readonly string[])[] = [['spec', 'issuerRef', 'name'], ['spec', 'acme', 'server']];

/** Of a Certificate the issuer, of an issuer the server. */
function issuerChange(before: Manifest, after: Manifest): { readonly old: string; readonly now: string } | undefined {
  if (!['Certificate', 'ClusterIssuer', 'Issuer'].includes(after.kind)) return undefined;
  const [field] = issuerFields.filter(path => valueAt(before, path) !== valueAt(after, path));
  return field && { old: String(valueAt(before, field) ?? ''), now: String(valueAt(after, field) ?? '') };
}

const issuerProduction: RiskRule = {
  id: 'issuer-production',
  summary: 'A certificate comes from the production issuer instead of staging.',
  find: change => editedOf(change).flatMap(({ id, before, after }): FoundRisk[] => {
    const issuer = issuerChange(before, after);
    if (issuer === undefined || !isStaging.test(issuer.old) || isStaging.test(issuer.now)) return [];
    return [{
      severity: 'medium',
      object: id,
      happens: `${issuer.old} → ${issuer.now}: a certificate is asked for at once. Let's Encrypt allows 5 failures for a name in an hour,`
        + ' and 5 certificates for the same names in a week.',
      safely: 'See first that the certificate of staging is Ready: kubectl get certificate -A. Switch one after the other.',
    }];
  }),
};

const issuerUntrusted: RiskRule = {
  id: 'issuer-untrusted',
  summary: 'A certificate comes from the staging issuer instead of production.',
  find: change => editedOf(change).flatMap(({ id, before, after }): FoundRisk[] => {
    const issuer = issuerChange(before, after);
    if (issuer === undefined || isStaging.test(issuer.old) || !isStaging.test(issuer.now)) return [];
    return [{
      severity: 'high',
      object: id,
      happens: `${issuer.old} → ${issuer.now}: the certificate is replaced by one that no browser and no app trusts.`,
      safely: 'Keep the production issuer. To try something out, take another certificate and another Secret.',
    }];
  }),
};

/** Keys with names that are served. */
const isNameKey = /^(dnsNames|hosts|hostnames?|external-dns\.alpha\.kubernetes\.io\/hostname)$/;

const isDnsName = /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/;

function namesIn(object: Manifest | undefined): string[] {
  const found = [...leaves(object)].flatMap(({ path, value }) => {
    const key = path.filter(step => !/^\d+$/.test(step)).at(-1) ?? '';
    return isNameKey.test(key) && typeof value === 'string' ? value.split(',').map(name => name.trim()) : [];
  });
  return [...new Set(found)].filter(name => isDnsName.test(name) && !/\.(svc|local)$/.test(name));
}

/** The first object that has it. */
function namesOn(side: 'before' | 'after', change: ScopeChange): ReadonlyMap<string, string> {
  return new Map(objectsOf(change).flatMap(({ id, [side]: object }) => namesIn(object).map(name => [name, id] as const)).reverse());
}

/** Names that no object of the cluster has any more, by the object that had them. */
function namesGone(change: ScopeChange): ReadonlyMap<string, readonly string[]> {
  const [before, after] = [namesOn('before', change), namesOn('after', change)];
  const candidates = [...before].filter(([name]) => !after.has(name));
  const standing = candidates.length === 0 ? '' : [...change.standing().values()].filter(text => typeof text === 'string').join('\n');
  const gone = groupBy(candidates.filter(([name]) => !standing.includes(name)), ([, object]) => object);
  return new Map([...gone].map(([object, names]) => [object, names.map(([name]) => name).sort()]));
}

const dnsRemoved: RiskRule = {
  id: 'dns-removed',
  summary: 'A DNS name is served no longer.',
  find: (change, all) => (change.isGone ? [] : [...namesGone(change)]).flatMap(([object, names]): FoundRisk[] => {
    const gone = names.filter(name => heirOf(name, change, all) === undefined);
    return gone.length === 0 ? [] : [{
      severity: 'high',
      object,
      happens: `${listed(gone)}: served no longer. The DNS record goes, and whoever calls it gets an error.`,
      safely: 'See in the logs that nobody calls it, or lead it elsewhere first.',
    }];
  }),
};

const dnsMoved: RiskRule = {
  id: 'dns-moved',
  summary: 'A DNS name goes from one cluster to another.',
  find: (change, all) => [...namesGone(change)].flatMap(([object, names]): FoundRisk[] => {
    const moved = names.flatMap(name => (heirOf(name, change, all) === undefined ? [] : [`${name} to ${heirOf(name, change, all)}`]));
    return moved.length === 0 ? [] : [{
      severity: 'medium',
      object,
      happens: `${listed(moved)}: each cluster publishes its own address, and as long as both do, they overwrite each other.`,
      safely: 'Two commits: take it from the old one, wait until its record is gone (a minute, and the TTL), then give it to the new one.',
    }];
  }),
};

function heirOf(name: string, change: ScopeChange, all: readonly ScopeChange[]): string | undefined {
  return all.find(other => other !== change && namesOn('after', other).has(name))?.scope;
}

const certificateSecret: RiskRule = {
  id: 'certificate-secret',
  summary: 'A certificate is put into another Secret.',
  find: change => editedOf(change, 'Certificate').flatMap(({ id, before, after }): FoundRisk[] => {
    const [old, now] = [before, after].map(object => valueAt(object, ['spec', 'secretName']));
    return old === now ? [] : [{
      severity: 'medium',
      object: id,
      happens: `Secret ${String(old)} is renewed no longer, and ${String(now)} does not exist until the certificate is issued: who reads it has none.`,
      safely: 'Let the new certificate be issued under a second name first, then change who reads it.',
    }];
  }),
};

export const dnsRisks: readonly RiskRule[] = [issuerProduction, issuerUntrusted, dnsRemoved, dnsMoved, certificateSecret];
