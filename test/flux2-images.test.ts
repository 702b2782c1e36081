import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clusterFolder } from '../charts/compile.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { servicesOf } from '../charts/tidepool/services.ts';
import production from './clusters/production.ts';
import { isRecord, valueAt } from '../lib/manifests/manifest.ts';
import { imagesFile, roleOf } from '../lib/manifests/roles.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import mixed from './clusters/mixed.ts';
import { system, clusters, filesOf, ofKind, objectOf, at, textAt } from './support/flux2.ts';

/** A line that image automation may change. */
interface MarkedLine {
  readonly file: string;
  readonly image: string;
  readonly policy: string;
}

function markedLines(config: ClusterConfig): MarkedLine[] {
  return [...filesOf(config)].flatMap(([file, text]) => text.split('\n').filter(line => line.includes('$imagepolicy')).map(line => {
    const [, image = '', policy = ''] = /^ {8}image: (\S+) # \{"\$imagepolicy": "flux-system:([a-z0-9-]+)"\}$/.exec(line) ?? [];
    return { file, image, policy };
  }));
}

describe.each(clusters)('images of %s', (_, config) => {
  const marked = markedLines(config);

  test('are marked for a policy each, and each policy has one line', () => {
    expect(marked.length).toBeGreaterThan(20);
    expect(marked.map(({ policy }) => policy).sort()).toEqual(ofKind(config, 'ImagePolicy').map(({ metadata }) => metadata.name).sort());
    expect(new Set(marked.map(({ policy }) => policy)).size).toBe(marked.length);
  });

  test('are moved by one automation, in files below its path', () => {
    const [automation, ...more] = ofKind(config, 'ImageUpdateAutomation');
    expect(more).toEqual([]);
    const path = `${textAt(automation, 'spec.update.path')}/`;
    expect(marked.filter(({ file }) => !`./dist/${clusterFolder(config.name)}/${file}`.startsWith(path))).toEqual([]);
    expect(new Set(marked.map(({ file }) => posix.basename(file)))).toEqual(new Set([imagesFile]));
  });

  test('stand in a file in which image automation has nothing to lay out anew', () => {
    for (const [path, text] of [...filesOf(config)].filter(([file]) => roleOf(file) === 'patch')) {
      const [signature, comment, ...lines] = text.replace(/\n$/, '').split('\n');
      expect([signature, comment].every(line => line?.startsWith('# ')), path).toBe(true);
      expect(lines.filter(line => !/^ *[\w-]+:( [^\s"'|>#&*]+( # \{.*\})?)?$/.test(line)), path).toEqual([]);
    }
  });

  test('stand there for every service, once', () => {
    for (const { metadata: { namespace = '' } } of ofKind(config, 'HelmRelease').filter(({ metadata }) => metadata.name === 'tidepool')) {
      const [patch] = fromYaml(filesOf(config).get(`flux/environments/${namespace}/${imagesFile}`) ?? '');
      const values = valueAt(patch, ['spec', 'values']);
      expect(isRecord(values) ? Object.keys(values) : []).toEqual([...servicesOf('0.26.0')]);
    }
  });
});

describe('an image', () => {
  const policiesOf = (config: ClusterConfig, environment: string) =>
    ofKind(config, 'ImagePolicy').map(({ metadata }) => metadata.name).filter(name => name.startsWith(`${environment}-`));
  const marks = (config: ClusterConfig, environment: string) => markedLines(config).filter(({ file }) => file.includes(`/${environment}/`));

  test('that is pinned has no mark and no policy', () => {
    expect(filesOf(production).get('flux/environments/int/images.yaml')).toMatch(/ {8}image: tidepool\/plotly-orca:v1\.3\.1\n/);
    expect(policiesOf(production, 'int')).not.toContain('int-plotly-orca');
    expect(policiesOf(production, 'int')).toHaveLength(servicesOf('0.26.0').length - 1);
  });

  test('whose digest is followed is looked up again and again under one tag', () => {
    expect(objectOf(mixed, `ImagePolicy/${system}/digests-blob`)['spec']).toEqual({
      imageRepositoryRef: { name: 'tidepool-platform-blob' },
      filterTags: { pattern: '^master-latest$' },
      policy: { alphabetical: { order: 'asc' } },
      digestReflectionPolicy: 'Always',
      interval: '10m',
    });
  });

  test('of a service that says its own policy goes by that, with no digest', () => {
    const name = 'registry-example-org-5000-fork-blip';
    const policy = { semver: { range: '~1.2' } };
    expect(objectOf(mixed, `ImagePolicy/${system}/digests-blip`)['spec']).toEqual({ imageRepositoryRef: { name }, policy });
    expect(at(objectOf(mixed, `ImageRepository/${system}/${name}`), 'spec.image')).toBe('registry.example.org:5000/fork/blip');
  });

  test('of an environment that is frozen has neither, and stands where it stood', () => {
    expect([policiesOf(mixed, 'frozen'), marks(mixed, 'frozen')]).toEqual([[], []]);
    expect(policiesOf(mixed, 'scaled')).toHaveLength(servicesOf('0.26.0').length - 1);
    const withoutMarks = (text = '') => text.replace(/ # \{.*/g, '').replace(/sha256:.*/, '').replaceAll('scaled', 'frozen');
    const [frozen, scaled] = ['frozen', 'scaled'].map(name => filesOf(mixed).get(`flux/environments/${name}/${imagesFile}`));
    expect(withoutMarks(scaled)).toBe(withoutMarks(frozen));
  });
});
