import type { GitChart } from '../../vocabulary.ts';
import { services } from '../services.ts';
import { perService, type Edition } from './edition.ts';

/** The branch on which Tidepool came to Kubernetes. Source: Kubernetes guide l.171-179. */
const chart: GitChart = { git: 'git@github.com:tidepool-org/development', path: 'k8s/charts/tidepool', ref: 'k8s' };

/**
 * The values of the chart of March 2019 that Tidepool's own `k8s/release/backend.yaml` sets. It brings Mongo, a mail server and, unlike its
 * successors, a gateway: Ambassador, which `kubectl port-forward` leads to. Its secrets are among its defaults, so it is for tests alone.
 */
export const k8s: Edition = {
  name: 'k8s',
  chart,
  expresses: { logLevel: false, nosqlclient: [false], hpa: [false], gateway: false, wildcards: false, embeddedMongo: true, switchable: [] },
  mapsImages: false,
  needs: [],
  namesDemoClinic: false,
  imagePath: service => [services[service].in.k8s?.valuesKey ?? service, 'image'],
  values: environment => ({
    ambassador: { enabled: true },
    ...perService(k8s, environment, service => ({ image: service.choice.image })),
  }),
  reads: ['ambassador.enabled', 'SERVICE.image'],
};
