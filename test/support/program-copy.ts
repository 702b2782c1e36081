import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(dirname(import.meta.dirname));

/** Copies the program into a folder, with the installed packages, and without clusters and what the launcher has kept. */
export function copyProgram(folder: string): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  for (const name of ['main.ts', 'charts', 'imports', 'lib', 'package.json', 'package-lock.json', 'tsconfig.json', 'cdk8s.yaml', '.gitignore']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  for (const name of readdirSync(join(root, 'node_modules')).filter(entry => entry !== '.cache')) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
}

/** Copies a folder to a place that is free, links as links. A quarter of what `cpSync` takes. */
export function copyFolder(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to]);
}

export function removeFolder(folder: string): void {
  execFileSync('rm', ['-rf', folder]);
}
