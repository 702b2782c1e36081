// delivery: must be one of 'flux1', 'flux2', 'helm', 'kustomize', not 'flux3'. [shape]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

// @ts-expect-error: flux3 is no way of delivery
export default defineCluster({ ...base, name: 'delivery-that-is-not', delivery: 'flux3' });
