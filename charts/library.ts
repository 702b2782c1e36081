/** What a repository of one's own imports from 'tidepool-gitops'. */

export { defineCluster } from './config.ts';
export type * from './config.ts';
export type * from './vocabulary.ts';
