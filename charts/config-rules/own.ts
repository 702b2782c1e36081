import { identity, isRecord, type Manifest } from '../../lib/manifests/manifest.ts';
import { roleOf } from '../../lib/manifests/roles.ts';
import { remembered } from '../../lib/remembered.ts';
import type { Cluster } from '../cluster.ts';
import { objectsIn } from '../compile.ts';
import { isUmbrella } from '../generations/delivery.ts';
import { traits } from '../generations/traits.ts';
import type { OwnFile } from '../own.ts';
import { error, enumerate, type CheckedCluster, type ConfigFinding, type ConfigRule } from './rule.ts';

/** About the manifests beside a config, which no config shows. */
export const ownRules: readonly ConfigRule[] = [
  { id: 'own-file', summary: 'A hand-written manifest lies where Flux is to read it, and can be read.', find: eachFile(files) },
  { id: 'own-object', summary: 'A hand-written manifest holds nothing that Flux moves, reveals or takes along.', find: eachFile(objects) },
  { id: 'own-name', summary: 'A hand-written object has a name that no object of the cluster has.', find: eachFile(names) },
];

function eachFile(find: (file: OwnFile, checked: CheckedCluster) => ConfigFinding[]): ConfigRule['find'] {
  return checked => checked.cluster.own.flatMap(file => find(file, checked));
}

/** The place is the file, which is not the one with the config. */
function refused({ source: file }: OwnFile, wrong: string, source: string, instead: string): ConfigFinding {
  return error('', { wrong: `${file}: ${wrong}`, source, instead });
}

function files(file: OwnFile, { config, cluster }: CheckedCluster): ConfigFinding[] {
  const { folder, name, unreadable, objects: all } = file;
  const source = 'docs/escape-hatches.md';
  if (isUmbrella(config)) {
    const wrong = 'in umbrella mode no folder of Flux is one stage, so there is no place for this file';
    return [refused(file, wrong, source, "write shared: 'packages', or keep the file in a repository of its own")];
  }
  const { noStages } = traits[config.delivery];
  if (noStages !== undefined) return [refused(file, noStages, source, 'keep the file in a repository of its own')];
  const named = (['environments', 'applications'] as const).flatMap(stage => cluster[stage].map(each => `${stage}/${each.name}`));
  const stages = ['shared-start', 'shared', ...named];
  if (!stages.includes(folder)) {
    return [refused(file, `'${folder}' is no stage of the cluster`, source, `put it into ${enumerate(stages, 'or')}`)];
  }
  if (!name.endsWith('.yaml') || roleOf(name) !== 'objects') {
    return [refused(file, `a file called '${name}' means something else to Flux or to this program`, source, 'call it otherwise, with the ending .yaml')];
  }
  if (unreadable !== undefined) return [refused(file, `cannot be read: ${unreadable}`, 'YAML', 'mend it')];
  return all.length > 0 ? [] : [refused(file, 'holds no object', source, 'write one with apiVersion, kind and metadata.name, or remove the file')];
}

function objects(file: OwnFile, { config }: CheckedCluster): ConfigFinding[] {
  const { unpruned, title } = traits[config.delivery];
  const marks = file.text.includes('"$imagepolicy"')
    ? [refused(file, 'an image is marked for Flux to move, which the next synth would take back', 'docs/images.md', 'remove the mark, and write the tag by hand')]
    : [];
  return [...marks, ...file.objects.flatMap(object => {
    const id = `${object.kind} '${object.metadata.name}'`;
    const { annotations = {} } = object.metadata;
    const automated = Object.keys(annotations).filter(key => /(^|\.)(fluxcd\.io|flux\.weave\.works)\/automated$/.test(key) && annotations[key] !== 'false');
    const isLost = unpruned !== undefined && irreplaceable.has(object.kind) && annotations[unpruned[0]] !== unpruned[1];
    return [
      ...automated.map(key => refused(file, `${id} has Flux move its images (${key}), which the next synth would take back`, 'docs/images.md', 'leave it out')),
      ...(holdsData(object) ? [refused(file, `${id} holds data, which a repository reveals`, 'docs/secrets.md', 'fetch it by an ExternalSecret, or encrypt it with sops')] : []),
      ...(isLost ? [refused(
        file,
        `with ${id} goes all that is in it as soon as the file does`,
        `${title}: spec.prune`,
        `annotate it with ${unpruned[0]}: ${unpruned[1]}`,
      )] : []),
    ];
  })];
}

function names(file: OwnFile, { cluster }: CheckedCluster): ConfigFinding[] {
  return file.objects.flatMap(object => {
    const path = pathsById(cluster).get(identity(object));
    if (path === undefined) return [];
    const wrong = `${identity(object)} stands in dist/${path} already, and Flux would apply now one and now the other`;
    return [refused(file, wrong, 'docs/escape-hatches.md', 'give it another name, or remove it and write values for the package or environment')];
  });
}

/** Where the objects stand that the cluster makes itself. It is drawn for those few clusters that have manifests beside them. */
const pathsById = remembered((cluster: Cluster): ReadonlyMap<string, string> => new Map(objectsMadeBy(cluster)));

function objectsMadeBy(cluster: Cluster): [id: string, path: string][] {
  try {
    return objectsIn({ ...cluster, own: [] }).map(({ path, object }) => [identity(object), path]);
  } catch {
    return []; // a config with other mistakes may be one of which nothing can be drawn; those are told first
  }
}

/** What cannot be made again. */
const irreplaceable: ReadonlySet<string> = new Set(['CustomResourceDefinition', 'Namespace', 'PersistentVolumeClaim']);

function holdsData(object: Manifest): boolean {
  if (object.kind !== 'Secret' || 'sops' in object) return false;
  return [object['data'], object['stringData']].some(data => isRecord(data) && Object.keys(data).length > 0);
}
