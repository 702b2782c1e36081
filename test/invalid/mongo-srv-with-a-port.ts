// environments.qa.mongo.secret.hosts[0]: 'mongo.example.org:27017' has a port, which mongodb+srv takes from DNS (guide l.408-409; MongoDB,
// DNS seed list); write 'mongo.example.org'. [mongo-host]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'mongo-srv-with-a-port',
  environments: {
    qa: {
      ...environment,
      mongo: { server: 'embedded', secret: { scheme: 'mongodb+srv', hosts: ['mongo.example.org:27017'], tls: true } },
    },
  },
});
