// environments.qa.mongo.secret.hosts[0]: more than a host stands here, and all who read the repository would read a password in it (guide
// l.409); write host or host:port alone. [mongo-host]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'mongo-host-with-a-password',
  environments: {
    qa: {
      ...environment,
      mongo: { server: 'embedded', secret: { scheme: 'mongodb', hosts: ['root:secret@mongo.example.org'], tls: true } },
    },
  },
});
