import { byName, hasPackage } from '../normalise.ts';
import { dnsName } from './gateway.ts';
import { at, environmentsOf, error, ofEks, findRepeated, checkForm, warning, type CheckedEks, type ConfigFinding } from './rule.ts';

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
    return [...checkForm(dnsName, path, dnsNames), ...findRepeated(path, dnsNames, 'guide l.1963')];
  });
}

/** Every certificate that is asked for, and where the config does so. */
function requests({ cluster: { certificates, environments } }: CheckedEks) {
  return [
    ...certificates.map(certificate => ({ ...certificate, path: at('certificates', certificate.name) })),
    ...environments.flatMap(({ name, certificate }) => (certificate ? [{ ...certificate, path: at('environments', name, 'gateway', 'https') }] : [])),
  ];
}

function commonNames(checked: CheckedEks): ConfigFinding[] {
  return requests(checked).flatMap(({ path, dnsNames: [first] }) => {
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
function unprovenIssuer(checked: CheckedEks): ConfigFinding[] {
  const all = environmentsOf(checked).map(({ at: below, environment: { certificate }, config: { production } }) => {
    return { path: below('gateway', 'https', 'issuer'), issuer: certificate?.issuer, isProven: production === true };
  });
  const isProven = all.some(environment => environment.isProven);
  const shared = checked.cluster.certificates.map(({ name, issuer }) => ({ path: at('certificates', name, 'issuer'), issuer, isProven }));
  const unproven = [...all, ...shared].filter(each => !each.isProven && each.issuer === 'letsencrypt-production');
  return unproven.map(({ path }) => warning(path, {
    wrong: "'letsencrypt-production' locks out who fails too often, and nothing here is marked production: true",
    source: 'guide l.1946-1949',
    instead: "prove the set-up with 'letsencrypt-staging', then mark the environment",
  }));
}

function missingIssuer(checked: CheckedEks): ConfigFinding[] {
  if (hasPackage(checked.config, 'certmanager')) return [];
  return requests(checked).map(({ path, issuer }) => error(path, {
    wrong: `'${issuer}', who is to sign this certificate, comes with package certmanager, which is not installed`,
    source: 'guide l.1934, 1959-1961',
    instead: 'write certmanager: {} in packages',
  }));
}
