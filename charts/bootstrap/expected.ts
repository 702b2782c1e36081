import { ApiObject } from 'cdk8s';
import { objectId } from '../../lib/manifests/manifest.ts';
import type { FileChart } from '../../lib/output/file-chart.ts';
import type { Cluster } from '../cluster.ts';
import { isUmbrella } from '../generations/delivery.ts';
import type { OutputFile } from '../generations/generation.ts';

/** What the controllers of one delivery add to what the files say. */
export interface Expectations {
  /** Kinds whose objects say whether all is well with them. */
  readonly kinds: readonly string[];
  /** Objects that no file holds: scripts make them, or charts whose names are known. */
  readonly others: readonly string[];
}

const workloads: readonly string[] = ['DaemonSet', 'Deployment', 'StatefulSet'];

/** Namespaces of Kubernetes itself. Source: guide l.1773, 1778-1779. */
const ofKubernetes = ['default', 'kube-public', 'kube-system'];

/** Lists of what is in the cluster when all is well, one a line, for people and for the script that checks it. */
export function expectedFiles(cluster: Cluster, { kinds, others }: Expectations): OutputFile[] {
  const isWorkload = (id: string) => workloads.some(kind => id.startsWith(`${kind}/`));
  const makesNamespaces = cluster.packages.map(({ definition, context }) =>
    (isUmbrella(cluster.stack) ? definition.umbrella?.namespace : undefined) ?? context.namespace);
  return [
    list('namespaces', objects => [
      ...ofKubernetes,
      ...makesNamespaces,
      ...objects.flatMap(({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : metadata.namespace) ?? []),
    ]),
    list('workloads', objects => [...objects.map(idOf), ...others].filter(isWorkload)),
    list('flux-objects', objects => [
      ...objects.filter(object => kinds.includes(object.kind) || isInstalledByHand(object)).map(idOf),
      ...others,
    ].filter(id => !isWorkload(id))),
  ];
}

/** Read off the objects that are drawn, whatever file they are in. */
function list(name: string, lines: (objects: readonly ApiObject[]) => readonly string[]): OutputFile {
  return {
    path: `bootstrap/expected/${name}.txt`,
    owner: ['delivery'],
    draw(file) {
      file.text = () => {
        const objects = file.node.root.node.findAll().filter(node => node instanceof ApiObject);
        return [...new Set(lines(objects))].sort().map(line => `${line}\n`).join('');
      };
    },
  };
}

function idOf({ kind, metadata: { name = '', namespace } }: ApiObject): string {
  return objectId(kind, name, namespace);
}

function isInstalledByHand({ chart }: ApiObject): boolean {
  return /(^|\/)bootstrap\/flux\//.test((chart as FileChart).path); // render throws for any other chart
}
