import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';
import { describe, expect, test } from 'vitest';
import { compile } from '../charts/compile.ts';
import { checkFleet } from '../charts/config-rules/fleet.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { everyRule } from '../charts/validate/every-rule.ts';
import { pages } from '../docs/generate.ts';
import { leaksIn } from '../lib/leaks/index.ts';
import type { JsonSchema } from '../lib/schema/shape.ts';
import { validatorCode } from '../lib/schema/standalone.ts';

const root = dirname(import.meta.dirname);

function committed(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

describe('generated files are what the code says', () => {
  test('charts/config.schema.json has the shape of the TypeScript types; `npm run schema` makes it', () => {
    const schema = createGenerator({ path: join(root, 'charts/config.ts'), type: 'ClusterConfig', skipTypeCheck: true }).createSchema('ClusterConfig');
    expect(JSON.parse(committed('charts/config.schema.json'))).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  test('imports/validators/config.js is what ajv makes of that schema; `npm run schema` makes both', () => {
    const schema = JSON.parse(committed('charts/config.schema.json')) as JsonSchema;
    expect(committed('imports/validators/config.js')).toBe(validatorCode(schema));
  });

  test.each([...pages()])('docs/%s is what `npm run docs` makes', (name, text) => {
    expect(committed(`docs/${name}`)).toBe(text);
  });

  test.each(readdirSync(join(root, 'docs/examples')))('docs/examples/%s is a cluster without problems', async file => {
    const { default: config } = (await import(join(root, 'docs/examples', file))) as { readonly default: ClusterConfig };
    expect([...checkFleet(new Map([[config.name, config]])).problems.values()].flat()).toEqual([]);
    expect(compile(config, new Map()).size).toBeGreaterThan(1);
  });

  test('every rule is told of in docs/rules.md, once, where its help leads', () => {
    const text = pages().get('rules.md') ?? '';
    const rules = everyRule();
    const anchors = [...text.matchAll(/^### (.+)$|<a id="([^"]+)">/gm)].map(([, heading, anchor]) => heading ?? anchor);
    expect(anchors.sort()).toEqual(rules.map(({ id }) => id).sort());
    expect(rules.filter(({ id, help }) => help !== `docs/rules.md#${id}`)).toEqual([]);
  });

  test('every rule of manifests shows an edit that breaks it, and the message, apart from leaks, which nobody should show', () => {
    const sections = (pages().get('rules.md') ?? '').split(/^### /m).slice(1).map(section => (section.split(/^## /m)[0] ?? '').trim());
    const silent = sections.filter(section => !/\n\nFor example, .+:\n\n```diff\n(?:[-+ ].*\n)+```\n\n```\nclusters\/.+\n```$/.test(section));
    expect(silent.map(section => section.split('\n')[0])).toEqual(['leak']);
  });

  test('every rule shows one of its messages, apart from leaks, and from files that do not run', () => {
    const text = pages().get('rules.md') ?? '';
    const shown = new Set([...text.matchAll(/^ *(?:\w\S*: .*|clusters\/.*) \[([\w-]+)\]$/gm)].map(([, id]) => id));
    expect(everyRule().map(({ id }) => id).filter(id => !shown.has(id))).toEqual(['load', 'leak']);
  });

  test('no page shows anything like a credential', () => {
    expect([...pages()].flatMap(([name, text]) => leaksIn(text).map(({ line, masked }) => `docs/${name}:${line}: ${masked}`))).toEqual([]);
  });

  test('every word of a config is documented', () => {
    const { definitions } = JSON.parse(committed('charts/config.schema.json')) as { definitions: Record<string, Described> };
    const silent = Object.entries(definitions).flatMap(([name, definition]) => undocumented(definition, name, definitions));
    expect(silent).toEqual([]);
  });
});

interface Described {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly anyOf?: readonly Described[];
}

/** Paths of keys that neither themselves nor their type explain. */
function undocumented(definition: Described, path: string, definitions: Readonly<Record<string, Described>>): string[] {
  const own = Object.entries(definition.properties ?? {}).flatMap(([key, value]) => {
    const target = value.$ref === undefined ? undefined : definitions[decodeURIComponent(value.$ref.split('/').pop() ?? '')];
    const explained = value.description !== undefined || target?.description !== undefined;
    return [...(explained ? [] : [`${path}.${key}`]), ...undocumented(value, `${path}.${key}`, definitions)];
  });
  return [...own, ...(definition.anyOf ?? []).flatMap(option => undocumented(option, path, definitions))];
}
