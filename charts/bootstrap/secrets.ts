import * as k8s from '../../imports/core/k8s.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import type { Cluster } from '../cluster.ts';
import type { OutputFile, Owner } from '../generations/generation.ts';
import type { ComputedSecret, Secret, SecretOrigin } from '../resources.ts';

/** A Secret as people see to it before the cluster starts. Never a value. */
export interface SecretRow {
  /** Of its entry in AWS Secrets Manager; undefined for a Secret that people make in the cluster. */
  readonly path: string | undefined;
  /** What becomes of it in the cluster; undefined for what the cluster does not fetch. */
  readonly secret: Secret | undefined;
  readonly origin: SecretOrigin | 'computed' | 'provided';
  readonly isOptional: boolean;
  readonly readBy: readonly string[];
  /** What to type or to do. */
  readonly todo: string;
}

/** The script that puts values in. */
export const secretsFile = '40-secrets.sh';

/** Every Secret of a cluster: those of chance, those of providers, what scripts compute, and what people make in the cluster. */
export function secretRows({ packages, environments, applications }: Cluster, computed: readonly ComputedSecret[]): SecretRow[] {
  const fetched = [...packages, ...environments, ...applications].flatMap(({ secrets }) => secrets).map((secret): SecretRow => {
    const { path, origin, isOptional, readBy } = secret;
    return { path, secret, origin, isOptional, readBy, todo: origin === 'random' ? `${secretsFile} random` : putCommand(secret) };
  });
  const made = computed.map(({ path, madeBy, readBy }): SecretRow => {
    return { path, secret: undefined, origin: 'computed', isOptional: false, readBy, todo: madeBy };
  });
  const provided = environments.flatMap(environment => environment.provided).map((secret): SecretRow => {
    const { isOptional, readBy } = secret;
    return { path: undefined, secret, origin: 'provided', isOptional, readBy, todo: `make Secret ${idOf(secret)} in the cluster` };
  });
  const order = ['random', 'provider', 'computed', 'provided'];
  const placeOf = ({ origin, path, secret }: SecretRow): string => `${order.indexOf(origin)} ${path ?? (secret ? idOf(secret) : '')}`;
  return [...fetched, ...made, ...provided].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

function putCommand({ path, keys }: Secret): string {
  const isLogin = keys.length === 1 && ['config.json', '.dockerconfigjson'].includes(String(keys[0]));
  return isLogin ? `${secretsFile} docker-config ${path}` : [secretsFile, 'put', path, ...keys.map(key => `${key}=-`)].join(' ');
}

/** As in a path of Kubernetes: `qa2/mongo`. */
export function idOf({ namespace, name }: Secret): string {
  return `${namespace}/${name}`;
}

/**
 * What the scripts know of them: what is fetched or computed, one line each. A key that the Secret calls otherwise is `KEY:NAME`; what is
 * not there is `-`, since the shell takes two tabs for one.
 */
export function secretsTable(rows: readonly SecretRow[]): string {
  const lines = rows.filter(({ path }) => path !== undefined).map(({ path, secret, origin, isOptional, readBy }) => {
    const keys = secret?.keys.map(key => (key in secret.renamed ? `${key}:${secret.renamed[key]}` : key)).join(' ');
    return [path, keys ?? '-', origin, isOptional ? 'optional' : 'needed', secret ? idOf(secret) : '-', readBy.join(' ')];
  });
  return [['# path', 'keys', 'origin', 'need', 'secret', 'read by'], ...lines].map(cells => `${cells.join('\t')}\n`).join('');
}

/** Each Secret that the cluster fetches, without its values, for those who write it as a manifest. */
export function secretTemplates({ packages, environments, applications }: Cluster): OutputFile[] {
  return [
    ...packages.flatMap(({ definition, secrets }) => secrets.map(secret => template(secret, ['packages', definition.name]))),
    ...environments.flatMap(({ name, secrets }) => secrets.map(secret => template(secret, ['environments', name]))),
    ...applications.flatMap(({ name, secrets }) => secrets.map(secret => template(secret, ['applications', name]))),
  ];
}

function template(secret: Secret, owner: Owner): OutputFile {
  const { name, namespace, keys, renamed, placeholders } = secret;
  const data = Object.fromEntries(keys.map(key => [renamed[key] ?? key, `\${${placeholders[key] ?? key}}`]));
  return {
    path: `bootstrap/secret-templates/${namespace}-${name}-secret.yaml`,
    owner,
    comment: [
      `Copy it to a folder outside of the repository and fill it in there: plain for "${secretsFile} import DIR plaintext", in base64 for`,
      `"${secretsFile} import DIR encoded" and for kubectl. Better: "${secretsFile} put" needs no file.`,
    ],
    draw: file => {
      new k8s.KubeSecret(file, objectId('Secret', name, namespace), { metadata: { name, namespace }, data, type: 'Opaque' });
    },
  };
}
