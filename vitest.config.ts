import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { 'tidepool-gitops': `${import.meta.dirname}/charts/library.ts` } }, // as the launcher does for what a repository imports
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    maxWorkers: '100%', // by itself it leaves one core idle, which is half of a small machine
    // Some tests run the program itself or `cdk8s import` as a process, which takes seconds on a small machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
