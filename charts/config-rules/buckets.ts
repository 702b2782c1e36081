import { addressRange, isBucketName, isDnsLabel } from '../vocabulary.ts';
import { amongEks, at, findContested, environmentsOf, error, ofEks, sourceOf, checkForm, type Form } from './rule.ts';
import type { CheckedEks, ConfigFinding, FleetFinding } from './rule.ts';

export const bucketRules = ofEks([
  { id: 'bucket-name', summary: 'Buckets have names that S3 takes, given or derived.', find: names },
  { id: 'bucket-of-one-environment', summary: 'A bucket serves one environment of a cluster, unless it is named and only read.', find: sameBucket },
]);

export const bucketFleetRules = amongEks([
  { id: 'bucket-of-one-cluster', summary: 'A bucket serves one cluster, unless it is named and only read.', findAmong: foreignBucket },
]);

/** A bucket, whose it is and for what. */
interface Bucket {
  readonly name: string;
  readonly environment: string;
  readonly use: 'data' | 'asset';
  /** Whether the config names it, rather than the rule of `bucketNames`. */
  readonly given: boolean;
  /** Where the config names it, or could. */
  readonly path: string;
}

function buckets(checked: CheckedEks): Bucket[] {
  return environmentsOf(checked).flatMap(({ name: environment, at, config, environment: { buckets: all } }) =>
    (['data', 'asset'] as const).map(use => {
      return { name: all[use], environment, use, given: config.buckets?.[use] !== undefined, path: at('buckets', use) };
    }));
}

const s3Name: Form = {
  is: text => isBucketName(text) && addressRange(`${text}/32`) === undefined,
  noun: 'name of a bucket',
  source: 'S3: 3 to 63 of a-z, 0-9, hyphens and single dots, and no IP address',
  instead: "write one such as 'tidepool-test1-qa2-data'",
  close: name => name.toLowerCase().replace(/[^a-z0-9.-]+/g, '-').replace(/\.{2,}/g, '.').replace(/^[.-]+|[.-]+$/g, ''),
};

/** A derived name of labels is at worst too long; one of something else has been refused already. */
function names(checked: CheckedEks): ConfigFinding[] {
  const { bucket: sent } = checked.config.packages['prometheus-operator']?.thanos || {};
  const own = buckets(checked).flatMap(({ name, given, environment, path }) => {
    const found = checkForm(s3Name, path, name);
    if (given || found.length === 0) return found;
    if (![checked.config.name, environment].every(isDnsLabel)) return [];
    return [error(path, {
      wrong: `'${name}', which bucketNames makes for this environment, has ${name.length} characters`,
      source: 'guide l.855, 1325; S3: at most 63',
      instead: 'write a shorter name here',
    })];
  });
  return [...own, ...checkForm(s3Name, at('packages', 'prometheus-operator', 'thanos', 'bucket'), sent)];
}

function sameBucket(checked: CheckedEks): ConfigFinding[] {
  const own = buckets(checked);
  return own.flatMap((bucket, i) => {
    const owner = own.slice(0, i).find(other => collide(bucket, other));
    return owner ? [collision(bucket, owner, 'this cluster')] : [];
  });
}

/** Assets are only read, so an environment may name those of another (guide l.1366). */
function collide(a: Bucket, b: Bucket): boolean {
  const isShared = a.use === 'asset' && b.use === 'asset' && (a.given || b.given);
  return a.name === b.name && !isShared;
}

function foreignBucket(clusters: readonly CheckedEks[]): FleetFinding[] {
  const claims = clusters.flatMap(checked => buckets(checked).map(bucket => ({ file: checked.file, key: bucket.name, bucket })));
  return findContested(
    claims,
    ({ bucket }, other) => collision(bucket, other.bucket, sourceOf(other.file)),
    ({ bucket }, other) => collide(bucket, other.bucket),
  );
}

function collision({ name, path }: Bucket, { use, environment }: Bucket, cluster: string): ConfigFinding {
  return error(path, {
    wrong: `'${name}' is also the ${use} bucket of environment ${environment} of ${cluster}`,
    source: 'guide l.1325-1366; S3: bucket names are unique across accounts',
    instead: 'write another name here',
  });
}
