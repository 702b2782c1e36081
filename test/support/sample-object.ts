import type { Manifest } from '../../lib/manifests/manifest.ts';

/** An object by its kind, its metadata and all else. */
export function object(apiVersion: string, kind: string, metadata: Manifest['metadata'], rest: object = {}): Manifest {
  return { apiVersion, kind, metadata, ...rest };
}
