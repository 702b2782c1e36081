import type { PolicyStatement } from '../resources.ts';

/**
 * What a service may reach in AWS: `data` reads and writes the environment's data bucket; `asset` reads the asset bucket and sends mail;
 * `mail` sends mail, in which links lead to what is public in the asset bucket.
 */
export type Access = 'data' | 'asset' | 'mail';

/** The buckets of an environment. */
export interface Buckets {
  readonly data: string;
  readonly asset: string;
}

/**
 * Name of an S3 bucket of an environment, at most 63 characters (S3's limit; a longer name is a problem of the config).
 * The same name goes into IAM policies and Helm values. Source: guide l.855 (`cluster-env`), l.1325 (`env`).
 */
export function bucketName(prefix: string, naming: 'cluster-env' | 'env', cluster: string, environment: string, use: 'data' | 'asset'): string {
  return naming === 'env' ? `${prefix}-${environment}-${use}` : `${prefix}-${cluster}-${environment}-${use}`;
}

/** The bucket that the values of a service name. */
export function bucketFor(access: Access, { data, asset }: Buckets): string {
  return access === 'data' ? data : asset;
}

/**
 * What a service may do. The guide grants s3:ListBucket on BUCKET/*, which matches no request: the action applies to the bucket itself.
 * Its ses:* is more than today's hydrophone and mailer call, which read the asset bucket no more: they write its address into mails.
 */
export function accessStatements(access: Access, buckets: Buckets): PolicyStatement[] {
  if (access === 'mail') return [{ action: ['ses:SendEmail', 'ses:SendRawEmail'], resource: '*' }];
  const arn = `arn:aws:s3:::${bucketFor(access, buckets)}`;
  const list = { action: 's3:ListBucket', resource: arn };
  if (access === 'data') return [list, { action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], resource: `${arn}/*` }];
  return [list, { action: ['s3:GetObject'], resource: `${arn}/*` }, { action: 'ses:*', resource: '*' }];
}
