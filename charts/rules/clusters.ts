import { grouped } from '../../lib/grouped.ts';
import { valueAt } from '../../lib/manifests/manifest.ts';
import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { mapsAt } from '../../lib/rules/fields.ts';
import type { Peer } from '../config.ts';
import { peerCidrs, peerName } from '../normalise.ts';
import { sourceOf } from '../config-rules/rule.ts';
import { addressRange, overlaps } from '../vocabulary.ts';
import { accountId, wantedAccounts } from './accounts.ts';
import { cidrsOf, eksctlAccounts, type EksctlAccount } from './eksctl.ts';
import { found, perCluster, type ClusterFinding, type ClusterRule, type ClusterView, type Fleet, type Place } from './rule.ts';
import { environmentsOf, packagesOf, releaseOf, valuesNamed, type ReleaseView } from './view.ts';

/** What clusters have beside each other, and what each says of itself. */
export const clusterFactRules: readonly ClusterRule[] = [
  {
    id: 'vpc-overlap',
    severity: 'error',
    summary: "The addresses of a VPC are nobody else's that it routes to.",
    example: {
      language: 'typescript',
      bad: "vpc: { cidr: '10.48.0.0/16', peers: ['dev'] }",
      good: "vpc: { cidr: '10.49.0.0/16', peers: ['dev'] }",
    },
    find: fleet => [...fleet.flatMap(peersInside), ...clustersInside(fleet)],
  },
  {
    id: 'vpc-apart',
    severity: 'note',
    summary: 'Clusters have addresses of their own, so that any two of them can be peered one day.',
    example: {
      language: 'typescript',
      beside: "vpc: { cidr: '10.49.0.0/16' }",
      bad: "vpc: { cidr: '10.49.0.0/16' }",
      good: "vpc: { cidr: '10.50.0.0/16' }",
    },
    find: clustersAlike,
  },
  {
    id: 'role-once',
    severity: 'error',
    summary: 'A role is that of one account, in all clusters of an AWS account.',
    example: {
      language: 'yaml',
      bad: `# config.yaml
kind: ClusterConfig
metadata:
  name: production
iam:
  serviceAccounts:
  - roleName: production-external-dns-external-dns
`,
      good: `# config.yaml
kind: ClusterConfig
metadata:
  name: production
iam:
  serviceAccounts:
  - roleName: production-kube-system-cluster-autoscaler
`,
    },
    find: sharedRoles,
  },
  {
    id: 'cluster-facts',
    severity: 'error',
    summary: 'Name, region and administrator of the cluster are the same wherever they stand.',
    example: {
      language: 'yaml',
      bad: `# flux/shared/external-dns/helmrelease.yaml
kind: HelmRelease
metadata:
  name: external-dns
spec:
  values:
    txtOwnerId: test2
`,
      good: `# flux/shared/external-dns/helmrelease.yaml
kind: HelmRelease
metadata:
  name: external-dns
spec:
  values:
    txtOwnerId: test1
`,
    },
    find: perCluster(wrongFacts),
  },
];

function overlap(a: string, b: string): boolean {
  const [left, right] = [addressRange(a), addressRange(b)];
  return left !== undefined && right !== undefined && overlaps(left, right);
}

function peersInside(view: ClusterView): ClusterFinding[] {
  return cidrsOf(view).flatMap(({ placed, cidr }) => (view.config.vpc.peers ?? []).flatMap(peer => {
    const theirs = peerCidrs(peer).find(block => overlap(cidr, block));
    if (theirs === undefined) return [];
    return [found(view, placed, ['vpc', 'cidr'], {
      wrong: `${cidr} overlaps ${theirs} of peer '${peerName(peer)}'`,
      source: 'guide l.720: no route could tell the two apart',
      instead: 'give the cluster another /16',
    })];
  }));
}

function clustersInside(fleet: Fleet): ClusterFinding[] {
  return overlapping(fleet, arePeers).map(({ view, placed, cidr, theirs }) => found(view, placed, ['vpc', 'cidr'], {
    wrong: `${cidr} overlaps ${theirs}, and both are reached from one network`,
    source: 'guide l.720, 1899: no route could tell the two apart',
    instead: 'give one of the two another /16',
  }));
}

function clustersAlike(fleet: Fleet): ClusterFinding[] {
  return overlapping(fleet, (view, other) => !arePeers(view, other)).map(({ view, placed, cidr, theirs }) => {
    return found(view, placed, ['vpc', 'cidr'], {
      wrong: `${cidr} overlaps ${theirs}, so the two can never be peered`,
      source: 'guide l.720',
      instead: 'give one of the two another /16 while it is young',
    });
  });
}

interface Overlap {
  readonly view: ClusterView;
  readonly placed: PlacedObject;
  readonly cidr: string;
  /** The addresses of the other one, and whose they are. */
  readonly theirs: string;
}

/** Clusters whose addresses are in part those of another one, each with the first of those. */
function overlapping(fleet: Fleet, areMeant: (view: ClusterView, other: ClusterView) => boolean): Overlap[] {
  const blocks = fleet.flatMap(view => cidrsOf(view).map(block => ({ view, ...block, range: addressRange(block.cidr) })));
  return blocks.flatMap(({ view, placed, cidr, range }) => {
    const rival = blocks.find(other => {
      return other.view !== view && range && other.range && overlaps(range, other.range) && areMeant(view, other.view);
    });
    return rival ? [{ view, placed, cidr, theirs: `${rival.cidr} of ${sourceOf(rival.view.name)}` }] : [];
  });
}

/** Whether packets of both meet somewhere: in one of them, or in a network that both peer with. */
function arePeers(a: ClusterView, b: ClusterView): boolean {
  const [own, theirs] = [peersOf(a), peersOf(b)];
  const isNamed = own.some(peer => peerName(peer) === b.config.name) || theirs.some(peer => peerName(peer) === a.config.name);
  return isNamed || own.some(peer => theirs.some(other => peerName(other) === peerName(peer)));
}

function peersOf({ config }: ClusterView): readonly Peer[] {
  return config.vpc.peers ?? [];
}

function sharedRoles(fleet: Fleet): ClusterFinding[] {
  const roles = fleet.flatMap(view => {
    const wanted = new Map(wantedAccounts(view).map(({ account }) => [accountId(account), account.role]));
    return eksctlAccounts(view).map(account => ({ view, account, isRight: account.roleName === wanted.get(accountId(account)) }));
  });
  const owners = grouped(roles.filter(({ account }) => account.roleName !== undefined), roleKey);
  return roles.flatMap(role => {
    const { view, account, isRight } = role;
    // Of two in one cluster, one has the name by right.
    const other = owners.get(roleKey(role))?.find(rival => rival !== role && !(isRight && rival.view === view));
    if (!other) return [];
    const where = other.view === view ? '' : ` of ${sourceOf(other.view.name)}`;
    return [found(view, account.placed, [...account.path, 'roleName'], {
      wrong: `'${account.roleName}' is also the role of ${accountId(other.account)}${where}`,
      source: 'IAM: a name is unique in its account',
      instead: 'write CLUSTER-NAMESPACE-ACCOUNT',
    })];
  });
}

function roleKey({ view, account }: { readonly view: ClusterView; readonly account: EksctlAccount }): string {
  return `${view.cluster.accountNumber}/${account.roleName}`;
}

/** A value, and what it should be. */
interface Fact {
  readonly placed: PlacedObject;
  readonly field: Place;
  readonly is: unknown;
  readonly of: 'name' | 'region' | 'email';
}

/** Where kinds say something of the cluster. */
const factsOfKinds: readonly (readonly [kind: string, path: string, of: Fact['of']])[] = [
  ['ClusterConfig', 'metadata.name', 'name'],
  ['ClusterConfig', 'metadata.region', 'region'],
  ['ClusterIssuer', 'spec.acme.email', 'email'],
  ['ClusterSecretStore', 'spec.provider.aws.region', 'region'],
  ['ImageUpdateAutomation', 'spec.git.commit.author.email', 'email'],
  ['Alert', 'spec.eventMetadata.cluster', 'name'],
  ['Alert', 'spec.eventMetadata.region', 'region'],
];

/** Where values say something of the cluster, by their last keys: all charts that are told of it. */
const factsOfValues: Readonly<Record<string, Fact['of']>> = {
  clusterName: 'name', txtOwnerId: 'name', sourceCategoryPrefix: 'name', region: 'region', awsRegion: 'region',
};

const titles: Readonly<Record<Fact['of'], string>> = { name: 'name', region: 'region', email: 'address of the administrator' };

function wrongFacts(view: ClusterView): ClusterFinding[] {
  const { name, region, email } = view.cluster;
  const truth: Readonly<Record<Fact['of'], string>> = { name, region, email };
  const facts = [...kindFacts(view), ...challengeRegions(view), ...ownReleases(view).flatMap(releaseFacts)];
  return facts.filter(({ is, of }) => is !== undefined && is !== truth[of]).map(({ placed, field, is, of }) => found(view, placed, field, {
    wrong: `'${String(is)}' is not the ${titles[of]} of this cluster`,
    source: sourceOf(view.name),
    instead: `write '${truth[of]}'`,
  }));
}

function kindFacts({ manifests }: ClusterView): Fact[] {
  return factsOfKinds.flatMap(([kind, path, of]) => manifests.ofKind(kind).map(placed => {
    const field = path.split('.');
    return { placed, field, is: valueAt(placed.object, field), of };
  }));
}

/** Of the solvers, and of the older stanza beside them. */
function challengeRegions({ manifests }: ClusterView): Fact[] {
  const stanzas = [[['solvers'], ['dns01', 'route53', 'region']], [['dns01', 'providers'], ['route53', 'region']]] as const;
  return manifests.ofKind('ClusterIssuer').flatMap(placed => stanzas.flatMap(([list, region]) => {
    return mapsAt(placed.object, ['spec', 'acme', ...list]).map(({ value, path }): Fact => {
      return { placed, field: [...path, ...region], is: valueAt(value, region), of: 'region' };
    });
  }));
}

/** What somebody else installs may well be about another region. */
function ownReleases(view: ClusterView): ReleaseView[] {
  const umbrellas = ['shared', 'shared-start'].map(name => releaseOf(view, name, 'default'));
  return [...packagesOf(view), ...environmentsOf(view)].map(({ release }) => release).concat(umbrellas).flatMap(release => release ?? []);
}

function releaseFacts(release: ReleaseView): Fact[] {
  const named = Object.entries(factsOfValues).flatMap(([key, of]) => valuesNamed(release, key).map(value => ({ ...value, of })));
  const umbrella = valuesNamed(release, 'name').filter(({ path }) => path.join('.') === 'global.cluster.name');
  const facts = [...named, ...umbrella.map(value => ({ ...value, of: 'name' as const }))];
  return facts.map(({ placed, field, value, of }) => ({ placed, field, is: value, of }));
}
