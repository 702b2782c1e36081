import { definePackage, type ChartConfig } from './package.ts';

/** Receives what comes from the internet, and sends it to Services by host and path. */
export interface IngressNginxConfig extends ChartConfig {}

export const ingressNginx = definePackage<'ingress-nginx', IngressNginxConfig>({
  name: 'ingress-nginx',
  summary: 'Receives requests at a load balancer of AWS, and sends them to Services as Ingresses say.',
  defaults: () => ({}),
  stage: 'shared-start',
  release: {
    flux2: {
      namespace: { name: 'ingress-nginx' },
      chart: { repository: 'https://kubernetes.github.io/ingress-nginx', name: 'ingress-nginx', version: '4.15.1' },
      reads: ['controller.ingressClassResource.{default, name}', 'controller.service.{annotations, type}'],
      release: () => ({
        values: {
          controller: {
            ingressClassResource: { name: 'nginx', default: true },
            service: { type: 'LoadBalancer', annotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' } },
          },
        },
      }),
      entrance: 'ingress-nginx-controller',
    },
  },
  replaces: [{ command: 'kubectl apply -f ingress-nginx', line: 53 }],
  notes: [
    'Flux 2: the chart is the last one. Its authors gave the controller up in March 2026: nobody mends what is found in it. A Gateway, as ' +
      'package gloo has it, is the way of today.',
    'The load balancer is one for TCP (`nlb`): AWS calls it by a name of its own, to which records have to lead. Package external-dns ' +
      'writes them; without it, `bootstrap/67-dns.sh` does.',
  ],
});
