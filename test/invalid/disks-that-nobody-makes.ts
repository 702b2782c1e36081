// storage: kafka claims a disk, and nobody makes them (AWS Bootstrap l.27-29); write storage: 'ebs'. [disk-driver]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

export default defineCluster({ ...today, name: 'disks-that-nobody-makes', packages: { ...today.packages, kafka: {} } });
