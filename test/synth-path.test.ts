import { build } from 'esbuild';
import { builtinModules } from 'node:module';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';

/** What every run of `synth` and `check` loads, whatever it finds: each of these costs before any work is done. */
const root = dirname(import.meta.dirname);
const { metafile } = await build({
  entryPoints: ['main.ts'], absWorkingDir: root, bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20',
  outdir: 'none', write: false, metafile: true, minifyWhitespace: true, external: ['ajv', 'js-yaml', 'yargs'], logLevel: 'silent',
});
const [entry = ''] = Object.keys(metafile.outputs).filter(file => metafile.outputs[file]?.entryPoint === 'main.ts');

/** An output file and all that it cannot run without. */
function withImports(file: string, seen = new Set<string>()): ReadonlySet<string> {
  seen.add(file);
  for (const { path, kind, external } of metafile.outputs[file]?.imports ?? []) {
    if (kind === 'import-statement' && external !== true && !seen.has(path)) withImports(path, seen);
  }
  return seen;
}

const loaded = [...withImports(entry)].flatMap(file => metafile.outputs[file] ?? []);
const inputs = loaded.flatMap(({ inputs: parts }) => Object.entries(parts));
const packages = [...new Set(inputs.flatMap(([path]) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []))].sort();

test('synth loads cdk8s and what it needs itself, and no other package', () => {
  const external = loaded.flatMap(({ imports }) => imports).filter(({ kind, path }) => kind === 'import-statement' && !path.startsWith('node:'));
  const outside = external.flatMap(({ path, external: isExternal }) => (isExternal === true && !builtinModules.includes(path) ? [path] : []));
  expect([...packages, ...outside]).toEqual(['cdk8s', 'constructs']);
});

test('synth loads no more than 323 modules, of 1,173 kB', () => {
  expect(inputs.length).toBeLessThanOrEqual(323);
  expect(loaded.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(1_173_000);
});
