import { sourceOf } from '../config-rules/rule.ts';
import { bucketFor } from '../tidepool/buckets.ts';
import type { ServiceName } from '../tidepool/services.ts';
import { eksctlAccounts, statementsOf } from './eksctl.ts';
import { found, missing, perCluster, type ClusterFinding, type ClusterRule, type ClusterView, type Fleet } from './rule.ts';
import { environmentsOf, valuesNamed, type EnvironmentView, type PlacedValue } from './view.ts';

export const bucketRules: readonly ClusterRule[] = [
  {
    id: 'bucket-agrees',
    severity: 'error',
    summary: 'The bucket that a service is told of is the one that its role may reach, and that of its own environment.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/qa2/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  values:
    blob:
      deployment:
        env:
          store:
            s3:
              bucket: tidepool-test1-qa1-data
`,
      good: `# flux/environments/qa2/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  values:
    blob:
      deployment:
        env:
          store:
            s3:
              bucket: tidepool-test1-qa2-data
`,
    },
    find: perCluster(view => environmentsOf(view).flatMap(own => [...valuesBuckets(view, own), ...grantedBuckets(view, own)])),
  },
  {
    id: 'bucket-once',
    severity: 'error',
    summary: 'A bucket holds the data of one environment, in whichever cluster.',
    example: {
      language: 'typescript',
      bad: `environments: {
  qa2: { buckets: { data: 'tidepool-data' } },
  qa3: { buckets: { data: 'tidepool-data' } },
}`,
      good: `environments: {
  qa2: { buckets: { data: 'tidepool-qa2-data' } },
  qa3: { buckets: { data: 'tidepool-qa3-data' } },
}`,
    },
    find: sharedBuckets,
  },
];

const arnPrefix = 'arn:aws:s3:::';

/** Buckets that the values of a service name, each with its place. */
function bucketValues({ edition, release }: EnvironmentView, service: ServiceName): PlacedValue[] {
  const [key] = edition.imagePath(service);
  return valuesNamed(release, 'bucket').filter(({ path }) => path[0] === key);
}

function valuesBuckets(view: ClusterView, own: EnvironmentView): ClusterFinding[] {
  const { environment: { name, services, buckets, store }, place, release } = own;
  if (!release) return [];
  return services.flatMap(({ name: service, access }) => {
    if (access === undefined) return [];
    const right = bucketFor(access, buckets);
    const use = access === 'data' ? 'data' : 'assets';
    const given = bucketValues(own, service);
    if (given.length === 0 && (store === 's3' || use === 'assets')) {
      return [missing(view, place, {
        wrong: `${service} is told of no bucket`,
        source: `it keeps the ${use} of ${name} in S3`,
        instead: `write bucket: ${right} in its values`,
      })];
    }
    return given.filter(({ value }) => value !== right).map(({ placed, field, value }) => found(view, placed, field, {
      wrong: `'${String(value)}' is not the bucket for the ${use} of environment ${name}`,
      source: 'its role may reach that one alone',
      instead: `write '${right}'`,
    }));
  });
}

/** Those that the roles of an environment may reach. */
function grantedBuckets(view: ClusterView, { environment: { name, services, buckets } }: EnvironmentView): ClusterFinding[] {
  return eksctlAccounts(view).filter(({ namespace }) => namespace === name).flatMap(account => {
    const access = services.find(service => service.name === account.name)?.access;
    if (access === undefined) return [];
    const right = bucketFor(access, buckets);
    return statementsOf(account).flatMap(({ resources }) => resources).flatMap(({ value, path }) => {
      const [, bucket, objects = ''] = /^arn:aws:s3:::([^/]*)(\/.*)?$/.exec(value) ?? [];
      if (bucket === undefined || bucket === right) return [];
      return [found(view, account.placed, path, {
        wrong: `'${bucket}' is not the bucket that ${account.name} of environment ${name} is told of`,
        source: 'its values',
        instead: `write '${arnPrefix}${right}${objects}'`,
      })];
    });
  });
}

/** A bucket, and who says that it is theirs. */
interface Claim {
  readonly view: ClusterView;
  readonly own: EnvironmentView;
  readonly bucket: string;
  /** Assets that a config names are only read, so several may. */
  readonly isShared: boolean;
  readonly value: PlacedValue;
}

function claimsOf(view: ClusterView): Claim[] {
  return environmentsOf(view).flatMap(own => own.environment.services.flatMap(({ name, access }) => {
    if (access === undefined) return [];
    const isShared = access !== 'data' && view.config.environments[own.environment.name]?.buckets?.asset !== undefined;
    return bucketValues(own, name).map(value => ({ view, own, bucket: String(value.value), isShared, value }));
  }));
}

/** Of an environment each bucket is told of once, where it stands first. */
function sharedBuckets(fleet: Fleet): ClusterFinding[] {
  const first = new Map<string, Claim[]>();
  for (const claim of fleet.flatMap(claimsOf)) {
    const rivals = first.get(claim.bucket) ?? [];
    if (!rivals.some(({ own }) => own === claim.own)) first.set(claim.bucket, [...rivals, claim]);
  }
  return [...first.values()].flatMap(claims => claims.flatMap(claim => {
    const other = claims.find(rival => rival !== claim && !(rival.isShared || claim.isShared));
    if (!other) return [];
    const where = other.view === claim.view ? 'this cluster' : sourceOf(other.view.name);
    return [found(claim.view, claim.value.placed, claim.value.field, {
      wrong: `'${claim.bucket}' is also a bucket of environment ${other.own.environment.name} of ${where}`,
      source: 'S3: bucket names are unique across accounts',
      instead: 'name another bucket in one of the two',
    })];
  }));
}
