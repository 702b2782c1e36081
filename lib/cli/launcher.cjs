#!/usr/bin/env node
'use strict';

/**
 * What `npm run` calls: main.ts, and what a repository has written, each as one bundle that lies ready in node_modules/.cache with V8's code for it.
 * A bundle is used only as long as every file that went into it, the lock files and Node are the same, byte for byte. Where it cannot be
 * kept it is made each time, and where none can be made all runs through tsx. Nothing of what a run computes is kept.
 */

const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');
const { setFlagsFromString } = require('node:v8');
const { Script, constants } = require('node:vm');

// By itself V8 of Node 20 makes faster code so early that the making takes longer than is saved. Node 22 has no such flag, and waits longer.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=1000000');
// How much more than what is in use the heap may hold before garbage is collected.
setFlagsFromString('--heap-growing-percent=50');

const program = resolve(__dirname, '../..');

/** The folder of packages that this one is in, or has itself where it is a checkout. */
const packages = /^.*\/node_modules(?=\/)/.exec(program)?.[0] ?? join(program, 'node_modules');

/** Where bundles of a folder are kept: in its own folder of packages, if it has one. */
function cacheOf(folder) {
  const own = join(folder, 'node_modules');
  return join(existsSync(own) ? own : packages, '.cache/tidepool-gitops');
}

/** What makes another bundle of the same files. The lock files stand for all that is installed. */
const circumstances = [__filename, join(packages, '.package-lock.json'), ...['package.json', 'package-lock.json', 'tsconfig.json'].map(path => join(program, path))];

/** The bundle of an entry, whose own files are told from packages by a folder: from the cache, with V8's code, or made anew. Throws where none can be made. */
async function bundleOf(name, folder, entry, options) {
  const file = join(cacheOf(folder), `${name}-${hashed([folder, process.version, process.arch]).slice(0, 16)}`);
  const around = [entry, folder, process.version, ...[...circumstances, join(folder, 'tsconfig.json')].map(path => (existsSync(path) ? readFileSync(path) : ''))];
  try {
    const { key, inputs, ...bundle } = readBundle(file);
    if (key === keyOf(around, inputs, readInput)) return { file, key, inputs, ...bundle };
  } catch {
    // there is none, not a whole one, or a file of it is gone
  }
  return { file, ...(await made(folder, entry, around, options)) };
}

/** The texts count that went into the bundle, not those that stand there when it is made. */
async function made(folder, entry, around, options) {
  const texts = new Map();
  const { outputFiles: [output], metafile } = await require('esbuild').build({
    stdin: { contents: entry, resolveDir: folder }, absWorkingDir: folder, bundle: true, write: false, metafile: true, platform: 'node',
    format: 'cjs', target: 'node20', charset: 'ascii', logLevel: 'silent', plugins: [ownFiles(folder, texts)], ...options,
  });
  const inputs = Object.keys(metafile.inputs).filter(path => path !== '<stdin>').map(path => join(folder, path)).filter(isOwn(folder)).sort();
  return { key: keyOf(around, inputs, path => texts.get(path) ?? readInput(path)), inputs, source: output.text, code: undefined };
}

/** Whether a file belongs to a folder that may be a package itself, and to no package that it uses. */
function isOwn(folder) {
  return path => !(path.startsWith(`${folder}/`) ? path.slice(folder.length) : path).includes('/node_modules/');
}

/** In a bundle a file still knows where it is itself. */
function ownFiles(folder, texts) {
  const setup = ({ onLoad }) => onLoad({ filter: /\.([cm]?[jt]s|json)$/ }, ({ path }) => {
    if (!isOwn(folder)(path)) return undefined;
    texts.set(path, readFileSync(path, 'utf8'));
    const places = { dirname: dirname(path), filename: path, url: pathToFileURL(path).href };
    const contents = texts.get(path).replace(/\bimport\.meta\.(dirname|filename|url)\b/g, (_, word) => JSON.stringify(places[word]));
    return { contents, loader: path.endsWith('.json') ? 'json' : path.endsWith('ts') ? 'ts' : 'js' };
  });
  return { name: 'own-files', setup };
}

function keyOf(around, inputs, read) {
  return hashed([...around, ...inputs.flatMap(path => [path, read(path)])]);
}

function readInput(path) {
  return readFileSync(path, 'utf8');
}

function hashed(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
}

/** Of a file that holds a line about the bundle, its source, and V8's code. */
function readBundle(file) {
  const content = readFileSync(file);
  const end = content.indexOf('\n');
  const { key, inputs, length, digest } = JSON.parse(content.toString('utf8', 0, end));
  const rest = content.subarray(end + 1);
  if (hashed([rest]) !== digest) throw new Error('not as it was written');
  return { key, inputs, source: rest.toString('latin1', 0, length), code: rest.subarray(length) };
}

/** Written aside and renamed, so that no process reads half of it. */
function writeBundle({ file, key, inputs, source }, code) {
  const aside = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const rest = Buffer.concat([Buffer.from(source, 'latin1'), code]);
    const about = JSON.stringify({ key, inputs, length: source.length, digest: hashed([rest]) });
    writeFileSync(aside, Buffer.concat([Buffer.from(`${about}\n`), rest]));
    renameSync(aside, file);
  } catch {
    try { rmSync(aside); } catch { /* nor could that be written */ }
  }
}

/** Where main.ts goes for other verbs than `synth` and `check`: half of the program, which these two need not even read. */
const doorsOfOthers = [
  ...['explain/explain', 'import/import', 'init', 'inventory/compare', 'inventory/report', 'migration/report', 'review/review', 'validate/validation'].map(door => `./charts/${door}.ts`),
  './lib/cli/upgrade.ts',
];

/** What main.ts exports, and how to keep the code that V8 has made of it meanwhile. `synth` and `check` have one to themselves. */
async function loadTool() {
  const name = [undefined, 'synth', 'check'].includes(process.argv[2]) ? 'synth' : 'others';
  const external = ['ajv', 'js-yaml', 'yargs', ...(name === 'synth' ? doorsOfOthers : [])];
  const bundle = await bundleOf(name, program, 'module.exports = require("./main.ts")', { minifyWhitespace: true, external });
  const script = new Script(`(function (module, require) {${bundle.source}\n})`, {
    filename: bundle.file, cachedData: bundle.code, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} };
  script.runInThisContext()(module, Module.createRequire(join(program, 'main.ts')));
  const isKept = bundle.code !== undefined && !script.cachedDataRejected;
  return { ...module.exports, keep: () => isKept || writeBundle(bundle, script.createCachedData()) };
}

/** What a bundle of a repository begins with: what it imports from this package is what runs, and not a second copy. */
const sharing = 'var require = ((others, own) => name => name === "tidepool-gitops" ? own : others(name))(require, module.exports);';

/** What loads each file that a repository may have, from one bundle of all of them. */
async function loadRepository(folder, library) {
  const files = filesOf(folder).map(file => JSON.stringify(file));
  const entry = `module.exports = {${files.map(file => `${file}: () => require(${file})`).join()}}`;
  const outfile = join(folder, 'clusters.cjs'); // is on no disk
  const options = { packages: 'external', sourcemap: 'inline', sourcesContent: false, outfile, banner: { js: sharing } };
  const bundle = await bundleOf('clusters', folder, entry, options);
  if (bundle.code === undefined) writeBundle(bundle, Buffer.alloc(0));
  process.setSourceMapsEnabled(true);
  const module = new Module(outfile);
  module.filename = outfile;
  module.paths = Module._nodeModulePaths(folder);
  module.exports = library;
  module._compile(bundle.source, outfile);
  return module.exports;
}

function filesOf(folder) {
  const scriptsIn = path => (existsSync(path) ? readdirSync(path).filter(file => /(?<!\.d)\.ts$/.test(file)).sort().map(file => join(path, file)) : []);
  const organisation = join(folder, 'organisation.ts');
  return [...scriptsIn(join(folder, 'clusters')), ...scriptsIn(join(folder, 'packages')), ...(existsSync(organisation) ? [organisation] : [])];
}

/** Whether a second thread pays: its start takes as long as half a dozen clusters, and it runs cold. TIDEPOOL_GITOPS_THREADS says 1 or 2. */
function isWorthTwo(clusters) {
  const { TIDEPOOL_GITOPS_THREADS: wanted } = process.env;
  return wanted ? wanted === '2' : clusters >= 100 && require('node:os').availableParallelism() > 1;
}

/** Has a second thread do its share of some work, if that pays. Answers what waits for it, and tells what came of it. */
function secondThread(share) {
  if (!isWorthTwo(share.clusters.length)) return undefined;
  const { MessageChannel, Worker, receiveMessageOnPort } = require('node:worker_threads');
  const { port1, port2: port } = new MessageChannel();
  const ended = new Int32Array(new SharedArrayBuffer(4));
  new Worker(join(__dirname, 'second-thread.cjs'), { argv: process.argv.slice(2), workerData: { share, ended, port }, transferList: [port] });
  return () => {
    Atomics.wait(ended, 0, 0, 10_000); // one that has died does not say so
    return receiveMessageOnPort(port1)?.message ?? [];
  };
}

async function throughTsx(file) {
  await import('tsx');
  return import(pathToFileURL(file).href);
}

async function launch() {
  const tool = await loadTool().catch(() => undefined);
  if (tool === undefined) {
    const { main, end } = await throughTsx(join(program, 'main.ts'));
    return end(await main());
  }
  const importFrom = async folder => {
    const files = await loadRepository(folder, await tool.library()).catch(() => ({}));
    return async file => (Object.hasOwn(files, file) ? files[file]() : throughTsx(file));
  };
  const status = await tool.main(importFrom, secondThread);
  tool.keep();
  tool.end(status);
}

module.exports = { loadTool };
if (require.main === module) void launch();
