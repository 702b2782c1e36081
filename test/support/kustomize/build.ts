import { spawnSync } from 'node:child_process';
import { isManifest, type Manifest } from '../../../lib/manifests/manifest.ts';
import { fromYaml } from '../../../lib/yaml/yaml.ts';

/** Kustomize 5, which Flux 2 has inside. KUSTOMIZE names another command that builds a folder, whatever its version is. */
const named = (process.env['KUSTOMIZE'] ?? '').split(' ').filter(word => word !== '');
const candidates = [
  { command: ['kustomize', 'build'], asked: ['kustomize', 'version'] },
  { command: ['kubectl', 'kustomize'], asked: ['kubectl', 'version', '--client'] },
];

const command = named.length > 0 ? named : candidates.find(({ asked }) => isVersion5(asked))?.command;

function isVersion5([program = '', ...words]: readonly string[]): boolean {
  return /^(Kustomize Version: )?(v5\.|\(devel\))/m.test(spawnSync(program, words, { encoding: 'utf8' }).stdout ?? '');
}

const missing = 'no Kustomize 5: install kubectl, or name a command by KUSTOMIZE';

/** True where tests are to be skipped for want of it. In CI nothing is skipped: there they fail. */
export const skipped = command === undefined && !process.env['CI'];

/** Says it where people see it, since a skipped test is easily overlooked. */
export function sayIfSkipped(tests: string): void {
  if (skipped) process.stderr.write(`\nSKIPPED: ${tests}, since there is ${missing}\n\n`);
}

const built = new Map<string, readonly Manifest[]>();

/** The objects that come of a folder; each folder is built once. Throws what Kustomize says when it cannot. */
export function build(folder: string): readonly Manifest[] {
  const objects = built.get(folder) ?? fromYaml(run(folder)).map(object => {
    if (!isManifest(object)) throw new Error(`${folder} comes to something that is no object`);
    return object;
  });
  built.set(folder, objects);
  return objects;
}

function run(folder: string): string {
  if (command === undefined) throw new Error(`there is ${missing}`);
  const [program = '', ...words] = command;
  const { status, stdout, stderr, error } = spawnSync(program, [...words, folder], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${folder}: ${error?.message ?? stderr}`);
  return stdout;
}
