import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isManifest, type Manifest } from '../../lib/manifests/manifest.ts';
import { roleOf } from '../../lib/manifests/roles.ts';
import { readTree } from '../../lib/output/tree.ts';
import { fromYaml } from '../../lib/yaml/yaml.ts';
import { fleet, modelCount } from './fleet.ts';

/** The objects of a cluster, by the part of it that they belong to: an environment, or what is shared. */
type Parts = ReadonlyMap<string, readonly Manifest[]>;

/**
 * Writes the same objects for others to make: a floor program and a plain cdk8s app, a Kustomize tree, Jsonnet templates. The first two are given
 * the scripts and pages of `bootstrap/`, too, as texts that are ready; the others make no such thing.
 */
export function writePeers(folder: string, count: number): number {
  const names = fleet(count).map(({ name }) => name);
  const clusters = new Map(names.map(name => [name, partsOf(folder, name)]));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('peers/objects.json', JSON.stringify(Object.fromEntries([...clusters].map(([name, parts]) => [name, Object.fromEntries(parts)]))));
  write('peers/texts.json', JSON.stringify(Object.fromEntries(names.flatMap(name => [...textsOf(folder, name)]))));
  write('peers/package.json', '{}'); // what stands beside it is no module
  write('peers/empty.js', '');
  write('peers/floor.js', floor);
  write('peers/cdk8s/main.js', plainApp);
  write('peers/cdk8s/cdk8s.yaml', 'language: typescript\napp: node main.js\n');
  [...clusters].forEach(([name, parts], index) => {
    const model = names[index % modelCount] ?? name;
    const base = clusters.get(model) ?? parts;
    if (model === name) {
      write(`peers/kustomize/bases/${name}/objects.yaml`, documents(base));
      write(`peers/kustomize/bases/${name}/kustomization.yaml`, json({ resources: ['objects.yaml'] }));
      write(`peers/jsonnet/${name}.libsonnet`, template(base, name));
    }
    const patches = patchesOf([...base.values()].flat(), [...parts.values()].flat());
    write(`peers/kustomize/overlays/${name}/kustomization.yaml`, json({ resources: [`../../bases/${model}`], patches }));
    write(`peers/jsonnet/${name}.jsonnet`, `(import '${model}.libsonnet').cluster('${name}', '${cidrOf(parts)}')\n`);
  });
  return [...clusters.values()].flatMap(parts => [...parts.values()].flat()).length;
}

function partsOf(folder: string, name: string): Parts {
  const parts = new Map<string, Manifest[]>();
  for (const [path, text] of readTree(join(folder, 'dist'), `clusters/${name}`)) {
    if (typeof text !== 'string' || roleOf(path) !== 'objects' || !path.endsWith('.yaml')) continue;
    const [, part = 'shared'] = /\/environments\/([^/]+)\//.exec(path) ?? [];
    parts.set(part, [...(parts.get(part) ?? []), ...fromYaml(text).filter(isManifest)]);
  }
  return parts;
}

/** Every file of a cluster that holds no object. */
function textsOf(folder: string, name: string): [path: string, text: string][] {
  return [...readTree(join(folder, 'dist'), `clusters/${name}`)].flatMap(([path, text]) => {
    return typeof text === 'string' && roleOf(path) === 'aside' ? [[path.replaceAll('/', '.'), text] as [string, string]] : [];
  });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 1)}\n`; // which is YAML, too
}

function documents(parts: Parts): string {
  return [...parts.values()].flat().map(json).join('---\n');
}

function cidrOf(parts: Parts): string {
  return /"cidr":"([^"]+)"/.exec(JSON.stringify([...parts.values()]))?.[1] ?? '';
}

/** A patch for each object that is not as in the base. */
function patchesOf(base: readonly Manifest[], wanted: readonly Manifest[]): unknown[] {
  return base.flatMap((object, index) => {
    const operations = operationsOf(object, wanted[index], '');
    const { name, namespace } = object.metadata;
    const target = { kind: object.kind, name: `^${name}$`, ...(typeof namespace === 'string' && { namespace }) };
    return operations.length === 0 ? [] : [{ target, patch: JSON.stringify(operations), options: { allowNameChange: true } }];
  });
}

function operationsOf(from: unknown, to: unknown, path: string): unknown[] {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  const [old, now] = [from, to].map(value => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined));
  if (!old || !now) return [{ op: 'replace', path, value: to }];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap(key => {
    const place = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!(key in now)) return [{ op: 'remove', path: place }];
    return key in old ? operationsOf(old[key], now[key], place) : [{ op: 'add', path: place, value: now[key] }];
  });
}

/** Functions of a cluster's name and its network, one for each part of a cluster. */
function template(parts: Parts, name: string): string {
  const cidr = cidrOf(parts);
  const literal = (value: unknown): string => JSON.stringify(value).replace(/("(?:[^"\\]|\\.)*")(:?)/g, (_, text: string, colon: string) => {
    const expression = text.replaceAll(name, '" + name + "').replaceAll(cidr, '" + cidr + "');
    return colon !== '' && expression !== text ? `[${expression}]:` : expression + colon;
  });
  const functions = [...parts].map(([part, objects]) => {
    const lines = objects.map(({ apiVersion, kind, metadata, ...rest }) => {
      return `    object(${[apiVersion, kind, metadata, rest].map(literal).join(', ')}),`;
    });
    return `  local ${variable(part)}(name, cidr) = [\n${lines.join('\n')}\n  ],\n`;
  });
  const calls = [...parts.keys()].map(part => `${variable(part)}(name, cidr)`).join(' + ');
  return `local object(apiVersion, kind, metadata, rest) = { apiVersion: apiVersion, kind: kind, metadata: metadata } + rest;
{\n${functions.join('')}  cluster(name, cidr):: ${calls},\n}\n`;
}

function variable(part: string): string {
  return part.replaceAll('-', '_');
}

/** The least that any such program does: it reads data, prints it, and compares what it has printed with what is there. */
const floor = `
const fs = require('fs');
const { join } = require('path');
const out = join(__dirname, 'floor');
fs.mkdirSync(out, { recursive: true });
const keep = (file, text) => { if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text) fs.writeFileSync(file, text); };
for (const [path, text] of Object.entries(JSON.parse(fs.readFileSync(join(__dirname, 'texts.json'), 'utf8')))) keep(join(out, path), text);
for (const [name, parts] of Object.entries(JSON.parse(fs.readFileSync(join(__dirname, 'objects.json'), 'utf8')))) {
  for (const [part, objects] of Object.entries(parts)) {
    objects.forEach((object, index) => keep(join(out, [name, part, index].join('.')), JSON.stringify(object, undefined, 2)));
  }
}
`;

/** A chart for each environment and for what clusters share, as anybody would write it. */
const plainApp = `
const fs = require('fs');
const { join } = require('path');
const { App, Chart, ApiObject, YamlOutputType } = require(${JSON.stringify(createRequire(import.meta.url).resolve('cdk8s'))});
const clusters = JSON.parse(fs.readFileSync(join(__dirname, '../objects.json'), 'utf8'));
const app = new App(process.argv[2] === 'folder' ? { yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE } : {});
for (const [name, parts] of Object.entries(clusters)) {
  for (const [part, objects] of Object.entries(parts)) {
    const chart = new Chart(app, name + '-' + part);
    objects.forEach((object, index) => new ApiObject(chart, String(index), object));
  }
}
app.synth();
for (const [path, text] of Object.entries(JSON.parse(fs.readFileSync(join(__dirname, '../texts.json'), 'utf8')))) fs.writeFileSync(join(app.outdir, path), text);
`;
