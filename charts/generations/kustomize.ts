import type { InstalledPackage } from '../cluster.ts';
import * as k8s from '../../imports/core/k8s.ts';
import { textFile } from '../bootstrap/files.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import type { FileChart } from '../../lib/output/file-chart.ts';
import { kustomizeBootstrap } from './bootstrap/kustomize.ts';
import type { KustomizeDelivery } from './delivery.ts';
import { generatorScript } from './bootstrap/kustomize-scripts.ts';
import type { Generation, OutputFile, Owner } from './generation.ts';
import { builtFolder, packageContext } from './kustomization.ts';
import { withoutControllers } from './without-controllers.ts';

/** Flux v1 as it applies what a script builds. Source: GitOps guide, docs/guide.md. */
export function kustomize(stack: Required<KustomizeDelivery>): Generation {
  return {
    ...withoutControllers(stack.delivery),
    umbrella: ({ packages }) => packages.flatMap(installed => packageFolder(installed, stack)),
    bootstrap: cluster => kustomizeBootstrap(cluster, stack),
    arranged: (_, files) => [...files, ...generatorFiles(stack)],
  };
}

/**
 * How Flux comes to manifests: by a command, whose output it applies. It looks for the file in the folder of `--git-path`, and runs the
 * command there.
 */
function generatorFiles({ environment }: Required<KustomizeDelivery>): OutputFile[] {
  const command = `ENVIRONMENT=${environment} sh ./generate_kustomize_output.sh`;
  return [
    {
      path: 'flux/.flux.yaml',
      owner: ['delivery'],
      draw: file => { file.document = { value: { version: 1, commandUpdated: { generators: [{ command }] } } }; },
    },
    textFile('flux/generate_kustomize_output.sh', generatorScript),
    textFile('flux/kustomize/.gitignore', '# Decrypted, as long as the generator works.\nsecret.yaml\n'),
  ];
}

/** Base and overlay of a package, or the base alone. */
function packageFolder({ definition: { name }, delivery, context }: InstalledPackage, stack: Required<KustomizeDelivery>): OutputFile[] {
  const { root, folder = name, base, overlay, sopsKeys } = delivery;
  if (root === undefined || base === undefined) return []; // a config that asks for it is refused
  const own = packageContext(context, stack);
  const owner: Owner = ['packages', name];
  const path = `${root}/${folder}`;
  const { manifests: files = [], upstream: resources = [], patches = [] } = base(own);
  if (overlay === undefined) return files.map(file => ({ path: `${path}/${file.name}.yaml`, owner, draw: chart => file.draw(chart) }));
  const above = overlay(own);
  const top = `${path}/overlays/${stack.environment}`;
  return [
    ...builtFolder({ path: `${path}/base`, owner, files, resources, patches }),
    ...builtFolder({
      path: top,
      owner,
      files: above.manifests ?? [],
      resources: ['../../base', ...(above.upstream ?? []), ...(sopsKeys ? ['secret.yaml'] : [])],
      namespace: own.namespace,
      patches: above.patches ?? [],
    }),
    ...(sopsKeys ? sopsFiles(top, owner, { name, namespace: own.namespace }, Object.keys(sopsKeys), stack) : []),
  ];
}

/** The Secret without its values, which are beside it in `.sops`, and the key that they are encrypted with. */
function sopsFiles(path: string, owner: Owner, secret: Named, keys: readonly string[], { sops: { kms } }: Required<KustomizeDelivery>): OutputFile[] {
  return [
    { path: `${path}/secret-stub.yaml`, owner, draw: file => drawStub(file, secret, keys) },
    { path: `${path}/.sops.yaml`, owner, draw: file => { file.document = { value: { creation_rules: [{ kms }] } }; } },
  ];
}

interface Named {
  readonly name: string;
  readonly namespace: string;
}

function drawStub(file: FileChart, { name, namespace }: Named, keys: readonly string[]): void {
  new k8s.KubeSecret(file, objectId('Secret', name, namespace), {
    metadata: { name, namespace },
    type: 'Opaque',
    data: Object.fromEntries(keys.map(key => [key, `\${${key}}`])),
  });
}
