// gitSecret: 'git_key' is no name of a Kubernetes object (RFC 1123: at most 253 of a-z, 0-9, inner hyphens and dots); write 'git-key'.
// [git-secret-name]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

export default defineCluster({ ...today, name: 'git-secret-with-an-underscore', gitSecret: 'git_key' });
