import { ended } from '../findings/fault.ts';
import type { Severity } from '../findings/finding.ts';
import { parsePath } from '../findings/locate.ts';
import { identity, isManifest, isRecord } from '../manifests/manifest.ts';
import type { Entry, ManifestFile } from '../manifests/manifests.ts';
import type { ShapeProblem, TypedObject } from '../schema/schema.ts';
import type { ManifestFinding } from './rule.ts';
import { yamlFault } from '../yaml/yaml.ts';

export interface SchemaFinding extends ManifestFinding {
  readonly severity: Severity;
}

/** What a schema is found by. A template of CloudFormation says its version alone. */
export function typed(value: unknown): TypedObject | undefined {
  if (isTyped(value)) return value;
  const version = isRecord(value) ? value['AWSTemplateFormatVersion'] : undefined;
  return typeof version === 'string' ? { ...(value as object), apiVersion: `cloudformation/${version}`, kind: 'Template' } : undefined;
}

export function isTyped(value: unknown): value is TypedObject {
  return isRecord(value) && typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string';
}

export function findingAt(entry: Entry, { path, message }: Pick<ShapeProblem, 'path' | 'message'>, severity: Severity): SchemaFinding {
  const { document, within, value } = entry;
  const name = isManifest(value) ? { object: identity(value) } : {};
  return { document, ...name, path: [...within, ...parsePath(path)], severity, fault: { wrong: ended(message) } };
}

export const noObject = 'this is no object (Kubernetes: apiVersion and kind say what it is); write both, as texts';

/** What is said of a file that is no YAML. */
export function unreadable(file: ManifestFile): SchemaFinding[] {
  if (!file.unreadable) return [];
  const { message } = file.unreadable;
  const fault = { wrong: `this ${yamlFault(message)}`, source: message, instead: 'mend it' };
  return [{ document: { file, index: 0, value: undefined }, path: [], severity: 'error', fault }];
}
