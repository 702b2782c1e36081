import { documentedOutput } from './documented.ts';
import { isManifest, isRecord, type Manifest } from '../../lib/manifests/manifest.ts';
import { isKustomizationFile, isYamlFile } from '../../lib/manifests/manifests.ts';
import { roleOf, type FileRole } from '../../lib/manifests/roles.ts';
import type { JsonSchema } from '../../lib/schema/schema.ts';
import { fromYaml } from '../../lib/yaml/yaml.ts';


/** A file of the output of the documented clusters. */
export interface DistFile {
  /** From the root of the project. */
  readonly file: string;
  readonly role: FileRole;
  readonly documents: readonly unknown[];
}

let read: readonly DistFile[] = [];

/** Every file of that output, but for those that others write. */
export function distFiles(): readonly DistFile[] {
  if (read.length > 0) return read;
  const ours = documentedOutput().filter(([path]) => isYamlFile({ path }) && roleOf(path) !== 'placeholder');
  read = ours.map(([file, text]) => ({ file, role: isKustomizationFile({ path: file }) ? 'kustomization' : roleOf(file), documents: fromYaml(text) }));
  return read;
}

/** Every object of that output with the file that it stands in, also those that people apply. Throws where something is no object. */
export function distObjects(): { file: string; object: Manifest }[] {
  return distFiles().filter(({ role }) => role === 'objects' || role === 'aside').flatMap(({ file, documents }) =>
    documents.filter(object => !isTemplate(object)).map(object => {
      if (!isManifest(object)) throw new Error(`${file} holds something that has no apiVersion, kind or name`);
      return { file, object };
    }),
  );
}

/** A template of CloudFormation, which is no object. */
export function isTemplate(document: unknown): boolean {
  return isRecord(document) && 'AWSTemplateFormatVersion' in document;
}

/** Parts of objects of that output, which Kustomize merges into the objects of the same name. */
export function distPatches(): { file: string; patch: Manifest }[] {
  return distFiles().filter(({ role }) => role === 'patch').flatMap(({ file, documents }) =>
    documents.map(patch => {
      if (!isManifest(patch)) throw new Error(`${file} does not say which object it is a part of`);
      return { file, patch };
    }),
  );
}

/** What a schema says of a part of an object, in which nothing has to be there. What must not be there is as before. */
export function partial(schema: JsonSchema): JsonSchema {
  return partialOf(schema) as JsonSchema; // an object stays one
}

function partialOf(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(partialOf);
  if (!isRecord(schema)) return schema;
  const { required, oneOf, ...rest } = schema;
  // Without what they require, several branches may fit.
  const anyOf = oneOf === undefined ? {} : { allOf: [rest['allOf'] ?? [], { anyOf: oneOf }].flat() };
  return Object.fromEntries(Object.entries({ ...rest, ...anyOf }).map(([key, value]) => {
    if (key === 'properties' && isRecord(value)) {
      return [key, Object.fromEntries(Object.entries(value).map(([name, property]) => [name, partialOf(property)]))];
    }
    return [key, key === 'not' ? value : partialOf(value)];
  }));
}
