import { byName, eksWords } from '../normalise.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { traits } from '../generations/traits.ts';
import { isDnsLabel } from '../vocabulary.ts';
import { at, eachEnvironment, error, enumerate, checkForm, warning, type CheckedCluster, type CheckedEnvironment, type ConfigFinding } from './rule.ts';
import type { ConfigRule, Form, Place } from './rule.ts';

/** Names, labels and annotations of Kubernetes objects. */
export const nameRules: readonly ConfigRule[] = [
  { id: 'certificate-object-name', summary: 'Shared certificates and their Secrets have names that Kubernetes takes.', find: certificateNames },
  { id: 'certificate-file', summary: 'No shared certificate takes the name of the file by which Kustomize knows a folder.', find: certificateFile },
  { id: 'namespace-metadata', summary: 'Labels and annotations of namespaces are ones that Kubernetes takes.', find: eachEnvironment(namespaceMetadata) },
  { id: 'namespace-prune', summary: 'Flux deletes no namespace of an environment with all that is in it.', find: eachEnvironment(namespacePrune) },
  { id: 'mesh-words', summary: 'What a mesh reads of a namespace is spelt as it reads it.', find: eachEnvironment(meshWords) },
  { id: 'git-secret-name', summary: 'The Secret with the key to charts in git has a name that Kubernetes takes.', find: gitSecretName },
];

/** Nothing when `name` is a DNS label. `source` says who wants one. */
export function labelFindings(path: string, name: string, source: string): ConfigFinding[] {
  return checkForm({
    is: isDnsLabel,
    noun: 'DNS label',
    source: `${source}; RFC 1123: at most 63 of a-z, 0-9 and inner hyphens`,
    instead: "write one such as 'test1'",
    close: text => text.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 63).replace(/^-|-$/g, ''),
  }, path, name);
}

const objectName: Form = {
  is: isSubdomain,
  noun: 'name of a Kubernetes object',
  source: 'RFC 1123: at most 253 of a-z, 0-9, inner hyphens and dots',
  instead: "write one such as 'tidepool-tls'",
  close: name => name.toLowerCase().replaceAll('*', 'star').replace(/[^a-z0-9.]+/g, '-').replace(/^[-.]+|[-.]+$/g, ''),
};
const labelValue: Form = {
  is: /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/,
  noun: 'value of a label or taint',
  source: 'Kubernetes: at most 63 letters, digits, -, _ and ., a letter or digit at both ends',
  instead: "write one such as 'enabled'",
};

function certificateNames({ config }: CheckedCluster): ConfigFinding[] {
  return byName(eksWords(config).certificates ?? {}).flatMap(([name, { secretName }]) => [
    ...checkForm(objectName, at('certificates', name), name),
    ...checkForm(objectName, at('certificates', name, 'secretName'), secretName),
  ]);
}

function certificateFile({ config }: CheckedCluster): ConfigFinding[] {
  const { certificates = {} } = eksWords(config);
  if (!Object.hasOwn(certificates, 'kustomization')) return [];
  return [error(at('certificates', 'kustomization'), {
    wrong: "'kustomization' makes kustomization.yaml, by which Kustomize knows what a folder holds",
    source: 'a certificate is written into a file of its name',
    instead: 'call the certificate otherwise',
  })];
}

function gitSecretName({ config }: CheckedCluster): ConfigFinding[] {
  return checkForm(objectName, 'gitSecret', 'gitSecret' in config ? config.gitSecret : undefined);
}

function isSubdomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every(isDnsLabel);
}

function namespaceMetadata({ name, config: { namespace: { labels, annotations = {} } = {} } }: CheckedEnvironment): ConfigFinding[] {
  return [
    ...labelsFindings(['environments', name, 'namespace', 'labels'], labels),
    ...byName(annotations).flatMap(([key]) => keyFindings(['environments', name, 'namespace', 'annotations'], key)),
  ];
}

function namespacePrune({ at: below, config: { namespace: { annotations = {} } = {} } }: CheckedEnvironment, { config }: CheckedCluster): ConfigFinding[] {
  const { unpruned: [key, value] = ['', ''], title } = traits[config.delivery];
  const given = annotations[key];
  if (given === undefined || given === value) return [];
  return [error(below('namespace', 'annotations', key), {
    wrong: `'${given}' would be overwritten by '${value}', without which Flux would delete the namespace with all that is in it`,
    source: `${title}: spec.prune`,
    instead: 'leave it out',
  })];
}

/** Where meshes and Gloo look at a namespace, for what words. */
const meshKeys = [
  { prefix: 'linkerd.io', name: 'inject', map: 'annotations', words: ['enabled', 'disabled', 'ingress'], reader: 'Linkerd' },
  { prefix: '', name: 'istio-injection', map: 'labels', words: ['enabled', 'disabled'], reader: 'Istio' },
  { prefix: 'discovery.solo.io', name: 'function_discovery', map: 'labels', words: ['enabled', 'disabled'], reader: 'Gloo' },
] as const;

/** Other keys are free, so only what nearly is one of these is a mistake. */
function meshWords({ name, config: { namespace = {} } }: CheckedEnvironment): ConfigFinding[] {
  return (['labels', 'annotations'] as const).flatMap(map => {
    return byName(namespace[map] ?? {}).flatMap(([key, value]) => meshFindings(['environments', name, 'namespace', map], map, key, value));
  });
}

function meshFindings(place: Place, map: 'labels' | 'annotations', key: string, value: string): ConfigFinding[] {
  const [prefix = '', name] = partsOf(key);
  const meant = meshKeys.find(known => nearest(prefix, [known.prefix]) !== undefined && nearest(name, [known.name]) !== undefined);
  if (meant === undefined) return [];
  const right = meant.prefix === '' ? meant.name : `${meant.prefix}/${meant.name}`;
  const words: readonly string[] = meant.words;
  const found = (wrong: string, instead: string): ConfigFinding[] => [warning(at(...place, key), { wrong, source: meant.reader, instead })];
  if (key !== right) return found(`nothing reads '${key}'`, `write '${right}'`);
  if (map !== meant.map) return found(`it is no ${map.slice(0, -1)} to those who read it`, `write it in ${meant.map}`);
  if (words.includes(value)) return [];
  return found(`'${value}' is no word for it`, `write ${enumerate(words.map(word => `'${word}'`), 'or')}`);
}

/** What Kubernetes refuses of a map of labels. */
export function labelsFindings(place: Place, labels: Readonly<Record<string, string>> | undefined): ConfigFinding[] {
  return byName(labels ?? {}).flatMap(([key, value]) => [...keyFindings(place, key), ...labelValueFindings([...place, key], value)]);
}

/** What Kubernetes refuses of a key of labels, annotations or taints. */
export function keyFindings(place: Place, key: string): ConfigFinding[] {
  const [prefix, name] = partsOf(key);
  if ((prefix === undefined || isSubdomain(prefix)) && name !== '' && checkForm(labelValue, '', name).length === 0) return [];
  return [error(at(...place, key), {
    wrong: `'${key}' is no key of a label, annotation or taint`,
    source: 'Kubernetes: at most 63 letters, digits, -, _ and ., after a DNS name and a slash or not',
    instead: "write one such as 'example.org/team'",
  })];
}

/** A DNS name, where there is one, and what stands behind it. */
function partsOf(key: string): [prefix: string | undefined, name: string] {
  const slash = key.lastIndexOf('/');
  return [slash < 0 ? undefined : key.slice(0, slash), key.slice(slash + 1)];
}

export function labelValueFindings(place: Place, value: string): ConfigFinding[] {
  return checkForm(labelValue, at(...place), value);
}
