import * as k8s from '../imports/core/k8s.ts';
import { objectId } from '../lib/manifests/manifest.ts';
import type { FileChart } from '../lib/output/file-chart.ts';

/** What packages without a chart are made of. Pods are known by the label `app`, the name of their workload. */

interface Place {
  readonly name: string;
  /** Left out where the folder that it is in has one. */
  readonly namespace?: string;
}

export function drawDeployment(file: FileChart, place: Place, replicas: number, pod: k8s.PodSpec): void {
  const labels = { app: place.name };
  new k8s.KubeDeployment(file, objectId('Deployment', place.name, place.namespace), {
    metadata: { ...place },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
  });
}

export function drawService(file: FileChart, place: Place, type: 'ClusterIP' | 'NodePort', ports: k8s.ServicePort[]): void {
  new k8s.KubeService(file, objectId('Service', place.name, place.namespace), { metadata: { ...place }, spec: { type, selector: { app: place.name }, ports } });
}

/** What a container asks for. */
export function requests(cpu: string, memory: string) {
  return { requests: { cpu: k8s.Quantity.fromString(cpu), memory: k8s.Quantity.fromString(memory) } };
}
