import type { PolicyStatement } from '../resources.ts';

/**
 * Name of an S3 bucket of an environment, at most 63 characters (S3's limit; a longer name is a problem of the config).
 * The same name goes into IAM policies and Helm values. Source: guide l.855 (`cluster-env`), l.1325 (`env`).
 */
export function bucketName(naming: 'cluster-env' | 'env', cluster: string, environment: string, use: 'data' | 'asset'): string {
  return naming === 'env' ? `tidepool-${environment}-${use}` : `tidepool-${cluster}-${environment}-${use}`;
}

/**
 * What a service may do with its bucket. The guide grants s3:ListBucket on BUCKET/*, which matches no request: the action applies to
 * the bucket itself.
 */
export function bucketStatements(bucket: string, access: 'data' | 'asset'): PolicyStatement[] {
  const arn = `arn:aws:s3:::${bucket}`;
  const list = { action: 's3:ListBucket', resource: arn };
  if (access === 'data') return [list, { action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], resource: `${arn}/*` }];
  return [list, { action: ['s3:GetObject'], resource: `${arn}/*` }, { action: 'ses:*', resource: '*' }];
}
