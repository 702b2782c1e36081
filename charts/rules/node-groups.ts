import { isDeepStrictEqual } from 'node:util';
import { valueAt } from '../../lib/manifests/manifest.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { mapsAt } from '../../lib/rules/fields.ts';
import { traits } from '../generations/traits.ts';
import { sourceOf } from '../config-rules/rule.ts';
import type { NodeGroup } from '../resources.ts';
import { eksctlConfigs } from './eksctl.ts';
import { found, missing, perCluster, type ClusterFinding, type ClusterRule, type ClusterView } from './rule.ts';
import { textAt } from './view.ts';

export const nodeGroupRules: readonly ClusterRule[] = [
  {
    id: 'node-groups-agree',
    severity: 'error',
    summary: 'The node groups are those of the config, with all that it says of them: what is left out, eksctl decides.',
    example: {
      language: 'yaml',
      bad: `# config.yaml
kind: ClusterConfig
metadata:
  name: production
nodeGroups:
- name: ng
  volumeSize: 80
`,
      good: `# config.yaml
kind: ClusterConfig
metadata:
  name: production
nodeGroups:
- name: ng
  volumeSize: 100
`,
    },
    find: perCluster(view => eksctlConfigs(view).flatMap(placed => {
      const groups = mapsAt(placed.object, ['nodeGroups']);
      return view.cluster.nodeGroups.flatMap((wanted, i): ClusterFinding[] => {
        const group = groups.find(({ value }) => textAt(value, ['name']) === wanted.name);
        if (!group) return [absent(view, wanted, i)];
        const different = Object.entries(asEksctl(wanted)).filter(([key, right]) => !isDeepStrictEqual(group.value[key], right));
        return different.map(([key, right]) => found(view, placed, [...group.path, key], {
          wrong: group.value[key] === undefined ? `${key} is not said` : `${key} is not what the config says`,
          source: sourceOf(view.name),
          instead: `write ${key}: ${JSON.stringify(right)}`,
        }));
      });
    })),
  },
  {
    id: 'addons-agree',
    severity: 'error',
    summary: 'eksctl adds what nodes need to be ready, and nothing that a package brings.',
    example: {
      language: 'yaml',
      bad: `# config.yaml
kind: ClusterConfig
metadata:
  name: production
addonsConfig:
  disableDefaultAddons: false
`,
      good: `# config.yaml
kind: ClusterConfig
metadata:
  name: production
addonsConfig:
  disableDefaultAddons: true
`,
    },
    find: perCluster(addons),
  },
];

/** The autoscaler's tags have a rule of their own. */
function asEksctl({ settings, tags, ...group }: NodeGroup): Readonly<Record<string, unknown>> {
  return { ...group, ...settings };
}

function absent(view: ClusterView, { name }: NodeGroup, i: number): ClusterFinding {
  const wrong = `there is no node group '${name}'`;
  return missing(view, ['nodeGroups', i], { wrong, source: sourceOf(view.name), instead: 'add it to config.yaml' });
}

/** Without these no node is ever ready, and no pod finds another. */
const needed: readonly string[] = ['coredns', 'kube-proxy', 'vpc-cni'];

/** eksctl of today adds metrics-server, too, unless it is told to add nothing of itself. */
function addons(view: ClusterView): ClusterFinding[] {
  const brings = view.cluster.packages.some(({ definition }) => definition.name === 'metrics-server');
  if (!traits[view.config.delivery].namesRoles || !brings) return [];
  return eksctlConfigs(view).flatMap(placed => {
    const names = mapsAt(placed.object, ['addons']).map(({ value }) => textAt(value, ['name']) ?? '');
    const isTold = valueAt(placed.object, ['addonsConfig', 'disableDefaultAddons']) === true;
    return [
      ...(isTold ? [] : [found(view, placed, ['addonsConfig', 'disableDefaultAddons'], {
        wrong: 'eksctl would add metrics-server, too',
        source: 'package metrics-server',
        instead: 'write disableDefaultAddons: true',
      })]),
      ...needed.filter(name => !names.includes(name)).map(name => found(view, placed, ['addons'], {
        wrong: `addon '${name}' is missing`,
        source: 'eksctl adds none of itself here',
        instead: nearest(name, names) === undefined ? 'add it' : `write it for '${nearest(name, names)}'`,
      })),
    ];
  });
}
