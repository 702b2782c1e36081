import { describe, expect, test } from 'vitest';
import type { CelInput } from '@bufbuild/cel';
import { celName, evaluate, mentions } from '../lib/schema/cel.ts';

describe('a rule in CEL comes to', () => {
  const listeners = [{ port: 80n, protocol: 'HTTP' }, { port: 443n, protocol: 'HTTPS', tls: { mode: 'Terminate' } }];

  test.each<[rule: string, self: CelInput, value: unknown]>([
    // fields
    ['has(self.chart) != has(self.chartRef)', { chart: {} }, true],
    ['has(self.chart) != has(self.chartRef)', { chart: {}, chartRef: {} }, false],
    ['has(self.a.b)', { a: {} }, false],
    ["self['my-key'] == 1", { 'my-key': 1n }, true],
    ["'a' in self && !('b' in self)", { a: 1n }, true],
    ["'b' in self", ['a', 'b'], true],
    // numbers
    ['self.a + self.b * 2 - 1 == 6', { a: 1n, b: 3n }, true],
    ['self / 2', 7n, 3n],
    ['self % 3 == 1 && -self < 0', 7n, true],
    ['0x1f == 31 && 1.5e1 == 15.0 && self == 1.0', 1n, true],
    ['self < 2 && self > 1', 1.5, true],
    // texts
    ['"a\\tb" == \'a\\u0009b\' && r"\\d" == \'\\\\d\'', {}, true],
    [`self.matches(r"""^[a-z]+$""")`, 'abc', true],
    ["self.matches('^(?i)abc$')", 'ABC', true],
    ["self.startsWith('a') && self.endsWith('c') && self.contains('b')", 'abc', true],
    ["self.split('/')[0].size() < 3 && self.substring(1) == 'b/c'", 'ab/c', true],
    ["self.lowerAscii() + 'x'", 'AB', 'abx'],
    ['size(self)', 'a😀', 2n],
    ["duration(self) > duration('1h')", '90m', true],
    ['isIP(self)', '10.0.0.1', true],
    // lists and maps
    ['self.all(l, l.port > 0) && self.exists(l, l.port == 443)', listeners, true],
    ['self.all(a, self.exists_one(b, a.port == b.port))', [{ port: 1n }, { port: 1n }], false],
    ["self.filter(l, has(l.tls)).map(l, l.tls.mode) == ['Terminate']", listeners, true],
    ["self.all(key, key.startsWith('a'))", { a1: 1n, a2: 2n }, true],
    ['{"a": 1} == self', { a: 1n }, true],
    // order
    ['self.a ? self.b : false', { a: false }, false],
    ['self.size() > 0 ? self[0].port : 0', listeners, 80n],
    ['true || false && false', {}, true],
    ['1 + 2 == 3 // a remark', {}, true],
  ])('%s', (rule, self, value) => {
    expect(evaluate(rule, self)).toEqual({ value });
  });

  test('what one side of an or says, whatever the other side asks for', () => {
    expect(evaluate('self.gone == 1 || true', {})).toEqual({ value: true });
    expect(evaluate('false && self.gone == 1', {})).toEqual({ value: false });
  });
});

test.each([
  ['asks for a field that is not there', 'self.gone == 1', 'field not found: gone'],
  ['asks for an item that is not there', 'self.list[3]', /out of bounds|not found/],
  ['calls a function that is not known', "quantity(self.a).isGreaterThan(quantity('1'))", 'unbound function: isGreaterThan'],
  ['compares what has no order', "1 < 'a'", /overload/],
  ['has an expression that Go cannot read', "'a'.matches('[[:alpha:]')", /missing closing/],
  ['ends too soon', 'self.foo ==', /./],
  ['is nothing of CEL', 'self # 1', /./],
])('a rule that %s comes to nothing', (_, rule, reason) => {
  expect(evaluate(rule, { list: [], a: '2' })).toEqual({ unknown: expect.stringMatching(reason) as string });
});

test('an expression in a rule takes no longer than its text', () => {
  expect(evaluate("self.matches('^(a+)+$')", `${'a'.repeat(5000)}b`)).toEqual({ value: false });
});

test.each([['namespace', '__namespace__'], ['a-b.c/d', 'a__dash__b__dot__c__slash__d'], ['x__y', 'x__underscores__y'], ['name', 'name']])(
  'the field %s is called %s in a rule', (field, name) => {
    expect(celName(field)).toBe(name);
  });

test('a rule about a change is known by what it asks for', () => {
  expect(mentions('self == oldSelf', 'oldSelf')).toBe(true);
  expect(mentions("self.oldSelf == 'oldSelf'", 'oldSelf')).toBe(false);
});
