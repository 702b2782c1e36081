// environments.qa.mongo.secret: a connection that is written here has no place for the password of an external server (guide l.1384-1409);
// write 'external', and keep all of it in AWS Secrets Manager. [mongo-connection]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'external-mongo-in-the-open',
  environments: {
    qa: {
      ...environment,
      mongo: { server: 'external', secret: { scheme: 'mongodb', hosts: ['mongo.example.org'], tls: true } },
    },
  },
});
