import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { 'tidepool-gitops': `${import.meta.dirname}/charts/library.ts` } }, // as the launcher does for what a repository imports
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    isolate: false, // files run in the processes of others, which have loaded the modules already; nothing of ours keeps state
    // By itself V8 of Node 20 makes faster code so early that the making takes longer than is saved; see lib/cli/launcher.cjs.
    execArgv: process.versions.v8.startsWith('11.') ? ['--interrupt-budget=1000000'] : [],
    maxWorkers: '100%', // by itself it leaves one core idle, which is half of a small machine
    // Some tests run the program itself or `cdk8s import` as a process, which takes seconds on a small machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
