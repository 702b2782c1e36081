import { byName, hasPackage } from '../normalise.ts';
import { traits } from '../generations/traits.ts';
import type { EksConfig, NodeGroupConfig } from '../config.ts';
import { keyFindings, labelFindings, labelsFindings, labelValueFindings } from './names.ts';
import { at, error, ofEks, findRepeated, checkForm, type CheckedEks, type ConfigFinding, type ConfigRule, type Form, type Place } from './rule.ts';

export const nodeRules = ofEks([
  { id: 'node-group-name', summary: 'Node groups have names of their own.', find: names },
  { id: 'node-group-size', summary: 'minSize <= desiredCapacity <= maxSize in whole numbers, maxSize at least 1.', find: eachGroup(sizes) },
  { id: 'node-head-room', summary: 'The cluster-autoscaler has head-room in some group.', find: headRoom },
  { id: 'node-machine', summary: 'An instance type is a family and a size; a disk has a size that EBS makes.', find: eachGroup(machines) },
  { id: 'storage-driver', summary: 'The way of delivery installs the driver of disks that the config asks for.', find: storage },
  { id: 'autoscaler-tag', summary: "The tags by which cluster-autoscaler finds a group are its own affair.", find: autoscalerTags },
  { id: 'availability-zone', summary: "Availability zones lie in the cluster's region, none twice.", find: zones },
  { id: 'node-labels', summary: 'Labels, taints and tags of nodes are ones that Kubernetes, eksctl and AWS take.', find: eachGroup(marks) },
]);

function eachGroup(find: (group: NodeGroupConfig, i: number) => ConfigFinding[]): ConfigRule<EksConfig>['find'] {
  return ({ config }) => config.nodeGroups.flatMap(find);
}

function names({ config: { nodeGroups } }: CheckedEks): ConfigFinding[] {
  const all = nodeGroups.map(({ name }) => name);
  return all.flatMap((name, i) => {
    const path = at('nodeGroups', i, 'name');
    const first = all.indexOf(name);
    if (first === i) return labelFindings(path, name, 'guide l.653');
    return [error(path, {
      wrong: `'${name}' is also the name of nodeGroups[${first}], and eksctl makes one stack per name`,
      source: 'guide l.956',
      instead: 'call one of the two otherwise',
    })];
  });
}

function sizes({ minSize, desiredCapacity, maxSize }: NodeGroupConfig, i: number): ConfigFinding[] {
  const group = { minSize, desiredCapacity, maxSize };
  const source = 'guide l.650-652';
  const refused = (key: keyof typeof group, wrong: string, instead: string) =>
    error(at('nodeGroups', i, key), { wrong: `${Object.is(group[key], -0) ? '-0' : group[key]} ${wrong}`, source, instead });

  const broken = byName(group).filter(([, size]) => !isCount(size));
  if (broken.length > 0) {
    return broken.map(([key, size]) => refused(key as keyof typeof group, 'is no whole number of nodes', `write ${isCount(Math.ceil(size)) ? Math.ceil(size) : 'one such as 4'}`));
  }
  if (minSize < 0) return [refused('minSize', 'is below 0', 'write 0 or more')];
  if (maxSize < 1) return [refused('maxSize', 'leaves the group without nodes', 'write 1 or more')];
  if (minSize > maxSize) return [refused('minSize', `is above maxSize ${maxSize}`, `write ${maxSize} or less, or raise maxSize`)];
  const instead = minSize === maxSize ? `write ${minSize}` : `write ${minSize} to ${maxSize}`;
  if (desiredCapacity < minSize) return [refused('desiredCapacity', `is below minSize ${minSize}`, instead)];
  if (desiredCapacity > maxSize) return [refused('desiredCapacity', `is above maxSize ${maxSize}`, instead)];
  return [];
}

/** A group of a fixed size is fine beside one that can grow. */
function headRoom({ config }: CheckedEks): ConfigFinding[] {
  const { nodeGroups } = config;
  if (!hasPackage(config, 'cluster-autoscaler') || nodeGroups.some((group, i) => group.minSize !== group.maxSize || sizes(group, i).length > 0)) return [];
  const [{ maxSize }] = nodeGroups;
  return [error(at('nodeGroups', 0, 'maxSize'), {
    wrong: `${maxSize} is also minSize${nodeGroups.length > 1 ? ', as in every other group' : ''}, which leaves package cluster-autoscaler nothing to do`,
    source: 'guide l.651-652, 673',
    instead: `write ${maxSize + 1} or more, or leave the package out`,
  })];
}

const machine: Form = {
  is: /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/,
  noun: 'EC2 instance type',
  source: 'guide l.649; EC2: a family, a dot and a size',
  instead: "write one such as 'm4.large'",
};

function machines({ instanceType, instanceTypes, volumeSize }: NodeGroupConfig, i: number): ConfigFinding[] {
  const isDisk = volumeSize === undefined || (Number.isInteger(volumeSize) && volumeSize >= 1 && volumeSize <= 16384);
  return [
    ...checkForm(machine, at('nodeGroups', i, 'instanceType'), instanceType),
    ...checkForm(machine, at('nodeGroups', i, 'instanceTypes'), instanceTypes),
    ...(isDisk ? [] : [error(at('nodeGroups', i, 'volumeSize'), {
      wrong: `${volumeSize} is no size of a disk`,
      source: 'EBS: 1 to 16384 whole GiB',
      instead: 'write one such as 80, or leave it to eksctl',
    })]),
  ];
}

function storage({ config: { storage: driver, delivery } }: CheckedEks): ConfigFinding[] {
  const { installsAddons, title } = traits[delivery];
  if (driver === undefined || installsAddons) return [];
  return [error('storage', {
    wrong: `under ${title} no add-on is installed, and Kubernetes of then makes disks itself`,
    source: 'AWS Bootstrap l.27-36: the driver is an add-on of EKS',
    instead: 'leave it out',
  })];
}

function autoscalerTags({ config }: CheckedEks): ConfigFinding[] {
  if (!hasPackage(config, 'cluster-autoscaler')) return [];
  const own = ['k8s.io/cluster-autoscaler/enabled', `k8s.io/cluster-autoscaler/${config.name}`];
  return config.nodeGroups.flatMap(({ tags = {} }, i) =>
    own.filter(key => tags[key] !== undefined && tags[key] !== 'true').map(key => error(at('nodeGroups', i, 'tags', key), {
      wrong: `'${tags[key]}' would be overwritten by 'true', by which package cluster-autoscaler finds the group`,
      source: 'guide l.762-764',
      instead: 'leave the tag out',
    })));
}

function zones({ config: { region, availabilityZones, nodeGroups } }: CheckedEks): ConfigFinding[] {
  const zone: Form = {
    is: text => text.slice(0, -1) === region && /[a-z]$/.test(text),
    noun: `availability zone of ${region}, the cluster's region`,
    source: 'guide l.161-167, 941',
    instead: `write one such as '${region}a'`,
  };
  const lists = nodeGroups.map((group, i) => ({ all: group.availabilityZones, path: at('nodeGroups', i, 'availabilityZones') }));
  return [{ all: availabilityZones, path: 'availabilityZones' }, ...lists].flatMap(({ all = [], path }) => {
    return [...checkForm(zone, path, all), ...findRepeated(path, all, 'guide l.941')];
  });
}

function marks({ labels, taints = {}, tags = {} }: NodeGroupConfig, i: number): ConfigFinding[] {
  return [
    ...labelsFindings(['nodeGroups', i, 'labels'], labels),
    ...byName(taints).flatMap(([key]) => keyFindings(['nodeGroups', i, 'taints'], key)),
    ...byName(taints).flatMap(([key, taint]) => taintFindings(['nodeGroups', i, 'taints', key], taint)),
    ...byName(tags).flatMap(([key, value]) => tagFindings(at('nodeGroups', i, 'tags', key), key, value)),
  ];
}

const taintForm: Form = {
  is: /^[^:]*:(NoSchedule|PreferNoSchedule|NoExecute)$/,
  noun: 'taint',
  source: 'eksctl: a value, a colon, and NoSchedule, PreferNoSchedule or NoExecute',
  instead: "write one such as 'true:NoSchedule'",
};

function taintFindings(place: Place, taint: string): ConfigFinding[] {
  const found = checkForm(taintForm, at(...place), taint);
  return found.length > 0 ? found : labelValueFindings(place, taint.replace(/:.*/, ''));
}

/** A whole number that every reader writes with its digits alone. */
function isCount(size: number): boolean {
  return Number.isSafeInteger(size) && !Object.is(size, -0);
}

function tagFindings(path: string, key: string, value: string): ConfigFinding[] {
  const refused = (wrong: string, source: string, instead: string) => [error(path, { wrong, source, instead })];
  if (/^aws:/i.test(key)) return refused(`'${key}' begins with 'aws:'`, 'AWS keeps such tags to itself', 'call the tag otherwise');
  if (key.length < 1 || key.length > 128) return refused(`the key has ${key.length} characters`, 'AWS: 1 to 128', 'write such a key');
  if (value.length > 256) return refused(`the value has ${value.length} characters`, 'AWS: at most 256', 'shorten it');
  return [];
}
