import type { Cluster } from '../../cluster.ts';
import type { ClusterTool, HelmDelivery } from '../delivery.ts';

/** A way from this machine into the cluster. */
export interface Forward {
  readonly what: string;
  /** `-` for what kubectl itself serves. */
  readonly namespace: string;
  readonly target: string;
  readonly ports: string;
  /** Where a browser looks. */
  readonly url?: string;
}

/** Source: Kubernetes guide l.296-307; Grafana, which has no line there, beside Blip's port. */
const toolForwards: Readonly<Record<ClusterTool, Omit<Forward, 'namespace'>>> = {
  istio: { what: 'Service graph', target: 'svc/servicegraph', ports: '8088:8088', url: 'http://localhost:8088/force/forcegraph.html' },
  prometheus: { what: 'Prometheus', target: 'svc/prometheus', ports: '9090:9090', url: 'http://localhost:9090/graph' },
  grafana: { what: 'Grafana', target: 'svc/grafana', ports: '3001:3000', url: 'http://localhost:3001' },
  kiali: { what: 'Kiali', target: 'svc/kiali', ports: '20001:20001', url: 'http://localhost:20001/kiali' },
  jaeger: { what: 'Jaeger', target: 'svc/jaeger', ports: '16686:16686', url: 'http://localhost:16686' },
};

const dashboardUrl = 'http://localhost:8001/api/v1/namespaces/kube-system/services/https:kubernetes-dashboard:/proxy/#!/login';

/** Everything that `forward.sh` leads to. Source: Kubernetes guide l.263-307. */
export function forwards({ environments }: Cluster, { dashboard, tools }: Required<HelmDelivery>): Forward[] {
  return [
    ...environments.flatMap(({ name: namespace }): Forward[] => {
      const target = `deployment/${namespace}-ambassador`; // named after the release, l.274
      return [
        { what: 'Blip, the web application', namespace, target: 'svc/blip', ports: '3000:3000', url: 'http://localhost:3000' },
        { what: 'API, which Blip looks for on localhost', namespace, target, ports: '8009' },
        { what: 'Ambassador', namespace, target, ports: '8877', url: 'http://localhost:8877/ambassador/v0/diag/' },
      ];
    }),
    ...(dashboard ? [{ what: 'Kubernetes dashboard', namespace: '-', target: 'proxy', ports: '8001', url: dashboardUrl }] : []),
    ...tools.map(tool => ({ namespace: 'istio-system', ...toolForwards[tool] })),
  ];
}
