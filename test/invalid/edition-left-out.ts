// edition: nothing says which values the chart of environment qa reads (charts/tidepool/editions); write edition: 'guide', '0.1.7' or '0.26.0'.
// [edition-named]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

const { edition: _, ...others } = base;

export default defineCluster({ ...others, name: 'edition-left-out' });
