import { defineCluster } from '../charts/config.ts';

/** A Tidepool on a laptop as of March 2019: the cluster of "Running Tidepool on Kubernetes" (docs/guide.md), with the values that it prints. */
export default defineCluster({
  name: 'local',
  email: 'ops@example.org',
  delivery: 'helm',
  helm: 2,
  dashboard: true,
  weaveFlux: { repository: 'git@github.com:first-cli/development.git', branch: 'my_config', pollInterval: '1m' },
  local: { provider: 'minikube', driver: 'hyperkit', kubernetes: 'v1.11.5', memory: 8192, cpus: 4 },
  edition: 'k8s',
  packages: {},
  environments: {
    default: {
      // What the branches of that time were called.
      gitops: { policy: 'glob:quiet*' },
      services: {
        blip: { policy: 'glob:v1.*', image: 'tidepool/blip:v1.14.1' },
        export: { policy: 'glob:v1.3.*' },
        gatekeeper: { policy: 'glob:*' },
        hakken: { policy: 'glob:noHakken*' },
        highwater: { policy: 'glob:*' },
        hydrophone: { policy: 'glob:noHakken*' },
        jellyfish: { policy: 'glob:*' },
        mailhog: { policy: 'semver:1.*' },
        mongo: { pin: '3.2' },
        seagull: { policy: 'glob:noHakken*' },
        shoreline: { policy: 'glob:noHakken*' },
        tidewhisperer: { policy: 'glob:noHakken*' },
        tools: { policy: 'glob:*' },
      },
      gateway: { default: 'http', http: { dnsNames: ['localhost'] } },
      mongo: { server: 'embedded' },
    },
  },
});
