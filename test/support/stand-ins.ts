import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { clusterFolder } from '../../charts/compile.ts';
import type { ClusterConfig } from '../../charts/config.ts';
import { bash } from '../../charts/bootstrap/step.ts';
import { compiled } from './objects.ts';

/**
 * The scripts of a cluster's `bootstrap`, run with programs on PATH that stand in for those that talk to AWS, to a cluster and to GitHub:
 * each writes down its arguments and its input, and answers what the test says.
 */

/** Programs that are never the real ones here. */
const programs = ['aws', 'curl', 'dig', 'docker', 'eksctl', 'flux', 'fluxctl', 'gh', 'helm', 'kind', 'kubectl', 'minikube'] as const;
type Others = 'apt-get' | 'brew' | 'git' | 'jq' | 'openssl' | 'sops' | 'sudo';

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
  /** What stand-ins answer, and the environment of all runs, unless a run says otherwise. */
  answers: Answers;
  env: Readonly<Record<string, string>>;
  /** Whether there is such a script. */
  has(script: string): boolean;
  /** Makes a file of `$FLAGS`. */
  mark(flag: string, text?: string): void;
  unmark(flag: string): void;
  /** The path of a file of `$FLAGS`. */
  flag(name: string): string;
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
    answers: '',
    env: {},
    has: script => existsSync(join(bootstrap, script)),
    mark: (flag, text = '') => writeFileSync(join(flags, flag), text),
    unmark: flag => rmSync(join(flags, flag)),
    flag: name => join(flags, name),
    root,
    bootstrap,
    state,
    run(this: Desk, script, { args = [], env = {}, input = '', answers = this.answers } = {}) {
      for (const file of readdirSync(log)) rmSync(join(log, file));
      writeFileSync(join(base, 'answers'), `case $line in\n${answers}\n'aws sts get-caller-identity '*) echo ${'aws' in config ? config.aws.accountNumber : ''} ;;\nesac\n`);
      const { status, stdout, stderr } = spawnSync('bash', [script, ...args], {
        cwd: bootstrap,
        encoding: 'utf8',
        input,
        env: {
          PATH: [bin, process.env['PATH']].join(delimiter), HOME: join(base, 'home'), XDG_STATE_HOME: state, TMPDIR: base,
          LOG: log, FLAGS: flags, ANSWERS: join(base, 'answers'), BOOTSTRAP: bootstrap, ...this.env, ...env,
        },
      });
      const calls = textOf(join(log, 'calls')).split('\0').slice(0, -1).map(call => {
        const tab = call.indexOf('\t');
        return { line: call.slice(tab + 1), input: textOf(join(log, `${call.slice(0, tab)}.in`)) };
      });
      return { status: status ?? -1, out: stdout, err: stderr, calls };
    },
    holds: text => [root, state, flags].some(folder => readdirSync(folder, { recursive: true, withFileTypes: true })
      .some(entry => entry.isFile() && readFileSync(join(entry.parentPath, entry.name), 'utf8').includes(text))),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Nothing but the shell itself, since there are thousands of calls. Each is known by its process. */
const standIn = bash`
#!/usr/bin/env bash
line=\${0##*/}
for word in "$@"; do
  case $word in
    '' | *[[:space:]]*) line="$line '$word'" ;;
    *) line="$line $word" ;;
  esac
done
number=$$
printf '%s\t%s\0' "$number" "$line" >>"$LOG/calls"
if [ -p /dev/stdin ] || [ -f /dev/stdin ]; then cat >"$LOG/$number.in"; fi
sum() {
  sha256sum "$1" 2>/dev/null || shasum -a 256 "$1"
}
. "$BOOTSTRAP/cluster.env"
. "$ANSWERS"
`;
