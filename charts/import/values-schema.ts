import { createRequire } from 'node:module';
import type { JsonSchema } from '../../lib/schema/shape.ts';
import type { NodeGroupConfig } from '../config.ts';
import type { Cidr, DnsName, LogLevel, Region } from '../vocabulary.ts';

/** The values.yaml of the guide (l.628-712): what the generator of 2019 made a repository of. */
export interface Values {
  readonly logLevel?: LogLevel;
  readonly email: string;
  readonly aws: {
    /** A number for most people, who did not quote it. */
    readonly accountNumber: string | number;
    readonly iamUsers?: readonly string[];
  };
  readonly kubeconfig?: string;
  readonly cluster: {
    readonly metadata: { readonly name: string; readonly region: Region };
    readonly vpc: { readonly cidr: Cidr };
    readonly nodeGroups: readonly [NodeGroupConfig, ...NodeGroupConfig[]];
  };
  readonly pkgs?: Readonly<Record<string, Switch>>;
  readonly environments?: Readonly<Record<string, EnvironmentValues>>;
}

export interface EnvironmentValues {
  readonly hpa?: Switch;
  readonly nosqlclient?: Switch;
  readonly mongodb: Switch;
  readonly gitops: { readonly branch: string };
  readonly buckets?: { readonly data?: string; readonly asset?: string };
  readonly gateway: {
    readonly default: { readonly protocol: Protocol };
    readonly http?: ListenerValues;
    readonly https?: ListenerValues;
  };
}

export interface ListenerValues extends Switch {
  readonly dnsNames?: readonly DnsName[];
}

export interface Switch {
  readonly enabled: boolean;
}

export const protocols = ['http', 'https'] as const;
export type Protocol = (typeof protocols)[number];

let schema: JsonSchema | undefined;

/** The same as a schema, made once; node groups are those of a cluster file. */
export function valuesSchema(): JsonSchema {
  return (schema ??= madeSchema());
}

function madeSchema(): JsonSchema {
  const { definitions } = createRequire(import.meta.url)('../config.schema.json') as { readonly definitions: JsonSchema };
  const definition = (name: string) => ({ $ref: `#/definitions/${name}` });
  return {
    definitions,
    ...map({
      'logLevel?': definition('LogLevel'),
      email: text,
      aws: map({ accountNumber: { type: ['string', 'integer'] }, 'iamUsers?': list(text) }),
      'kubeconfig?': text,
      cluster: map({
        metadata: map({ name: text, region: definition('Region') }),
        vpc: map({ cidr: text }),
        nodeGroups: { ...list(definition('NodeGroupConfig')), minItems: 1 },
      }),
      'pkgs?': mapOf(aSwitch),
      'environments?': mapOf(map({
        'hpa?': aSwitch,
        'nosqlclient?': aSwitch,
        mongodb: aSwitch,
        gitops: map({ branch: text }),
        'buckets?': map({ 'data?': text, 'asset?': text }),
        gateway: map({ default: map({ protocol: { enum: protocols } }), 'http?': listener, 'https?': listener }),
      })),
    }),
  };
}

const text = { type: 'string', minLength: 1 };
const aSwitch = map({ enabled: { type: 'boolean' } });
const listener = map({ enabled: { type: 'boolean' }, 'dnsNames?': list(text) });

/** A map of these keys; `?` stands behind those that it can be without. */
function map(keys: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const properties = Object.fromEntries(Object.entries(keys).map(([key, schema]) => [key.replace('?', ''), schema]));
  return { type: 'object', additionalProperties: false, required: Object.keys(keys).filter(key => !key.endsWith('?')), properties };
}

/** A map of any keys. */
function mapOf(additionalProperties: JsonSchema): JsonSchema {
  return { type: 'object', additionalProperties };
}

function list(items: JsonSchema): JsonSchema {
  return { type: 'array', items };
}
