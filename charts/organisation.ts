import { nearest } from '../lib/findings/nearest.ts';
import { shapeProblems } from '../lib/schema/shape.ts';
import { tidepool, type Organisation } from './own.ts';
import type { ValueOf, Words } from './own-packages.ts';
import { packages } from './packages/index.ts';
import type { AnyDelivery } from './packages/package.ts';
import { editions } from './tidepool/editions/index.ts';
import type { HelmChart } from './vocabulary.ts';

/** What holds for all clusters of a repository, where a cluster file says nothing else. Every word may be left out. */
const words = {
  type: 'object',
  properties: {
    /**
     * Account of GitHub of the repositories that Flux reads: `github.account` of a cluster.
     * @default 'tidepool-org'
     */
    githubAccount: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9-]*$', examples: ['acme'] },
    /**
     * Domains with a hosted zone in Route 53: `dns.domains` of a cluster.
     * @default ['tidepool.org']
     */
    domains: { type: 'array', minItems: 1, items: { type: 'string', pattern: '^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$', examples: ['acme.example'] } },
    /**
     * What names of buckets begin with: `PREFIX-CLUSTER-ENVIRONMENT-data`.
     * @default 'tidepool'
     */
    bucketPrefix: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]*[a-z0-9]$', examples: ['acme'] },
    /**
     * Where images of Tidepool's services are, in place of its account at Docker Hub: `registry.acme.example/tidepool`.
     * @default 'tidepool'
     */
    images: { type: 'string', pattern: '^[a-z0-9][a-z0-9.:_/-]*[a-z0-9]$', examples: ['registry.acme.example/tidepool'] },
    /** Other places of charts, such as mirrors, each by the address where the tool has it from (docs/packages.md). A chart that a cluster names itself stays where it is. */
    charts: { type: 'object', additionalProperties: { type: 'string', pattern: '^(https://|oci://|ssh://|git@)\\S+$', examples: ['https://charts.acme.example/jetstack'] } },
  },
} as const satisfies Words;

export interface OrganisationConfig extends ValueOf<typeof words> {}

/** Declares whose clusters a repository holds. `organisation.ts` exports it as its default. */
export function defineOrganisation(config: OrganisationConfig): OrganisationConfig {
  return config;
}

/** What is wrong with what `organisation.ts` exports: a line each. */
export function organisationProblems(config: unknown): string[] {
  const found = shapeProblems({ ...words, additionalProperties: false }, config).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  if (found.length > 0) return found;
  const { charts = {} } = config as OrganisationConfig;
  const known = addresses();
  return Object.keys(charts).filter(address => !known.includes(address)).map(address => {
    const meant = nearest(address, known);
    return `charts['${address}']: no chart of the tool comes from there; ${meant === undefined ? 'docs/packages.md lists where from' : `did you mean '${meant}'?`}`;
  });
}

export function organisationOf(config: OrganisationConfig): Organisation {
  return { ...tidepool, ...config } as Organisation; // whose words it has, and no list is empty
}

/** Where charts come from by themselves. */
function addresses(): string[] {
  const deliveries = packages.flatMap(({ release }) => Object.values(release) as AnyDelivery[]);
  const charts: HelmChart[] = [...deliveries.flatMap(({ chart }) => chart ?? []), ...Object.values(editions).map(({ chart }) => chart)];
  return [...new Set(charts.map(chart => ('git' in chart ? chart.git : chart.repository)))].sort();
}
