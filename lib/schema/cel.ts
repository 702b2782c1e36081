import type { CelInput } from '@bufbuild/cel';
import { createRequire } from 'node:module';
import { isIP } from 'node:net';

/** The result of a rule, or why it has none: it reads something that is unknown here, or missing. */
export type Outcome = { readonly value: unknown } | { readonly unknown: string };

/**
 * A rule in CEL, the Common Expression Language, as definitions state them in `x-kubernetes-validations`. Integers are bigints. Of the
 * functions that Kubernetes adds it knows those about strings, and `isIP`. Its `matches` is RE2, in linear time.
 */
export function evaluate(rule: string, self: CelInput): Outcome {
  const { planned, isCelError } = (engine ??= loadEngine());
  try {
    if (!plans.has(rule)) plans.set(rule, planned(rule));
    const value = plans.get(rule)?.({ self });
    return isCelError(value) ? { unknown: value.message } : { value };
  } catch (error) {
    return { unknown: error instanceof Error ? error.message : String(error) }; // of a parser that meets what is no CEL
  }
}

/** Names that a rule asks about, such as `oldSelf`. */
export function mentions(rule: string, name: string): boolean {
  return new RegExp(String.raw`(?<![\w.'"])${name}\b`).test(rule);
}

/** What a field is called in a rule where its own name is a word of CEL, or has a sign that no name has there. */
export function celName(field: string): string {
  if (reserved.has(field)) return `__${field}__`;
  return field.replaceAll(/__|[-./]/g, sign => `__${signs[sign]}__`);
}

const reserved = new Set([
  'true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package',
  'namespace', 'return', 'var', 'void', 'while',
]);

const signs: Readonly<Record<string, string>> = { __: 'underscores', '.': 'dot', '-': 'dash', '/': 'slash' };

type Plan = (names: { readonly self: CelInput }) => unknown;

const plans = new Map<string, Plan>();
let engine: ReturnType<typeof loadEngine> | undefined;

/** Loaded when first asked for: most schemas have no such rule. */
function loadEngine() {
  const require = createRequire(import.meta.url);
  const { CelScalar, celEnv, celFunc, isCelError, parse, plan } = require('@bufbuild/cel') as typeof import('@bufbuild/cel');
  const { strings } = require('@bufbuild/cel/ext') as typeof import('@bufbuild/cel/ext');
  const ofKubernetes = celFunc('isIP', [CelScalar.STRING], CelScalar.BOOL, text => isIP(text) !== 0);
  const env = celEnv({ funcs: [...strings, ofKubernetes] });
  return { isCelError, planned: (rule: string): Plan => plan(env, parse(`${rule}\n`)) }; // its parser wants a remark to end in a new line
}
