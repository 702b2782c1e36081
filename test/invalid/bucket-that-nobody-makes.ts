// packages['argo-events'].minio.bucket: nobody makes bucket 'orders' in MinIO, without which the pods of argo-events stop (AWS Bootstrap
// l.99-101); add 'orders' to packages.minio.buckets. [bucket-made]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'bucket-that-nobody-makes',
  storage: 'ebs',
  packages: { ...today.packages, 'argo-events': { minio: { bucket: 'orders' } }, minio: {} },
});
