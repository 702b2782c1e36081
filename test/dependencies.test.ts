import { expect, test } from 'vitest';
import { runTimePackages } from '../docs/dependencies.ts';

const packages = runTimePackages();

/** Its script only looks for the binary, which comes as a package of its own. */
const needless = ['esbuild', 'fsevents'];

test('no package that the tool runs on needs its install script', () => {
  expect(packages.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name).filter(name => !needless.includes(name))).toEqual([]);
});

test('what the tool runs on may be used and passed on by anybody', () => {
  const permissive = /^(Apache-2\.0|BSD-[23]-Clause|ISC|MIT|PSF-2\.0|\(Apache-2\.0 AND BSD-3-Clause\))$/;
  expect(packages.length).toBeGreaterThan(20);
  expect(packages.filter(({ licence }) => !permissive.test(licence))).toEqual([]);
});
