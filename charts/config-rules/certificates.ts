import { byName, clusterDefaults, enabledEnvironments, hasPackage } from '../normalise.ts';
import type { EksConfig } from '../config.ts';
import { dnsNameFindings } from './gateway.ts';
import { at, error, ofEks, repeated, warning, type CheckedEks, type ConfigFinding } from './rule.ts';

export const certificateRules = ofEks([
  { id: 'certificate-hostname', summary: 'Shared certificates are for DNS names, none of them twice.', find: names },
  { id: 'common-name', summary: 'The first name of a certificate fits into its common name.', find: commonNames },
  { id: 'certificate-secret-once', summary: 'No two shared certificates are kept in the same Secret.', find: sameSecret },
  { id: 'issuer-proven', summary: "Let's Encrypt's production server signs for production only.", find: unprovenIssuer },
  { id: 'issuer-installed', summary: 'Who asks for a certificate has an issuer in the cluster.', find: missingIssuer },
]);

function names({ config: { certificates = {} } }: CheckedEks): ConfigFinding[] {
  return byName(certificates).flatMap(([certificate, { dnsNames }]) => {
    const path = at('certificates', certificate, 'dnsNames');
    return [...dnsNames.flatMap((name, i) => dnsNameFindings(`${path}[${i}]`, name)), ...repeated(path, dnsNames, 'guide l.1963')];
  });
}

interface Request {
  /** Where the config asks for the certificate. */
  readonly path: string;
  readonly dnsNames: readonly [string, ...string[]];
  readonly issuer: string;
}

function requests(config: EksConfig): Request[] {
  const shared = byName(config.certificates ?? {}).map(([name, certificate]) => ({ path: at('certificates', name), ...certificate }));
  const own = enabledEnvironments(config).flatMap(([name, { gateway: { https } }]) =>
    https ? [{ path: at('environments', name, 'gateway', 'https'), ...https }] : []);
  return [...shared, ...own].map(({ path, dnsNames, issuer = clusterDefaults.issuer }) => ({ path, dnsNames, issuer }));
}

function commonNames({ config }: CheckedEks): ConfigFinding[] {
  return requests(config).flatMap(({ path, dnsNames: [first] }) => {
    if (first.length <= 64) return [];
    return [error(`${path}.dnsNames[0]`, {
      wrong: `'${first}' has ${first.length} characters, too many for the common name of a certificate`,
      source: 'guide l.1447, 1962; RFC 5280 takes 64',
      instead: 'put a shorter name first',
    })];
  });
}

function sameSecret({ config: { certificates = {} } }: CheckedEks): ConfigFinding[] {
  const all = byName(certificates);
  return all.flatMap(([name, { secretName }]) => {
    const [owner = name] = all.find(([, other]) => other.secretName === secretName) ?? [];
    if (owner === name) return [];
    return [error(at('certificates', name, 'secretName'), {
      wrong: `'${secretName}' is also the Secret of certificate '${owner}', and the two would overwrite each other`,
      source: 'guide l.1958',
      instead: 'write another name',
    })];
  });
}

/** Production allows few failures an hour; staging proves a set-up. A shared certificate serves production where some environment is. */
function unprovenIssuer({ config }: CheckedEks): ConfigFinding[] {
  const all = enabledEnvironments(config);
  const isProduction = all.some(([, { production }]) => production === true);
  const own = all.filter(([, { production, gateway }]) => production !== true && gateway.https?.issuer === 'letsencrypt-production');
  const shared = byName(config.certificates ?? {}).filter(([, { issuer }]) => !isProduction && issuer === 'letsencrypt-production');
  const paths = [
    ...own.map(([name]) => at('environments', name, 'gateway', 'https', 'issuer')),
    ...shared.map(([name]) => at('certificates', name, 'issuer')),
  ];
  return paths.map(path => warning(path, {
    wrong: "'letsencrypt-production' locks out who fails too often, and nothing here is marked production: true",
    source: 'guide l.1946-1949',
    instead: "prove the set-up with 'letsencrypt-staging', then mark the environment",
  }));
}

function missingIssuer({ config }: CheckedEks): ConfigFinding[] {
  if (hasPackage(config, 'certmanager')) return [];
  return requests(config).map(({ path, issuer }) => error(path, {
    wrong: `'${issuer}', who is to sign this certificate, comes with package certmanager, which is not installed`,
    source: 'guide l.1934, 1959-1961',
    instead: 'write certmanager: {} in packages',
  }));
}
