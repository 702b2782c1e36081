import { groupBy } from '../group-by.ts';
import { isManifest, isRecord, objectId, valueAt, type Manifest } from '../manifests/manifest.ts';
import { isYamlError, quickFromYaml, yamlFault } from '../yaml/yaml.ts';

/** A HelmRelease as it stands in a file: what the image of a container is looked up in. */
export interface WrittenRelease {
  readonly file: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** `spec.values` as written; empty when the release has none. */
  readonly values: Readonly<Record<string, unknown>>;
  /** True for a Kustomize patch, which has no chart: its images win over those of the release of the same name. */
  readonly isPatch: boolean;
}

/** Why the images in a file cannot be known. To go on in spite of it is to roll them back. */
export interface WrittenProblem {
  readonly kind: 'conflict' | 'unreadable' | 'duplicate';
  readonly file: string;
  /** Without the file's name in front; it names the other file of a duplicate. */
  readonly message: string;
}

/**
 * Every HelmRelease in some files (path and text), of any API group and wherever it stands; patches come last, so that to overwrite is
 * to apply them. A release that is written twice is left out and is a problem instead, since either choice would be a guess. Only `.yaml`
 * and `.yml` are read, as by Flux, and of those only what has the word HelmRelease in it.
 */
export function writtenImages(texts: Iterable<readonly [path: string, text: string]>): {
  readonly releases: readonly WrittenRelease[];
  readonly problems: readonly WrittenProblem[];
} {
  const found: WrittenRelease[] = [];
  const problems: WrittenProblem[] = [];
  for (const [file, text] of texts) {
    if (!/\.ya?ml$/.test(file) || !text.includes('HelmRelease')) continue;
    const objects = read(file, text);
    if (!Array.isArray(objects)) {
      problems.push(objects);
      continue;
    }
    const own = objects.filter(isManifest).filter(({ kind }) => kind === 'HelmRelease');
    found.push(...own.map(object => releaseFrom(file, object)));
  }
  const all = [...groupBy(found, ({ isPatch, namespace, name }) => `${isPatch} ${namespace}/${name}`).values()];
  const releases = all.filter(same => same.length === 1).flat();
  releases.sort((a, b) => Number(a.isPatch) - Number(b.isPatch));
  return { releases, problems: [...problems, ...all.flatMap(duplicates)] };
}

/** The documents of a file, or why it cannot be read. */
function read(file: string, text: string): unknown[] | WrittenProblem {
  const conflict = /^(<{7}|>{7})(?= |$)/m.exec(text);
  if (conflict) {
    const line = text.slice(0, conflict.index).split('\n').length;
    return { kind: 'conflict', file, message: `line ${line}: '${conflict[0]}' is left of a merge; resolve the conflict` };
  }
  try {
    return quickFromYaml(text);
  } catch (error) {
    if (!isYamlError(error)) throw error;
    const line = error.mark ? `line ${error.mark.line + 1}` : 'it';
    return { kind: 'unreadable', file, message: `${line} ${yamlFault(error.reason)} (${error.reason}); mend it, or restore the file from git` };
  }
}

function releaseFrom(file: string, object: Manifest): WrittenRelease {
  const { name, namespace } = object.metadata;
  const values = valueAt(object, ['spec', 'values']);
  const isPatch = valueAt(object, ['spec', 'chart']) === undefined && valueAt(object, ['spec', 'chartRef']) === undefined;
  return { file, namespace: typeof namespace === 'string' ? namespace : undefined, name, values: isRecord(values) ? values : {}, isPatch };
}

/** One problem for every release but the first. */
function duplicates([first, ...others]: readonly WrittenRelease[]): WrittenProblem[] {
  return others.map(({ file, name, namespace }) => {
    const place = first?.file === file ? 'twice in this file' : `also in ${first?.file}`;
    return { kind: 'duplicate', file, message: `${objectId('HelmRelease', name, namespace)} stands ${place}; remove one of the two` };
  });
}
