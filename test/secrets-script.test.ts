import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { base, today } from './invalid/base.ts';
import { desk, type Call, type Desk, type Run, type RunOptions } from './support/stand-ins.ts';

/** 40-secrets.sh against a stand-in for AWS that knows which entries there are. `.ci/judges/secrets.sh` runs it against an implementation of its API. */
const skipped = spawnSync('jq', ['--version']).status !== 0;
if (skipped) console.warn('jq is not installed: 40-secrets.sh is not run');

const file = '40-secrets.sh';
const canary = 'c4n4ry';
const desks: Desk[] = [];
const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => {
  desks.forEach(each => each.remove());
  rmSync(folder, { recursive: true });
});

/** Entries are marks: their names are kept, not what they hold. `held` is what each of them holds. */
const aws = (held = '{}') => `
'aws secretsmanager '*)
  env | grep ${canary} >>"$FLAGS/environment"
  name=\${line#*--secret-id }; name=\${name#*--name }; name=\${name%% *}; mark=$FLAGS/\${name//\\//+}
  case $line in
    *describe-secret*) if [ -e "$mark.deleted" ]; then echo False; elif [ -e "$mark" ]; then echo True; else echo ResourceNotFoundException >&2; exit 254; fi ;;
    *create-secret*) touch "$mark" ;;
    *get-secret-value*) printf '%s\\n' '${held}' ;;
    *list-secrets*) printf 'base/qa/auth\\tbase/old/mongo\\n' ;;
  esac ;;
`;

function newDesk(config: typeof base | typeof today = base): Desk {
  const made = desk(config);
  desks.push(made);
  return made;
}

function secrets(at: Desk, args: readonly string[], options: Omit<RunOptions, 'args'> = {}): Run {
  return at.run(file, { answers: aws(), ...options, args });
}

/** The names of the entries that were made. */
const madeIn = ({ calls }: Run) => calls.flatMap(({ line }) => / create-secret --name (\S+) /.exec(line)?.[1] ?? []);
const writes = ({ calls }: Run) => calls.filter(({ line }) => /create-secret|put-secret-value|delete-secret/.test(line));
const heldBy = (call: Call | undefined): unknown => JSON.parse(call?.input ?? '');

function rowsOf(at: Desk): string[][] {
  return readFileSync(join(at.bootstrap, 'secrets.tsv'), 'utf8').split('\n').filter(line => line.startsWith('base/')).map(line => line.split('\t'));
}

describe.skipIf(skipped)('random', () => {
  const at = newDesk();
  const random = rowsOf(at).filter(([, , origin]) => origin === 'random');

  test('makes each entry of chance once, 40 letters and digits for each key, and goes on where it was broken off', () => {
    const broken = secrets(at, ['random'], { answers: `'aws secretsmanager create-secret --name base/qa/server '*) exit 255 ;;\n${aws()}` });
    expect(broken.status).not.toBe(0);
    expect(madeIn(broken).at(-1)).toBe('base/qa/server');
    const rest = secrets(at, ['random']);
    expect([rest.status, madeIn(rest)[0]]).toEqual([0, 'base/qa/server']);
    expect([...madeIn(broken), ...madeIn(rest).slice(1)]).toEqual(random.map(([path]) => path));
    for (const call of [...writes(broken).slice(0, -1), ...writes(rest)]) {
      const [, keys = ''] = random.find(([path = '']) => call.line.includes(` ${path} `)) ?? [];
      const values = heldBy(call) as Record<string, string>;
      expect(Object.keys(values)).toEqual(keys.split(' '));
      for (const value of Object.values(values)) expect(value).toMatch(/^[A-Za-z0-9]{40}$/);
      expect(new Set(Object.values(values)).size).toBe(Object.keys(values).length);
    }
    expect(writes(secrets(at, ['random']))).toEqual([]);
  });
});

describe.skipIf(skipped)('put and update', () => {
  let at: Desk;
  beforeAll(() => { at = newDesk(); });
  const dexcom = 'base/qa/dexcom';
  const words = [`ClientId=@${folder}/value`, 'ClientSecret=env:SECRET', 'StateSalt=-'];
  const given = { env: { SECRET: `${canary} "é"` }, input: `${canary} stdin\n` };
  writeFileSync(join(folder, 'value'), `${canary} file\n`);

  test('take values from a file, the environment and the standard input, and show them to nothing but the API', () => {
    const put = secrets(at, ['put', dexcom, ...words], { ...given, answers: aws('{"ClientId":"","ClientSecret":"","StateSalt":""}') });
    expect([put.status, put.out, put.err]).toEqual([0, '', `made ${dexcom}\n`]);
    const stored = { ClientId: `${canary} file`, ClientSecret: `${canary} "é"`, StateSalt: `${canary} stdin` };
    expect(writes(put).map(heldBy)).toEqual([stored]);
    expect(writes(put)[0]?.line).toBe(`aws secretsmanager create-secret --name ${dexcom} --secret-string file:///dev/stdin`);
    const update = secrets(at, ['update', dexcom, ...words.slice(1)], { ...given, answers: aws('{"ClientId":"old","StateSalt":"old"}') });
    expect([update.status, update.err]).toEqual([0, `changed ${dexcom}\n${dexcom} still lacks ClientSecret: what reads it waits; add them by 'update'\n`]);
    expect(writes(update).map(heldBy)).toEqual([{ ...stored, ClientId: 'old' }]);
    for (const { calls, out, err } of [put, update]) expect([...calls.map(({ line }) => line), out, err].join('\n')).not.toContain(canary);
    expect(at.holds(canary)).toBe(false);
  });

  test('take a whole entry as JSON', () => {
    const whole = { CarelinkSalt: canary };
    const put = secrets(at, ['put', 'base/qa/jellyfish', '--json', '-'], { input: JSON.stringify(whole) });
    expect([put.status, ...writes(put).map(heldBy)]).toEqual([0, whole]);
  });

  test('make what a provider leaves open themselves: KEY=random', () => {
    const [call] = writes(secrets(newDesk(), ['put', dexcom, 'StateSalt=random']));
    expect(heldBy(call)).toEqual({ StateSalt: expect.stringMatching(/^[A-Za-z0-9]{40}$/) });
  });

  const otherwise = 'write KEY=@FILE, KEY=env:VARIABLE, KEY=random, or KEY=-, which reads the standard input, or asks';
  test.each<[what: string, args: string[], input: string, message: string]>([
    ['a value that is an argument', ['put', dexcom, `ClientId=${canary}`], '', `ClientId: a value that is an argument is seen by all who list processes, and kept by the shell; ${otherwise}`],
    ['a value without its key', ['put', dexcom, canary], '', `a word without '='; ${otherwise}`],
    ['a key that the Secret has not', ['put', dexcom, 'ClientID=-'], canary, `${dexcom} has no key 'ClientID'; it has ClientId ClientSecret StateSalt`],
    ['a key in JSON that it has not', ['put', 'base/qa/mailchimp', '--json', '-'], `{"Url":"${canary}"}`, 'base/qa/mailchimp has no key Url; it has ApiKey URL PersonalLists ClinicLists'],
    ['JSON that is cut off', ['put', 'base/qa/mailchimp', '--json', '-'], `{"URL":"${canary}`, 'on the standard input is not one JSON object whose values are texts'],
    ['JSON that is a text', ['put', 'base/qa/mailchimp', '--json', '-'], `"${canary}"`, 'on the standard input is not one JSON object whose values are texts'],
    ['a key twice', ['put', dexcom, 'ClientId=-', 'ClientId=random'], canary, 'ClientId is given twice'],
    ['two values from one input', ['put', dexcom, 'ClientId=-', 'StateSalt=-'], canary, 'one value alone can come from the standard input; give the others by @FILE or env:, or all by --json -'],
    ['a file that is not there', ['put', dexcom, 'ClientId=@nowhere'], '', 'ClientId: there is no file nowhere'],
    ['a variable that is not set', ['put', dexcom, 'ClientId=env:NOWHERE'], '', 'ClientId: variable NOWHERE is not set'],
    ['an entry that nothing reads', ['put', 'base/qa/dexcom-api', 'ClientId=-'], canary, "base/qa/dexcom-api is not in secrets.tsv; '40-secrets.sh plan' says what is"],
    ['an entry that a script computes', ['put', 'base/flux/ca.pem', 'x=-'], canary, "base/flux/ca.pem is computed by a script of its own; '40-secrets.sh plan' says by which"],
    ['an entry that is there', ['put', 'base/qa/auth', 'ServiceAuth=-'], canary, "base/qa/auth is there already; 'update' changes the keys that you name and no others"],
    ['an entry that is deleted', ['put', 'base/qa/blob', 'ServiceAuth=-'], canary, "base/qa/blob is deleted; 'aws secretsmanager restore-secret --secret-id base/qa/blob' brings it back"],
    ['to change an entry that is not there', ['update', 'base/qa/user', 'ServiceAuth=-'], canary, "base/qa/user is absent; 'put' makes it"],
    ['a value on what is no terminal', ['get', dexcom, 'ClientId'], '', 'a value is printed to a terminal only'],
  ])('refuse %s', (_, args, input, message) => {
    const marks = 'touch "$FLAGS/base+qa+auth" "$FLAGS/base+qa+blob.deleted"';
    const run = secrets(at, args, { input, answers: `'aws sts '*) ${marks}; echo 123456789012 ;;\n${aws()}` });
    expect([run.status, run.out, run.err, writes(run)]).toEqual([1, '', `error: ${message}\n`, []]);
  });
});

describe.skipIf(skipped)('import', () => {
  const at = newDesk({ ...today, packages: { ...today.packages, fluxcloud: {} } } as typeof today);
  mkdirSync(join(folder, 'manifests'));
  const importing = (args: readonly string[], ...manifests: readonly object[]) => {
    writeFileSync(join(folder, 'manifests.json'), manifests.map(manifest => JSON.stringify(manifest)).join('\n'));
    return secrets(at, ['import', join(folder, 'manifests'), ...args], { answers: `'kubectl patch '*) cat ${folder}/manifests.json ;;\n${aws()}` });
  };
  const secret = (namespace: string, name: string, data: object) => ({ kind: 'Secret', metadata: { namespace, name }, data });

  test('makes an entry of each Secret, by the keys of the entry, plain or in base64, and leaves alone what is there', () => {
    const plain = importing(['plaintext'], secret('flux-system', 'slack', { address: `https://example.org/${canary}\n` }), secret('qa', 'kafka', { Password: 1 }));
    expect([plain.status, ...writes(plain).map(heldBy)]).toEqual([0, { url: `https://example.org/${canary}` }, { Password: '1' }]);
    expect(madeIn(plain)).toEqual(['base/flux/slack', 'base/qa/kafka']);
    const encoded = importing(['encoded'], secret('qa', 'kafka', { Password: '' }), secret('qa', 'auth', { ServiceAuth: Buffer.from(canary).toString('base64') }));
    expect([encoded.status, encoded.err]).toEqual([0, expect.stringContaining('base/qa/kafka is there already, and stays as it is\n')]);
    expect(writes(encoded).map(heldBy)).toEqual([{ ServiceAuth: canary }]);
    for (const { calls, out, err } of [plain, encoded]) expect([...calls.map(({ line }) => line), out, err].join('\n')).not.toContain(canary);
  });

  const fine = secret('qa', 'blob', { ServiceAuth: canary });
  test.each<[what: string, coding: string, wrong: object, message: string]>([
    ['a Secret that nothing fetches', 'plaintext', secret('qa', 'other', { x: canary }), 'the cluster fetches no Secret qa/other'],
    ['a key that nothing reads', 'plaintext', secret('qa', 'data', { Auth: canary }), 'qa/data has no key Auth'],
    ['a placeholder', 'plaintext', secret('qa', 'data', { ServiceAuth: '${ServiceAuth}' }), 'qa/data ServiceAuth is still the placeholder'],
    ['what is not in base64', 'encoded', secret('qa', 'data', { ServiceAuth: `${canary}!` }), 'qa/data ServiceAuth is not base64'],
    ['what is no Secret', 'plaintext', { kind: 'ConfigMap', data: { x: canary } }, 'there is an object that is not a Secret'],
  ])('makes nothing at all where one is %s', (_, coding, wrong, message) => {
    const encoded = Buffer.from(canary).toString('base64');
    const run = importing([coding], coding === 'encoded' ? secret('qa', 'blob', { ServiceAuth: encoded }) : fine, wrong);
    expect([run.status, writes(run), run.err]).toEqual([1, [], expect.stringContaining(message)]);
    expect(run.err).toContain('nothing was made');
    expect(run.err + run.out).not.toContain(canary);
  });
});

describe.skipIf(skipped)('the other commands', () => {
  test('docker-config makes the login of Docker Hub from two lines', () => {
    const at = newDesk();
    appendFileSync(join(at.bootstrap, 'secrets.tsv'), 'base/argo-events/kaniko\tconfig.json\tprovider\tneeded\targo-events/kaniko\tkaniko\n');
    expect(secrets(at, ['plan']).out).toContain('absent   base/argo-events/kaniko (needed): 40-secrets.sh docker-config base/argo-events/kaniko\n');
    const run = secrets(at, ['docker-config', 'base/argo-events/kaniko'], { input: `somebody\n${canary}\n` });
    const auth = Buffer.from(`somebody:${canary}`).toString('base64');
    expect([run.status, ...writes(run).map(heldBy)]).toEqual([0, { 'config.json': `{"auths":{"https://index.docker.io/v1/":{"auth":"${auth}"}}}` }]);
    const none = secrets(at, ['docker-config', 'base/qa/auth'], { input: `somebody\n${canary}\n` });
    expect([none.status, none.err, none.calls]).toEqual([1, 'error: base/qa/auth has no key that is a login of Docker\n', []]);
  });

  test('plan and confirm say what is missing and how to mend it; confirm also what nothing reads', () => {
    const at = newDesk();
    const answers = `'aws sts '*) touch "$FLAGS/base+qa+auth" "$FLAGS/base+qa+dexcom" "$FLAGS/base+qa+task.deleted"; echo 123456789012 ;;\n${aws('{"ServiceAuth":"","ClientId":""}')}`;
    const plan = secrets(at, ['plan'], { answers });
    expect([plan.status, secrets(at, [], { answers }).out]).toEqual([0, plan.out]);
    expect(secrets(at, ['help']).err).toContain('usage: 40-secrets.sh');
    expect(plan.out.split('\n')).toEqual(expect.arrayContaining([
      'ok       base/qa/auth',
      'absent   base/qa/blob (needed): 40-secrets.sh random',
      'absent   base/qa/jellyfish (needed): 40-secrets.sh put base/qa/jellyfish CarelinkSalt=-',
      'partial  base/qa/dexcom (optional): 40-secrets.sh update base/qa/dexcom ClientSecret=- StateSalt=-',
      'deleted  base/qa/task (needed): aws secretsmanager restore-secret --secret-id base/qa/task',
      'later    base/flux/ca.pem: a step of its own makes it',
    ]));
    const confirm = secrets(at, ['confirm'], { answers });
    expect(confirm.out).toBe(`${plan.out}unread   base/old/mongo: nothing in the cluster reads it\n`);
    expect([confirm.status, confirm.err]).toEqual([1, `error: ${rowsOf(at).length - 3} are not as the cluster needs them\n`]);
    expect([plan, confirm].flatMap(writes)).toEqual([]);
  });

  test('delete wants the path typed, and leaves 30 days to think', () => {
    const at = newDesk();
    const refused = secrets(at, ['delete', 'base/qa/auth'], { input: 'yes\n' });
    expect([refused.status, writes(refused)]).toEqual([1, []]);
    const { status, calls } = secrets(at, ['delete', 'base/qa/auth'], { input: 'base/qa/auth\n' });
    expect([status, calls.at(-1)?.line]).toEqual([0, 'aws secretsmanager delete-secret --secret-id base/qa/auth --recovery-window-in-days 30']);
    expect(secrets(at, ['delete', 'other/qa/auth']).err).toBe('error: other/qa/auth is not an entry of base\n');
  });

  const untouched = newDesk();
  test.each([
    ['plan'], ['random'], ['put', 'base/qa/dexcom', 'ClientId=-'], ['update', 'base/qa/dexcom', '--json', '-'], ['list'], ['confirm'],
    ['delete', 'base/qa/auth'], ['import', folder, 'plaintext'],
  ])('%s calls nothing under DRY_RUN=1', (...args) => {
    const { status, calls } = secrets(untouched, args, { env: { DRY_RUN: '1' }, input: canary });
    expect([status, calls]).toEqual([0, []]);
  });
});
