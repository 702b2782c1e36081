import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changes, differences, placeText, type Change } from '../lib/manifests/differences.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import { apply } from './support/apply.ts';

/** Few words, so that items and keys meet again. */
const word = fc.constantFrom('name', 'app', 'a', 'b', 'key', 'port', 'containerPort', '__proto__', 'a.b', '', 'x\ny', '{"a": 1}', '{"a": 2}', 'a: 1\nb: [2]', 'a: 1\nb: [3]');
const scalar = fc.oneof(word, fc.constantFrom<unknown>(0, 1, -0, NaN, true, false, null, '1', 'true'));
const { value } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(fc.record({ name: scalar, value: tie('value') }, { requiredKeys: [] }), { maxLength: 4 }),
    fc.dictionary(word, tie('value'), { maxKeys: 4 }),
  ),
}));
const object = fc.record({
  apiVersion: fc.constantFrom('v1', 'apps/v1', 'apps/v2'),
  kind: fc.constantFrom('A', 'B'),
  metadata: fc.record({ name: fc.constantFrom('x', 'y', 'z'), namespace: fc.constantFrom('n', 'm') }, { requiredKeys: ['name'] }),
  spec: value,
});
const placed = fc.record({ file: fc.constantFrom('a.yaml', 'b.yaml', 'c.yaml'), value: fc.oneof({ weight: 9, arbitrary: object }, value) });
const objects = fc.array(placed, { maxLength: 6 }).map(list => list.sort((one, other) => (one.file < other.file ? -1 : one.file > other.file ? 1 : 0)));

describe('differences', () => {
  test('there are none of a list and itself', () => {
    fc.assert(fc.property(objects, list => { expect(differences(list, structuredClone(list))).toEqual([]); }));
  });

  test('make the second list of the first', () => {
    fc.assert(fc.property(objects, objects, (before, after) => {
      expect(apply(differences(before, after), before)).toEqual(after);
    }), { numRuns: 2000 });
  });

  /** `kind path: before → after`, and what is inside set in. */
  const said = ({ kind, path, before, after, inside }: Change): string[] => [
    `${kind} ${placeText(path)}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
    ...(inside?.changes ?? []).flatMap(said).map(line => `  ${line}`),
  ];

  test.each<[what: string, before: string, after: string, expected: readonly string[]]>([
    ['a number that becomes a text', 'a: 1', "a: '1'", ['changed a: 1 → "1"']],
    ['null is not nothing', 'a: null', 'b: null', ['removed a: null → undefined', 'added b: undefined → null']],
    ['the order of keys is none', 'a: 1\nb: 2', 'b: 2\na: 1', []],
    ['a list without names keeps what stays', '[a, b, c]', '[a, x, b, d]', ['added [1]: undefined → "x"', 'changed [2]: "c" → "d"']],
    ['one that changes its order', '[a, b, c]', '[c, a, b]', ['moved [2]: 2 → 0']],
    ['maps without names, by their place', '[{x: 1, y: 1}, {x: 2}]', '[{x: 1, y: 2}, {x: 2}]', ['changed [0].y: 1 → 2']],
    ['by name', 'env: [{name: A, value: a}, {name: B, value: b}]', 'env: [{name: B, value: c}, {name: C, value: c}]',
      ['removed env[name=A]: {"name":"A","value":"a"} → undefined', 'changed env[name=B].value: "b" → "c"',
        'added env[name=C]: undefined → {"name":"C","value":"c"}']],
    ['another name, and all else the same', '[{name: A, value: a}, {name: B}]', '[{name: C, value: a}, {name: B}]', ['changed [name=A].name: "A" → "C"']],
    ['ports of a container by number and protocol, which is TCP unless said', 'ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53}]',
      'ports: [{containerPort: 53, protocol: TCP, name: dns}, {containerPort: 53, protocol: UDP}]',
      ['added ports[containerPort=53,protocol=TCP].protocol: undefined → "TCP"',
        'added ports[containerPort=53,protocol=TCP].name: undefined → "dns"', 'moved ports[containerPort=53,protocol=UDP]: 0 → 1']],
    ['mounts by path, since one volume may be mounted twice', '[{name: v, mountPath: /a}, {name: v, mountPath: /b}]',
      '[{name: v, mountPath: /a}, {name: w, mountPath: /b}]', ['changed [mountPath=/b].name: "v" → "w"']],
    ['accounts of eksctl', '[{metadata: {name: a, namespace: x}, r: 1}, {metadata: {name: a, namespace: y}}]',
      '[{metadata: {name: a, namespace: x}, r: 2}, {metadata: {name: a, namespace: y}}]',
      ['changed [metadata.namespace=x,metadata.name=a].r: 1 → 2']],
    ['YAML in a text', 'data: {c: "a: 1\\nb: [x]\\n"}', 'data: {c: "a: 2\\nb: [x]\\n"}',
      ['changed data.c: "a: 1\\nb: [x]\\n" → "a: 2\\nb: [x]\\n"', '  changed a: 1 → 2']],
    ['JSON in a text', `p: '{"S":[{"Sid":"a","E":1}]}'`, `p: '{"S":[{"Sid":"a","E":2}]}'`,
      ['changed p: "{\\"S\\":[{\\"Sid\\":\\"a\\",\\"E\\":1}]}" → "{\\"S\\":[{\\"Sid\\":\\"a\\",\\"E\\":2}]}"', '  changed S[Sid=a].E: 1 → 2']],
    ['lines in a text', 's: "set -e\\nrun a\\n"', 's: "set -e\\nrun b\\n"', ['changed s: "set -e\\nrun a\\n" → "set -e\\nrun b\\n"', '  changed [1]: "run a" → "run b"']],
    ['data that is only written otherwise', 's: "a: 1\\n"', 's: "a:  1\\n"', ['changed s: "a: 1\\n" → "a:  1\\n"', '  changed [0]: "a: 1" → "a:  1"']],
    ['keys that are no words', "{app/name: 1, '1': 1}", "{app/name: 2, '1': 2}", ["changed ['1']: 1 → 2", "changed ['app/name']: 1 → 2"]],
  ])('of values: %s', (_, before, after, expected) => {
    const [old, now] = [before, after].map(text => fromYaml(text)[0]);
    expect(changes(old, now).flatMap(said)).toEqual(expected);
  });

  const service = 'apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: n }\nspec: { port: 1 }\n';
  const saidOf = (before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string[] => {
    const [old, now] = [before, after].map(files => {
      return Object.entries(files).flatMap(([file, text]) => fromYaml(text).map(value => ({ file, value })));
    });
    return differences(old ?? [], now ?? []).map(({ object, file, kind, path, before: from, after: to }) => {
      const places = kind === 'moved' ? `: ${JSON.stringify(from)} → ${JSON.stringify(to)}` : '';
      return `${file} ${object} ${kind} ${placeText(path)}${places}`.trimEnd();
    });
  };

  test.each<[what: string, ...sides: [Record<string, string>, Record<string, string>], expected: readonly string[]]>([
    ['one that stands in another file has moved', { 'a.yaml': service }, { 'b.yaml': service.replace('port: 1', 'port: 2') },
      ['a.yaml Service/n/a moved : {"file":"a.yaml","index":0} → {"file":"b.yaml","index":0}', 'a.yaml Service/n/a changed spec.port']],
    ['another version of its API is the same object', { 'a.yaml': service }, { 'a.yaml': service.replace('v1', 'v2') },
      ['a.yaml Service/n/a changed apiVersion']],
    ['another API group is another object', { 'a.yaml': service }, { 'a.yaml': service.replace('v1', 'x.io/v1').replace('port: 1', 'ports: [2], type: x') },
      ['a.yaml Service/n/a removed', 'a.yaml Service/n/a added']],
    ['another name and another field is another object', { 'a.yaml': service }, { 'a.yaml': service.replace('name: a', 'name: b').replace('1 }', '2 }') },
      ['a.yaml Service/n/a removed', 'a.yaml Service/n/b added']],
    ['a name that is lost is a field', { 'a.yaml': service }, { 'a.yaml': service.replace('name: a', 'nam: a') },
      ['a.yaml Service/n/a removed metadata.name', 'a.yaml Service/n/a added metadata.nam']],
    ['another namespace and all else the same is a field of it', { 'a.yaml': service }, { 'a.yaml': service.replace(': n', ': m') },
      ['a.yaml Service/n/a changed metadata.namespace']],
    ['of two files of one object, each is held against its own', { 'a.yaml': service, 'b.yaml': service },
      { 'b.yaml': service.replace('1 }', '2 }') }, ['a.yaml Service/n/a removed', 'b.yaml Service/n/a changed spec.port']],
    ['what has no name is known by its file', { 'a.yaml': 'resources: [x]' }, { 'a.yaml': 'resources: [x, y]' },
      ['a.yaml undefined added resources[1]']],
  ])('of objects: %s', (_, before, after, expected) => {
    expect(saidOf(before, after)).toEqual(expected);
  });
});
