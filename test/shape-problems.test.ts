import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearest } from '../lib/findings/nearest.ts';
import { shapeProblems, type JsonSchema } from '../lib/schema/schema.ts';

/** The shapes that ts-json-schema-generator makes of a config: unions with and without a discriminator, references, closed objects. */
const config: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $ref: '#/definitions/Config',
  definitions: {
    Config: closed({
      name: { type: 'string', minLength: 2, maxLength: 5 },
      region: { $ref: '#/definitions/Region' },
      vpc: closed({ cidr: { type: 'string', pattern: '^[0-9./]+$', examples: ['10.47.0.0/16'] } }, 'cidr'),
      gateway: { $ref: '#/definitions/Gateway' },
      service: {
        anyOf: [
          closed({ enabled: { type: 'boolean' }, policy: { type: 'string' }, image: { type: 'string' } }),
          closed({ enabled: { type: 'boolean' }, pin: { type: 'string' } }, 'pin'),
        ],
      },
      peers: { type: 'array', items: { anyOf: [{ $ref: '#/definitions/PeerName' }, closed({ name: { type: 'string' } }, 'name')] } },
      hostnames: { anyOf: [{ type: 'string', const: 'derive' }, { type: 'array', items: { type: 'string' } }] },
      delivery: {
        anyOf: [
          closed({ flux: { type: 'string', const: 'flux1' }, helmReleaseApi: { type: 'string' } }, 'flux'),
          closed({ flux: { type: 'string', const: 'flux2' }, path: { type: 'string' } }, 'flux'),
        ],
      },
      packages: { type: 'object', additionalProperties: { type: 'object' }, propertyNames: { pattern: '^[a-z-]+$' } },
      users: { type: 'array', minItems: 2, maxItems: 3, uniqueItems: true, items: { type: 'string' } },
      port: { type: ['integer', 'string'], maximum: 65535 },
      values: { $ref: '#/definitions/Values' },
      kind: { enum: Array.from({ length: 20 }, (_, i) => `kind-number-${i}`) },
      nothing: { not: {} },
    }, 'name'),
    Region: { type: 'string', enum: ['us-west-2', 'eu-west-1'] },
    Listener: closed({ dnsNames: { type: 'array', minItems: 1, items: { type: 'string' } }, port: { type: 'number' } }, 'dnsNames'),
    Gateway: {
      anyOf: ['http', 'https'].map(protocol => {
        const listener = { $ref: '#/definitions/Listener' };
        return closed({ default: { type: 'string', const: protocol }, http: listener, https: listener }, 'default', protocol);
      }),
    },
    PeerName: { type: 'string', enum: ['prd', 'stg', 'dev'] },
    Values: { type: 'object', additionalProperties: { anyOf: [{ type: ['string', 'number'] }, { $ref: '#/definitions/Values' }] } },
  },
};

describe('shapeProblems', () => {
  const listener = { dnsNames: ['a.example.org'] };

  test.each<[string, unknown, string[]]>([
    ['nothing wrong', { name: 'test', gateway: { default: 'http', http: listener }, values: { a: { b: 1 } } }, []],
    ['an undefined field is one left out', { name: 'test', region: undefined }, []],
    ['no object at all', 'test', [': must be an object, not a string']],
    ['nothing at all', undefined, [': must be an object, not nothing']],
    ['a missing field', {}, ['name: is missing']],
    ['a misspelt field, once', { nmae: 'test' }, ["nmae: is no key here; did you mean 'name'?"]],
    ['a misspelt field beside the right one', { name: 'test', vcp: {} }, ["vcp: is no key here; did you mean 'vpc'?"]],
    ['a strange field', { name: 'test', vpc: { cidr: '1', subnets: 1 } }, ["vpc.subnets: is no key here; the only one is 'cidr'"]],
    ['several at once', { vpc: {}, region: 'us-west-2', port: 70000 }, [
      'name: is missing',
      'vpc.cidr: is missing',
      'port: must be at most 65535, not 70000',
    ]],
    ['a wrong type', { name: 5 }, ['name: must be a string, not a number']],
    ['one of two types', { name: 'test', port: true }, ['port: must be a whole number or a string, not true']],
    ['a wrong word', { name: 'test', region: 'us-west2' }, [
      "region: must be one of 'us-west-2', 'eu-west-1', not 'us-west2'; did you mean 'us-west-2'?",
    ]],
    ['a word of the wrong type, once', { name: 'test', region: ['us-west-2'] }, [
      "region: must be one of 'us-west-2', 'eu-west-1', not a list",
    ]],
    ['too many words to list', { name: 'test', kind: 'x' }, [
      `kind: must be one of ${Array.from({ length: 11 }, (_, i) => `'kind-number-${i}'`).join(', ')}, 9 more, not 'x'`,
    ]],
    ['too short', { name: 'a' }, ['name: must have at least 2 characters, not 1']],
    ['empty', { name: '' }, ['name: must not be empty']],
    ['too long', { name: 'abcdef' }, ['name: must have at most 5 characters, not 6']],
    ['a short list', { name: 'test', users: ['a'] }, ['users: must have at least 2 items, not 1']],
    ['a list with a repetition', { name: 'test', users: ['a', 'b', 'a'] }, ["users: has 'a' twice"]],
    ['a text of another form', { name: 'test', vpc: { cidr: 'ten' } }, ["vpc.cidr: must look like '10.47.0.0/16', not 'ten'"]],
    ['a key of another form', { name: 'test', packages: { 'a b': {} } }, ["packages['a b']: is no good key: it must match ^[a-z-]+$"]],
    ['a key that is no identifier', { name: 'test', packages: { 'external-dns': 5 } }, [
      "packages['external-dns']: must be an object, not a number",
    ]],
    ['a place in a list', { name: 'test', gateway: { default: 'http', http: { dnsNames: ['a', 5] } } }, [
      'gateway.http.dnsNames[1]: must be a string, not a number',
    ]],
    ['a forbidden field', { name: 'test', nothing: 1 }, ['nothing: cannot stand here']],
    ['a long value, cut short', { name: 'test', region: 'x'.repeat(99) }, [
      `region: must be one of 'us-west-2', 'eu-west-1', not '${'x'.repeat(55)}...'`,
    ]],
    // unions: only the branch that was meant speaks
    ['the branch named by its discriminator', { name: 'test', gateway: { default: 'https', http: listener } }, [
      'gateway.https: is missing',
    ]],
    ['a mistake within that branch', { name: 'test', gateway: { default: 'https', https: { dnsNames: [], prt: 1 } } }, [
      "gateway.https.prt: is no key here; did you mean 'port'?",
      'gateway.https.dnsNames: must not be empty',
    ]],
    ['a wrong discriminator, with all words', { name: 'test', gateway: { default: 'htps', https: listener, http: listener } }, [
      "gateway.default: must be one of 'http', 'https', not 'htps'; did you mean 'https'?",
    ]],
    ['a missing discriminator', { name: 'test', gateway: { http: listener } }, ['gateway.default: is missing']],
    ['no branch at all', { name: 'test', gateway: 'http' }, ['gateway: must be an object, not a string']],
    ['keys of two branches', { name: 'test', service: { pin: 'a', image: 'b' } }, ["service.pin: does not go with 'image'"]],
    ['a key of another branch', { name: 'test', delivery: { flux: 'flux2', helmReleaseApi: 'a' } }, [
      "delivery.helmReleaseApi: does not go with flux 'flux2'",
    ]],
    ['the branch whose keys are there', { name: 'test', service: { pin: 5 } }, ['service.pin: must be a string, not a number']],
    ['a misspelt key of a branch', { name: 'test', service: { polcy: 'a' } }, ["service.polcy: is no key here; did you mean 'policy'?"]],
    ['a word or a list: a wrong word', { name: 'test', hostnames: 'drive' }, [
      "hostnames: must be 'derive' or a list, not 'drive'; did you mean 'derive'?",
    ]],
    ['a word or a list: neither', { name: 'test', hostnames: 5 }, ["hostnames: must be 'derive' or a list, not 5"]],
    ['a word or a list: a wrong list', { name: 'test', hostnames: [1] }, ['hostnames[0]: must be a string, not a number']],
    ['words or an object: a wrong word', { name: 'test', peers: ['dve'] }, [
      "peers[0]: must be 'prd', 'stg', 'dev' or an object, not 'dve'; did you mean 'dev'?",
    ]],
    ['words or an object: a wrong object', { name: 'test', peers: [{ nmae: 'a' }] }, [
      "peers[0].nmae: is no key here; did you mean 'name'?",
    ]],
    ['a schema that refers to itself', { name: 'test', values: { a: { b: { c: true } } } }, [
      'values.a.b.c: must be a string, a number or an object, not true',
    ]],
  ])('%s', (_, value, expected) => {
    expect(shapeProblems(config, value).map(({ path, message }) => `${path}: ${message}`)).toEqual(expected);
  });

  test('tells path, kind, value, what is expected and what was meant apart from the message', () => {
    expect(shapeProblems(config, { name: 'test', region: 'us-west2', gatewy: 1 })).toEqual([
      expect.objectContaining({ path: 'gatewy', kind: 'unknown-key', value: 1, nearest: 'gateway' }),
      expect.objectContaining({
        path: 'region',
        kind: 'choice',
        value: 'us-west2',
        expected: ["'us-west-2'", "'eu-west-1'"],
        nearest: 'us-west-2',
      }),
    ]);
    expect(shapeProblems(config, {})).toEqual([{ path: 'name', kind: 'missing', value: undefined, expected: [], message: 'is missing' }]);
  });

  const judge = new Ajv({ strict: false }).compile(config);
  /** Anything at the keys that the schema knows, and at others. */
  const anything = fc.dictionary(
    fc.constantFrom('name', 'region', 'vpc', 'gateway', 'service', 'peers', 'hostnames', 'delivery', 'packages', 'users', 'port', 'x'),
    fc.oneof(
      fc.anything({ withNullPrototype: true, withDate: true, withMap: true }),
      fc.dictionary(
        fc.constantFrom('default', 'http', 'https', 'pin', 'image', 'flux', 'path', 'cidr', 'name'),
        fc.oneof(fc.string(), fc.anything(), fc.constantFrom('http', 'https', 'flux1', listener)),
      ),
      fc.array(fc.anything()),
    ),
  );

  test('finds something exactly where ajv refuses', () => {
    fc.assert(
      fc.property(anything, value => {
        expect(shapeProblems(config, value).length > 0).toBe(!judge(value));
      }),
      { numRuns: 500 },
    );
  });

  test('never says `undefined` or `[object`, and never prints more than 60 characters of a value', () => {
    const long = fc.string({ minLength: 61, maxLength: 200, unit: fc.constantFrom('q', 'z') });
    fc.assert(
      fc.property(fc.oneof(anything, fc.dictionary(fc.constantFrom('region', 'name', 'vpc', 'kind'), long)), value => {
        for (const { message } of shapeProblems(config, value)) {
          expect(message).not.toMatch(/undefined|\[object|NaN,/);
          expect(message).not.toMatch(/[qz]{61}/);
        }
      }),
    );
  });
});

describe('nearest', () => {
  const keys = ['vpc', 'name', 'nodeGroups', 'environments', 'https'];

  test.each([
    ['vcp', 'vpc'], // swapped
    ['htps', 'https'], // missing
    ['nname', 'name'], // added
    ['nodegroups', 'nodeGroups'], // case
    ['NAME', 'name'],
    ['node_groups', 'nodeGroups'],
    ['enviroment', 'environments'], // two
    ['cidr', undefined],
    ['xyz', undefined],
    ['', undefined],
  ])('of %s is %s', (word, expected) => {
    expect(nearest(word, keys)).toBe(expected);
  });

  test('is never further than a third of the longer word, and the word itself where that is a candidate', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(word, fc.array(word), (meant, others) => {
        expect(nearest(meant, [...others, meant])).toBe(meant);
      }),
    );
    expect(nearest('abc', ['xyz'])).toBeUndefined();
    expect(nearest('abcdef', ['abcxyz'])).toBeUndefined();
    expect(nearest('abcdef', ['abcdxy'])).toBe('abcdxy');
  });
});

function closed(properties: Record<string, unknown>, ...required: string[]): JsonSchema {
  return { type: 'object', properties, required, additionalProperties: false };
}
