import { describe, expect, test } from 'vitest';
import { clusterFolder, compile, drawn } from '../charts/compile.ts';
import type { ClusterConfig, EnvironmentConfig } from '../charts/config.ts';
import { differencesOf, type Difference, type Sides } from '../charts/migration/differences.ts';
import { explained, explanations, reasonFor, type Explanation } from '../charts/migration/explanations.ts';
import type { Concept, Fact } from '../charts/migration/fact.ts';
import { factsOf } from '../charts/migration/facts.ts';
import { drawable } from '../charts/migration/images.ts';
import { migration, type Migration } from '../charts/migration/migration.ts';
import { editsOf, moved } from '../charts/migration/moved.ts';
import { migrationJson, migrationReport, migrationText } from '../charts/migration/report.ts';
import { normalise } from '../charts/normalise.ts';
import { writtenImagesOf, type WrittenImages } from '../charts/tidepool/images.ts';
import { servicesOf } from '../charts/tidepool/services.ts';
import development from './clusters/development.ts';
import test1 from './clusters/test1.ts';
import type { Tree } from '../lib/output/file-chart.ts';
import { isRecord, leaves } from '../lib/manifests/manifest.ts';
import { roleOf } from '../lib/manifests/roles.ts';
import { writtenImages } from '../lib/images/written-images.ts';
import { fromYaml, toYaml } from '../lib/yaml/yaml.ts';
import embeddedMongo from './clusters/embedded-mongo.ts';
import moving from './clusters/moving.ts';
import today from './clusters/today.ts';
import wordy from './clusters/wordy.ts';
import { compiled, withEnvironment, withPackages } from './support/objects.ts';
import { fine } from './problems/fine.ts';

const none: WrittenImages = new Map();

/** As `moving`, with something that it does not have: between them they differ in every way that is explained. */
const variants: Readonly<Record<string, ClusterConfig>> = {
  'with all packages': withPackages(moving, { datadog: {}, fluxcloud: {}, sumologic: {} }),
  'with few packages': withPackages(moving, { 'prometheus-operator': false, reloader: false }),
  'with autoscalers': withEnvironment(moving, 'qa2', { hpa: true }),
  frozen: withEnvironment(moving, 'qa2', { gitops: { policy: 'glob:develop-*', automated: false } }),
  'following a digest': withEnvironment(moving, 'qa2', { gitops: { policy: 'glob:develop-*', digestOf: 'develop-latest' } }),
  'with one policy without an order': withEnvironment(moving, 'qa2', { services: { blip: { policy: 'glob:*' } } }),
  'with no policy that has an order': withEnvironment(moving, 'qa2', { gitops: { policy: 'glob:*' }, services: {} }),
};

const [qa2] = Object.values(moving.environments) as [EnvironmentConfig]; // it has one

/** Two environments, the name of one of which the other's begins with. */
const halfFrozen: ClusterConfig = {
  ...moving,
  environments: { qa: { ...qa2, gitops: { policy: 'glob:develop-*', automated: false } }, 'qa-2': qa2 },
};

const clusters: Readonly<Record<string, ClusterConfig>> = {
  moving, test1, development, today, embeddedMongo, wordy, halfFrozen, ...variants,
};

/** What comes near a mistake without being one; no environment is called as Flux 2's own namespace, since that is a mistake after it. */
const odd = fine.flatMap(({ what, clusters: configs }) => configs.map(config => ({ what, config })))
  .filter(({ config }) => config.delivery === 'flux1' && config.environments['flux-system'] === undefined);

/** The cluster before and after, as the images of before stand in its output. */
function sidesOf(config: ClusterConfig): Sides {
  return { before: normalise(config, none), after: normalise(moved(config), standing(drawn(normalise(config, none)))) };
}

function factsOn({ before, after }: Sides): [before: Fact[], after: Fact[]] {
  return [factsOf(before.name, drawn(before)), factsOf(after.name, drawn(drawable(after)))];
}

/** What differs, and which explanations there are for it; made once per cluster. */
function differencesOn(config: ClusterConfig): readonly ExplainedBy[] {
  const made = moves.get(config) ?? explainedBy(sidesOf(config));
  moves.set(config, made);
  return made;
}

interface ExplainedBy {
  readonly difference: Difference;
  readonly by: readonly Explanation[];
}

const moves = new WeakMap<ClusterConfig, readonly ExplainedBy[]>();

function explainedBy(sides: Sides): ExplainedBy[] {
  return differencesOf(...factsOn(sides)).map(difference => {
    return { difference, by: explanations.filter(explanation => reasonFor(difference, sides, explanation) !== undefined) };
  });
}

/** Images as they stand in some output. */
function standing(tree: Tree): WrittenImages {
  const { releases, problems } = writtenImages(tree);
  expect(problems).toEqual([]);
  return writtenImagesOf(releases);
}

function move(config: ClusterConfig, written: WrittenImages = none): Migration {
  const found = (written === none ? migrations.get(config) : undefined) ?? migration(config, written);
  if (!found) throw new Error(`${config.name} has moved already`);
  if (written === none) migrations.set(config, found);
  return found;
}

const migrations = new WeakMap<ClusterConfig, Migration>();

describe('a move keeps', () => {
  const held = (facts: readonly Fact[], concept: Concept, field: RegExp) => {
    const found = facts.filter(fact => fact.concept === concept && field.test(fact.field));
    return new Set(found.map(fact => `${fact.name} ${fact.field} ${fact.value}`));
  };

  describe.each(Object.entries({ moving, test1, development }))('of %s', (_, config) => {
    const { before, after } = sidesOf(config);
    const [old, young] = factsOn({ before, after });

    test('every environment and the name of its release', () => {
      const names = Object.keys(config.environments).map(name => `${name} release name ${name}-tidepool`);
      expect(held(old, 'environment', /^release name$/)).toEqual(new Set(names));
      expect(held(young, 'environment', /^release name$/)).toEqual(new Set(names));
    });

    test('every DNS name, served and published', () => {
      expect(held(young, 'DNS names', /./)).toEqual(held(old, 'DNS names', /./));
      expect(after.hostnames).toEqual(before.hostnames);
    });

    test('the image of every service that both have, to the tag', () => {
      const both = Object.keys(config.environments).flatMap(name => servicesOf('0.26.0')
        .filter(service => servicesOf('0.1.7').includes(service)).map(service => `${name}/${service}`));
      const imagesOf = (facts: readonly Fact[]) => [...held(facts.filter(({ name }) => both.includes(name)), 'image', /^image$/)];
      expect(imagesOf(young)).toEqual(imagesOf(old));
      expect(imagesOf(young)).toHaveLength(both.length);
    });

    test('every key of a Secret that both read, and where its value comes from', () => {
      const only = /^key (Keycloak.*|Database)$/; // what an edition has alone
      const isHeld = /^(path|makes|key .*)$/;
      const names = (facts: readonly Fact[]) => new Set(facts.filter(({ concept }) => concept === 'secret').map(({ name }) => name));
      const both = [...names(old)].filter(name => names(young).has(name));
      const keys = (facts: readonly Fact[]) =>
        held(facts.filter(({ name, field }) => both.includes(name) && !only.test(field)), 'secret', isHeld);
      expect(keys(young)).toEqual(keys(old));
      expect(both.length).toBeGreaterThan(10);
    });

    test('every bucket, and who may do what with users\' data', () => {
      expect(held(young, 'setting', /^(bucket|store|region)/)).toEqual(held(old, 'setting', /^(bucket|store|region)/));
      const ofBlob = (facts: readonly Fact[]) => held(facts.filter(({ name }) => name.endsWith('/blob')), 'account', /^may /);
      expect(ofBlob(young)).toEqual(ofBlob(old));
    });
  });
});

describe('every other difference', () => {
  test.each(Object.entries(clusters))('of %s has one explanation', (_, config) => {
    const found = differencesOn(config);
    expect(found.filter(({ by }) => by.length !== 1)).toEqual([]);
    expect(found.length).toBeGreaterThan(100);
  });

  test.each(odd)('is explained: $what', ({ config }) => {
    expect(differencesOn(config).filter(({ by }) => by.length === 0)).toEqual([]);
  });

  test('is missed when its explanation is: none of them is there in vain', () => {
    const needed = new Set(Object.values(clusters).flatMap(differencesOn).flatMap(({ by }) => (by.length === 1 ? by : [])));
    expect(explanations.filter(explanation => !needed.has(explanation))).toEqual([]);
    const [sides, without] = [sidesOf(moving), explanations.filter(({ of, change }) => of !== 'cluster' || change !== 'other')];
    const lost = differencesOn(moving).filter(({ difference }) => explained(difference, sides, without).why === undefined);
    expect(lost.map(({ difference }) => difference)).toMatchObject([{ concept: 'cluster', field: 'metadata.version', after: '1.34' }]);
  });

  test('stands in the report once more, in bold, when nobody has foreseen it', () => {
    const found = move(moving);
    const change = { concept: 'image', name: 'qa2/auth', field: 'image', before: 'a:0', after: 'a:1' } as const;
    const strange = { ...change, why: undefined, do: undefined };
    const many = ['1', '2', '3', '4', '5'].map(tag => ({ ...strange, after: `a:${tag}` }));
    const text = migrationText({ ...found, differences: [...found.differences, ...many] });
    expect(text).toContain('**5 differences without an explanation: find out why before you go on.**');
    for (const { after } of many) expect(text).toContain(`\n| image (image) | qa2/auth | a:0 | ${after} | **unexplained** |  |\n`);
    expect(migrationText(found)).not.toContain('without an explanation');
  });

  test('is explained no longer when what must stay has changed', () => {
    const sides = sidesOf(moving);
    const [old, young] = factsOn(sides);
    const change = (concept: Concept, field: string, name: string) =>
      young.map(fact => (fact.concept === concept && fact.field === field && fact.name === name ? { ...fact, value: 'other' } : fact));
    const lost = (facts: readonly Fact[]) => differencesOf(old, facts).filter(difference => explained(difference, sides).why === undefined);
    expect(lost(change('image', 'image', 'qa2/auth'))).toMatchObject([{ name: 'qa2/auth', after: 'other' }]);
    expect(lost(change('environment', 'release name', 'qa2'))).toMatchObject([{ name: 'qa2', before: 'qa2-tidepool' }]);
    expect(lost(change('secret', 'path', 'qa2/mongo'))).toMatchObject([{ name: 'qa2/mongo', before: 'moving/qa2/mongo' }]);
    expect(lost(change('secret', 'key Password', 'qa2/mongo'))).toMatchObject([{ field: 'key Password' }]);
    expect(lost(change('setting', 'bucket of data', 'qa2'))).toMatchObject([{ before: 'tidepool-moving-qa2-data' }]);
    expect(lost(change('certificate', 'Secret', 'qa2/qa2.tidepool.org'))).toMatchObject([{ before: 'qa2-tls-secret' }]);
    const unpublished = young.filter(({ concept, name }) => !(concept === 'DNS names' && name === 'published'));
    expect(lost(unpublished)).toMatchObject([{ concept: 'DNS names', name: 'published', after: undefined }]);
  });
});

/** The tree with something else in one place of one object. */
function withOther(tree: Tree, file: string, object: number, path: readonly string[]): Tree {
  const objects = fromYaml(tree.get(file) ?? '');
  let here: unknown = objects[object];
  for (const key of path.slice(0, -1)) here = (here as Record<string, unknown>)[key]; // a path that `leaves` has found
  (here as Record<string, unknown>)[path.at(-1) ?? ''] = 'something-else';
  return new Map([...tree, [file, objects.map(toYaml).join('---\n')]]);
}

describe('what a cluster is made of', () => {
  const sides: [string, ClusterConfig][] = [['before', moving], ['after', moved(variants['with all packages'] ?? moving)]];

  test.each(sides)('is told of every field of every object %s', (_, config) => {
    const tree = compiled(config);
    const said = (facts: Tree) => factsOf(config.name, facts).map(fact => JSON.stringify(fact)).sort().join('\n');
    const isService = (key: string) => servicesOf('0.26.0').some(name => name === key);
    const seen = new Set<string>();
    const passedOver: string[] = [];
    for (const [file, text] of tree) {
      if (roleOf(file) === 'placeholder') continue;
      // With what other objects are looked up in.
      const near = new Map([...tree].filter(([path]) => path === file || /\/(environments|image-automation|sources)\//.test(path)));
      const whole = said(near);
      fromYaml(text).forEach((object, i) => {
        for (const { path } of leaves(object)) {
          // One of each kind of field will do: items of a list and services of the chart are read alike.
          const kind = isRecord(object) ? String(object['kind']) : '';
          const sort = `${kind} ${path.map(key => (/^\d+$/.test(key) ? 'N' : isService(key) ? 'SERVICE' : key)).join('.')}`;
          if (seen.has(sort)) continue;
          seen.add(sort);
          if (said(withOther(near, file, i, path)) === whole) passedOver.push(`${file}: ${path.join('.')}`);
        }
      });
    }
    expect(passedOver).toEqual([]);
    expect(seen.size).toBeGreaterThan(200);
  });
});

describe('there and back', () => {
  const folder = clusterFolder(moving.name);
  const release = `${folder}/flux/environments/qa2/tidepool-helmrelease.yaml`;
  const images = `${folder}/flux/environments/qa2/images.yaml`;

  /** The tree after Flux has written another tag for an image. */
  const tagged = (tree: Tree, file: string, repository: string, tag: string): Tree => {
    const text = tree.get(file) ?? '';
    const edited = text.replace(new RegExp(`${repository}:[\\w.-]+`), `${repository}:${tag}`);
    expect(edited, `${repository} in ${file}`).not.toBe(text);
    return new Map([...tree, [file, edited]]);
  };

  test('not a byte is another one', () => {
    const start = compile(moving, none);
    const after = compile(moved(moving), standing(start));
    expect([...compile(moving, standing(after))]).toEqual([...start]);
    expect([...compile(moved(moving), standing(after))]).toEqual([...after]);
  });

  const sha = '7a0d5e43a8f3b1cc92bd2f06a1f0a2b9c3d4e5f6';
  test.each([
    ['tidepool/platform-auth', `develop-${sha}`, `develop-${sha}-1662940000`],
    ['tidepool/message-api', `develop-${sha}`, `develop-${sha}-1662940001`],
    ['tidepool/tide-whisperer', `develop-${sha}`, `develop-${sha}-1662940002`],
    ['tidepool/blip', `release-1.23.0-${sha}`, `release-1.23.0-${sha}-1662940003`],
    ['tidepool/jellyfish', `mongo-database-${sha}`, `mongo-${sha}-1662940004`],
  ])('a tag of %s that Flux has moved is kept both ways', (repository, old, young) => {
    const start = tagged(compile(moving, none), release, repository, old);
    const after = compile(moved(moving), standing(start));
    expect(after.get(images)).toContain(`${repository}:${old} # {"$imagepolicy"`);
    const later = tagged(after, images, repository, young);
    const back = compile(moving, standing(later));
    expect(back.get(release)).toContain(`${repository}:${young}\n`);
    expect([...compile(moved(moving), standing(back))]).toEqual([...compile(moved(moving), standing(later))]);
  });

  test('a config that is there already stays the same', () => {
    const there = moved(moving);
    expect(moved(there)).toBe(there);
    expect(migration(there, none)).toBeUndefined();
    expect(editsOf(there)).toEqual([]);
  });
});

describe('the config', () => {
  test('changes in two words, and loses those that Flux v1 alone reads', () => {
    const wordiest: ClusterConfig = {
      ...moving,
      delivery: 'flux1',
      shared: 'packages',
      externalSecrets: 'spec',
      environments: { qa2, qa3: { ...qa2, edition: 'guide' } },
    };
    expect(editsOf(wordiest).map(({ path, from = '', to = '' }) => `${path}: ${from} > ${to}`)).toEqual([
      'delivery: flux1 > flux2',
      'helmReleaseApi: helm.fluxcd.io/v1 > ',
      'shared: packages > ',
      'externalSecrets: spec > ',
      'edition: 0.1.7 > 0.26.0',
      'environments.qa3.edition: guide > ',
    ]);
    const { delivery, helmReleaseApi, edition, ...rest } = moving as Extract<ClusterConfig, { delivery: 'flux1' }>; // what test1 is
    expect([delivery, helmReleaseApi, edition]).toEqual(['flux1', 'helm.fluxcd.io/v1', '0.1.7']);
    expect(moved(moving)).toEqual({ ...rest, delivery: 'flux2', edition: '0.26.0' });
  });

  test('of a cluster that is ready has nothing in the way', () => {
    expect([move(moving).blockers, move(moving).warnings]).toEqual([[], []]);
  });

  test('of test1 lacks Kafka, Keycloak and a Mongo elsewhere', () => {
    expect(move(test1).blockers.map(({ rule, path }) => `${path} ${rule}`)).toEqual([
      'environments.qa2.kafka edition-needs',
      'environments.qa2.keycloak edition-needs',
      'environments.qa2.mongo.server edition-cannot',
    ]);
    expect(migrationText(move(test1))).toContain("- `environments.qa2.kafka`: nothing says which Kafka the services talk through");
    expect(move(test1).releases.find(({ owner }) => owner === 'qa2')?.note).toBe('The Mongo in it goes, with all that it holds.');
  });

  test('of development lacks them twice, and asks for what the chart has no more', () => {
    expect(move(development).blockers.map(({ path }) => path)).toEqual([
      'environments.qa1.kafka',
      'environments.qa1.keycloak',
      'environments.qa1.nosqlclient',
      'environments.qa2.kafka',
      'environments.qa2.keycloak',
    ]);
  });

  test('with a service that the chart has no more, or a policy without an order, is told so', () => {
    const gone = withEnvironment(moving, 'qa2', { services: { image: { pin: 'develop-1' }, blip: { policy: 'glob:*' } } });
    expect(move(gone).blockers.map(({ path }) => path)).toEqual([
      'environments.qa2.services.blip.policy',
      'environments.qa2.services.image',
    ]);
    expect(move(gone).images.find(({ service }) => service === 'blip')?.refusal?.reason).toBe('it allows the tags of every branch');
    expect(migrationText(move(gone))).toContain('| qa2 | `glob:*` | blip | cannot: it allows the tags of every branch;');
  });

  test('keeps its problems to itself', () => {
    const elsewhere: ClusterConfig = { ...moving, github: { repository: 'elsewhere' } };
    expect(move(elsewhere).warnings).toEqual([]);
    expect(migrationText(move(elsewhere))).toContain('--owner=tidepool-org --repository=elsewhere ');
  });
});

describe('releases', () => {
  const fates = (config: ClusterConfig) => Object.fromEntries(move(config).releases.map(({ owner, fate }) => [owner, fate]));

  test('are adopted, replaced, new or gone', () => {
    expect(fates(variants['with all packages'] ?? moving)).toEqual({
      'amazon-cloudwatch': 'new',
      certmanager: 'replaced',
      'cluster-autoscaler': 'new',
      datadog: 'adopted',
      'external-dns': 'adopted',
      'external-secrets': 'replaced',
      fluxcloud: 'gone',
      gloo: 'adopted',
      'metrics-server': 'replaced',
      'prometheus-operator': 'replaced',
      reloader: 'adopted',
      sumologic: 'replaced',
      qa2: 'adopted',
    });
  });

  test('of umbrella charts are not uninstalled, and what they made has names that only the cluster knows', () => {
    expect(fates(development)).toMatchObject({ gloo: 'unnamed', fluxcloud: 'gone', qa1: 'adopted', shared: 'gone' });
    const commands = move(development).inPlace.flatMap(step => step.commands);
    expect(commands.filter(command => command.startsWith('helm uninstall'))).toEqual([]);
    expect(commands).toContain("kubectl --namespace flux delete configmaps --selector 'OWNER=TILLER,NAME in (shared,shared-start)'");
  });

  test('that are upgraded in place have Deployments in their way whose pods are selected otherwise now', () => {
    const obstacles = (config: ClusterConfig) => move(config).releases.flatMap(({ obstacles: workloads }) => workloads);
    expect(obstacles(moving)).toEqual(['deployment/external-dns', 'deployment/message-api', 'deployment/tide-whisperer']);
    expect(obstacles(today)).toEqual(['deployment/external-dns']);
  });
});

describe('images', () => {
  test('run on, and tags without a time are told of', () => {
    const [auth, blip, blob] = move(moving).images;
    expect(auth).toMatchObject({ service: 'auth', policy: 'glob:develop-*', isChoosable: false, dropped: undefined });
    expect([auth?.after, blip?.after, blob?.after]).toEqual([auth?.before, blip?.before, blob?.before]);
    const timed = 'tidepool/platform-auth:develop-7a0d5e43a8f3b1cc92bd2f06a1f0a2b9c3d4e5f6-1662940000';
    expect(move(moving, new Map([['qa2/auth', timed]])).images[0]).toMatchObject({ before: timed, after: timed, isChoosable: true });
    expect(migrationText(move(moving, new Map([['qa2/auth', timed]])))).toContain('| 19 of 20 are not such |');
  });

  test('of a branch that the policy of Flux 2 leaves out are told of', () => {
    const of = (service: string) => move(moving).images.find(image => image.service === service);
    expect([of('auth')?.isOfBranch, of('blip')?.isOfBranch, of('jellyfish')?.isOfBranch]).toEqual([true, true, false]);
    expect(of('jellyfish')).toMatchObject({ policy: 'glob:mongo-*', after: expect.stringContaining(':mongo-database-') as string });
    expect(migrationText(move(moving))).toContain('| 1 of 1 are not such; not even with a time behind: jellyfish |');
  });

  test('that their policy does not allow are given up, as at any synth', () => {
    const strict = withEnvironment(moving, 'qa2', { services: {} });
    expect(move(strict).images.filter(({ dropped }) => dropped !== undefined).map(({ service }) => service)).toEqual(['blip', 'jellyfish']);
    expect(migrationText(move(strict))).toContain(
      '- qa2 blip: tidepool/blip:release-1.23.0-264f7ad48eb7d8099b00dce07fa8576f7068d0a0 is given up, since its tag does not satisfy '
        + 'glob:develop-*; it runs tidepool/blip:master-latest. Pin it to keep it.',
    );
  });

  test.each([
    ['semver:~1.2', 'the highest version in `~1.2`'],
    ['semver:>=1.0.0, !=1.2.3', 'the highest version in `>=1.0.0, !=1.2.3`; later readers of such ranges differ'],
    ['regexp:^(?:master|develop)-[0-9a-f]{40}-[0-9]+$', 'the highest number of `^(?:master\\|develop)-[0-9a-f]{40}-(?P<ts>[0-9]+)$`'],
    ['regexp:^v[0-9]+\\.[0-9]+\\.[0-9]+$', 'the highest version in `>=0.0.0` of `^v[0-9]+\\.[0-9]+\\.[0-9]+$`'],
  ] as const)('that follow %s', (policy, told) => {
    const config = withEnvironment(moving, 'qa2', { services: { blip: { policy } } });
    expect(migrationText(move(config))).toContain(told);
  });

  test.each([
    ['semver:>=1.0.0', 'v1.2.3', true],
    ['semver:>=1.0.0', 'v1.2', false],
    ['semver:>=2.0.0', 'v1.2.3', false],
    ['regexp:^v[0-9]+\\.[0-9]+\\.[0-9]+$', 'v1.2.3', true],
  ] as const)('that follow %s and run %s: could be chosen is %s', (policy, tag, isChoosable) => {
    const config = withEnvironment(moving, 'qa2', { services: { blip: { policy, image: `tidepool/blip:${tag}` } } });
    expect(move(config).images.find(({ service }) => service === 'blip')?.isChoosable).toBe(isChoosable);
  });
});

describe('commands', () => {
  const commandsOf = ({ inPlace, beside }: Migration) => [...inPlace, ...beside].flatMap(({ commands }) => commands);

  test.each(Object.entries(clusters))('of %s hold no value of a secret', (_, config) => {
    const values = commandsOf(move(config)).flatMap(command => [...command.matchAll(/--secret-string (\S+)/g)].map(([, value]) => value));
    expect(values.filter(value => !/^file:\/\/[\w-]+\.json$/.test(value ?? ''))).toEqual([]);
  });

  test('put into Secrets Manager what is missing there, and nothing else', () => {
    const step = move(moving).inPlace.find(({ title }) => title.startsWith('Put'));
    expect(step?.commands.map(command => command.replace(/^aws secretsmanager (\S+) --region us-west-2/, '$1'))).toEqual([
      'create-secret --name moving/qa2/kafka --secret-string file://qa2-kafka.json  # Password',
      'create-secret --name moving/qa2/prescription --secret-string file://qa2-prescription.json  # ServiceAuth',
      'get-secret-value --secret-id moving/qa2/shoreline --query SecretString --output text > qa2-shoreline.json',
      '# add KeycloakClientSecret, KeycloakBackendClientSecret, KeycloakLongLivedClientSecret, KeycloakAdminPassword, '
        + 'KeycloakMigrationSecret to qa2-shoreline.json',
      'put-secret-value --secret-id moving/qa2/shoreline --secret-string file://qa2-shoreline.json',
      'create-secret --name moving/qa2/token-signing-key --secret-string file://qa2-token-signing-key.json  # public, private',
    ]);
    expect(move(today).inPlace.some(({ title }) => title.startsWith('Put'))).toBe(false);
    expect(move(development).secrets.find(({ path }) => path === 'development/qa1/dexcom')?.copyOf).toBe('development/qa1/dexcom-api');
  });

  test('stop what deletes before anything is deleted, and let go of Secrets before their owners go', () => {
    const commands = commandsOf(move(moving));
    const first = (start: string) => commands.findIndex(command => command.startsWith(start));
    const order = [
      'kubectl --namespace flux scale', 'kubectl delete externalsecrets', 'helm uninstall', 'npm run synth',
      'eksctl delete iamserviceaccount', 'eksctl create iamserviceaccount', 'flux bootstrap', 'kubectl delete crd',
    ].map(first);
    expect(order).toEqual(order.filter(i => i >= 0).sort((a, b) => a - b));
    expect(commands[first('kubectl delete externalsecrets')]).toMatch(/ --cascade=orphan$/);
  });

  test('say how Flux 2 is installed', () => {
    expect(commandsOf(move(moving))).toContain(
      'flux bootstrap github --owner=tidepool-org --repository=cluster-moving --branch="$(git branch --show-current)" '
        + '--path=dist/clusters/moving/flux --components-extra=image-reflector-controller,image-automation-controller --read-write-key',
    );
  });

  test('delete every object that leaves the repository, but no definition of a kind that others use', () => {
    const deleted = commandsOf(move(moving)).filter(command => /^kubectl .*delete /.test(command)).join(' ');
    expect(deleted).toContain('--namespace kube-system delete --ignore-not-found deployment/cluster-autoscaler role/cluster-autoscaler ');
    expect(deleted).toContain(' clusterrole/cluster-autoscaler ');
    expect(deleted).toContain(' daemonset/fluentd-cloudwatch');
    expect(deleted).not.toMatch(/solo\.io/);
  });
});

describe('Kubernetes', () => {
  const of = (kubernetes: `1.${number}` | undefined) => {
    const { kubernetes: found, beside } = move({ ...moving, ...(kubernetes && { kubernetes }) });
    return [found.from, found.to, found.upgrades, found.advice, beside.length > 0];
  };

  test('that is far away, or on whose way something goes, is reached by a new cluster', () => {
    expect(of(undefined)).toEqual(['1.14', '1.34', 20, 'beside', true]);
    expect(of('1.14')).toEqual(['1.14', '1.33', 19, 'beside', true]);
    expect(of('1.29')).toEqual(['1.29', '1.33', 4, 'beside', true]);
    expect(of('1.30')).toEqual(['1.30', '1.33', 3, 'in place', false]);
    expect(of('1.34')).toEqual(['1.34', '1.34', 0, 'in place', false]);
  });
});

describe('the report', () => {
  test('is the same whenever it is made, and whatever the order of keys in the config', () => {
    const backwards = (value: unknown): unknown => {
      if (!isRecord(value)) return value;
      return Object.fromEntries(Object.entries(value).reverse().map(([key, child]) => [key, backwards(child)]));
    };
    const config = backwards(wordy) as ClusterConfig; // the same config
    expect(migrationText(move(config))).toBe(migrationText(move(wordy)));
    expect(migrationJson(move(config))).toBe(migrationJson(move(wordy)));
  });

  test.each(Object.entries(clusters))('of %s is tables of as many cells as their heads, and says nothing undefined', (_, config) => {
    const text = migrationText(move(config));
    expect(text).not.toMatch(/undefined|\[object|\bNaN\b|null/);
    let cells = 0;
    for (const line of text.split('\n')) {
      const found = line.startsWith('|') ? line.replaceAll('\\|', '').split('|').length : 0;
      if (found > 0 && cells > 0) expect(found, line).toBe(cells);
      cells = found;
    }
  });

  test('has the same in JSON, with nothing left out', () => {
    const found = move(moving);
    const parsed = JSON.parse(migrationReport(moving, none, 'json').text) as Record<string, unknown>; // an object, as written
    expect(Object.keys(parsed)).toEqual(['version', 'done', ...Object.keys(found)]);
    expect(parsed).toMatchObject({ version: 1, done: false, cluster: 'moving', blockers: [], editions: { from: ['0.1.7'], to: '0.26.0' } });
    expect(parsed['differences']).toHaveLength(found.differences.length);
    expect(parsed['releases']).toContainEqual({
      owner: 'amazon-cloudwatch',
      fate: 'new',
      before: null,
      after: { namespace: 'amazon-cloudwatch', name: 'aws-for-fluent-bit', chart: 'aws-for-fluent-bit', version: '0.2.0' },
      uninstall: null,
      obstacles: [],
      note: 'A chart instead of manifests: Fluent Bit sends the logs of containers; nobody sends metrics and the logs of nodes any more.',
      isUmbrella: false,
    });
  });

  test('of a cluster that has moved is one line', () => {
    expect(migrationReport(moved(moving), none, 'text').text).toBe('moving is delivered by Flux 2 already: there is nothing to migrate.');
    expect(JSON.parse(migrationReport(moved(moving), none, 'json').text)).toEqual({ version: 1, done: true, cluster: 'moving' });
  });
});
