import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { clusterFolder } from '../../charts/compile.ts';
import type { ClusterConfig } from '../../charts/config.ts';
import { compiled } from './objects.ts';

/**
 * The scripts of a cluster's `bootstrap`, run with programs on PATH that stand in for those that talk to AWS, to a cluster and to GitHub:
 * each writes down its arguments and its input, and answers what the test says.
 */

/** Programs that are never the real ones here. */
const programs = ['aws', 'brew', 'curl', 'docker', 'eksctl', 'flux', 'fluxctl', 'gh', 'helm', 'kubectl'] as const;
type Others = 'apt-get' | 'git' | 'jq' | 'openssl' | 'sudo';

/** One call of a stand-in. */
export interface Call {
  /** As one would type it, with quotes around what has spaces: `aws s3 sync s3://a s3://b`. */
  readonly line: string;
  /** What it read from its standard input; empty where that was no pipe. */
  readonly input: string;
}

export interface Run {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  /** In order. */
  readonly calls: readonly Call[];
}

/**
 * What stand-ins answer: the body of a `case` of the shell over the call as one line, `aws sts get-caller-identity*) echo 123 ;;`. What no
 * row answers succeeds and prints nothing, but `aws sts`, which names the cluster's account. `$FLAGS` is a folder in which rows may leave
 * marks, `touch "$FLAGS/made"`; what the call was given to read is in `$LOG/$number.in`.
 */
export type Answers = string;

export interface Desk {
  /** Of the project; `dist/clusters/NAME/bootstrap` is below it. */
  readonly root: string;
  readonly bootstrap: string;
  /** What XDG_STATE_HOME is. */
  readonly state: string;
  /** Runs `bash SCRIPT ARGUMENTS` there. */
  run(script: string, options?: RunOptions): Run;
  /** Whether a text stands in any file that the scripts have made or could have changed. */
  holds(text: string): boolean;
  remove(): void;
}

export interface RunOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly answers?: Answers;
}

/** The output of a cluster in a folder of its own, and stand-ins for programs. Those of `also` are the machine's own otherwise. */
export function desk(config: ClusterConfig, also: readonly Others[] = []): Desk {
  const base = mkdtempSync(join(tmpdir(), 'desk-'));
  const [root, bin, state, log, flags] = ['root', 'bin', 'state', 'log', 'flags'].map(name => join(base, name)) as [string, string, string, string, string];
  for (const folder of [root, bin, state, log, flags]) mkdirSync(folder);
  for (const [path, text] of compiled(config)) {
    mkdirSync(join(root, 'dist', dirname(path)), { recursive: true });
    writeFileSync(join(root, 'dist', path), text);
  }
  for (const program of [...programs, ...also]) {
    writeFileSync(join(bin, program), standIn);
    chmodSync(join(bin, program), 0o755);
  }
  const bootstrap = join(root, 'dist', clusterFolder(config.name), 'bootstrap');
  return {
    root,
    bootstrap,
    state,
    run(script, { args = [], env = {}, input = '', answers = '' } = {}) {
      for (const file of readdirSync(log)) rmSync(join(log, file));
      writeFileSync(join(base, 'answers'), `case $line in\n${answers}\n'aws sts get-caller-identity '*) echo ${config.aws.accountNumber} ;;\nesac\n`);
      const { status, stdout, stderr } = spawnSync('bash', [script, ...args], {
        cwd: bootstrap,
        encoding: 'utf8',
        input,
        env: {
          PATH: [bin, process.env['PATH']].join(delimiter), HOME: join(base, 'home'), XDG_STATE_HOME: state, TMPDIR: base,
          LOG: log, FLAGS: flags, ANSWERS: join(base, 'answers'), ...env,
        },
      });
      const names = existsSync(log) ? readdirSync(log).filter(name => name.endsWith('.call')).sort() : [];
      const calls = names.map(name => {
        const inputFile = join(log, name.replace('.call', '.in'));
        return { line: readFileSync(join(log, name), 'utf8').trimEnd(), input: existsSync(inputFile) ? readFileSync(inputFile, 'utf8') : '' };
      });
      return { status: status ?? -1, out: stdout, err: stderr, calls };
    },
    holds: text => [root, state, flags].some(folder => readdirSync(folder, { recursive: true, withFileTypes: true })
      .some(entry => entry.isFile() && readFileSync(join(entry.parentPath, entry.name), 'utf8').includes(text))),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

/** Calls are numbered by the files that are there, which is enough as long as no two run at once; in a pipe the folder is a lock. */
const standIn = String.raw`#!/usr/bin/env bash
line=$(basename "$0")
for word in "$@"; do
  case $word in
    '' | *[[:space:]]*) line="$line '$word'" ;;
    *) line="$line $word" ;;
  esac
done
until mkdir "$LOG/lock" 2>/dev/null; do :; done
number=$(printf '%04d' $(($(ls "$LOG" | grep -c call) + 1)))
printf '%s\n' "$line" >"$LOG/$number.call"
rmdir "$LOG/lock"
if [ -p /dev/stdin ] || [ -f /dev/stdin ]; then cat >"$LOG/$number.in"; fi
. "$ANSWERS"
`;
