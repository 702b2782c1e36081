// environments.qa.mongo.secret.scheme: must be one of 'mongodb', 'mongodb+srv', not 'mongodb-srv'; did you mean 'mongodb+srv'? [shape]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'scheme-mongodb-srv',
  environments: {
    // @ts-expect-error: the scheme is mongodb+srv
    qa: { ...environment, mongo: { server: 'embedded', secret: { scheme: 'mongodb-srv', hosts: ['mongo'], tls: true } } },
  },
});
