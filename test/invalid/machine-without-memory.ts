// local.memory: minikube does not start with 512 (minikube start); write 2048 or more. [local-machine]
import { defineCluster } from '../../charts/config.ts';
import local from '../clusters/local.ts';

export default defineCluster({ ...local, name: 'machine-without-memory', local: { memory: 512 } });
