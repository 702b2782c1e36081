import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The YAML libraries, loaded where they are first needed: most runs print and read without them. */
export const libraries = {
  yaml: (): typeof import('yaml') => require('yaml') as typeof import('yaml'),
  jsYaml: (): typeof import('js-yaml') => require('js-yaml') as typeof import('js-yaml'),
};
