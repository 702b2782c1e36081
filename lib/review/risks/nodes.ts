import { groupOf, isRecord, valueAt, type Manifest } from '../../manifests/manifest.ts';
import { listed } from '../words.ts';
import { editedOf, removedOf, type ChangedObject, type FoundRisk, type RiskRule, type ScopeChange } from './risk.ts';

/** What eksctl makes once: the cluster, its network and its node groups. It compares none of them with the file again. */

function editedClusters(change: ScopeChange): (ChangedObject & { readonly before: Manifest; readonly after: Manifest })[] {
  return editedOf(change, 'ClusterConfig').filter(({ after }) => groupOf(after) === 'eksctl.io');
}

interface NodeGroup extends Record<string, unknown> {
  readonly name: string;
}

function groupsIn(object: Manifest): ReadonlyMap<string, NodeGroup> {
  const lists = [object['nodeGroups'], object['managedNodeGroups']].flatMap(list => (Array.isArray(list) ? list : []));
  return new Map(lists.filter((group): group is NodeGroup => isRecord(group) && typeof group['name'] === 'string').map(group => [group.name, group]));
}

/** What `eksctl scale nodegroup` changes. */
const scaled: readonly string[] = ['desiredCapacity', 'minSize', 'maxSize'];

const nodeGroupReplaced: RiskRule = {
  id: 'node-group-replaced',
  summary: 'A node group changes in what only a new group can have.',
  find: change => editedClusters(change).flatMap(({ id, before, after }): FoundRisk[] => {
    const now = groupsIn(after);
    return [...groupsIn(before)].flatMap(([name, old]): FoundRisk[] => {
      const group = now.get(name);
      const keys = group ? [...new Set([...Object.keys(old), ...Object.keys(group)])] : [];
      const fields = keys.filter(key => !scaled.includes(key) && JSON.stringify(old[key]) !== JSON.stringify(group?.[key]));
      if (fields.length === 0) return [];
      return [{
        severity: 'high',
        object: id,
        happens: `Group ${name}: ${listed(fields)} cannot be changed. eksctl does nothing by itself; done by hand, the group is made anew,`
          + ' and every pod on it starts elsewhere.',
        safely: 'Give the new group another name: eksctl create nodegroup --config-file config.yaml, then eksctl delete nodegroup with the'
          + ' old name, which drains it.',
      }];
    });
  }),
};

const nodeGroupRemoved: RiskRule = {
  id: 'node-group-removed',
  summary: 'A node group is removed, or has another name.',
  find: change => editedClusters(change).flatMap(({ id, before, after }): FoundRisk[] => {
    const now = groupsIn(after);
    return [...groupsIn(before).keys()].filter(name => !now.has(name)).map((name): FoundRisk => ({
      severity: 'high',
      object: id,
      happens: `Group ${name} runs on until it is deleted by hand; deleting it moves every pod on it, if there is room elsewhere.`,
      safely: `Make the new group first. Then eksctl delete nodegroup --cluster ${before.metadata.name} --name ${name}, which drains it, when few work.`,
    }));
  }),
};

const onceOnly: readonly (readonly string[])[] = [
  ['vpc', 'cidr'], ['vpc', 'id'], ['vpc', 'subnets'], ['vpc', 'nat'], ['availabilityZones'], ['metadata', 'region'], ['kubernetesNetworkConfig'],
];

const vpcChanged: RiskRule = {
  id: 'vpc-changed',
  summary: 'The network of a cluster changes in what only a new cluster can have.',
  find: change => editedClusters(change).flatMap(({ id, before, after }): FoundRisk[] => {
    const fields = onceOnly.filter(path => JSON.stringify(valueAt(before, path)) !== JSON.stringify(valueAt(after, path)));
    return fields.length === 0 ? [] : [{
      severity: 'high',
      object: id,
      happens: `${listed(fields.map(path => path.join('.')))} of a running cluster cannot be changed: the file then describes a cluster that is not there.`,
      safely: 'Write back what the cluster has. Another network takes a new cluster, to which everything moves.',
    }];
  }),
};

/** `1.29` as 29. */
function minorOf(object: Manifest): number {
  return Number(/^1\.(\d+)$/.exec(String(valueAt(object, ['metadata', 'version'])))?.[1] ?? NaN);
}

const kubernetesVersion: RiskRule = {
  id: 'kubernetes-version',
  summary: 'Kubernetes goes to another release: one on, several at once, or back.',
  find: change => editedClusters(change).flatMap(({ id, before, after }): FoundRisk[] => {
    const [old = NaN, now = NaN] = [before, after].map(minorOf);
    if (Number.isNaN(now - old) || now === old) return [];
    const step = `Kubernetes 1.${old} → 1.${now}: `;
    if (now < old) {
      return [{ severity: 'high', object: id, happens: `${step}EKS cannot go back.`, safely: 'Write the release that the cluster runs.' }];
    }
    return now > old + 1 ? [{
      severity: 'high',
      object: id,
      happens: `${step}EKS goes one release at a time, and refuses more.`,
      safely: `Write 1.${old + 1} first, upgrade control plane and nodes, and go on from there.`,
    }] : [{
      severity: 'medium',
      object: id,
      happens: `${step}nothing happens before eksctl upgrade cluster; then there is no way back, and APIs that the release lacks are gone.`,
      safely: 'Run validate, which names objects of APIs that are gone; upgrade the control plane, then the nodes.',
    }];
  }),
};

const clusterRenamed: RiskRule = {
  id: 'cluster-renamed',
  summary: 'The EKS cluster has another name.',
  find: change => removedOf(change, 'ClusterConfig').filter(({ before }) => groupOf(before) === 'eksctl.io').map(({ id, before }): FoundRisk => ({
    severity: 'high',
    object: id,
    happens: `eksctl knows no cluster ${before.metadata.name} by this file any more: a new one would be made beside it, with roles and a network of its own.`,
    safely: 'Keep the name; a cluster cannot be renamed. Otherwise bring up the new one, move everything, and delete the old one.',
  })),
};

export const nodeRisks: readonly RiskRule[] = [nodeGroupReplaced, nodeGroupRemoved, vpcChanged, kubernetesVersion, clusterRenamed];
