'use strict';

/**
 * What `npm run` calls: main.ts, and the files of the clusters, each as one bundle that lies ready in node_modules/.cache with V8's code for it.
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

const root = resolve(__dirname, '../..');
const cache = join(root, 'node_modules/.cache/tidepool-gitops');

/** The name under which configs are loaded; it is on no disk. */
const configsFile = join(root, 'clusters.cjs');

/** What makes another bundle of the same files. The lock files stand for all that is installed. */
const circumstances = [__filename, 'package.json', 'package-lock.json', 'node_modules/.package-lock.json', 'tsconfig.json'];

/** The bundle of an entry: from the cache, with V8's code, or made anew. Throws where none can be made. */
async function bundleOf(name, entry, options) {
  const file = join(cache, `${name}-${hashed([root, process.version, process.arch]).slice(0, 16)}`);
  const around = [entry, root, process.version, ...circumstances.map(path => (existsSync(resolve(root, path)) ? readFileSync(resolve(root, path)) : ''))];
  try {
    const { key, inputs, ...bundle } = readBundle(file);
    if (key === keyOf(around, inputs, readInput)) return { file, key, inputs, ...bundle };
  } catch {
    // there is none, not a whole one, or a file of it is gone
  }
  return { file, ...(await made(entry, around, options)) };
}

/** The texts count that went into the bundle, not those that stand there when it is made. */
async function made(entry, around, options) {
  const texts = new Map();
  const { outputFiles: [output], metafile } = await require('esbuild').build({
    stdin: { contents: entry, resolveDir: root }, absWorkingDir: root, bundle: true, write: false, metafile: true, platform: 'node',
    format: 'cjs', target: 'node20', charset: 'ascii', logLevel: 'silent', plugins: [ownFiles(texts)], ...options,
  });
  const inputs = Object.keys(metafile.inputs).filter(path => path !== '<stdin>' && !path.includes('node_modules/')).sort();
  return { key: keyOf(around, inputs, path => texts.get(join(root, path)) ?? readInput(path)), inputs, source: output.text, code: undefined };
}

/** In a bundle a file still knows where it is itself. */
function ownFiles(texts) {
  const setup = ({ onLoad }) => onLoad({ filter: /\.([cm]?[jt]s|json)$/ }, ({ path }) => {
    if (path.includes('/node_modules/')) return undefined;
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
  return readFileSync(join(root, path), 'utf8');
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
    mkdirSync(cache, { recursive: true });
    const rest = Buffer.concat([Buffer.from(source, 'latin1'), code]);
    const about = JSON.stringify({ key, inputs, length: source.length, digest: hashed([rest]) });
    writeFileSync(aside, Buffer.concat([Buffer.from(`${about}\n`), rest]));
    renameSync(aside, file);
  } catch {
    try { rmSync(aside); } catch { /* nor could that be written */ }
  }
}

/** What main.ts exports, and how to keep the code that V8 has made of it meanwhile. `synth` and `check` have one to themselves. */
async function loadTool() {
  const name = [undefined, 'synth', 'check'].includes(process.argv[2]) ? 'synth' : 'others';
  const external = ['ajv', 'js-yaml', 'yargs'];
  const bundle = await bundleOf(name, 'module.exports = require("./main.ts")', { minifyWhitespace: true, external });
  const script = new Script(`(function (module, require) {${bundle.source}\n})`, {
    filename: bundle.file, cachedData: bundle.code, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} };
  script.runInThisContext()(module, Module.createRequire(join(root, 'main.ts')));
  const isKept = bundle.code !== undefined && !script.cachedDataRejected;
  return { ...module.exports, keep: () => isKept || writeBundle(bundle, script.createCachedData()) };
}

/** What loads each file of clusters/, from one bundle of all of them. */
async function loadConfigs() {
  const folder = join(root, 'clusters');
  const files = readdirSync(folder).filter(file => /(?<!\.d)\.ts$/.test(file)).sort().map(file => JSON.stringify(join(folder, file)));
  const entry = `module.exports = {${files.map(file => `${file}: () => require(${file})`).join()}}`;
  const bundle = await bundleOf('clusters', entry, { packages: 'external', sourcemap: 'inline', sourcesContent: false, outfile: configsFile });
  if (bundle.code === undefined) writeBundle(bundle, Buffer.alloc(0));
  process.setSourceMapsEnabled(true);
  const module = new Module(configsFile);
  module.filename = configsFile;
  module.paths = Module._nodeModulePaths(root);
  module._compile(bundle.source, configsFile);
  return module.exports;
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
    const { main, end } = await throughTsx(join(root, 'main.ts'));
    return end(await main());
  }
  const configs = await loadConfigs().catch(() => ({}));
  const status = await tool.main(async file => (Object.hasOwn(configs, file) ? configs[file]() : throughTsx(file)), secondThread);
  tool.keep();
  tool.end(status);
}

module.exports = { loadTool };
if (require.main === module) void launch();
