import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sentence } from '../lib/findings/fault.ts';
import { draw } from '../charts/compile.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { enabledEnvironments, normalise } from '../charts/normalise.ts';
import type { Secret } from '../charts/resources.ts';
import { tidepoolRelease } from '../charts/tidepool/environment.ts';
import { isRecord, leaves, valueAt, type Manifest } from '../lib/manifests/manifest.ts';
import { readManifests } from '../lib/manifests/manifests.ts';
import { mapsAt, textAt, textsAt } from '../lib/rules/fields.ts';
import { manifestRules } from '../lib/rules/index.ts';
import { compiled, type Emitted } from './support/objects.ts';
import { soundFleet } from './support/random-config.ts';

/**
 * What holds of the output of every sound config, so that no rule has to look for it. Each fails for a fleet by its number and cluster;
 * `FC_SEED` and `FC_RUNS` go hunting elsewhere.
 */
const seed = Number(process.env['FC_SEED'] ?? 20261130);
const fleets = fc.sample(soundFleet, { seed, numRuns: Number(process.env['FC_RUNS'] ?? 20) });
const clusters = fleets.flatMap((fleet, i) => fleet.map(config => ({ title: `fleet ${i}, ${config.name}`, config, objects: objectsOf(config) })));

/** Without patches and lists of files. */
function objectsOf(config: ClusterConfig): Emitted[] {
  const folder = `clusters/${config.name}/`;
  return readManifests(compiled(config)).objects.map(({ document, id, object }) => ({ path: document.file.path.slice(folder.length), id, object }));
}

/** A check of every cluster, which names the one that fails it. */
function everyCluster(check: (config: ClusterConfig, objects: readonly Emitted[]) => void): void {
  for (const { title, config, objects } of clusters) {
    try {
      check(config, objects);
    } catch (cause) {
      throw new Error(`${title} of seed ${seed}: ${JSON.stringify(config)}`, { cause });
    }
  }
}

function ofKind(objects: readonly Emitted[], kind: string): Manifest[] {
  return objects.filter(({ object }) => object.kind === kind).map(({ object }) => object);
}

function clusterOf(config: ClusterConfig) {
  return normalise(config, new Map());
}

function accountsOf(objects: readonly Emitted[]) {
  return ofKind(objects, 'ClusterConfig').flatMap(object => mapsAt(object, ['iam', 'serviceAccounts']).map(({ value }) => value));
}

/** Of every text in a value, with its last key. */
function textsIn(value: unknown): { readonly key: string; readonly text: string }[] {
  return [...leaves(value)].flatMap(({ path, value: text }) => (typeof text === 'string' ? [{ key: path.filter(key => !/^\d+$/.test(key)).at(-1) ?? '', text }] : []));
}

/** What an ExternalSecret fetches, in the words of either generation: `PATH PROPERTY as KEY`. */
function fetched({ spec, secretDescriptor }: Manifest & { spec?: unknown; secretDescriptor?: unknown }): string[] {
  return mapsAt(secretDescriptor ?? spec, ['data']).map(({ value }) => {
    const at = (...path: string[]) => textAt(value, path);
    return `${at('remoteRef', 'key') ?? at('key')} ${at('remoteRef', 'property') ?? at('property')} as ${at('secretKey') ?? at('name')}`;
  });
}

function wanted({ path, keys, renamed }: Secret): string[] {
  return keys.map(key => `${path} ${key} as ${renamed[key] ?? key}`);
}

describe('the output of every sound config', () => {
  test('is made, and both ways of delivery are among them', () => {
    everyCluster(config => expect(compiled(config).size).toBeGreaterThan(0));
    expect(new Set(clusters.map(({ config }) => config.delivery)).size).toBe(2);
    expect(clusters.filter(({ config }) => enabledEnvironments(config).length > 0).length).toBeGreaterThan(clusters.length / 2);
  });

  test('fetches each Secret once, from its path, by the keys that it is read by', () => {
    everyCluster((config, objects) => {
      const { packages, environments } = clusterOf(config);
      const secrets = [...packages, ...environments].flatMap(owner => owner.secrets);
      const made = new Map(ofKind(objects, 'ExternalSecret').map(object => [`${object.metadata.namespace}/${object.metadata.name}`, fetched(object)]));
      expect(ofKind(objects, 'ExternalSecret').length).toBe(secrets.length);
      for (const secret of secrets) expect(made.get(`${secret.namespace}/${secret.name}`)).toEqual(wanted(secret));
    });
  });

  test('has a line in bootstrap/secrets.tsv for each entry that an ExternalSecret fetches, and for no other', () => {
    everyCluster((config, objects) => {
      const fetchedHere = ofKind(objects, 'ExternalSecret').map(object => {
        const lines = fetched(object);
        const [path] = new Set(lines.map(line => line.split(' ')[0]));
        return [path, ...lines.map(line => line.replace(/^\S+ /, '')), `${object.metadata.namespace}/${object.metadata.name}`];
      });
      const table = compiled(config).get(`clusters/${config.name}/bootstrap/secrets.tsv`) ?? '';
      const rows = table.split('\n').filter(line => line !== '' && !line.startsWith('#')).map(line => line.split('\t'));
      const listed = rows.filter(([, , origin]) => origin !== 'computed').map(([path, keys = '', , , secret]) =>
        [path, ...keys.split(' ').map(key => `${key.split(':')[0]} as ${key.split(':').at(-1)}`), secret]);
      expect(rows.every(cells => cells.length === 6 && cells.every(cell => cell !== ''))).toBe(true);
      expect(listed.sort()).toEqual(fetchedHere.sort());
    });
  });

  test('names nothing in bootstrap/cluster.env and in the runbook that does not stand in other files, or in the config alone', () => {
    everyCluster(config => {
      const folder = `clusters/${config.name}/`;
      const files = [...compiled(config)].map(([path, text]) => [path.slice(folder.length), text] as const);
      const others = files.filter(([path]) => !path.startsWith('bootstrap/')).map(([, text]) => text).join('\n');
      const textOf = (name: string) => files.find(([path]) => path === `bootstrap/${name}`)?.[1] ?? '';
      const variables = [...textOf('cluster.env').matchAll(/^(\w+)=(?:'([^']*)'|(.*))$/gm)].map(([, name = '', quoted, plain]) => [name, quoted ?? plain ?? ''] as const);
      expect(variables.length).toBeGreaterThan(15);
      const words = variables.filter(([name]) => !ofTheConfigAlone.has(name)).flatMap(([name, value]) => value.split(/\s+/).map(word => [name, word] as const));
      expect(words.filter(([name, word]) => !stands(name, word, others))).toEqual([]);

      const stacks = [...textOf('RUNBOOK.md').matchAll(/^- `eksctl-(.*)`$/gm)].map(([, stack = '']) => stack.slice(config.name.length + 1));
      const accounts = variables.find(([name]) => name === 'SERVICE_ACCOUNTS')?.[1].split(' ') ?? [];
      const groups = variables.find(([name]) => name === 'NODE_GROUPS')?.[1].split(' ') ?? [];
      expect(stacks).toEqual(['cluster', ...groups.map(group => `nodegroup-${group}`), ...accounts.map(account => `addon-iamserviceaccount-${account.replace('/', '-')}`)]);
      for (const bucket of textOf('RUNBOOK.md').match(/(?<=^- `)[a-z0-9.-]+(?=`$)/gm) ?? []) {
        if (!bucket.startsWith('eksctl-')) expect(textOf('cluster.env')).toContain(bucket);
      }
    });
  });

  test('has the same scripts as every cluster of its delivery, but for our line', () => {
    const scripts = new Map<string, string>();
    everyCluster(config => {
      for (const [path, text] of compiled(config)) {
        if (!path.endsWith('.sh')) continue;
        const [name, bare] = [`${config.delivery} ${path.split('/').at(-1)}`, text.replace(/^# Generated from .*\n/m, '')];
        expect(bare, name).toBe(scripts.get(name) ?? bare);
        scripts.set(name, bare);
      }
    });
    expect(scripts.size).toBeGreaterThan(15);
  });

  test.each(['flux1', 'flux2'] as const)('calls the keys of a Secret as their owner asks: %s', delivery => {
    const config = clusters.map(each => each.config).find(each => each.delivery === delivery && clusterOf(each).environments.length > 0);
    if (!config) throw new Error(`no cluster of ${delivery}`);
    const cluster = clusterOf(config);
    const secrets = cluster.environments.flatMap(environment => environment.secrets).map(secret => ({ ...secret, renamed: { [secret.keys[0] ?? '']: 'other' } }));
    const environments = cluster.environments.map(each => ({ ...each, secrets: secrets.filter(({ namespace }) => namespace === each.name) }));
    const made = readManifests(draw({ ...cluster, environments })).ofKind('ExternalSecret').map(({ object }) => fetched(object));
    expect(made).toEqual(expect.arrayContaining(secrets.map(wanted)));
  });

  test('fetches only what the role of external-secrets may read, into namespaces that its store serves', () => {
    everyCluster((_, objects) => {
      const secrets = ofKind(objects, 'ExternalSecret');
      const readable = accountsOf(objects).flatMap(account => mapsAt(account, ['attachPolicy', 'Statement']))
        .flatMap(({ value }) => textsAt(value, ['Resource'])).flatMap(({ value }) => /:secret:(.*)\*$/.exec(value)?.[1] ?? []);
      for (const line of secrets.flatMap(fetched)) expect(readable.some(prefix => line.startsWith(prefix)), line).toBe(true);
      for (const store of ofKind(objects, 'ClusterSecretStore')) {
        const served = mapsAt(store, ['spec', 'conditions']).flatMap(({ value }) => textsAt(value, ['namespaces'])).map(({ value }) => value);
        expect(served).toEqual([...new Set(secrets.map(({ metadata }) => metadata.namespace))].sort());
      }
    });
  });

  test('grants each environment the buckets that its services use, and no others', () => {
    everyCluster((config, objects) => {
      for (const { name, edition, buckets } of clusterOf(config).environments) {
        const own: readonly string[] = [buckets.data, buckets.asset];
        const addressed = edition === '0.26.0' ? buckets.asset : undefined; // only written into mails
        const roles = accountsOf(objects).filter(account => textAt(account, ['metadata', 'namespace']) === name);
        const granted = roles.flatMap(account => textsIn(account)).flatMap(({ text }) => /^arn:aws:s3:::([^/]+)/.exec(text)?.[1] ?? []);
        const release = objects.find(({ id }) => id === `HelmRelease/${name}/tidepool`)?.object;
        const used = textsIn(release).filter(({ key }) => /bucket$/i.test(key)).map(({ text }) => text);
        expect([...granted, ...used].filter(bucket => !own.includes(bucket))).toEqual([]);
        expect(used.filter(bucket => bucket !== addressed && !granted.includes(bucket))).toEqual([]);
      }
    });
  });

  test('takes the roles that eksctl makes, each by one account', () => {
    everyCluster((_, objects) => {
      const roles = accountsOf(objects).flatMap(account => textAt(account, ['roleName']) ?? []);
      expect(new Set(roles).size).toBe(roles.length);
      const taken = objects.filter(({ path }) => path !== 'config.yaml').flatMap(({ object }) => textsIn(object));
      const names = taken.flatMap(({ text }) => /^arn:aws:iam::\d+:role\/(.+)$/.exec(text)?.[1] ?? []);
      expect([...new Set(names)].sort()).toEqual([...roles].sort());
    });
  });

  test('has a certificate for all names that an environment serves by https, in the Secret that its chart reads', () => {
    everyCluster((config, objects) => {
      for (const { name, edition, gateway, certificate } of clusterOf(config).environments) {
        const made = ofKind(objects, 'Certificate').filter(({ metadata }) => metadata.namespace === name);
        expect(made.length).toBe(gateway.https ? 1 : 0);
        for (const object of made) {
          const names = textsAt(object, ['spec', 'dnsNames']).map(({ value }) => value);
          expect(names).toEqual(expect.arrayContaining([...(gateway.https?.dnsNames ?? []), textAt(object, ['spec', 'commonName'])]));
          const release = objects.find(({ id }) => id === `HelmRelease/${name}/tidepool`)?.object;
          const read = edition === 'guide' ? [`${name}-tls-secret`] : textsIn(release).map(({ text }) => text); // the chart's own name for it
          expect(read).toContain(textAt(object, ['spec', 'secretName']));
          expect(textAt(object, ['spec', 'issuerRef', 'name'])).toBe(certificate?.issuer);
        }
      }
    });
  });

  test('hands over to Flux the images that follow a policy, each to its own', () => {
    everyCluster((config, objects) => {
      for (const environment of clusterOf(config).environments) {
        const { namespace: name, automated, images } = tidepoolRelease(environment);
        const followed = images.filter(({ policy }) => policy !== undefined);
        if (config.delivery === 'flux1') {
          const { annotations = {} } = objects.find(({ id }) => id === `HelmRelease/${name}/tidepool`)?.object.metadata ?? {};
          const tags = Object.entries(annotations).flatMap(([key, policy]) => (key.includes('/tag.') ? [[key.replace(/.*\/tag\./, ''), policy]] : []));
          expect(Object.fromEntries(tags)).toEqual(Object.fromEntries(followed.map(({ service, policy }) => [service, policy])));
          continue;
        }
        const text = compiled(config).get(`clusters/${config.name}/flux/environments/${name}/images.yaml`) ?? '';
        const marks = [...text.matchAll(/: (\S+?)(?::[^:\s/]+) # \{"\$imagepolicy": "flux-system:(\S+)"\}/g)];
        expect(marks.length).toBe(automated === true ? followed.length : 0);
        for (const [, repository = '', policy = ''] of marks) {
          const read = objects.find(({ id }) => id === `ImagePolicy/flux-system/${policy}`)?.object;
          const source = objects.find(({ id }) => id === `ImageRepository/flux-system/${textAt(read, ['spec', 'imageRepositoryRef', 'name'])}`);
          expect(textAt(source?.object, ['spec', 'image'])?.replace(/^docker\.io\//, '')).toBe(repository);
        }
      }
    });
  });

  test('is applied by Flux 2 in an order in which it comes up, and loses nothing that cannot be made again', () => {
    everyCluster(({ delivery }, objects) => {
      if (delivery !== 'flux2') return;
      const stages = new Map(ofKind(objects, 'Kustomization').map(object => [object.metadata.name, object]));
      const waited = (name: string): string[] => mapsAt(stages.get(name), ['spec', 'dependsOn']).flatMap(({ value }) => {
        const before = textAt(value, ['name']) ?? '';
        return [before, ...waited(before)];
      });
      const own = ['shared-start', 'shared', ...[...stages.keys()].filter(name => name.startsWith('env-'))].filter(name => stages.has(name));
      const isBehind = own.every(name => waited(name).includes('sources'));
      expect(isBehind || !stages.has('sources')).toBe(true);
      const kept = ['CustomResourceDefinition', 'Namespace', 'PersistentVolumeClaim'].flatMap(kind => ofKind(objects, kind));
      for (const { metadata } of kept) expect(metadata.annotations).toMatchObject({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
      for (const alert of ofKind(objects, 'Alert')) {
        const heard = mapsAt(alert, ['spec', 'eventSources']).filter(({ value }) => value['kind'] === 'HelmRelease').map(({ value }) => value['namespace']);
        expect([...heard].sort()).toEqual([...new Set(ofKind(objects, 'HelmRelease').map(({ metadata }) => metadata.namespace))].sort());
      }
    });
  });

  test('stands in the namespace of its folder', () => {
    everyCluster((_, objects) => {
      for (const { path, object: { kind, metadata } } of objects) {
        const [, environment] = /^flux\/environments\/([^/]+)\//.exec(path) ?? [];
        if (environment === undefined || kind === 'Kustomization') continue;
        expect(kind === 'Namespace' ? metadata.name : metadata.namespace).toBe(environment);
      }
    });
  });

  test('names no Secret that nothing fetches', () => {
    everyCluster((_, objects) => {
      const made = new Set(['ExternalSecret', 'Secret', 'Certificate'].flatMap(kind => ofKind(objects, kind)).map(object => {
        return `${object.metadata.namespace}/${textAt(object, ['spec', 'secretName']) ?? object.metadata.name}`;
      }));
      const named = ofKind(objects, 'HelmRelease').flatMap(object => textsIn(valueAt(object, ['spec', 'values']))
        .filter(({ key, text }) => /(ExistingSecret|envFromSecret)$/.test(key) && text !== '')
        .map(({ text }) => `${object.metadata.namespace}/${text}`));
      expect(named.filter(name => !made.has(name))).toEqual([]);
    });
  });

  test('has node groups that cluster-autoscaler finds, where it is installed', () => {
    everyCluster((config, objects) => {
      if (!clusterOf(config).packages.some(({ definition }) => definition.name === 'cluster-autoscaler')) return;
      const groups = ofKind(objects, 'ClusterConfig').flatMap(object => mapsAt(object, ['nodeGroups']).concat(mapsAt(object, ['managedNodeGroups'])));
      expect(groups.length).toBeGreaterThan(0);
      for (const { value } of groups) {
        const tags = isRecord(value['tags']) ? Object.keys(value['tags']) : [];
        expect(tags).toEqual(expect.arrayContaining(['k8s.io/cluster-autoscaler/enabled', `k8s.io/cluster-autoscaler/${config.name}`]));
      }
    });
  });

  test('breaks no rule of manifests', () => {
    for (const [i, fleet] of fleets.entries()) {
      const manifests = readManifests(fleet.flatMap(config => [...compiled(config)].map(([path, text]): [string, string] => [`dist/${path}`, text])));
      const errors = manifestRules.filter(({ id, severity }) => severity === 'error' && id !== 'removed-api').flatMap(({ id, find }) => {
        return find(manifests).map(({ fault, object }) => `fleet ${i}: ${object}: ${sentence(fault)} [${id}]`);
      });
      expect(errors).toEqual([]);
    }
  });
});

/** What eksctl and Flux are told by scripts and by no manifest. */
const ofTheConfigAlone: ReadonlySet<string> = new Set([
  'GITHUB_ACCOUNT', 'GITHUB_REPOSITORY', 'GIT_BRANCH', 'KUBECONFIG_TARGET', 'IAM_USERS', 'PEERS', 'ROUTE_TABLES', 'DOMAINS', 'NETWORK_STACK',
]);

/** Namespace and name stand in different fields; the Service at the entrance is a chart's, which names it. */
function stands(variable: string, word: string, text: string): boolean {
  const [namespace = '', ...name] = variable === 'SERVICE_ACCOUNTS' || variable === 'ENTRANCE' ? word.split('/') : [word];
  return [namespace, ...(variable === 'ENTRANCE' ? [] : name)].every(part => text.includes(part));
}
