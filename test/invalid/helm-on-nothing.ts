// local: is missing, and nothing says what the cluster runs on (Kubernetes guide l.30-36); write local: {} for your own machine, or region, aws, vpc and nodeGroups for EKS. [shape]
import { defineCluster } from '../../charts/config.ts';

// @ts-expect-error: neither a machine nor a network
export default defineCluster({ name: 'helm-on-nothing', email: 'ops@example.org', delivery: 'helm', packages: {} });
