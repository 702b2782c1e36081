import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fleet, project } from './fleet.ts';
import { page, type Size, type Subject } from './page.ts';
import { writePeers } from './peers.ts';

/**
 * `npm run bench`: this program beside others that make the same objects, and beside the least that any could do. All take turns, round by
 * round, and every ratio is of two runs of one round: so a busy machine is slow for both. Writes docs/benchmarks.md, .svg and .json into the
 * project, or into the folder of `--out`. `--quick` takes a minute or two, and leaves out large fleets and the tests.
 */
const root = dirname(dirname(import.meta.dirname));
const { values } = parseArgs({
  options: { sizes: { type: 'string' }, rounds: { type: 'string' }, quick: { type: 'boolean', default: false }, out: { type: 'string', default: root } },
});
const [wantedSizes, wantedRounds] = values.quick ? ['1,10', '2'] : ['1,10,100,300', '11'];

/** A command of a shell, and up to how many clusters it is worth waiting for. */
interface Runner {
  readonly name: string;
  readonly command: string;
  readonly needs?: string;
  readonly least?: number;
  readonly most: number;
}

const kustomize = isThere('kustomize') ? 'kustomize build' : 'kubectl kustomize';
const each = (command: string): string => `ls peers/kustomize/overlays | xargs -P2 -I{} sh -c '${command}' >/dev/null`;
const runners: readonly Runner[] = [
  { name: 'bare node', command: 'node peers/empty.js', most: 300 },
  { name: 'floor', command: 'node peers/floor.js', most: 300 },
  { name: 'check', command: 'node lib/cli/launcher.cjs check', most: 300 },
  { name: 'check on one thread', command: 'TIDEPOOL_GITOPS_THREADS=1 node lib/cli/launcher.cjs check', least: 100, most: 300 },
  { name: 'synth', command: 'node lib/cli/launcher.cjs synth', most: 300 },
  { name: 'validate --dist', command: 'node lib/cli/launcher.cjs validate --dist', most: 10 },
  { name: 'plain cdk8s, folders', command: 'cd peers/cdk8s && node main.js folder', most: 100 },
  { name: 'plain cdk8s, default', command: 'cd peers/cdk8s && node main.js', most: 100 },
  { name: 'cdk8s synth', command: `cd peers/cdk8s && ${join(root, 'node_modules/.bin/cdk8s')} synth --check-upgrade false`, most: 10 },
  { name: 'kustomize, two at a time', command: each(`${kustomize} peers/kustomize/overlays/{}`), needs: kustomize.split(' ', 1).join(), most: 100 },
  { name: 'jsonnet, two at a time', command: each('jsonnet peers/jsonnet/{}.jsonnet'), needs: 'jsonnet', most: 100 },
];

interface Measured {
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
  readonly status: number | null;
  readonly err: string;
}

function measured(command: string, cwd: string): Measured {
  const started = performance.now();
  // GNU time tells memory, and hundredths of a second; bash tells thousandths.
  const script = 'TIMEFORMAT="%3U %3S"; time /usr/bin/time -f %M sh -c "$0"';
  const { status, stderr } = spawnSync('bash', ['-c', script, command], { cwd, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  const wall = performance.now() - started;
  const [kilobytes = 0, user = 0, system = 0] = stderr.trim().split(/\s+/).slice(-3).map(Number);
  return { wall, cpu: (user + system) * 1000, memory: kilobytes / 1024, status, err: stderr };
}

/** Where the time of `check` goes: the functions with the most of it to themselves, and their share of all. */
function profiled(folder: string): (readonly [name: string, share: number])[] {
  const command = (into: string): string => `node --cpu-prof --cpu-prof-dir=peers/${into} lib/cli/launcher.cjs check`;
  for (const into of ['first', 'profile']) measured(command(into), folder); // V8 keeps no code from one set of its flags to another
  const [file = ''] = readdirSync(join(folder, 'peers/profile'));
  const { nodes, samples } = JSON.parse(readFileSync(join(folder, 'peers/profile', file), 'utf8')) as {
    nodes: readonly { id: number; callFrame: { functionName: string } }[];
    samples: readonly number[];
  };
  const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName.replace(/^RegExp: .*/s, 'a regular expression') || '(no name)']));
  const counts = new Map<string, number>();
  for (const id of samples) counts.set(names.get(id) ?? '', (counts.get(names.get(id) ?? '') ?? 0) + 1);
  counts.delete('(idle)');
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, 12).map(([name, count]) => [name, count / all] as const);
}

/** How long each phase of `check` took in a run: what was loaded, compiled, printed, compared. */
function phasesOf(folder: string): (readonly [name: string, ms: number])[] {
  const { err } = measured('node lib/cli/launcher.cjs check --profile', folder);
  return [...err.matchAll(/^ *(\d+) ms {2}(.*)$/gm)].map(([, ms, name = '']) => [name, Number(ms)] as const);
}

/** Files of `dist` that another number, time or size has than before. */
function touched(folder: string, work: () => void): string[] {
  const states = (): Map<string, string> => new Map(readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' }).map(path => {
    const { ino, size, mtimeMs, ctimeMs } = statSync(join(folder, 'dist', path));
    return [path, [ino, size, mtimeMs, ctimeMs].join()];
  }));
  const before = states();
  work();
  return [...states()].filter(([path, state]) => state !== before.get(path) && path.includes('.')).map(([path]) => path);
}

/** Files that `synth` touches when nothing has changed, when one cluster has, and how many of these are not that cluster's. */
function touchedBySynth(folder: string): { readonly unchanged: number; readonly one: number; readonly others: number } {
  const synth = (): void => void measured('node lib/cli/launcher.cjs synth', folder);
  const unchanged = touched(folder, synth).length;
  const config = join(folder, 'clusters/c000.ts');
  writeFileSync(config, readFileSync(config, 'utf8').replace(/"maxSize": (\d+)/, (_, size) => `"maxSize": ${Number(size) + 1}`));
  const changed = touched(folder, synth);
  return { unchanged, one: changed.length, others: changed.filter(path => !path.startsWith('clusters/c000/')).length };
}

function isThere(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

if (!existsSync('/usr/bin/time')) throw new Error('GNU time is missing (/usr/bin/time): install it, since nothing else here tells CPU and memory');
const missing = runners.filter(({ needs }) => needs !== undefined && !isThere(needs)).map(({ name, needs }) => `${name}: there is no ${needs}`);
for (const line of missing) process.stderr.write(`left out: ${line}\n`);

const sizes: Size[] = [];
for (const clusters of (values.sizes ?? wantedSizes).split(',').map(Number)) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    project(folder, fleet(clusters));
    const first = measured('node lib/cli/launcher.cjs synth', folder);
    if (first.status !== 0) throw new Error(`synth of ${clusters} clusters ended with ${first.status}`);
    const objects = writePeers(folder, clusters);
    const rounds = Math.max(1, Math.round(Number(values.rounds ?? wantedRounds) / Math.max(1, Math.log10(clusters) * 2)));
    const subjects = runners
      .filter(({ needs, least = 1, most }) => clusters >= least && clusters <= most && (needs === undefined || isThere(needs)))
      .map(({ name, command }): Subject & { readonly command: string } => ({ name, command, runs: [] }));
    for (let round = -1; round < rounds; round += 1) {
      for (const { name, command, runs } of subjects) {
        const run = measured(command, folder);
        if (run.status !== 0) throw new Error(`${name} of ${clusters} clusters ended with ${run.status}: ${command}`);
        if (round >= 0) runs.push(run); // the first one fills caches and writes the files that the others find
      }
      process.stderr.write(`${clusters} clusters, round ${round + 1} of ${rounds}\n`);
    }
    const phases = phasesOf(folder);
    const smallHeap = measured('node --max-old-space-size=64 lib/cli/launcher.cjs check', folder).status === 0;
    sizes.push({ clusters, objects, smallHeap, profile: profiled(folder), phases, touched: touchedBySynth(folder), subjects: subjects.map(({ name, runs }) => ({ name, runs })) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version.slice(1)}, load ${loadavg().map(load => load.toFixed(1)).join(' ')} at the end`;
const tests = values.quick ? undefined : measured('npm test', root).wall / 1000;
const { markdown, svg } = page({ sizes, missing, machine, tests });
const out = values.out === root ? join(root, 'docs') : values.out;
writeFileSync(join(out, 'benchmarks.md'), markdown);
writeFileSync(join(out, 'benchmarks.svg'), svg);
writeFileSync(join(out, 'benchmarks.json'), `${JSON.stringify({ machine, missing, tests, sizes }, undefined, 1)}\n`);
