/** Names that several files of a repository agree on. */

/** Namespace of Flux itself, and of every object that steers it. */
export const system = 'flux-system';

/** The source that `flux bootstrap` makes of this repository. */
export const repositoryRef = { kind: 'GitRepository', name: system } as const;

/** The only place that Secrets are fetched from. */
export const secretStore = 'aws-secrets-manager';

/** What Flux reads, seen from the root of the repository. */
export function fluxFolder(cluster: string, folder: string): string {
  return `./dist/clusters/${cluster}/flux/${folder}`;
}

/** Name of the policy that chooses the image of a service. */
export function policyName(environment: string, service: string): string {
  return `${environment}-${service}`;
}

/** Kept by Flux when its file goes: what cannot be made again. */
export const unpruned = ['kustomize.toolkit.fluxcd.io/prune', 'disabled'] as const;
