import development from './development.ts';
import { defineCluster } from '../../charts/config.ts';

/** The cluster of the printed shared HelmRelease (guide l.1162-1190): every package as the umbrella charts have it by themselves. */
export default defineCluster({
  ...development,
  packages: {
    certmanager: {},
    'cluster-autoscaler': {},
    'external-dns': {},
    'external-secrets': {},
    gloo: {},
    'gloo-crds': {},
    'metrics-server': {},
    'prometheus-operator': {},
    reloader: {},
  },
});
