import { parseAllDocuments, visit, type Document } from 'yaml';
import { objectsIn, type ManifestFile, type Manifests, type PlacedObject } from '../manifests/manifests.ts';
import { nearest } from '../findings/nearest.ts';
import { listed } from '../schema/shape-error.ts';
import { perCluster, type ClusterTree, type Location } from './clusters.ts';
import { inQuotes, isKnown, namespaceName, textAt } from './fields.ts';
import { found, foundIn, type Fault, type ManifestFinding, type ManifestRule, type Place } from './rule.ts';
import { pathOf } from './yaml-path.ts';

/** A comment behind a scalar, or above it, that hands it over to image automation. */
interface Mark {
  readonly file: ManifestFile;
  /** What stands behind `$imagepolicy`: `flux-system:qa2-shoreline:tag`. */
  readonly text: string;
}

const imageGroup = 'image.toolkit.fluxcd.io';
const markPattern = /"\$imagepolicy"\s*:\s*"([^"\n]*)"/g;

function marksIn({ files }: Manifests): Mark[] {
  const marked = files.filter(({ text }) => text.includes('"$imagepolicy"'));
  return marked.flatMap(file => [...file.text.matchAll(markPattern)].map(([, text = '']) => ({ file, text })));
}

export const imageMark: ManifestRule = {
  id: 'image-mark',
  severity: 'error',
  summary: 'A mark behind an image names an ImagePolicy beside the ImageUpdateAutomation, in a file that this one looks at.',
  find: perCluster(cluster => {
    const automations = cluster.ofKind('ImageUpdateAutomation', imageGroup).map(placed => automationOf(placed, cluster));
    const policies = new Set(cluster.ofKind('ImagePolicy', imageGroup).map(nameOf));
    if (policies.size === 0 && automations.length === 0) return [];
    const misplaced = marksIn(cluster).flatMap(mark => {
      const fault = partFault(mark) ?? policyFault(mark, policies) ?? automationFault(mark, automations);
      return fault === undefined ? [] : atMark(mark, fault);
    });
    return [...automations.flatMap(missingFolder), ...misplaced];
  }),
};

/** As a mark spells it. */
function nameOf({ object }: PlacedObject): string {
  return `${namespaceName(object)}:${object.metadata.name}`;
}

interface Automation {
  readonly placed: PlacedObject;
  readonly namespace: string;
  readonly path: string;
  readonly location: Location;
}

function automationOf(placed: PlacedObject, cluster: ClusterTree): Automation {
  const path = textAt(placed.object, ['spec', 'update', 'path']) ?? '.';
  return { placed, namespace: namespaceName(placed.object), path, location: cluster.locate(placed.object, path) };
}

function missingFolder({ placed, path, location }: Automation): ManifestFinding[] {
  if (location === 'outside' || 'folder' in location) return [];
  return [found(placed, ['spec', 'update', 'path'], {
    wrong: `there is no folder '${path}'`,
    source: 'image automation writes into no other',
    instead: 'write a path from the root of the repository',
  })];
}

/** True also where it is unknown. */
function mayHold({ location }: Automation, { path }: ManifestFile): boolean {
  if (location === 'outside' || 'missing' in location) return true;
  return location.folder === '' || path.startsWith(`${location.folder}/`);
}

const parts: readonly (string | undefined)[] = [undefined, 'name', 'tag', 'digest'];
const passedOver = 'image automation passes over it';

function partFault({ text }: Mark): Fault | undefined {
  const [namespace, name, part, ...rest] = text.split(':');
  if (parts.includes(part) && rest.length === 0) return undefined;
  return {
    wrong: `the mark '${text}' ends in no part of an image`,
    source: passedOver,
    instead: `write '${namespace}:${name}', or that and ':name', ':tag' or ':digest'`,
  };
}

function policyFault({ text }: Mark, policies: ReadonlySet<string>): Fault | undefined {
  const [namespace = '', name = '', part] = text.split(':');
  const named = `${namespace}:${name}`;
  if (policies.has(named) || !isKnown(named)) return undefined;
  const meant = nearest(named, policies);
  const whole = part === undefined ? meant : `${meant}:${part}`;
  return {
    wrong: `the mark names ImagePolicy '${named}', which is not there`,
    source: passedOver,
    instead: meant === undefined ? 'add the ImagePolicy, or remove the mark' : `write '${whole}'`,
  };
}

function automationFault({ text, file }: Mark, automations: readonly Automation[]): Fault | undefined {
  const [namespace] = text.split(':');
  const near = automations.filter(each => each.namespace === namespace);
  if (automations.length === 0 || near.some(automation => mayHold(automation, file))) return undefined;
  if (near.length === 0) {
    const homes = [...new Set(automations.map(each => each.namespace))];
    return {
      wrong: `the mark names an ImagePolicy in namespace '${namespace}'`,
      source: `an ImageUpdateAutomation goes by the policies of its own namespace, ${listed(homes.map(inQuotes), 'or')}`,
      instead: 'put both into one namespace',
    };
  }
  return {
    wrong: 'the mark stands in a file that image automation does not look at',
    source: `it rewrites ${listed(near.map(({ path }) => inQuotes(path)), 'and')} only`,
    instead: 'move the image there, or widen spec.update.path of the ImageUpdateAutomation',
  };
}

/** At the marked scalar; the file is read again for that, comments and all. Nowhere, where the mark is behind none. */
function atMark({ file, text }: Mark, fault: Fault): ManifestFinding[] {
  const documents = parseAllDocuments(file.text, { version: '1.1' }).filter(document => document.contents !== null);
  return documents.flatMap((document, index) => {
    const path = markedPath(document, text);
    const own = file.documents[index];
    if (path === undefined || own === undefined) return [];
    return [foundIn(own, path, fault, objectsIn(own)[0]?.id)];
  });
}

function markedPath(document: Document, mark: string): Place | undefined {
  let marked: Place | undefined;
  visit(document, {
    Scalar(_key, node, ancestors) {
      const comments = [node.comment, node.commentBefore].join('\n');
      if (!comments.includes('"$imagepolicy"') || !comments.includes(`"${mark}"`)) return undefined;
      marked = pathOf([...ancestors, node]);
      return visit.BREAK;
    },
  });
  return marked;
}

export const imagePolicyUnused: ManifestRule = {
  id: 'image-policy-unused',
  severity: 'warning',
  summary: 'Some image is marked with each ImagePolicy: without a mark the policy changes nothing.',
  find: perCluster(cluster => {
    if (!cluster.isComplete || cluster.ofKind('ImageUpdateAutomation', imageGroup).length === 0) return [];
    const used = new Set(marksIn(cluster).map(({ text }) => text.split(':').slice(0, 2).join(':')));
    return cluster.ofKind('ImagePolicy', imageGroup).filter(placed => !used.has(nameOf(placed))).map(placed =>
      found(placed, ['metadata', 'name'], {
        wrong: `no image in ${cluster.title} is marked with '${nameOf(placed)}'`,
        source: 'image automation goes by marks',
        instead: `write # {"$imagepolicy": "${nameOf(placed)}"} behind the image, or remove the policy`,
      }));
  }),
};
