import { describe, expect, test } from 'vitest';
import { positionIn, readManifests } from '../lib/manifests/manifests.ts';
import { clustersIn } from '../lib/rules/clusters.ts';
import { filesOf, readable } from './support/short-manifests.ts';

const git = 'sourceRef: {kind: GitRepository, name: flux-system}';

describe('clusters', () => {
  const clusters = (files: string) => clustersIn(readable(filesOf(files)));
  const ids = (files: string) => Object.fromEntries(clusters(files).map(({ folder, objects: own }) => [folder, own.map(({ id }) => id)]));

  test('are the folders below clusters/, each with what Flux applies from elsewhere; what nobody applies belongs to none', () => {
    expect(ids(`
      # clusters/a/ks.yaml
      Kustomization flux-system/apps spec: {path: ./apps/a, targetNamespace: qa2, ${git}}
      # clusters/b/ks.yaml
      ConfigMap qa1/b
      # apps/a/kustomization.yaml
      resources: [../base]
      patches: [{path: patch.yaml}]
      # apps/a/patch.yaml
      ConfigMap any/shared
      # apps/base/kustomization.yaml
      namespace: other
      resources: [a.yaml]
      # apps/base/a.yaml
      ConfigMap any/shared
      ClusterRole any/a
      # apps/left.yaml
      ConfigMap left
    `)).toEqual({
      'clusters/a': ['Kustomization/flux-system/apps', 'ConfigMap/qa2/shared', 'ClusterRole/a'],
      'clusters/b': ['ConfigMap/qa1/b'],
    });
  });

  test('are one where no folder is called so', () => {
    expect(ids('ConfigMap qa2/a')).toEqual({ '': ['ConfigMap/qa2/a'] });
    expect(clusters('')).toEqual([]);
  });

  test('come from clusters/NAME wherever that is, and not from a file beside it', () => {
    expect(Object.keys(ids(`
      # dist/clusters/test1/flux/a.yaml
      ConfigMap a
      # dist/clusters/readme.yaml
      ConfigMap b
    `))).toEqual(['dist/clusters/test1']);
  });

  test('are not whole where Flux applies a folder that is not there, or Kustomize fetches something', () => {
    const whole = (files: string) => clusters(files).map(({ isComplete }) => isComplete);
    expect(whole('ConfigMap a')).toEqual([true]);
    expect(whole(`Kustomization a/a spec: {path: ./apps, ${git}}`)).toEqual([false]);
    expect(whole(`
      # clusters/a/ks.yaml
      Kustomization a/a spec: {path: ./apps, components: [../gone], ${git}}
      # apps/a.yaml
      ConfigMap a
    `)).toEqual([false]);
    expect(whole(`
      # apps/kustomization.yaml
      resources: [https://example.org/a]
    `)).toEqual([false]);
  });

  test('have the folder that a path means from the root of the repository, and not one of the same name', () => {
    expect(ids(`
      # clusters/a/ks.yaml
      Kustomization flux-system/apps spec: {path: ./clusters/a/apps, targetNamespace: here, ${git}}
      # clusters/a/apps/a.yaml
      ConfigMap any/a
      # apps/a.yaml
      ConfigMap any/b
    `)).toEqual({ 'clusters/a': ['ConfigMap/here/a', 'Kustomization/flux-system/apps'] });
  });

  test('have the components that a Kustomization of Flux adds to its folder', () => {
    expect(ids(`
      # clusters/a/ks.yaml
      Kustomization flux-system/apps spec: {path: ./apps/a, components: [../../components/b], targetNamespace: qa2, ${git}}
      # apps/a/a.yaml
      ConfigMap a
      # components/b/kustomization.yaml
      kind: Component
      resources: [b.yaml]
      # components/b/b.yaml
      ConfigMap b
    `)).toEqual({ 'clusters/a': ['Kustomization/flux-system/apps', 'ConfigMap/qa2/a', 'ConfigMap/qa2/b'] });
  });

  test('are looked through once, however many rules ask', () => {
    const manifests = readable(filesOf('ConfigMap a'));
    expect(clustersIn(manifests)).toBe(clustersIn(manifests));
  });
});

describe('manifests', () => {
  test('take a file for a patch by what a kustomization.yaml says, and else by nothing', () => {
    const roles = readManifests(filesOf(`
      # apps/kustomization.yaml
      patches: [{path: ../patches/a.yaml}, {patch: '{}'}]
      patchesStrategicMerge: [images.yaml]
      # apps/images.yaml
      ConfigMap a
      # patches/a.yaml
      ConfigMap a
      # other/images.yaml
      ConfigMap b
    `));
    expect(roles.files.map(({ path, role: own }) => `${path} ${own}`)).toEqual([
      'apps/images.yaml patch', 'apps/kustomization.yaml kustomization', 'other/images.yaml objects', 'patches/a.yaml patch',
    ]);
    expect(roles.objects.map(({ id }) => id)).toEqual(['ConfigMap/b']);
  });

  test('say where a file cannot be read, and hold nothing of it', () => {
    const { files, objects: own } = readManifests([['a.yaml', 'kind: A\n---\na: b: c\n']]);
    expect(files.map(({ documents, unreadable }) => ({ documents, ...unreadable }))).toEqual([
      { documents: [], message: expect.any(String), line: 3, column: 5 },
    ]);
    expect(own).toEqual([]);
  });

  test('know where in a List an object stands', () => {
    const text = 'apiVersion: v1\nkind: List\nitems:\n- 1\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: a}\n';
    const { objects: own } = readManifests([['a.yaml', text]]);
    expect(own.map(({ id, within }) => [id, within])).toEqual([['Secret/a', ['items', 1]]]);
    expect(own.map(({ document, within }) => positionIn(document, [...within, 'metadata', 'name']))).toEqual([{ line: 7, column: 14 }]);
  });
});
