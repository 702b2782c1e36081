import { definePackage, type PackageConfig } from './package.ts';

/** The kinds that Gloo is configured by. */
export interface GlooCrdsConfig extends PackageConfig {}

export const glooCrds = definePackage<'gloo-crds', GlooCrdsConfig>({
  name: 'gloo-crds',
  summary: "Defines Gloo's own kinds, such as VirtualService and Upstream, ahead of Gloo itself.",
  defaults: () => ({}),
  stage: 'shared-start',
  release: {
    flux1: {
      namespace: 'gloo-system',
      customResources: () => [
        { ...gloo, kind: 'Settings', plural: 'settings', shortNames: ['st'] },
        { ...gateway, group: 'gateway.solo.io.v2', version: 'v2', kind: 'Gateway', plural: 'gateways', shortNames: ['gw'] },
        { ...gateway, kind: 'VirtualService', plural: 'virtualservices', shortNames: ['vs'] },
        { ...gateway, kind: 'RouteTable', plural: 'routetables', shortNames: ['rt'] },
        { ...gloo, kind: 'Proxy', plural: 'proxies', shortNames: ['px'] },
        { ...gloo, kind: 'Upstream', plural: 'upstreams', shortNames: ['us'] },
        { ...gloo, kind: 'UpstreamGroup', plural: 'upstreamgroups', shortNames: ['ug'] },
      ],
    },
    flux2: { namespace: 'gloo-system' },
  },
  umbrella: null,
  notes: [
    'Flux v1: the definitions name kinds, groups and versions only: fields are checked by Gloo, not by Kubernetes.',
    "Flux 2: nothing is installed, since Gloo's chart brings the definitions.",
  ],
});

const gloo = { group: 'gloo.solo.io', version: 'v1', scope: 'Namespaced' } as const;
const gateway = { group: 'gateway.solo.io', version: 'v1', scope: 'Namespaced' } as const;
