import fc from 'fast-check';

/** Runs that anybody can repeat. To go hunting, give another seed: `FC_SEED=7 npx vitest run test/yaml.test.ts`. */
fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20190912) });
