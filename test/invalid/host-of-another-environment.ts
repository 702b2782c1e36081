// packages.hydra.hosts: 'hydra.dev.domain.io' is not one label in front of staging.domain.io, so neither its zone nor the certificate
// *.staging.domain.io is its own (GitOps guide l.404-414); write one such as 'hydra.staging.domain.io'. [host-covered]
import { defineCluster } from '../../charts/config.ts';
import staging from '../clusters/staging.ts';

export default defineCluster({ ...staging, name: 'host-of-another-environment', environment: 'staging', packages: { hydra: { hosts: { issuer: 'hydra.dev.domain.io', identity: 'identity.staging.domain.io' } } } });
