// packages.nginx.nodePorts.http: 8080 is no port that a Service may have on the nodes (Kubernetes: --service-node-port-range; GitOps guide
// l.135-138); write two numbers from 30000 to 32767, such as 30080 and 30443. [node-port]
import { defineCluster } from '../../charts/config.ts';
import staging from '../clusters/staging.ts';

export default defineCluster({ ...staging, name: 'node-port-below-the-range', environment: 'staging', packages: { nginx: { nodePorts: { http: 8080, https: 30443 } } } });
