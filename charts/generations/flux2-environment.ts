import * as k8s from '../../imports/core/k8s.ts';
import { HelmRelease } from '../../imports/helm.toolkit.fluxcd.io.ts';
import type { FileChart } from '../../lib/output/file-chart.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import { imagesFile } from '../../lib/manifests/roles.ts';
import { policyMark } from '../../lib/images/tags.ts';
import type { Environment } from '../cluster.ts';
import { roleArn, type Release } from '../resources.ts';
import type { Values } from '../vocabulary.ts';
import { policyName, system } from './flux2-system.ts';
import type { OutputFile } from './generation.ts';

/** Files of an environment beside those that every generation has. */
export function environmentOnlyFiles(environment: Environment, release: Release): Omit<OutputFile, 'owner'>[] {
  const { accounts } = environment;
  return [
    ...(accounts.length > 0 ? [{ path: 'service-accounts.yaml', draw: (file: FileChart) => drawAccounts(file, environment) }] : []),
    { path: imagesFile, comment: ['Flux writes the images on lines with a mark; all else is generated.'], draw: file => holdImages(file, release) },
  ];
}

/** The chart makes no account, and eksctl their roles only. */
function drawAccounts(file: FileChart, { accounts, cluster: { accountNumber } }: Environment): void {
  for (const { name, namespace, role } of accounts) {
    new k8s.KubeServiceAccount(file, objectId('ServiceAccount', name, namespace), {
      metadata: { name, namespace, annotations: { 'eks.amazonaws.com/role-arn': roleArn(accountNumber, role) } },
    });
  }
}

/** The images of a release as a patch of it: of a kind and a name, or image automation would not commit its changes. */
function holdImages(file: FileChart, { name, namespace, images, automated }: Release): void {
  const below = (path: readonly string[]) => ['spec', 'values', ...path];
  const values = images.reduce<Values>((rest, { path, image }) => mergeAt(rest, path, image), {});
  const { apiVersion, kind } = HelmRelease.GVK;
  file.document = {
    value: { apiVersion, kind, metadata: { name, namespace }, spec: { values } },
    marks: images
      .filter(({ policy }) => automated === true && policy !== undefined)
      .map(({ service, path }) => ({ path: below(path), comment: policyMark(`${system}:${policyName(namespace, service)}`) })),
  };
}

/** The tree with a value at a path; what stands beside it stays. */
function mergeAt(tree: Values, [key = '', ...rest]: readonly string[], value: string): Values {
  const branch = tree[key];
  return { ...tree, [key]: rest.length === 0 ? value : mergeAt(typeof branch === 'object' ? (branch as Values) : {}, rest, value) };
}
