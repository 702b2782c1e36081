import { ApiObject, App } from 'cdk8s';
import { expect, test } from 'vitest';
import { leaksInFile } from '../charts/validate/leak-findings.ts';
import { readManifests } from '../lib/manifests/manifests.ts';
import { FileChart, render } from '../lib/output/file-chart.ts';
import { schemaFindings } from '../lib/rules/schema.ts';
import type { Schemas } from '../lib/schema/schema.ts';

/** What lies in `clusters/NAME/bootstrap`, for people and scripts. */
const style = { source: 'clusters/a.ts', leadingMarker: false };
const namespace = (file: FileChart) => new ApiObject(file, 'x', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux' } });

function tree(text: string): ReadonlyMap<string, string> {
  const app = new App();
  namespace(new FileChart(app, 'clusters/a/flux/namespace.yaml'));
  namespace(new FileChart(app, 'clusters/a/bootstrap/flux/namespace.yaml'));
  new FileChart(app, 'clusters/a/bootstrap/a.sh').text = text;
  return render(app, style);
}

test('may be an object that Flux applies, too, and is none of the cluster', () => {
  const { objects, files, aside } = readManifests(tree('#!/usr/bin/env bash\n'));
  expect(objects.map(({ document }) => document.file.path)).toEqual(['clusters/a/flux/namespace.yaml']);
  expect(files.map(({ path }) => path)).toEqual(['clusters/a/flux/namespace.yaml']);
  expect(aside.map(({ path }) => path)).toEqual(['clusters/a/bootstrap/a.sh', 'clusters/a/bootstrap/flux/namespace.yaml']);
});

test('is held against schemas, and no credential stands in it, be it YAML or not', () => {
  const password = ['hunter', '2-and-more'].join('');
  const manifests = readManifests(tree(`#!/usr/bin/env bash\n# a comment\nexport DB_PASSWORD='${password}'\nmysql --password "$DB_PASSWORD"\n`));
  const found = manifests.aside.flatMap(leaksInFile).map(({ document, position }) => `${document.file.path}:${position?.line}`);
  expect(found).toEqual(['clusters/a/bootstrap/a.sh:4']);
  const judged: unknown[] = [];
  const schemas = { whose: 'ours', judge: (value: unknown) => { judged.push(value); return { problems: [] }; } } as unknown as Schemas; // of which this is all that is asked
  expect(schemaFindings(manifests, schemas)).toEqual([]);
  expect(judged).toHaveLength(2);
});

test('is ours only with our line: in the repositories of others a folder of that name holds objects', () => {
  const foreign = new Map([...tree('')].map(([path, text]) => [path, text.replace(/^# Generated.*\n/m, '')] as const));
  const { objects, aside } = readManifests(foreign);
  expect([objects.length, aside.length]).toEqual([2, 0]);
});
