import { afterAll, describe, expect, test } from 'vitest';
import development from './clusters/development.ts';
import production from './clusters/production.ts';
import { desk } from './support/stand-ins.ts';

/** What the scripts of `bootstrap` do, run against stand-ins for all that they call. */
const [guide, today] = [desk(development, ['git']), desk(production, ['git'])];
afterAll(() => [guide, today].forEach(each => each.remove()));

const token = { GITHUB_TOKEN: 'x' };
/** AWS and GitHub as they are before anything is made. */
const nothing = `
'aws s3api head-bucket '*) exit 254 ;;
'gh repo view '*) exit 1 ;;
'git '*'remote get-url origin') exit 2 ;;
`;

describe('20-assets.sh', () => {
  test('makes a private data bucket and an asset bucket for each environment', () => {
    const { status, calls } = today.run('20-assets.sh', { answers: nothing });
    expect(status).toBe(0);
    const lines = calls.map(({ line }) => line);
    expect(lines.filter(line => line.includes('create-bucket'))).toEqual(['int', 'prd'].flatMap(name => [
      `aws s3api create-bucket --bucket tidepool-production-${name}-data --create-bucket-configuration LocationConstraint=us-west-2`,
    ]).concat(['int', 'prd'].map(name =>
      `aws s3api create-bucket --bucket tidepool-production-${name}-asset --create-bucket-configuration LocationConstraint=us-west-2`)));
    expect(lines.filter(line => line.includes('BlockPublicPolicy=true'))).toHaveLength(2);
    expect(lines.filter(line => line.includes('put-bucket-policy'))).toEqual([]);
    expect(lines.at(-1)).toBe('aws s3 sync s3://tidepool-dev-asset s3://tidepool-production-prd-asset');
  });

  test('makes no bucket that is there, and opens one only when it is told to', () => {
    const { calls } = today.run('20-assets.sh', { env: { PUBLIC_ASSETS: '1' } });
    expect(calls.filter(({ line }) => line.includes('create-bucket'))).toEqual([]);
    const policies = calls.filter(({ line }) => line.includes('put-bucket-policy'));
    expect(policies.map(({ line }) => / (\S+) --policy/.exec(line)?.[1])).toEqual(['tidepool-production-int-asset', 'tidepool-production-prd-asset']);
  });

  test('does nothing in another account', () => {
    const { status, err, calls } = today.run('20-assets.sh', { answers: "'aws sts '*) echo 000000000000 ;;" });
    expect([status, err]).toEqual([1, 'error: these credentials are of account 000000000000, and the cluster is in 123456789012\n']);
    expect(calls).toHaveLength(1);
  });
});

describe('10-repository.sh', () => {
  test('makes the repository, names it origin, and pushes the branch that Flux reads', () => {
    const lines = guide.run('10-repository.sh', { env: token, answers: nothing }).calls.map(({ line }) => line.replace(guide.bootstrap, 'HERE'));
    expect(lines).toEqual([
      'gh repo view tidepool-org/cluster-development',
      'gh repo create tidepool-org/cluster-development --private',
      'git -C HERE remote get-url origin',
      'git -C HERE remote add origin git@github.com:tidepool-org/cluster-development.git',
      'git -C HERE diff --quiet HEAD -- ..',
      'git -C HERE push --set-upstream origin HEAD:master',
    ]);
  });

  test('makes nothing that is there, and pushes nothing that is not committed or goes elsewhere', () => {
    const origin = (name: string) => `'git '*'remote get-url origin') echo git@github.com:${name}.git ;;`;
    const again = today.run('10-repository.sh', { env: token, answers: origin('tidepool-org/cluster-production') });
    expect(again.calls.filter(({ line }) => /create|remote add/.test(line))).toEqual([]);
    const dirty = today.run('10-repository.sh', { env: token, answers: `${origin('tidepool-org/cluster-production')}\n'git '*' diff '*) exit 1 ;;` });
    expect([dirty.status, dirty.err]).toEqual([1, expect.stringContaining('commit what npm run synth has written')]);
    const elsewhere = today.run('10-repository.sh', { env: token, answers: origin('example/other') });
    expect([elsewhere.status, elsewhere.err]).toEqual([1, expect.stringContaining('remote origin is git@github.com:example/other.git')]);
    for (const { calls } of [dirty, elsewhere]) expect(calls.filter(({ line }) => line.includes('push'))).toEqual([]);
  });

  test('wants a token', () => {
    const { status, calls } = today.run('10-repository.sh');
    expect([status, calls]).toEqual([1, []]);
  });
});
