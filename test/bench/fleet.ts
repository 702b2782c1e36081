import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterConfig, EnvironmentConfig } from '../../charts/config.ts';
import development from '../clusters/development.ts';
import production from '../clusters/production.ts';
import test1 from '../clusters/test1.ts';
import { copyProgram } from '../support/program-copy.ts';

/** How many kinds of clusters take turns in a fleet. */
export const modelCount = 3;

/** As many clusters as wanted, of three environments each: a third by each of Flux 1 with umbrella charts, Flux 1, and Flux 2. */
export function fleet(count: number): ClusterConfig[] {
  const models = [test1, production, development];
  return Array.from({ length: count }, (_, index): ClusterConfig => {
    const name = `c${String(index).padStart(3, '0')}`;
    const [model, half] = [models[index % models.length] ?? test1, Math.floor(index / 2)];
    return {
      ...model,
      name,
      vpc: { cidr: `10.${half + 1 + Math.floor(half / 15)}.${index % 2 === 0 ? 0 : 128}.0/17` }, // none that Mongo's networks have
      accepted: [{ rule: 'vpc-size', reason: 'there are no 300 of a /16', until: '9999-12-31' }],
      environments: Object.fromEntries(['qa', 'stg', 'int'].map(kind => [`${kind}-${name}`, environment(model, `${kind}-${name}`)])),
      ...(model.dns && { dns: { hostnames: ['qa', 'stg', 'int'].map(kind => hostname(`${kind}-${name}`)) } }),
    };
  });
}

function environment({ environments = {} }: ClusterConfig, name: string): EnvironmentConfig {
  const { gateway: _, production: __, ...model } = Object.values(environments)[0]!; // every fixture has some
  return {
    ...model,
    gateway: { default: 'https', http: { dnsNames: [hostname(name)] }, https: { dnsNames: [hostname(name)] } },
    ...(model.kafka && { kafka: { ...model.kafka, username: `tidepool-${name}` } }),
  };
}

function hostname(name: string): string {
  return `${name}.tidepool.org`;
}

/** A copy of the program in an empty folder, with the installed packages and with clusters of its own. */
export function project(folder: string, clusters: readonly ClusterConfig[]): void {
  copyProgram(folder);
  mkdirSync(join(folder, 'clusters'));
  for (const config of clusters) {
    const text = `import { defineCluster } from '../charts/config.ts';\n\nexport default defineCluster(${JSON.stringify(config, undefined, 2)});\n`;
    writeFileSync(join(folder, 'clusters', `${config.name}.ts`), text);
  }
}
