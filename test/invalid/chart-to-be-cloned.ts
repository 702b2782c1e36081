// environments.default.chart: Helm by hand clones the repository of the chart, and a Helm repository is none (Kubernetes guide l.177-179);
// write { git: 'git@github.com:ACCOUNT/REPOSITORY', path: 'FOLDER', ref: 'BRANCH' }. [chart-by-hand]
import { defineCluster } from '../../charts/config.ts';
import local from '../clusters/local.ts';

export default defineCluster({ ...local, name: 'chart-to-be-cloned', environments: { default: { ...local.environments!['default']!, chart: { repository: 'https://developer.tidepool.org/development', name: 'tidepool', version: '0.26.0' } } } });
