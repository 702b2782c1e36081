/** What a repository of one's own imports from 'tidepool-gitops'. */

export { ApiObject } from 'cdk8s';
export { defineCluster } from './config.ts';
export type * from './config.ts';
export { defineOrganisation, type OrganisationConfig } from './organisation.ts';
export { definePackage, type OwnPackage, type Words, type WordsOf } from './own-packages.ts';
export type * from './packages/index.ts';
export { accountValues, ingressValues, namespaceInMesh, ofEnvironment } from './packages/package.ts';
export type * from './vocabulary.ts';
