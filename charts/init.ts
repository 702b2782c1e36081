import type { Manifest } from '../lib/cli/npm.ts';
import { verbs } from '../lib/cli/verbs.ts';
import { UserError } from '../lib/user-error.ts';

export { manifestIn, packageSpec } from '../lib/cli/npm.ts';
export { writeNew } from '../lib/output/new-files.ts';

/** What `init` is told. */
export interface NewRepository {
  /** Of the first cluster. */
  readonly name: string;
  /** The package.json that is there already, as `npm install` writes one. */
  readonly manifest: Manifest;
  /** The tool, as npm is told of it: a version, or where its tarball is. */
  readonly tool: string;
  /** The same of TypeScript. */
  readonly typescript: string;
}

/** The files of a repository with one cluster, by path. */
export function repositoryFiles({ name, ...others }: NewRepository): ReadonlyMap<string, string> {
  if (!/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/.test(name)) {
    throw new UserError(`--name ${name} is no name of a cluster; write small letters, digits and hyphens, at most 32, such as 'first'.`);
  }
  return new Map([
    ['package.json', packageJson(others)],
    ['tsconfig.json', tsconfig],
    ['.gitattributes', '* text=auto eol=lf\ndist/** linguist-generated=true\n'],
    ['.gitignore', 'node_modules/\n# Where `synth` stages its files before it moves them into place.\ndist/.synth/\n'],
    ['.github/workflows/check.yml', workflow],
    ['README.md', readme(name)],
    [`clusters/${name}.ts`, cluster(name)],
  ]);
}

/** What is there stays as it is: only what is missing is added. A script that is called as one of ours is refused. */
function packageJson({ manifest, tool, typescript }: Omit<NewRepository, 'name'>): string {
  const { scripts = {}, dependencies = {}, devDependencies = {} } = manifest;
  const own = Object.keys(verbs).filter(verb => verb !== 'init').map(verb => [verb, `tidepool-gitops ${verb}`] as const);
  const wanted = { ...Object.fromEntries(own), typecheck: 'tsc --noEmit' };
  const taken = Object.entries(wanted).filter(([script, command]) => (scripts[script] ?? command) !== command);
  if (taken.length > 0) {
    const names = taken.map(([script]) => `'${script}'`).join(', ');
    throw new UserError(`package.json has scripts of its own that are called ${names}; give them other names. Nothing was written.`);
  }
  const missing = Object.entries({ 'tidepool-gitops': tool, typescript }).filter(([name]) => !(name in dependencies) && !(name in devDependencies));
  const made = {
    private: true,
    type: 'module',
    ...manifest,
    scripts: { ...scripts, ...wanted },
    devDependencies: { ...devDependencies, ...Object.fromEntries(missing) },
  };
  return `${JSON.stringify(made, undefined, 2)}\n`;
}

const tsconfig = `{
  "compilerOptions": {
    "target": "es2022",
    "module": "esnext",
    "moduleResolution": "bundler",
    "allowImportingTsExtensions": true,
    "types": [],
    "noEmit": true,
    "strict": true,
    "exactOptionalPropertyTypes": true,
    "noUncheckedIndexedAccess": true,
    "noUnusedLocals": true,
    "skipLibCheck": true
  },
  "include": ["clusters", "packages", "*.ts"]
}
`;

const workflow = `name: check
on:
  push:
    branches: [main]
  pull_request: # never pull_request_target: cluster files are code

permissions:
  contents: read

jobs:
  check:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: '22'
          cache: npm
      - run: npm ci --ignore-scripts
      - run: npm run -s typecheck
      - run: npm run -s check -- --strict
      - run: npm run -s validate -- --strict
`;

function readme(name: string): string {
  return `# Clusters

Each file in \`clusters/\` is a cluster; \`dist/\` is what Flux reads, and is made from them.

\`\`\`sh
npm install
npm run synth             # after each edit: writes dist; commit both
npm run check             # is dist what the files say?
npm run validate          # what is wrong, before a cluster finds out
npm run diff              # what an edit does to the clusters
npm run -s secrets ${name}  # which secrets have to exist
\`\`\`

| to | edit |
|---|---|
| change a cluster | \`clusters/NAME.ts\`; your editor knows every word |
| add a cluster | another file there, whose \`name\` is the file's |
| add a kind of service that the tool does not have | \`packages/NAME.ts\` |
| say once what all clusters share: domains, names of buckets, places of charts | \`organisation.ts\` |
| upgrade the tool | \`npm run upgrade -- --with TARBALL --dry-run\`, then \`npm install TARBALL\` and \`npm run synth\` |

\`dist/clusters/${name}/bootstrap/RUNBOOK.md\` leads from an empty account to a running cluster. A flag stands behind \`--\`: \`npm run check -- --strict\`.
No value of a secret belongs into this repository.
`;
}

function cluster(name: string): string {
  return `import { defineCluster } from 'tidepool-gitops';

/** An EKS cluster with what most clusters need. What is to be yours: region, addresses, accounts, domain. */
export default defineCluster({
  name: '${name}',
  region: 'eu-central-1',
  email: 'ops@example.org', // hears from Let's Encrypt
  delivery: 'flux2',
  aws: { accountNumber: '123456789012', iamUsers: ['${name}-cli'] },
  github: { account: 'example', repository: 'clusters' },
  vpc: { cidr: '10.47.0.0/16' }, // of no other network of yours
  dns: { domains: ['example.org'] },
  nodeGroups: [{ name: 'general', instanceType: 'm6i.large', desiredCapacity: 3, minSize: 2, maxSize: 6 }],
  packages: {
    certmanager: {},
    'cluster-autoscaler': {},
    'external-dns': {},
    'external-secrets': {},
    'metrics-server': {},
    reloader: {},
  },
});
`;
}
