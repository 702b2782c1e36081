import { ApiObject, App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { describe, expect, test } from 'vitest';
import { ExternalSecret } from '../imports/kubernetes-client.io.ts';
import { FileChart, render } from '../lib/output/file-chart.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';

const style = { source: 'clusters/a.ts', leadingMarker: true };

function configMap(file: Chart, name: string, data: Record<string, string> = {}, namespace = 'a'): void {
  new k8s.KubeConfigMap(file, `ConfigMap/${namespace}/${name}`, { metadata: { name, namespace }, data });
}

describe('render', () => {
  test('writes every object that was drawn, in the order drawn, into the file it was drawn in', () => {
    const app = new App();
    const [one, two] = [new FileChart(app, 'flux/x/one.yaml'), new FileChart(app, 'flux/x/two.yaml')];
    for (const name of ['c', 'a', 'b']) configMap(one, name);
    configMap(two, 'd');
    const names = [...render(app, style)].map(([path, text]) => [path, fromYaml(text).map(object => (object as ApiObject).metadata.name)]);
    expect(names).toEqual([['flux/x/one.yaml', ['c', 'a', 'b']], ['flux/x/two.yaml', ['d']]]);
  });

  test('puts identity first and keeps the order of data as drawn, whatever the environment says', () => {
    const drawn = () => {
      const app = new App();
      const file = new FileChart(app, 'a.yaml');
      new ApiObject(file, 'x', { kind: 'X', apiVersion: 'v1', zebra: { b: 1, a: 2 }, metadata: { namespace: 'ns', name: 'x', annotations: { k: 'v' }, labels: { l: 'w' } } });
      return render(app, style).get('a.yaml');
    };
    const text = drawn();
    expect(text).toContain('apiVersion: v1\nkind: X\nmetadata:\n  name: x\n  namespace: ns\n  labels:\n    l: w\n  annotations:\n    k: v\nzebra:\n  b: 1\n  a: 2\n');
    for (const value of ['1', '']) {
      process.env['CDK8S_DISABLE_SORT'] = value;
      expect(drawn()).toBe(text);
      expect(process.env['CDK8S_DISABLE_SORT']).toBe(value);
    }
    delete process.env['CDK8S_DISABLE_SORT'];
  });

  test('begins with a marker or without, and puts comments behind the signature', () => {
    const drawn = (leadingMarker: boolean) => {
      const app = new App();
      configMap(new FileChart(app, 'a.yaml', ['first', 'second']), 'x');
      return render(app, { ...style, leadingMarker }).get('a.yaml') ?? '';
    };
    expect(drawn(true)).toMatch(/^---\n# Generated from clusters\/a\.ts .*\n# first\n# second\napiVersion: v1\n/);
    expect(drawn(false)).toMatch(/^# Generated from clusters\/a\.ts .*\n# first\n# second\napiVersion: v1\n/);
  });

  test('refuses a field that the class of an object leaves out, naming object and field', () => {
    const app = new App();
    const props = { metadata: { name: 'x', namespace: 'a' }, secretDescriptor: { backendType: 'secretsManager', data: [], region: 'r' } };
    new ExternalSecret(new FileChart(app, 'a.yaml'), 'x', props);
    expect(() => render(app, style)).toThrow('ExternalSecret/a/x: secretDescriptor.region is not in the schema of its kind, so its class leaves it out');
  });

  test('keeps quantities and fields whose class spells them otherwise', () => {
    const app = new App();
    new k8s.KubePod(new FileChart(app, 'a.yaml'), 'x', {
      metadata: { name: 'x', namespace: 'a' },
      spec: { hostPid: true, containers: [{ name: 'c', resources: { limits: { cpu: k8s.Quantity.fromString('200m') } } }] },
    });
    const [pod] = fromYaml(render(app, style).get('a.yaml') ?? '');
    expect(pod).toMatchObject({ spec: { hostPID: true, containers: [{ resources: { limits: { cpu: '200m' } } }] } });
  });

  test('refuses two objects of one identity in two files, naming both files', () => {
    const app = new App();
    configMap(new FileChart(app, 'one.yaml'), 'x');
    configMap(new FileChart(app, 'two.yaml'), 'x');
    expect(() => render(app, style)).toThrow('ConfigMap/a/x is drawn twice, in one.yaml and in two.yaml');
  });

  test('two objects of one name in two namespaces are two objects', () => {
    const app = new App();
    const file = new FileChart(app, 'one.yaml');
    configMap(file, 'x', {}, 'a');
    configMap(file, 'x', {}, 'b');
    expect(fromYaml(render(app, style).get('one.yaml') ?? '')).toHaveLength(2);
  });

  test('refuses two files whose paths differ in case only', () => {
    const app = new App();
    configMap(new FileChart(app, 'flux/One.yaml'), 'x');
    configMap(new FileChart(app, 'flux/one.yaml'), 'y');
    expect(() => render(app, style)).toThrow('flux/one.yaml is drawn twice, in flux/One.yaml and in flux/one.yaml');
  });

  test('refuses an object that was drawn outside of a file', () => {
    const app = new App();
    configMap(new Chart(app, 'elsewhere'), 'x');
    expect(() => render(app, style)).toThrow('was drawn outside of a FileChart');
  });

  test('says all objects that fail their own validation at once', () => {
    const app = new App();
    const file = new FileChart(app, 'one.yaml');
    for (const name of ['x', 'y']) {
      const object = new ApiObject(file, name, { apiVersion: 'v1', kind: 'X', metadata: { name } });
      object.node.addValidation({ validate: () => [`${name} is not well`] });
    }
    expect(() => render(app, style)).toThrow(/x is not well\n.*y is not well/);
  });
});
