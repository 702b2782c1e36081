import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leaksIn, leaksInObject, maskLeaks } from '../lib/leaks/index.ts';
import { toYaml } from '../lib/yaml/yaml.ts';
import { slackHooks, small, digits, hex, base32, base62, base64, base64url, drawn, inBase64, jwt, pem } from './support/credentials.ts';

/** Credentials as their issuers make them. What may be read on in a report stands in `shown`. */
const issued: [kind: string, credential: string, shown?: string][] = [
  ['AWS access key', `AKIA${drawn(base32, 16)}`, 'AKIA'],
  ['AWS access key', `ASIA${drawn(base32, 16)}`, 'ASIA'],
  ['Slack webhook', `${slackHooks}/T${drawn(base32, 8)}/B${drawn(base32, 8)}/${drawn(base62, 24)}`],
  ['Slack webhook', `https://hooks.slack.com/triggers/E${drawn(base32, 8)}/${drawn(digits, 13)}/${drawn(hex, 32)}`],
  ['Slack token', `xoxb-${drawn(digits, 12)}-${drawn(digits, 12)}-${drawn(base62, 24)}`, 'xoxb-'],
  ['Slack token', `xoxp-${drawn(digits, 11)}-${drawn(hex, 32)}`, 'xoxp-'],
  ['Discord webhook', `https://discord.com/api/webhooks/${drawn(digits, 18)}/${drawn(base64url, 68)}`],
  ['Teams webhook', `https://acme.webhook.office.com/webhookb2/${drawn(hex, 32)}@${drawn(hex, 32, 'b')}/${drawn(hex, 32, 'c')}`],
  ['GitHub token', `ghp_${drawn(base62, 36)}`, 'ghp_'],
  ['GitHub token', `gho_${drawn(base62, 36)}`, 'gho_'],
  ['GitHub token', `github_pat_${drawn(base62, 22)}_${drawn(base62, 59)}`, 'github_pat_'],
  ['GitLab token', `glpat-${drawn(base64url, 20)}`, 'glpat-'],
  ['npm token', `npm_${drawn(base62, 36)}`, 'npm_'],
  ['Google API key', `AIza${drawn(base64url, 35)}`, 'AIza'],
  ['Google OAuth secret', `GOCSPX-${drawn(base64url, 28)}`, 'GOCSPX-'],
  ['Stripe key', `sk_live_${drawn(base62, 24)}`, 'sk_live_'],
  ['Stripe key', `whsec_${drawn(base62, 32)}`, 'whsec_'],
  ['SendGrid key', `SG.${drawn(base64url, 22)}.${drawn(base64url, 43)}`, 'SG.'],
  ['Sumo Logic collector', `https://collectors.us2.sumologic.com/receiver/v1/http/${drawn(base64, 86)}==`],
  ['Vault token', `hvs.${drawn(base64url, 24)}`, 'hvs.'],
  ['Docker Hub token', `dckr_pat_${drawn(base64url, 27)}`, 'dckr_pat_'],
  ['PyPI token', `pypi-${drawn(base64url, 70)}`, 'pypi-'],
  ['DigitalOcean token', `dop_v1_${drawn(hex, 64)}`, 'dop_v1_'],
  ['Grafana token', `glsa_${drawn(base62, 32)}_${drawn(hex, 8)}`, 'glsa_'],
  ['New Relic key', `NRAK-${drawn(base32, 27)}`, 'NRAK-'],
  ['Amazon MWS token', `amzn.mws.${[8, 4, 4, 4, 12].map(length => drawn(hex, length)).join('-')}`, 'amzn.mws.'],
  ['Azure DevOps token', `${drawn(base62, 76)}AZDO${drawn(base62, 4, 'b')}`],
  ['PagerDuty key', `u+${drawn(base62, 18)}`, 'u+'],
  ['AI provider key', `sk-ant-api03-${drawn(base64url, 93)}`, 'sk-ant-'],
  ['AI provider key', `sk-proj-${drawn(base64url, 74)}`, 'sk-proj-'],
  ['AI provider key', `hf_${drawn(base62, 34)}`, 'hf_'],
  ['AI provider key', `gsk_${drawn(base62, 52)}`, 'gsk_'],
  ['1Password token', `ops_${inBase64(JSON.stringify({ email: 'a@example.org', secret: drawn(base62, 24) })).replace(/=+$/, '')}`, 'ops_'],
  ['Databricks token', `dapi${drawn(hex, 32)}`, 'dapi'],
  ['Figma token', `figd_${drawn(base62, 40)}`, 'figd_'],
  ['Linear key', `lin_api_${drawn(base62, 40)}`, 'lin_api_'],
  ['Notion token', `ntn_${drawn(base62, 46)}`, 'ntn_'],
  ['Shopify token', `shpat_${drawn(hex, 32)}`, 'shpat_'],
  ['Pulumi token', `pul-${drawn(hex, 40)}`, 'pul-'],
  ['age key', `AGE-SECRET-KEY-1${drawn(base32, 58)}`, 'AGE-SECRET-KEY-1'],
  ['Azure storage key', `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${drawn(base64, 86)}==`],
  ['JSON Web Token', jwt(), 'eyJ'],
  ['password hash', `$2b$12$${drawn(`${base62}./`, 53)}`],
  ['random text', `${drawn(hex, 32)}-us12`], // of Mailchimp
  ['random text', drawn(hex, 32)],
  ['random text', drawn(hex, 40)],
  ['random text', drawn(hex, 64)],
  ['random text', drawn(base62, 32)],
  ['random text', `${drawn(base64, 43)}=`],
  ['random text', drawn(base64url, 43)],
  ['authorization header', `Authorization: Bearer ${drawn(base62, 24)}`],
  ['authorization header', `Authorization: Basic ${inBase64(`bob:${drawn(base62, 10)}`)}`],
  ['password in a URL', `mongodb+srv://bob:${drawn(base62, 12)}@cluster0.example.org/data?retryWrites=true`],
  ['password in a URL', `https://bob:${drawn(`${base62}!$*@`, 12)}@example.org/x`],
  ['password in a URL', `https://${drawn(base62, 24)}@git.example.org/x`],
];

const places: readonly (readonly [place: string, text: (credential: string) => string])[] = [
  ['a plain scalar', text => `spec:\n  note: ${text}\n  other: x\n`],
  ['double quotes', text => `spec:\n  note: "${text}"\n`],
  ['single quotes', text => `spec:\n  note: '${text}'\n`],
  ['an item of a list', text => `args:\n- ${text}\n- x\n`],
  ['a block scalar', text => `spec:\n  script: |-\n    #!/bin/sh\n    echo ${text} > out\n`],
  ['a folded scalar', text => `spec:\n  text: >-\n    some words\n    ${text}\n    and more\n`],
  ['a comment', text => `# as in ${text}\nspec: {}\n`],
  ['an environment variable', text => `env:\n- name: NOTE\n  value: ${text}\n`],
  ['TypeScript', text => `import { f } from 'f';\nexport default f({\n  note: '${text}',\n});\n`],
  ['a template string', text => `export const note = \`${text}\`;\n`],
  ['JSON', text => `{"a":1,"note":${JSON.stringify(text)},"b":2}`],
  ['the query of a URL', text => `url: https://example.org/path?a=1&x=${text}\n`],
  ['Markdown', text => `Call it with \`${text}\`.\n`],
  ['base64', text => `kind: ConfigMap\ndata:\n  note: ${inBase64(`what goes before ${text} and what follows`)}\n`],
  ['base64 in base64', text => `note: ${inBase64(inBase64(`what goes before ${text} and what follows`))}\n`],
  ['lines of base64', text => `note: |\n${inBase64(`what goes before, so that it is on two ${text} -`).replaceAll(/.{1,76}/g, '  $&\n')}`],
  ['a Secret', text => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ndata:\n  note: ${inBase64(text)}\n`],
];

/** The least that nobody must be able to read: the last ten letters of what was drawn by chance. */
function secretPart(credential: string): string {
  const inUrl = /:\/\/(?:[^/]*:)?([^/]+)@(?=[a-z0-9.]+\/)/.exec(credential)?.[1];
  return (inUrl ?? credential).replace(/=+$/, '').slice(-10);
}

describe('what an issuer or chance has made is found, and masked', () => {
  test.each(issued)('%s %#', (kind, credential, shown = '') => {
    for (const [place, text] of places) {
      const whole = text(credential);
      const leaks = leaksIn(whole);
      expect(leaks.map(leak => leak.kind), place).toContain(kind);
      expect(leaks.every(leak => leak.masked.startsWith(shown) || place.includes('base64') || place === 'a Secret'), place).toBe(true);
      const report = [maskLeaks(whole), ...leaks.map(leak => leak.masked)].join('\n');
      expect(report, place).not.toContain(secretPart(credential));
      expect(leaksIn(maskLeaks(whole)), place).toEqual([]);
    }
  });

  test.each(issued)('%s %# in an object', (kind, credential) => {
    const [leak, ...others] = leaksInObject({ kind: 'ConfigMap', metadata: { name: 'x' }, spec: [{ note: credential }] });
    expect(leak).toMatchObject({ kind, path: ['spec', 0, 'note'] });
    expect(others).toEqual([]);
    expect(JSON.stringify(leak)).not.toContain(secretPart(credential));
  });

  const privateKeys = ['PRIVATE KEY', 'RSA PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'OPENSSH PRIVATE KEY', 'PGP PRIVATE KEY BLOCK'];

  test.each(privateKeys)('%s', what => {
    const key = pem(what);
    const texts = [
      `key: |\n${key.replaceAll(/^/gm, '  ')}\nnext: x\n`,
      `key: ${JSON.stringify(key)}\n`,
      `export const key = [\n${key.split('\n').map(line => `  '${line}',\n`).join('')}].join('\\n');\n`,
      `note: ${inBase64(key)}\n`,
      `kind: Secret\ndata:\n  tls.key: ${inBase64(key)}\n`,
    ];
    for (const text of texts) {
      expect(leaksIn(text).map(({ kind }) => kind)).toEqual(['private key']);
      expect(maskLeaks(text)).not.toMatch(/[A-Za-z0-9+/]{30}/);
    }
  });

  test('a private key that was cut off before its end', () => {
    for (const text of [`key: "${pem('PRIVATE KEY').slice(0, 300).replaceAll('\n', '\\n')}`, pem('RSA PRIVATE KEY').slice(0, 60)]) {
      expect(leaksIn(text).map(({ kind }) => kind)).toEqual(['private key']);
      expect(maskLeaks(text)).not.toMatch(/[A-Za-z0-9+/]{20}/);
    }
  });

  test('one credential is one leak, of the kind that says most', () => {
    const token = `ghp_${drawn(base62, 36)}`;
    const text = `password: "${token} and more"\n`;
    expect(leaksIn(text)).toMatchObject([{ kind: 'GitHub token', start: 11, end: text.length - 2 }]);
    expect(leaksIn(`password: ${drawn(hex, 40)}`)).toMatchObject([{ kind: 'password' }]);
    expect(leaksIn(`aws_secret_${'access_key'} = ${drawn(base64, 40)}`)).toMatchObject([{ kind: 'AWS secret key' }]);
    expect(leaksIn(`the key for aws is ${drawn(base64, 40)}`)).toMatchObject([{ kind: 'AWS secret key' }]);
  });

  test('a place is told by offset, line and column', () => {
    const key = `AKIA${drawn(base32, 16)}`;
    const instead = 'let an ExternalSecret fetch it from the secret store, and revoke this one';
    expect(leaksIn(`a: b\n\n  c: ${key} ${key}\nd: ${key}`)).toEqual([
      { start: 11, end: 31, line: 3, column: 6 },
      { start: 32, end: 52, line: 3, column: 27 },
      { start: 56, end: 76, line: 4, column: 4 },
    ].map(place => ({ kind: 'AWS access key', masked: 'AKIA… (20 characters)', ...place, instead })));
  });
});

describe('a literal under a key that promises a credential is one, however short', () => {
  const literal = `hunter${1 + 1}`;
  const login = inBase64(`bob:${literal}`);
  const shortLogin = inBase64('bob:open');
  const document = inBase64(JSON.stringify({ user: 'bob', password: literal }));

  // % is the literal.
  test.each([
    'password: %', 'password: "%"', "password: '%'", '  password: % # the one', '- password: %', 'password:    %   ', 'password: !!str %',
    'password: &anchor %', '# password: %', '"password": "%"', '{"password":"%"}', '{password: %, user: bob}',
    'a: {user: bob, password: %}', 'password: |\n  %\nnext: x', 'a:\n  password: >-\n    %\n  b: c', '- password: |\n    %\n  next: x',
    'password:\n  %\n', 'password: %\r\nnext: x', 'DB_PASSWORD=%', 'export DB_PASSWORD="%"', 'password = %',
    'Server=db;User Id=sa;Password=%;Encrypt=true', 'https://example.org/?api_key=%&a=b', '--db-password=%', '--db-password %',
    '- --password\n- %', '["--password", "%"]', '- name: DB_PASSWORD\n  value: %', '- name: "DB_PASSWORD"\n  value: "%"',
    '{"name": "API_TOKEN",\n "value": "%"}', '- {name: API_TOKEN, value: %}', 'api-key: %', 'apiKey: %', 'APIKey: %', 'UCSFAPIKey: %',
    'app-key: %', 'X-Api-Key: %', 'clientSecret: %', 'client_secret: %', 'PartnerSecret: %', 'accessToken: %', 'auth.token: %',
    'adminPassword: %', 'grafana.adminPassword: %', 'smtp_pass: %', 'smtpPass: %', 'PGPASSWORD: %', 'db_pwd: %', 'passphrase: %',
    'PASSWORD_2: %', 'passwordValue: %', 'UserPasswordSalt: %', 'StateSalt: %', 'secret_access_key: %', 'connectionString: %',
    "export const a = { password: '%' };", "import a from 'b';\nconst password = '%';",
    "import a from 'b';\nconst password: string = '%';", "import a from 'b';\nx['password'] = \"%\";",
    "import a from 'b';\nconst p = process.env.PASSWORD ?? '%';", 'const a = { password: `%` };',
    "import a from 'b';\nexport default {\n  adminPassword:\n    '%',\n};", "import a from 'b';\nconst p = env.TOKEN || '%';",
    "import a from 'b';\nconst npmrc = '//registry.example.org/:_authToken=%';",
    "import a from 'b';\nconst url = 'jdbc:sqlserver://db.example.org:1433;user=sa;password=%;encrypt=true';",
    "import a from 'b';\nconst url = \"jdbc:postgresql://db.example.org/x?user=a&password=%\";",
    "import a from 'b';\nconst args = ['--verbose', 'password=%'];", "import a from 'b';\nconst login = '{\"password\":\"%\"}';",
    'import a from \'b\';\nconst login = "{\\"password\\":\\"%\\"}";', '//registry.example.org/:_authToken=%', 'AZURE_DEVOPS_EXT_PAT: %',
    "```ts\nimport a from 'b';\n```\n```yaml\npassword: %\n```",
    "curl -H 'Authorization: Bearer %xyz'", 'postgres://bob:%@db.example.org:5432/x', 'redis://:%@host', 'https://bob:%@example.org',
  ])('%j', text => {
    const whole = text.replaceAll('%', literal);
    const leaks = leaksIn(whole);
    expect(leaks.map(({ start, end }) => whole.slice(start, end).slice(0, literal.length))).toEqual([literal]);
    expect(maskLeaks(whole)).not.toContain(literal);
    expect(leaksIn(maskLeaks(whole))).toEqual([]);
  });

  test.each([
    ['password: x', 'x'],
    ['password: 12345', '12345'],
    ['"password": 12345,', '12345'],
    ['passphrase: correct horse battery staple', 'correct horse battery staple'],
    [`secret: ${drawn(base62, 20)}`, drawn(base62, 20)],
    [`password_hash: ${drawn(hex, 64)}`, drawn(hex, 64)],
    [`a: data:application/json;base64,${document}`, document],
    [`"auth": "${login}"`, login],
    [`"auth": "${shortLogin}"`, shortLogin],
    [`Authorization: Basic ${login}`, login],
  ])('%j', (text, expected) => {
    expect(leaksIn(text).map(({ start, end }) => text.slice(start, end))).toEqual([expected]);
  });

  test('in an object, where a value is called by the name beside it or by the flag before it', () => {
    const env = [{ name: 'A', value: 'x' }, { value: literal, name: 'DB_PASSWORD' }];
    const args = ['--verbose', '--token', literal];
    const object = { password: 12345, env, args, nested: { apiKeys: {}, apiKey: literal, password: { key: 'x' } } };
    expect(leaksInObject(object).map(({ kind, path }) => [kind, ...path])).toEqual([
      ['password', 'password'],
      ['password', 'env', 1, 'value'],
      ['token', 'args', 2],
      ['key', 'nested', 'apiKey'],
    ]);
  });

  test('the text of an object gives away what the object does', () => {
    const isLineOfCode = (text: string) => /^[A-Za-z_$.()]*[({;,]$/.test(text);
    const isSentence = (text: string) => / .* /.test(text);
    const value = fc.stringMatching(/^[A-Za-z0-9!@%^()_+=:;,.?#$&*'"|~<>[\]{} -]{4,40}$/)
      .filter(text => !isLineOfCode(text) && !isSentence(text));
    const key = fc.constantFrom('password', 'apiKey', 'DB_PASSWORD', 'token', 'client-secret');
    fc.assert(fc.property(value, key, fc.boolean(), (text, name, inList) => {
      const object = inList ? { a: [{ [name]: text, b: 'c' }] } : { a: { [name]: text, b: 'c' } };
      const yaml = toYaml(object);
      expect(leaksIn(yaml).length > 0).toBe(leaksInObject(object).length > 0);
      expect(leaksIn(maskLeaks(yaml))).toEqual([]);
    }));
  });
});

describe('what is no credential is left alone', () => {
  const sha = drawn(hex, 40);
  const digest = drawn(hex, 64);

  test.each([
    // nothing, placeholders and references
    'password:', 'password: ""', "password: ''", 'password: null', 'password: ~', 'password: true', 'password: ${PASSWORD}',
    'password: $PASSWORD', 'password: $(PASSWORD)', 'password: "{{ .Values.password }}"', 'password: <your password>', "password: '***'",
    'password: xxxx', 'password: changeme', 'password: REPLACE_ME', 'password: your-password-here', 'password: *anchor',
    'password: %REQ(x-session-token)%', 'password: # to be set', `apiKey: f${'0'.repeat(31)}`, `AKIA${'0'.repeat(16)}`,
    'password: ENC[AES256_GCM,data:abc,type:str]', 'password: vault:secret/data/x#y', 'api_key: !env_var RADARR_API_KEY',
    'password: !secret mqtt_user_1',
    'password: arn:aws:secretsmanager:us-west-2:123456789012:secret:x', 'token: /var/run/secrets/token', 'PASSWORD=$(cat file)',
    'PASSWORD="$1"', 'PASSWORD=', 'put Password=- Token=-', '--password ${X}', '--token-file /x', 'say --token to do it', '- --password\n- --other',
    // names
    'passwordKeyName: Password', 'secretName: my-secret', 'passwordKey: Password', 'tokenExistingSecret: datadog',
    '- topic: TOKEN\n  value: foo', `publicKey: ${drawn(base62, 24)}`, `publicKey: ${drawn(base64, 43)}=`,
    'privateKeySecretRef:\n  name: x', 'existingSecret: foo', 'secretKey: UserPasswordSalt',
    '- key: a/b/c\n  name: Password\n  property: Password', 'imagePullSecrets:\n- name: regcred', 'password:\n  secretName: x',
    'password:\n- a', 'password: db-password', 'secret: mongo', 'key: test1/qa2/mongo', 'auth: none', 'maxTokens: 4096', 'token: 60',
    '- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: x\n      key: password', '- name: SECRET_NAME\n  value: foo',
    // code and prose
    "import x from 'y';\ninterface A { readonly password: string; token?: string }",
    "import x from 'y';\nf({ password: secret, token });", "import x from 'y';\nif (token === 'x') f();",
    "import x from 'y';\nconst f = token => 'abc';", '  password: config.password,', 'token: string;',
    'description: the token: it is good', '# Token: the token to use',
    '# password: it is in the store', 'password:\nword', '| password | the password |', 'Bearer token',
    'basic authentication is on', 'Authorization: Bearer ${TOKEN}',
    // URLs
    'ssh://git@github.com/a/b', 'git@github.com:a/b', 'https://user@example.org/x', 'https://example.org:443/a@b', 'redis://host:6379/0',
    'mongodb://${USER}:${PASS}@host', 'https://<user>:<password>@host', 'https://user:password@host', `[a](https://example.org/${sha})`,
    `https://github.com/a/b/blob/${sha}/x`, `https://raw.githubusercontent.com/a/b/${sha}/x`, `${slackHooks}/REDACTED`,
    `${slackHooks}/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX`,
    // digests, commits, identifiers
    `image: tidepool/x:master-${sha}-1567000000`, `image: x@sha256:${digest}`,
    `# Generated from x; edits are lost. sha256:${drawn(hex, 16)}`, `ref: ${sha}`, `commit: ${sha}`, `"gitHead": "${sha}"`,
    `uses: actions/checkout@${sha}`, `checksum/config: ${digest}`, `thumbprint: ${sha}`, `integrity: sha512-${drawn(base64, 86)}==`,
    'id: 290ad64f-4838-458a-adf7-0408a07cd417', `key: arn:aws:kms:us-west-2:123456789012:key/mrk-${drawn(hex, 32)}`,
    `host: ${drawn(hex, 32)}-1234567890.us-west-2.elb.amazonaws.com`,
    `issuer: oidc.eks.us-west-2.amazonaws.com/id/${drawn(hex, 32).toUpperCase()}`,
    `key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5${drawn(base64, 48)}`, `icon: data:image/png;base64,${drawn(base64, 88)}`,
    `etag: "${digest}"`, `ETag: W/"${sha}"`, JSON.stringify({ etag: `"${sha}"` }), `md5: ${drawn(hex, 32)}`,
    `traceparent: 00-${drawn(hex, 32)}-${drawn(hex, 16)}-01`, `providerID: aws:///us-west-2a/i-0${drawn(hex, 16)}`,
    `providerID: openstack:///${drawn(hex, 32)}`, `github.com/a/b v1.2.3 h1:${drawn(base64, 43)}=`,
    `"sha256": "${digest}"`, `a: ${'aB1'.repeat(12)}`,
    'kind: ValidatingAdmissionPolicyBindingListV1Beta1Props', 'name: a-very-long-name-of-something-in-kubernetes-2',
    'path: charts/tidepool/0.1.7/templates',
    'arn: arn:aws:iam::123456789012:role/eksctl-test1-nodegroup-ng-NodeInstanceRole-1A2B3C4D5E6F7',
    'a: addOrUpdateMembershipForUserInOrg',
  ])('%j', text => {
    expect(leaksIn(text)).toEqual([]);
    expect(maskLeaks(text)).toBe(text);
  });

  test.each(['CERTIFICATE', 'PUBLIC KEY', 'PGP MESSAGE', 'AGE ENCRYPTED FILE'])('%s, in any writing', what => {
    const block = pem(what, 4);
    const yaml = `a: |\n${block.replaceAll(/^/gm, '  ')}\n`;
    const secret = `kind: Secret\ndata:\n  ca.crt: ${inBase64(block)}\n`;
    for (const text of [yaml, `a: ${JSON.stringify(block)}`, `caBundle: ${inBase64(block)}`, secret]) expect(leaksIn(text)).toEqual([]);
  });

  const root = dirname(import.meta.dirname);

  /** Paths from the root of the project. */
  function filesBelow(path: string): string[] {
    if (!statSync(join(root, path)).isDirectory()) return [path];
    return readdirSync(join(root, path)).flatMap(name => filesBelow(join(path, name)));
  }

  test.each(['dist', 'clusters', 'test/clusters', 'docs', 'README.md', 'lib/leaks'])('%s holds none', path => {
    const leaks = filesBelow(path).flatMap(file =>
      leaksIn(readFileSync(join(root, file), 'utf8')).map(({ kind, line, column }) => `${file}:${line}:${column} ${kind}`));
    expect(leaks).toEqual([]);
  });
});

describe('a Secret holds nothing', () => {
  const value = 'bob'; // under a key that promises nothing
  const repositories = JSON.stringify({ repositories: [{ name: 'stable', url: 'https://example.org', username: '', password: '' }] });
  const login = JSON.stringify({ auths: { 'registry.example.org': { auth: inBase64(`bob:${drawn(base62, 10)}`) } } });

  test.each<[what: string, field: string, text: string, kind: string | undefined]>([
    ['a value', 'data', inBase64(value), 'value of a Secret'],
    ['a value', 'stringData', value, 'value of a Secret'],
    ['a value that is no base64', 'data', 'b!', 'value of a Secret'],
    ['a credential', 'stringData', `AKIA${drawn(base32, 16)}`, 'AWS access key'],
    ['the login of a registry', 'data', inBase64(login), 'secret'],
    ['a document with a credential', 'data', inBase64(repositories.replace('"password":""', `"password":"${value}"`)), 'password'],
    ['a document of YAML with a credential', 'stringData', `a:\n  password: ${value}\n`, 'password'],
    ['a document without', 'data', inBase64(repositories), undefined],
    ['a document of YAML without', 'stringData', 'user: bob\nhost: example.org\n', undefined],
    ['nothing', 'data', '', undefined],
    ['a placeholder', 'data', '${token}', undefined],
    ['a placeholder', 'data', inBase64('{{ .token }}'), undefined],
  ])('%s in %s', (_, field, text, kind) => {
    const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' }, [field]: { other: '', entry: text } };
    expect(leaksInObject(object).map(leak => [leak.kind, ...leak.path])).toEqual(kind === undefined ? [] : [[kind, field, 'entry']]);
    expect(leaksInObject({ items: [object] })).toHaveLength(kind === undefined ? 0 : 1);
    const documents = ['kind: Namespace\ndata:\n  a: bob\n', toYaml(object), 'kind: ConfigMap\ndata:\n  a: bob\n'];
    expect(leaksIn(documents.join('---\n')).map(leak => leak.kind)).toEqual(kind === undefined ? [] : [kind]);
  });

  test('a value of several lines is one leak, and its lines are no keys', () => {
    const text = `kind: Secret\nstringData:\n  settings: |\n    ${drawn(small, 9)} = x\n    user: bob\n  other: ""\n`;
    expect(leaksIn(text)).toMatchObject([{ kind: 'value of a Secret', line: 4, column: 5 }]);
  });
});

describe('a report repeats nothing', () => {
  const literal = `hunter${1 + 1}`;

  test('a credential that stands again without its context is masked there too', () => {
    const mask = '… (under 12 characters)';
    expect(maskLeaks(`password: ${literal}\nYou wrote '${literal}'.`)).toBe(`password: ${mask}\nYou wrote '${mask}'.`);
  });

  test('how long a short one is, is not told', () => {
    expect(leaksIn(`password: ${literal}`)[0]?.masked).toBe('… (under 12 characters)');
    expect(leaksIn(`password: ${literal.repeat(2)}`)[0]?.masked).toBe('… (14 characters)');
  });

  test('a key that is a credential is masked in the path', () => {
    const key = `AKIA${drawn(base32, 16)}`;
    expect(leaksInObject({ [key]: { password: literal } }).map(({ path }) => path)).toEqual([
      ['AKIA… (20 characters)'],
      ['AKIA… (20 characters)', 'password'],
    ]);
  });

  test('every kind says what to do instead', () => {
    const texts = [...issued.map(([, credential]) => credential), pem('PRIVATE KEY'), `password: ${literal}`];
    for (const { instead } of texts.flatMap(leaksIn)) expect(instead).toMatch(/^[a-z].*(revoke this one|make a new one)/);
    expect(leaksIn(drawn(hex, 32))[0]?.instead).toContain('if it is a hash, name it so');
  });
});

test('an object that stands in many places, or in itself, is read once', () => {
  const shared = { password: `hunter${1 + 1}` };
  const object: Record<string, unknown> = { a: shared, b: [shared, shared] };
  object['c'] = object;
  expect(leaksInObject(object).map(({ path }) => path)).toEqual([['a', 'password']]);
});

test.each([
  'password: ', 'password:"', "password:'\\", 'password: |\n', '{password: ', 'token=', '--token ', '-eyJ', '://a:', 'bearer ',
  `-----${'BEGIN'} PRIVATE KEY-----`, '-----BEGIN CERTIFICATE-----', 'kind: Secret\n', 'a', 'A1', ' ', '"', '\n', 'a-', '$2a$10$', 'ENC[',
  '](http:', 'name: PASSWORD\n',
])('a hostile text is read to its end: %j', piece => {
  expect(() => maskLeaks(piece.repeat(100_000 / piece.length))).not.toThrow();
});

test('what its key calls a hash is none in an object either', () => {
  const hash = createHash('sha256').update('config').digest('hex');
  expect(leaksInObject({ metadata: { annotations: { configHash: hash } } })).toEqual([]);
  expect(leaksInObject({ metadata: { annotations: { config: hash } } })).toHaveLength(1);
});
