import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { marker } from '../lib/review/markdown.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';

interface Job {
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

const workflow = fromYaml(readFileSync(join(dirname(import.meta.dirname), '.github/workflows/review.yml'), 'utf8'))[0] as {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<'review' | 'comment', Job>>;
};

describe('the workflow that reviews a pull request', () => {
  test('runs what it brings with a token that reads, and writes with one that runs nothing of it', () => {
    const { on, permissions, jobs: { review, comment } } = workflow;
    expect([Object.keys(on), permissions, review.permissions, comment.permissions])
      .toEqual([['pull_request'], {}, { contents: 'read' }, { 'pull-requests': 'write' }]);
    expect(comment.steps.flatMap(({ uses, run }) => uses ?? run ?? '').filter(step => /checkout|npm|node|npx/.test(step))).toEqual([]);
    const texts = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(texts.filter(text => text.includes('${{'))).toEqual([]); // what others have named is no part of a script
  });

  /** What `gh` is asked for, where a comment with this first line is there. */
  function asked(review: string, comment: string | undefined): string[] {
    const folder = mkdtempSync(join(tmpdir(), 'gh-'));
    writeFileSync(join(folder, 'review.md'), review);
    writeFileSync(join(folder, 'gh'), `#!/bin/sh\nprintf '%s\\n' "$*" >> ${folder}/asked\ncase "$*" in *--paginate*) ${comment === undefined ? 'true' : 'echo 7; echo 8'} ;; esac\n`);
    chmodSync(join(folder, 'gh'), 0o755);
    const [script = ''] = workflow.jobs.comment.steps.flatMap(({ run }) => run ?? []);
    const env = { PATH: `${folder}:${process.env['PATH']}`, COMMENTS: 'repos/a/b/issues/1/comments', GITHUB_REPOSITORY: 'a/b' };
    execFileSync('bash', ['-e', '-c', script], { cwd: folder, env });
    return readFileSync(join(folder, 'asked'), 'utf8').trimEnd().split('\n');
  }

  test('edits its comment, writes one where there is none, and none where there is nothing to say', () => {
    const found = expect.stringContaining(`startswith("${marker}")`) as string;
    expect(asked(`${marker}\n### 1 cluster`, marker)).toEqual([found, 'api --silent --method PATCH repos/a/b/issues/comments/7 --field body=@review.md']);
    expect(asked(`${marker}\n### 1 cluster`, undefined)).toEqual([found, 'api --silent --method POST repos/a/b/issues/1/comments --field body=@review.md']);
    expect(asked(`${marker}\n### No difference\n`, undefined)).toEqual([found]);
    expect(asked(`${marker}\n### No difference\n`, marker)).toHaveLength(2);
  });
});
