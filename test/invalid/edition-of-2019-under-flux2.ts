// edition: Flux 2 cannot install the chart of edition '0.1.7', since it makes Deployments of extensions/v1beta1, and brings a Gloo of 2019
// (templates and requirements of the chart); write '0.26.0', with kafka and keycloak in each of its environments. [edition-installable]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

export default defineCluster({ ...today, name: 'edition-of-2019-under-flux2', edition: '0.1.7' });
