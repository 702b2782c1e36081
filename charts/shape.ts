import { createRequire } from 'node:module';
import isConfig from '../imports/validators/config.js';
import { ended, type Fault } from '../lib/findings/fault.ts';
import { oddities } from '../lib/schema/plain-data.ts';
import { pathText } from '../lib/schema/shape-error.ts';
import { remembered } from '../lib/remembered.ts';
import { shapeProblems, type JsonSchema, type ShapeProblem } from '../lib/schema/shape.ts';
import { error, type ConfigFinding } from './config-rules/rule.ts';
import type { GenerationName } from './generations/delivery.ts';
import { traits } from './generations/traits.ts';
import { shipped, type Repository } from './own.ts';

/**
 * What is wrong with the shape of a config: unknown keys, wrong types, missing fields, words that are not in a list. The compiler says
 * the same, but a loader strips types before the config runs, so nothing has been checked by then. The schema is made from the types.
 */
export function shapeOf(config: unknown, { packages }: Repository = shipped): ConfigFinding[] {
  const odd = oddities(config); // first, since a schema follows what holds itself for ever
  if (odd.length > 0) return odd.map(({ at, message }) => error(pathText(at), { wrong: ended(message) }));
  if (isConfig(config)) return [];
  const found = shapeProblems(schemaFor(packages), config);
  const isRenamed = found.some(({ path, kind }) => path === 'flux' && kind === 'unknown-key');
  return found.filter(({ path, kind }) => !(isRenamed && path === 'delivery' && kind === 'missing')).map(problem =>
    error(problem.path, faultOf(problem, packages)));
}

/**
 * The schema, with what packages of a repository add to it: their names, and what stands below each. Read only to explain, or where there are
 * such packages.
 */
const schemaFor = remembered((packages: Repository['packages']): JsonSchema => {
  const schema = createRequire(import.meta.url)('./config.schema.json') as JsonSchema;
  const own = packages.flatMap(({ name, words }) => (words === undefined ? [] : [[name, words] as const]));
  if (own.length === 0) return schema;
  const definitions = schema['definitions'] as Record<'PackageConfigs' | 'PackageName' | 'ReloaderConfig', { readonly properties: object; readonly enum: string[] }>;
  const { PackageConfigs: configs, PackageName: names, ReloaderConfig: { properties: ofAll } } = definitions; // whose words are those of any chart
  return {
    ...schema,
    definitions: {
      ...definitions,
      PackageConfigs: { ...configs, properties: { ...configs.properties, ...Object.fromEntries(own.map(([name, words]) => [name, withWordsOfAll(words, ofAll)])) } },
      PackageName: { ...names, enum: [...names.enum, ...own.map(([name]) => name)] },
    },
  };
});

/** Words of one package, and those that every chart has. */
function withWordsOfAll(words: JsonSchema, ofAll: object): JsonSchema {
  return { ...words, properties: { ...ofAll, ...(words['properties'] as object) } };
}

/** What the schema says, or more where the config's author needs to know why. */
function faultOf({ path, kind, value, message }: ShapeProblem, packages: Repository['packages']): Fault {
  if (kind === 'unknown-key' && packages.some(({ name }) => path === pathText(['packages', name]))) {
    return { wrong: 'is a package that charts/config.schema.json does not have yet', instead: "run 'npm run schema'" };
  }
  const reason = reasons.find(each => each.kind === kind && each.path.test(path));
  return reason?.fault(value, message) ?? { wrong: ended(message) };
}

interface Reason {
  readonly path: RegExp;
  readonly kind: ShapeProblem['kind'];
  /** Undefined where this value needs no more than the message of the schema. */
  readonly fault: (value: unknown, message: string) => Fault | undefined;
}

const reasons: readonly Reason[] = [
  {
    path: /^flux$/,
    kind: 'unknown-key',
    fault: value => ({ wrong: "is called 'delivery' now", instead: isGeneration(value) ? `write delivery: '${value}'` : 'write that' }),
  },
  {
    path: /^vpc$/,
    kind: 'missing',
    fault: (_, message) => ({
      wrong: `${message}, and no address of the cluster may be one of a network that it peers with`,
      source: 'guide l.717-733',
      instead: "write vpc: { cidr: '10.47.0.0/16' }",
    }),
  },
  {
    path: /^local$/,
    kind: 'missing',
    fault: (_, message) => ({
      wrong: `${message}, and nothing says what the cluster runs on`,
      source: 'Kubernetes guide l.30-36',
      instead: 'write local: {} for your own machine, or region, aws, vpc and nodeGroups for EKS',
    }),
  },
  {
    path: /^environments.*\.gateway$/,
    kind: 'missing',
    fault: (_, message) => ({
      wrong: `${message}, and an environment is reached by the names of its gateway alone`,
      source: 'guide l.1436-1447',
      instead: "write gateway: { default: 'https', https: { dnsNames: ['qa2.example.org'] } }",
    }),
  },
  {
    path: /^region$/,
    kind: 'choice',
    fault: value => (typeof value === 'string' && /^(cn|us-gov)-/.test(value)
      ? { wrong: `'${value}' is none of the regions here: China and GovCloud are not supported.` }
      : undefined),
  },
  {
    path: /^aws\.accountNumber$/,
    kind: 'type',
    fault: (value, message) => (typeof value === 'number'
      ? { wrong: message, instead: `write its twelve digits in quotes, with leading zeros: '${String(value).padStart(12, '0')}'` }
      : undefined),
  },
];

function isGeneration(value: unknown): value is GenerationName {
  return typeof value === 'string' && Object.hasOwn(traits, value);
}
