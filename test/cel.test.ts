import { describe, expect, test } from 'vitest';
import { evaluated, mentions } from '../lib/schema/cel.ts';

describe('a rule in CEL comes to', () => {
  const listeners = [{ port: 80, protocol: 'HTTP' }, { port: 443, protocol: 'HTTPS', tls: { mode: 'Terminate' } }];

  test.each<[rule: string, self: unknown, value: unknown]>([
    // fields
    ['has(self.chart) != has(self.chartRef)', { chart: {} }, true],
    ['has(self.chart) != has(self.chartRef)', { chart: {}, chartRef: {} }, false],
    ['has(self.a)', { a: null }, false],
    ['has(self.a.b)', { a: {} }, false],
    ["self['my-key'] == 1", { 'my-key': 1 }, true],
    ["self.__namespace__ == 'a' && self.a__dash__b == 1", { namespace: 'a', 'a-b': 1 }, true],
    ["'a' in self && !('b' in self)", { a: 1 }, true],
    ["'b' in self", ['a', 'b'], true],
    // numbers
    ['self.a + self.b * 2 - 1 == 6', { a: 1, b: 3 }, true],
    ['self / 2', 7, 3],
    ['self % 3 == 1 && -self < 0', 7, true],
    ['0x1f == 31 && 1.5e1 == 15.0', {}, true],
    // texts
    ['"a\\tb" == \'a\\u0009b\' && r"\\d" == \'\\\\d\'', {}, true],
    [`self.matches(r"""^[a-z]+$""")`, 'abc', true],
    ["self.matches('^(?i)abc$')", 'ABC', true],
    ["self.startsWith('a') && self.endsWith('c') && self.contains('b')", 'abc', true],
    ["self.split('/')[0].size() < 3 && self.substring(1) == 'b/c'", 'ab/c', true],
    ["self.lowerAscii() + 'x'", 'AB', 'abx'],
    ['size(self)', 'a😀', 2],
    ["duration(self) > duration('1h')", '90m', true],
    ['isIP(self)', '10.0.0.1', true],
    // lists and maps
    ['self.all(l, l.port > 0) && self.exists(l, l.port == 443)', listeners, true],
    ['self.all(a, self.exists_one(b, a.port == b.port))', [{ port: 1 }, { port: 1 }], false],
    ["self.filter(l, has(l.tls)).map(l, l.tls.mode) == ['Terminate']", listeners, true],
    ["self.all(key, key.startsWith('a'))", { a1: 1, a2: 2 }, true],
    ['{"a": 1} == self', { a: 1 }, true],
    // order
    ['self.a ? self.b : false', { a: false }, false],
    ['self.size() > 0 ? self[0].port : 0', listeners, 80],
    ['true || false && false', {}, true],
    ['1 + 2 == 3 // a remark', {}, true],
  ])('%s of %j: %j', (rule, self, value) => {
    expect(evaluated(rule, { self })).toEqual({ value });
  });

  test('what one side of an or says, whatever the other side asks for', () => {
    expect(evaluated('self.gone == 1 || true', { self: {} })).toEqual({ value: true });
    expect(evaluated('false && self.gone == 1', { self: {} })).toEqual({ value: false });
  });
});

test.each([
  ['asks for a field that is not there', 'self.gone == 1', '.gone'],
  ['asks for an item that is not there', 'self.list[3]', '[3]'],
  ['calls a function that is not known', "quantity(self.a).isGreaterThan(quantity('1'))", 'isGreaterThan()'],
  ['compares what has no order', "1 < 'a'", '<'],
  ['has an expression that only Go can read', "'a'.matches('[[:alpha:]')", 'the expression [[:alpha:]'],
  ['ends too soon', 'self.foo ==', "''"],
  ['is nothing of CEL', 'self # 1', "'# 1'"],
])('a rule that %s comes to nothing', (_, rule, unknown) => {
  expect(evaluated(rule, { self: { list: [], a: '2' } })).toEqual({ unknown });
});

test('a rule about a change is known by what it asks for', () => {
  expect(mentions('self == oldSelf', 'oldSelf')).toBe(true);
  expect(mentions("self.oldSelf == 'oldSelf'", 'oldSelf')).toBe(false);
});
