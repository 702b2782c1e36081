import { accountRules } from './accounts.ts';
import { bucketRules } from './buckets.ts';
import { certificateRules } from './certificates.ts';
import { chartPlaceRules } from './chart-places.ts';
import { clusterFactRules } from './clusters.ts';
import { controllerRules } from './controllers.ts';
import { dnsRules } from './dns.ts';
import { fluxRules } from './flux.ts';
import { grantRules } from './grants.ts';
import { imageRules } from './images.ts';
import { labelRules } from './labels.ts';
import { nameRules } from './names.ts';
import { namespaceRules } from './namespaces.ts';
import { neededValueRules } from './needed-values.ts';
import { nodeGroupRules } from './node-groups.ts';
import { notificationRules } from './notifications.ts';
import { permissionRules } from './permissions.ts';
import { podRules } from './pods.ts';
import { releaseRules } from './releases.ts';
import { saidValueRules } from './said-values.ts';
import { secretRules } from './secrets.ts';
import { textRules } from './texts.ts';
import { valueRules } from './values.ts';
import { workloadRules } from './workloads.ts';
import type { ClusterRule } from './rule.ts';

export type { ClusterFinding, ClusterRule, ClusterView, Example, Fleet } from './rule.ts';

/**
 * Everything that is asked of the output of clusters, beside what holds of any manifests. They look at objects, whoever wrote them, and
 * believe the config.
 */
export const clusterRules: readonly ClusterRule[] = [
  ...namespaceRules,
  ...releaseRules,
  ...valueRules,
  ...neededValueRules,
  ...imageRules,
  ...secretRules,
  ...accountRules,
  ...grantRules,
  ...bucketRules,
  ...dnsRules,
  ...certificateRules,
  ...labelRules,
  ...textRules,
  ...workloadRules,
  ...notificationRules,
  ...clusterFactRules,
  ...saidValueRules,
  ...chartPlaceRules,
  ...nodeGroupRules,
  ...podRules,
  ...permissionRules,
  ...controllerRules,
  ...nameRules,
  ...fluxRules,
];
