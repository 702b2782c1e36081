// sops.kms: 'arn:aws:kms:us-east-2:123456789012:alias/sops' is no ARN of a key in KMS (GitOps guide l.184-188); write one such as
// 'arn:aws:kms:us-east-2:123456789012:key/00000000-0000-4000-8000-000000000000'. [existing-arn]
import { defineCluster } from '../../charts/config.ts';
import staging from '../clusters/staging.ts';

export default defineCluster({ ...staging, name: 'key-by-its-alias', environment: 'staging', sops: { kms: 'arn:aws:kms:us-east-2:123456789012:alias/sops' } });
