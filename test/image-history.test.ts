import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../charts/cluster.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { enabledEnvironments, normalise } from '../charts/normalise.ts';
import { droppedImages, imageRows } from '../charts/tidepool/image-rows.ts';
import type { WrittenImages } from '../charts/tidepool/images.ts';
import { firstImage as firstImageOf, servicesOf, type ServiceName } from '../charts/tidepool/services.ts';
import { asData, asText, repositoryOf, tagOf } from './support/history-dists.ts';
import { base, deliveredBy, history, isTaken, policyOf, rowOf, start, type Dist, type Situation, type Step } from './support/history-steps.ts';

/** Lives through a history and holds every `synth` in it to what is promised. */
function live<Output>(dist: Dist<Output>, start: ClusterConfig, rounds: readonly (readonly Step[])[], seen?: Set<string>): void {
  const config = isTaken(start) ? start : deliveredBy('flux1')(start);
  let now: Situation<Output> = { config, output: dist.made(normalise(config, new Map())) };
  for (const steps of rounds) {
    const before = now;
    now = steps.reduce((situation, { happen }) => happen(situation, dist), before);
    if (!isTaken(now.config)) {
      now = before; // its author takes it back
      seen?.add('refused');
      continue;
    }
    const written = dist.read(now.output);
    const cluster = normalise(now.config, written);
    const output = dist.made(cluster);
    expectPromises(now.config, cluster, written, dist.read(output), seen);
    if (steps.every(({ isFlux }) => isFlux)) {
      expect(output).toEqual(now.output);
      seen?.add(`${now.config.delivery} alone${now.output === before.output ? ', at rest' : ''}`);
    }
    if (now.config.delivery !== before.config.delivery) seen?.add(`to ${now.config.delivery}`);
    expect(dist.made(normalise(now.config, dist.read(output)))).toEqual(output);
    now = { config: now.config, output };
  }
}

/** What holds for every service when `written` stood in `dist` before a `synth` and `after` stands there now. */
function expectPromises(config: ClusterConfig, cluster: Cluster, written: WrittenImages, after: WrittenImages, seen?: Set<string>): void {
  const rows = imageRows(cluster);
  const notes = droppedImages(cluster.name, { written, committed: new Set() }, rows, config);
  const told = new Map(notes.map(note => note.split(' in dist is given up, since ') as [string, string]));
  for (const [key, image] of written) {
    const why = told.get(`${cluster.name} ${key.replace('/', ' ')}: ${image}`);
    const isKept = after.get(key) === image;
    if (isKept === (why !== undefined)) expect(why, `${key}: ${image} is ${isKept ? 'kept' : 'given up, so it is told'}`).toBe(isKept);
    if (!after.has(key)) seen?.add(`gone, ${why?.split(' ')[0]}`);
  }
  for (const { name: environment, edition } of cluster.environments) {
    for (const service of servicesOf(edition)) {
      const key = `${environment}/${service}`;
      const [old, now] = [readableBy(config, written.get(key)), after.get(key)];
      const expected = expectedImage(config, environment, service, old);
      if (now !== expected) expect(now, key).toBe(expected);
      const row = rows.find(candidate => candidate.environment === environment && candidate.service === service);
      if (row?.why === 'written' && now?.includes('@')) seen?.add('written, a digest');
      seen?.add(`${row?.why}${row?.dropped === undefined ? '' : `, ${row.dropped.split(' ').slice(0, 3).join(' ')}`}`);
      if (old === undefined || old === now) {
        const digest = old === written.get(key) ? undefined : 'Flux v1 reads no digest';
        if (row?.dropped !== digest) expect(row?.dropped, `${key} is not dropped`).toBe(digest);
      } else {
        const reason = reasonFor(config, environment, service, old);
        expect(row?.dropped, `${key}: ${old} is dropped, so there is a reason`).toBe(reason);
        const lost = `${cluster.name} ${environment} ${service}: ${written.get(key)}`;
        expect(notes).toContain(`${lost} in dist is given up, since ${reason}; it runs ${now}`);
      }
    }
  }
}

/** Flux v1 has no reading of a digest behind a tag. */
function readableBy({ delivery }: ClusterConfig, image: string | undefined): string | undefined {
  return delivery === 'flux1' ? image?.split('@')[0] : image;
}

/** The precedence, in other words than in `images.ts`. */
function expectedImage(config: ClusterConfig, environment: string, service: ServiceName, old: string | undefined): string {
  const policy = policyOf(config, environment, service);
  const first = firstImage(config, environment, service);
  if (policy === undefined || old === undefined) return first;
  const isAllowed = repositoryOf(old) === repositoryOf(first) && rowOf(policy).allows.test(tagOf(old));
  return isAllowed ? old : first;
}

/** What a service would run if nothing stood in `dist`. */
function firstImage(config: ClusterConfig, environment: string, service: ServiceName): string {
  const settings = new Map(enabledEnvironments(config)).get(environment)!; // one of its own
  const { repository, tag } = firstImageOf(service, settings.edition);
  const own = settings.services?.[service];
  const first = own?.pin ?? own?.image ?? tag;
  return first.includes(':') ? first : `${repository}:${first}`;
}

function reasonFor(config: ClusterConfig, environment: string, service: ServiceName, old: string): string {
  const policy = policyOf(config, environment, service);
  if (policy === undefined) return 'the config pins another';
  const repository = repositoryOf(firstImage(config, environment, service));
  return repositoryOf(old) === repository ? `its tag does not satisfy ${policy}` : `the repository is ${repository} now`;
}

describe('whatever happens: no allowed tag is lost, pins win, what is dropped is reported, and Flux alone changes nothing', () => {
  test('histories of the values', () => {
    const seen = new Set<string>();
    fc.assert(fc.property(start, history(8), (config, rounds) => live(asData, { ...base, ...config }, rounds, seen)), { numRuns: Number(process.env['FC_RUNS'] ?? 2500) });
    expect([...seen].sort()).toEqual([
      'configured',
      'configured, its tag does',
      'configured, the repository is',
      'default',
      'default, its tag does',
      'default, the repository is',
      'flux1 alone',
      'flux1 alone, at rest',
      'flux2 alone',
      'flux2 alone, at rest',
      'gone, edition',
      'gone, environment',
      'gone, there',
      'pinned',
      'pinned, the config pins',
      'refused',
      'to flux1',
      'to flux2',
      'written',
      'written, Flux v1 reads',
      'written, a digest',
    ]);
  });

  test('histories of the bytes', () => {
    fc.assert(fc.property(start, history(4), (config, rounds) => live(asText, { ...base, ...config }, rounds)), { numRuns: Number(process.env['FC_RUNS'] ?? 40) });
  });
});
