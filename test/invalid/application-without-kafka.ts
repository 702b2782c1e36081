// applications.mer.needs: application mer cannot do without package kafka, which is not installed (charts/packages/kafka.ts); write kafka: {}
// in packages. [package-needed]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

export default defineCluster({ ...today, name: 'application-without-kafka', applications: { mer: { needs: ['kafka'] } } });
