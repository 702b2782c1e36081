import { isPair, isScalar, parseAllDocuments, visit } from 'yaml';
import { identity, isManifest, isRecord, valueAt } from '../manifests/manifest.ts';
import { entriesOf, isFull, isKustomizationFile, type ManifestFile } from '../manifests/manifests.ts';
import { reachedFrom } from '../reached.ts';
import { perCluster } from './clusters.ts';
import { isTyped } from './entries.ts';
import { mapsAt, textAt } from './fields.ts';
import { folderOf, type Folders, type KustomizationFile } from './folders.ts';
import { currentId, generatorsIn, isFound, isSame, layersOf, type Resource } from './kustomize-layers.ts';
import { foundIn, type ManifestFinding, type ManifestRule, type Place } from './rule.ts';
import { pathOf } from './yaml-path.ts';

export const kustomizeBuilds: ManifestRule = {
  id: 'kustomize-builds',
  severity: 'error',
  summary: 'Kustomize can build what is listed: nothing twice, in a ring, of the wrong kind, without a name or a base.',
  find: perCluster(cluster => [
    ...cluster.files.flatMap(file => (isKustomizationFile(file) ? wrongFile(file, cluster.folders) : [])),
    ...cluster.kustomizations.flatMap(each => [wrongEntries, wrongGenerators, lostSources].flatMap(look => look(each, cluster.folders))),
    ...[...new Set(cluster.builds.flatMap(build => [...build.files.keys()]))].flatMap(unreadable),
  ]),
};

const source = 'Kustomize builds nothing at all then';

function wrongFile(file: ManifestFile, { filesIn }: Folders): ManifestFinding[] {
  const document = file.documents[0] ?? { file, index: 0, value: undefined };
  const tell = (wrong: string, instead: string) => [foundIn(document, [], { wrong, source, instead })];
  if (file.unreadable) return [];
  const other = filesIn(folderOf(file)).find(each => each !== file && isKustomizationFile(each));
  if (other !== undefined && other.path < file.path) return tell(`${other.path} stands beside it`, 'remove one of the two');
  const { value } = document;
  const isEmpty = value === undefined || (isRecord(value) && Object.keys(value).every(key => isHead.test(key)));
  return isEmpty ? tell('it lists nothing', 'add resources, or remove it') : [];
}

const isHead = /^(?:apiVersion|kind|metadata)$/;

/** What an entry leads to, and what comes of it together with those before it. */
function wrongEntries(kustomization: KustomizationFile, folders: Folders): ManifestFinding[] {
  const { document, folder, resources } = kustomization;
  const empty = ['resources', 'components', 'bases'].flatMap(key => {
    const list = valueAt(document.value, [key]);
    return (Array.isArray(list) ? list : []).flatMap((item: unknown, i) => (item === null || item === '' ? [[key, i]] : []));
  }).map(path => foundIn(document, path, { wrong: 'the entry is empty', source, instead: 'remove it' }));
  const wrong = resources.flatMap(({ path, text, leadsTo }) => {
    const tell = (what: string, instead: string) => [foundIn(document, path, { wrong: what, source, instead })];
    if (typeof leadsTo === 'string') return [];
    if ('file' in leadsTo) {
      return isKustomizationFile(leadsTo.file) ? tell(`'${text}' is a kustomization.yaml itself`, 'list its folder') : [];
    }
    if (isAround(leadsTo.folder, folder) || reachedFrom(leadsTo.folder, each => listedFolders(each, folders)).has(folder)) {
      return tell(`'${text}' leads back here`, 'leave it out, or move what both need into a folder of its own');
    }
    const below = folders.kustomizations.get(leadsTo.folder);
    if (below === undefined || isComponent(below) === (path[0] === 'components')) return [];
    return isComponent(below)
      ? tell(`folder '${text}' is a Component`, 'list it below components')
      : tell(`folder '${text}' is no Component`, 'list it below resources');
  });
  return [...empty, ...wrong, ...twice(kustomization, layersOf(folders)(folder).listed)];
}

function isAround(outer: string, inner: string): boolean {
  return outer === '' || inner === outer || inner.startsWith(`${outer}/`);
}

function listedFolders(folder: string, { kustomizations }: Folders): string[] {
  const entries = kustomizations.get(folder)?.resources ?? [];
  return entries.flatMap(({ leadsTo }) => (typeof leadsTo === 'object' && 'folder' in leadsTo ? [leadsTo.folder] : []));
}

/** Of two files with one object `duplicate-object` speaks. */
function twice({ document }: KustomizationFile, listed: readonly Resource[]): ManifestFinding[] {
  const entries = new Set<string>();
  return listed.flatMap((resource, i) => {
    const isFirst = (other: Resource) => other.document === resource.document && other.path.join() !== resource.path.join();
    const first = listed.slice(0, i).find(other => isFirst(other) && isSame(currentId(other), currentId(resource)));
    if (first === undefined || entries.has(resource.path.join())) return [];
    entries.add(resource.path.join());
    const { kind, name } = currentId(resource);
    return [foundIn(document, resource.path, { wrong: `it brings ${kind} '${name}' a second time`, source, instead: 'list it once' })];
  });
}

function wrongGenerators(kustomization: KustomizationFile, folders: Folders): ManifestFinding[] {
  const { document, folder, generated } = kustomization;
  const { listed, isOpen } = layersOf(folders)(folder);
  const generators = generatorsIn(kustomization);
  const tell = (at: Place, wrong: string, instead: string) => foundIn(document, at, { wrong, source, instead });
  const missing = generated.filter(({ text, leadsTo }) => leadsTo === 'nothing' && isPlainYaml(text));
  const wrong = generators.flatMap(({ id, path, value }, i) => {
    const isThere = listed.some(each => isFound(each, id)) || generators.slice(0, i).some(other => isSame(other.id, id));
    const behavior = textAt(value, ['behavior']) ?? 'create';
    if (behavior === 'create') {
      return isThere ? [tell(path, `${id.kind} '${id.name}' is there already`, "write 'behavior: merge' or 'behavior: replace'")] : [];
    }
    if (isThere || isOpen || isComponent(kustomization)) return [];
    const wanted = `there is no ${id.kind} '${id.name}' to ${behavior}`;
    return [tell([...path, 'behavior'], wanted, 'list the folder that has it, or leave this out')];
  });
  const where = folder === '' ? 'the root of the tree' : folder;
  return [...missing.map(({ path, text }) => tell(path, `there is no '${text}' in ${where}`, 'add it, or leave it out here')), ...wrong];
}

/** Read here if it is there: what belongs to tools and charts is passed over. */
function isPlainYaml(path: string): boolean {
  return /\.ya?ml$/.test(path) && !path.split('/').some(part => isPassedOver.test(part));
}

const isPassedOver = /^\.[^.]|^(?:node_modules|templates|charts|ci)$|^(?:Chart|values|requirements)/;

function isComponent({ document }: KustomizationFile): boolean {
  return textAt(document.value, ['kind']) === 'Component';
}

/** Replacements take a value from somewhere. A Component may take it from what others list. */
function lostSources(kustomization: KustomizationFile, folders: Folders): ManifestFinding[] {
  const { document, folder } = kustomization;
  const { resources, isOpen } = layersOf(folders)(folder);
  if (isOpen || isComponent(kustomization)) return [];
  return mapsAt(document.value, ['replacements']).flatMap(({ value, path }) => {
    const [kind, name, namespace] = ['kind', 'name', 'namespace'].map(key => textAt(value, ['source', key]));
    const isMet = (resource: Resource) => resource.ids.some(id =>
      (kind ?? id.kind) === id.kind && (name ?? id.name) === id.name && (namespace ?? id.namespace) === id.namespace);
    if (!isRecord(value['source']) || resources.some(isMet)) return [];
    const wrong = `there is no ${kind ?? 'object'} ${name === undefined ? '' : `'${name}'`}`.trim();
    return [foundIn(document, [...path, 'source'], { wrong, source, instead: 'name what is among the resources here' })];
  });
}

/** Objects without a name, and maps with keys that are no texts, which Kustomize does not take. */
function unreadable(file: ManifestFile): ManifestFinding[] {
  if (file.role !== 'objects') return [];
  const nameless = file.documents.flatMap(document => entriesOf(document)).filter(({ value }) => isTyped(value) && !isManifest(value));
  return [
    ...nameless.map(({ document, within }) =>
      foundIn(document, [...within, 'metadata'], { wrong: 'the object has no name', source, instead: 'write one' })),
    ...(untypedKey.test(file.text) ? otherKeys(file) : []),
  ];
}

/** As far as a glance tells, which spares the parser. */
const untypedKey = /(?:^|[{,\s])(?:[-+]?[\d.][\d.e+xo-]*|true|false)[ \t]*:(?:\s|$)/im;

function otherKeys(file: ManifestFile): ManifestFinding[] {
  return parseAllDocuments(file.text).filter(isFull).flatMap((parsed, index) => {
    const findings: ManifestFinding[] = [];
    const document = file.documents[index];
    visit(parsed, {
      Pair(_, pair, ancestors) {
        if (!isScalar(pair.key) || !['number', 'boolean'].includes(typeof pair.key.value) || document === undefined) return;
        const path = pathOf([...ancestors.filter(each => !isPair(each) || each.key !== null), pair]);
        const text = String(pair.key.source ?? pair.key.value);
        const id = isManifest(document.value) ? identity(document.value) : undefined;
        findings.push(foundIn(document, path, { wrong: `the key ${text} is no text`, source, instead: `write "${text}"` }, id));
      },
    });
    return findings;
  });
}
