import { valueAt } from '../../manifests/manifest.ts';
import { listed } from '../words.ts';
import { editedOf, type ChangedObject, type FoundRisk, type RiskRule } from './risk.ts';

/** What the API server lets nobody change. */

const workload: readonly string[] = ['spec.selector'];

/** Source: validation of updates in Kubernetes, pkg/apis, and the field's documentation. */
const immutable: Readonly<Record<string, readonly string[]>> = {
  DaemonSet: workload,
  Deployment: workload,
  ReplicaSet: workload,
  StatefulSet: [...workload, 'spec.serviceName', 'spec.podManagementPolicy', 'spec.volumeClaimTemplates'],
  Job: ['spec.selector', 'spec.template', 'spec.completionMode'],
  Service: ['spec.clusterIP', 'spec.clusterIPs'],
  PersistentVolumeClaim: ['spec.accessModes', 'spec.selector', 'spec.storageClassName', 'spec.volumeMode', 'spec.volumeName', 'spec.dataSource'],
  PersistentVolume: ['spec.awsElasticBlockStore', 'spec.csi', 'spec.hostPath', 'spec.local', 'spec.nfs', 'spec.volumeMode'],
  StorageClass: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode', 'allowedTopologies'],
  RoleBinding: ['roleRef'],
  ClusterRoleBinding: ['roleRef'],
  Secret: ['type'],
  IngressClass: ['spec.controller'],
  PriorityClass: ['value', 'preemptionPolicy'],
  CustomResourceDefinition: ['spec.group', 'spec.scope', 'spec.names.plural'],
};

const immutableField: RiskRule = {
  id: 'immutable-field',
  summary: 'A field changes that Kubernetes lets nobody change.',
  find: change => editedOf(change).flatMap(({ id, ...object }): FoundRisk[] => {
    const fields = refusedFields(object);
    return fields.length === 0 ? [] : [{
      severity: 'high',
      object: id,
      happens: `The API server refuses ${listed(fields)}: ${change.delivery.title} cannot apply the object, and`
        + ` ${change.delivery.prunes ? 'all that it applies together with it stands still' : 'says so in its log alone'}.`,
      safely: 'Give the object a new name, or delete it by hand right before the merge; what depends on it is down meanwhile.',
    }];
  }),
};

function refusedFields({ before, after }: Pick<ChangedObject, 'before' | 'after'>): string[] {
  const frozen = valueAt(before, ['immutable']) === true ? ['data', 'binaryData', 'stringData', 'immutable'] : [];
  const listedFields = Object.hasOwn(immutable, before?.kind ?? '') ? immutable[before?.kind ?? ''] ?? [] : [];
  return [...listedFields, ...frozen].filter(field => {
    const [old, now] = [before, after].map(object => valueAt(object, field.split('.')));
    const isAssigned = field.startsWith('spec.clusterIP') && (old === undefined || now === undefined); // by the API server
    return !isAssigned && JSON.stringify(old) !== JSON.stringify(now);
  });
}

export const immutableRisks: readonly RiskRule[] = [immutableField];
