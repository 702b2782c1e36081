// storage: under Flux v1 no add-on is installed, and Kubernetes of then makes disks itself (AWS Bootstrap l.27-36: the driver is an add-on of
// EKS); leave it out. [storage-driver]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({ ...base, name: 'storage-under-flux1', storage: 'ebs' });
