import { createRequire } from 'node:module';
import isConfig from '../imports/validators/config.js';
import { pathText } from '../lib/schema/shape-error.ts';
import { shapeProblems, type JsonSchema, type ShapeProblem } from '../lib/schema/shape.ts';
import { traits } from './generations/traits.ts';
import { packages } from './packages/index.ts';
import type { Problem } from './config-rules/index.ts';

/**
 * What is wrong with the shape of a config: unknown keys, wrong types, missing fields, words that are not in a list. The compiler says
 * the same, but a loader strips types before the config runs, so nothing has been checked by then. The schema is made from the types.
 */
export function shapeOf(config: unknown): Problem[] {
  if (isConfig(config)) return [];
  const schema = createRequire(import.meta.url)('./config.schema.json') as JsonSchema; // read only to explain
  const found = shapeProblems(schema, config);
  const isRenamed = found.some(({ path, kind }) => path === 'flux' && kind === 'unknown-key');
  return found.filter(({ path, kind }) => !(isRenamed && path === 'delivery' && kind === 'missing')).map(problem => {
    return { rule: 'shape', severity: 'error', path: problem.path, message: explained(problem) };
  });
}

/** What the schema says, or more where the config's author needs to know why. */
function explained({ path, kind, value, message }: ShapeProblem): string {
  if (kind === 'unknown-key' && packages.some(({ name }) => path === pathText(['packages', name]))) {
    return "is a package that charts/config.schema.json does not have yet; run 'npm run schema'";
  }
  const why = reasons.find(reason => reason.kind === kind && reason.path.test(path));
  return why?.text(value, message) ?? message;
}

function isGeneration(value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(traits, value);
}

interface Reason {
  readonly path: RegExp;
  readonly kind: ShapeProblem['kind'];
  /** Undefined where this value needs no more. */
  readonly text: (value: unknown, message: string) => string | undefined;
}

const reasons: readonly Reason[] = [
  { path: /^flux$/, kind: 'unknown-key', text: value => `is called 'delivery' now; ${isGeneration(value) ? `write delivery: '${String(value)}'` : 'write that'}` },
  {
    path: /^vpc$/,
    kind: 'missing',
    text: (_, message) => `${message}: no address of the cluster may be one of a network that it peers with (guide l.717-733); `
      + "write vpc: { cidr: '10.47.0.0/16' }",
  },
  {
    path: /^environments.*\.gateway$/,
    kind: 'missing',
    text: (_, message) => `${message}: an environment is reached by the names of its gateway alone (guide l.1436-1447); `
      + "write gateway: { default: 'https', https: { dnsNames: ['qa2.example.org'] } }",
  },
  {
    path: /^region$/,
    kind: 'choice',
    text: value => (/^(cn|us-gov)-/.test(String(value)) ? `'${String(value)}' is none of the regions here: China and GovCloud are not supported` : undefined),
  },
  {
    path: /^aws\.accountNumber$/,
    kind: 'type',
    text: (value, message) => (typeof value === 'number'
      ? `${message}; write its twelve digits in quotes, with leading zeros: '${String(value).padStart(12, '0')}'`
      : undefined),
  },
];
