import { tsImport } from 'tsx/esm/api';

type Program = typeof import('../../main.ts');

let program: Promise<Program> | undefined;

/**
 * main.ts by the loader of `npm run`, and not by vitest's: it knows nothing of the modules that vitest has loaded, and what a broken cluster
 * file is said to have is its word. Loaded once in a process, whichever test files run there.
 */
export function loadProgram(): Promise<Program> {
  return (program ??= tsImport('../../main.ts', import.meta.url) as Promise<Program>);
}
