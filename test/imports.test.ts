import { ApiObject, Testing } from 'cdk8s';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { k8s as library } from 'cdk8s-plus-27';
import { CustomResourceDefinition } from '../imports/apiextensions.k8s.io.ts';
import { EventBus, EventSource, Sensor } from '../imports/argoproj.io.ts';
import { Certificate as NewCertificate, ClusterIssuer as NewClusterIssuer } from '../imports/cert-manager.io.ts';
import { Certificate, ClusterIssuer, Issuer } from '../imports/certmanager.k8s.io.ts';
import { fieldsJson, fieldsOf } from '../imports/core/generate.ts';
import * as k8s from '../imports/core/k8s.ts';
import { ClusterConfig } from '../imports/eksctl.io.ts';
import { ClusterSecretStore, ExternalSecret as NewExternalSecret } from '../imports/external-secrets.io.ts';
import { HelmRelease as WeaveHelmRelease } from '../imports/flux.weave.works.ts';
import { HelmRelease } from '../imports/helm.fluxcd.io.ts';
import { HelmRelease as NewHelmRelease } from '../imports/helm.toolkit.fluxcd.io.ts';
import { ImagePolicy, ImageRepository, ImageUpdateAutomation } from '../imports/image.toolkit.fluxcd.io.ts';
import { ExternalSecret } from '../imports/kubernetes-client.io.ts';
import { Kustomization } from '../imports/kustomize.toolkit.fluxcd.io.ts';
import { Alert, Provider } from '../imports/notification.toolkit.fluxcd.io.ts';
import { PodSecurityPolicy } from '../imports/policy.ts';
import { GitRepository, HelmRepository, OciRepository } from '../imports/source.toolkit.fluxcd.io.ts';
import type { Manifest } from '../lib/manifests/manifest.ts';
import { readSchemas } from '../lib/schema/schema.ts';
import { load as oneFromYaml } from 'js-yaml';
import { samples } from './support/samples.ts';

const root = join(import.meta.dirname, '..');
const imports = join(root, 'imports');

/** What each class stands for. cdk8s names classes by the order of versions in a CRD, so a name alone promises nothing. */
const classes = [
  ['flux.weave.works/v1beta1', 'HelmRelease', WeaveHelmRelease],
  ['helm.fluxcd.io/v1', 'HelmRelease', HelmRelease],
  ['kubernetes-client.io/v1', 'ExternalSecret', ExternalSecret],
  ['certmanager.k8s.io/v1alpha1', 'Certificate', Certificate],
  ['certmanager.k8s.io/v1alpha1', 'ClusterIssuer', ClusterIssuer],
  ['certmanager.k8s.io/v1alpha1', 'Issuer', Issuer],
  ['apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition', CustomResourceDefinition],
  ['argoproj.io/v1alpha1', 'EventBus', EventBus],
  ['argoproj.io/v1alpha1', 'EventSource', EventSource],
  ['argoproj.io/v1alpha1', 'Sensor', Sensor],
  ['eksctl.io/v1alpha5', 'ClusterConfig', ClusterConfig],
  ['helm.toolkit.fluxcd.io/v2', 'HelmRelease', NewHelmRelease],
  ['source.toolkit.fluxcd.io/v1', 'GitRepository', GitRepository],
  ['source.toolkit.fluxcd.io/v1', 'HelmRepository', HelmRepository],
  ['source.toolkit.fluxcd.io/v1', 'OCIRepository', OciRepository],
  ['kustomize.toolkit.fluxcd.io/v1', 'Kustomization', Kustomization],
  ['image.toolkit.fluxcd.io/v1', 'ImageRepository', ImageRepository],
  ['image.toolkit.fluxcd.io/v1', 'ImagePolicy', ImagePolicy],
  ['image.toolkit.fluxcd.io/v1', 'ImageUpdateAutomation', ImageUpdateAutomation],
  ['notification.toolkit.fluxcd.io/v1beta3', 'Provider', Provider],
  ['notification.toolkit.fluxcd.io/v1beta3', 'Alert', Alert],
  ['external-secrets.io/v1', 'ExternalSecret', NewExternalSecret],
  ['external-secrets.io/v1', 'ClusterSecretStore', ClusterSecretStore],
  ['cert-manager.io/v1', 'Certificate', NewCertificate],
  ['cert-manager.io/v1', 'ClusterIssuer', NewClusterIssuer],
  ['policy/v1beta1', 'PodSecurityPolicy', PodSecurityPolicy],
] as const;

describe('imports/*.ts', () => {
  const fresh = mkdtempSync(join(tmpdir(), 'imports-'));
  afterAll(() => rmSync(fresh, { recursive: true }));

  test('are byte for byte what `cdk8s import` makes of imports/crds today', () => {
    const cli = join(root, 'node_modules/cdk8s-cli/bin/cdk8s');
    const options = ['--check-upgrade', 'false', '--save', 'false', '--output', fresh];
    execFileSync(process.execPath, [cli, 'import', ...options], { cwd: root, stdio: 'ignore' });
    expect(texts(imports)).toEqual(texts(fresh));
  });

  test('are made of every file in imports/crds: cdk8s.yaml lists them all', () => {
    const config = oneFromYaml(readFileSync(join(root, 'cdk8s.yaml'), 'utf8')) as { imports: string[] };
    expect(config.imports).toEqual(readdirSync(join(imports, 'crds')).sort().map(name => `imports/crds/${name}`));
  });

  test('have a class for every kind in imports/crds, and this table knows each', () => {
    const kinds = [...readSchemas(join(imports, 'crds')).kinds.keys()].sort();
    expect(classes.map(([apiVersion, kind]) => `${apiVersion}/${kind}`).sort()).toEqual(kinds);
  });
});

describe('a class', () => {
  test.each(classes)('stands for %s %s', (apiVersion, kind, Class) => {
    expect(Class.GVK).toEqual({ apiVersion, kind });
  });

  const imported = Object.entries(samples).filter(([, { apiVersion, kind }]) => {
    return kind !== 'ClusterConfig' && classes.some(([version, name]) => version === apiVersion && name === kind);
  });
  test.each(imported)('writes everything that its schema allows: %s', (_, { apiVersion, kind, ...props }) => {
    const [, , Class] = classes.find(([version, name]) => version === apiVersion && name === kind) ?? [];
    expect(drawn(Class, props)).toEqual({ apiVersion, kind, ...props });
  });

  test('of an ExternalSecret writes `secretDescriptor` at top level, as the guide prints it', () => {
    const data = [{ key: 'test1/qa2/mongo', name: 'Scheme', property: 'Scheme' }];
    const object = new ExternalSecret(Testing.chart(), 'id', {
      metadata: { name: 'mongo', namespace: 'qa2' },
      secretDescriptor: { backendType: 'secretsManager', data },
    });
    expect(object.toJson()).toMatchObject({ secretDescriptor: { backendType: 'secretsManager', data } });
    expect(object.toJson()).not.toHaveProperty('spec');
  });

  test("of a ClusterConfig takes eksctl's and AWS' capitals in small letters and writes them as they are", () => {
    const object = new ClusterConfig(Testing.chart(), 'id', {
      metadata: { name: 'test1', region: 'us-west-2', version: '1.14' },
      vpc: { cidr: '10.47.0.0/16' },
      nodeGroups: [
        {
          name: 'ng',
          instanceType: 'm4.large',
          desiredCapacity: 4,
          minSize: 1,
          maxSize: 10,
          iam: { withAddonPolicies: { externalDns: true } },
        },
      ],
      iam: {
        withOidc: true,
        serviceAccounts: [
          {
            metadata: { name: 'blob', namespace: 'qa2' },
            attachPolicyArNs: ['arn:aws:iam::aws:policy/A'],
            attachPolicy: { version: '2012-10-17', statement: [{ effect: 'Allow', action: ['s3:*'], resource: '*' }] },
          },
        ],
      },
    }).toJson() as Manifest;
    expect(object).toMatchObject({
      nodeGroups: [{ iam: { withAddonPolicies: { externalDNS: true } } }],
      iam: {
        withOIDC: true,
        serviceAccounts: [
          {
            attachPolicyARNs: ['arn:aws:iam::aws:policy/A'],
            attachPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:*'], Resource: '*' }] },
          },
        ],
      },
    });
    expect(readSchemas(join(imports, 'crds')).validate(object)).toEqual([]);
  });
});

describe("a kind of Kubernetes' own", () => {
  const json = readFileSync(join(imports, 'core/fields.json'), 'utf8');
  const fields = JSON.parse(json) as k8s.Fields;
  const kinds = Object.keys(k8s.kinds) as (keyof typeof k8s.kinds)[];

  test('has the fields that the installed cdk8s-plus-27 gives it', () => {
    expect(fieldsJson(fieldsOf(kinds.map(kind => `${kind}Props`)))).toBe(json);
  });

  test.each(kinds)('is written as cdk8s-plus-27 writes it, with every property set, and one that is not in its schema: %s', kind => {
    const props = everything(`${kind}Props`);
    const written = k8s[kind].manifest(props as never);
    expect(JSON.stringify(written)).toBe(JSON.stringify(library[kind].manifest(props as never)));
    expect(JSON.stringify(written).length).toBeGreaterThan(150);
    expect(k8s[kind].GVK).toEqual(library[kind].GVK);
    const object = new k8s[kind](Testing.chart(), 'id', { metadata: { name: 'a' } } as never);
    object.metadata.addAnnotation('added', 'later');
    expect(object.toJson()).toMatchObject({ ...k8s[kind].GVK, metadata: { name: 'a', annotations: { added: 'later' } } });
  });

  /** A value of a type with all its properties; dates are left out, since no manifest has one. */
  function everything(type: string): unknown {
    if (type === '') return 'some';
    if (type === 'value') return { value: 7 };
    if (type.startsWith('[]')) return [everything(type.slice(2)), everything(type.slice(2))];
    if (type.startsWith('{}')) return { b: everything(type.slice(2)), a: everything(type.slice(2)) };
    const own = Object.values(fields[type] ?? {}).filter(from => !/^(time|\w+Timestamp)$/.test(from)).map(from => {
      const [property = '', inner = ''] = from.split(' ');
      return [property, everything(inner)];
    });
    return { unknown: 1, ...Object.fromEntries(own.reverse()) };
  }
});

/** Files of a folder that cdk8s import would write, by name. */
function texts(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter(name => name.endsWith('.ts')).sort();
  return Object.fromEntries(names.map(name => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** What a class writes. Samples have the keys of YAML, which are the class' own but for ClusterConfig's capitals. */
function drawn(Class: unknown, props: unknown): unknown {
  // The classes have different props; this is the only place that treats them alike.
  const Drawable = Class as new (scope: ReturnType<typeof Testing.chart>, id: string, props: unknown) => ApiObject;
  return new Drawable(Testing.chart(), 'id', props).toJson();
}
