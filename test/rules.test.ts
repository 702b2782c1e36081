import { documentedOutput } from './support/documented.ts';
import { describe, expect, test } from 'vitest';
import { positionIn, readManifests, type Manifests } from '../lib/manifests/manifests.ts';
import { clustersIn } from '../lib/rules/clusters.ts';
import { manifestRules } from '../lib/rules/index.ts';
import { exampleFiles, type ManifestFinding } from '../lib/rules/rule.ts';

const apis: Readonly<Record<string, string>> = {
  Alert: 'notification.toolkit.fluxcd.io/v1beta3', Certificate: 'cert-manager.io/v1', ClusterConfig: 'eksctl.io/v1alpha5',
  ClusterIssuer: 'cert-manager.io/v1', ClusterRole: 'rbac.authorization.k8s.io/v1', ClusterRoleBinding: 'rbac.authorization.k8s.io/v1',
  ClusterSecretStore: 'external-secrets.io/v1', CustomResourceDefinition: 'apiextensions.k8s.io/v1', Deployment: 'apps/v1',
  ExternalSecret: 'external-secrets.io/v1', GitRepository: 'source.toolkit.fluxcd.io/v1', HelmRelease: 'helm.toolkit.fluxcd.io/v2',
  HelmRepository: 'source.toolkit.fluxcd.io/v1', HorizontalPodAutoscaler: 'autoscaling/v2', ImagePolicy: 'image.toolkit.fluxcd.io/v1',
  ImageUpdateAutomation: 'image.toolkit.fluxcd.io/v1', Ingress: 'networking.k8s.io/v1', Issuer: 'cert-manager.io/v1', Job: 'batch/v1',
  Kustomization: 'kustomize.toolkit.fluxcd.io/v1', OCIRepository: 'source.toolkit.fluxcd.io/v1',
  Provider: 'notification.toolkit.fluxcd.io/v1beta3', RoleBinding: 'rbac.authorization.k8s.io/v1',
};

/**
 * Files, by path, of a text that is short to write: `# PATH` begins a file, and a line is an object, `KIND NAME` or
 * `API KIND NAMESPACE/NAME` with the rest of its YAML behind, which goes on in lines that are indented. What follows `| ` is YAML as it
 * stands, as is a kustomization.yaml below its first lines.
 */
function filesOf(text: string): [path: string, text: string][] {
  const parts = `\n${text}`.split(/\n *# (\S+\.yaml)\n/);
  const [first = '', ...rest] = parts;
  const named = first.trim() === '' ? [] : [['example.yaml', first]];
  for (let i = 0; i + 1 < rest.length; i += 2) named.push([rest[i] ?? '', rest[i + 1] ?? '']);
  return named.map(([path = '', body = '']) => [path, path.endsWith('kustomization.yaml') ? kustomization(body) : objects(body)]);
}

function kustomization(body: string): string {
  const kind = body.includes('kind:') ? '' : 'kind: Kustomization\n';
  return `apiVersion: kustomize.config.k8s.io/v1beta1\n${kind}${undented(body)}\n`;
}

function undented(body: string): string {
  const lines = body.split('\n').filter(each => each.trim() !== '');
  const indent = Math.min(...lines.map(each => /^ */.exec(each)?.[0].length ?? 0));
  return lines.map(each => each.slice(indent)).join('\n');
}

function objects(body: string): string {
  const lines = undented(body).replace(/\n {2,}/g, ' ').split('\n').filter(each => each !== '');
  return lines.map(each => (each.startsWith('| ') ? `${each.slice(2)}\n` : object(each))).join('');
}

function object(line: string): string {
  const [, api, kind = '', namespace, name = '', rest = ''] = /^(?:(\S+) )?([A-Z]\w+) (?:(\S+)\/)?(\S+)(?:  ?(.*))?$/.exec(line) ?? [];
  if (kind === '') throw new Error(`no object: ${line}`);
  const metadata = `{name: '${name}'${namespace === undefined ? '' : `, namespace: ${namespace}`}`;
  const below = rest.startsWith('metadata: {') ? rest.replace('metadata: {', `metadata: ${metadata}, `) : `metadata: ${metadata}}, ${rest}`;
  return `{apiVersion: ${api ?? apis[kind] ?? 'v1'}, kind: ${kind}, ${below}}\n---\n`;
}

/** `FILE OBJECT FIELD: MESSAGE`, without what there is not. */
function line({ document, object: id, path, message }: ManifestFinding): string {
  return `${[document.file.path, id, path.join('.')].filter(part => part !== undefined && part !== '').join(' ')}: ${message}`;
}

/** Lines that are indented go on from the one before. */
function expected(text: string): string[] {
  return undented(text).replace(/\n {2,}/g, ' ').split('\n').filter(each => each !== '');
}

/** What a rule says of some files. */
function told(id: string, files: Iterable<readonly [string, string]>): string[] {
  const rule = manifestRules.find(each => each.id === id);
  if (!rule) throw new Error(`there is no rule '${id}'`);
  return rule.find(readable(files)).map(line);
}

function readable(files: Iterable<readonly [string, string]>): Manifests {
  const manifests = readManifests(files);
  expect(manifests.files.flatMap(({ path, unreadable }) => (unreadable ? [{ path, unreadable }] : []))).toEqual([]);
  return manifests;
}

interface Case {
  readonly rule: string;
  readonly title: string;
  readonly files: string;
  /** Empty where the manifests are near a mistake, and fine. */
  readonly finds: string;
}

/** A secret key that a pod reads. */
const reads = (secret: string, key: string, rest = '') =>
  `containers: [{name: a, env: [{valueFrom: {secretKeyRef: {name: '${secret}', key: ${key}${rest}}}}]}]`;
const aws = 'secretStoreRef: {kind: ClusterSecretStore, name: aws}';
const git = 'sourceRef: {kind: GitRepository, name: flux-system}';
const stage = (name: string, rest = 'wait: true') => `
      # clusters/production/ks/${name}.yaml
      Kustomization flux-system/${name} spec: {path: ./clusters/production/${name}, ${git}, ${rest}}
`;
const role = (name: string, account = '123456789012') => `eks.amazonaws.com/role-arn: 'arn:aws:iam::${account}:role/${name}'`;
const policy = (statement: string) => `{metadata: {name: blob, namespace: qa2}, attachPolicy: {Statement: ${statement}}}`;
const bucket = 'arn:aws:s3:::tidepool-test1-qa2-data';
const hostname = (names: string) => `metadata: {annotations: {external-dns.alpha.kubernetes.io/hostname: '${names}'}}`;
const marked = (mark: string) => `
      | apiVersion: v1
      | kind: Pod
      | metadata: {name: blip, namespace: qa2}
      | spec:
      |   containers:
      |   - image: tidepool/blip:1.0.0 # {"$imagepolicy": "${mark}"}
`;

const cases: readonly Case[] = [
  {
    rule: 'role-words',
    title: 'is about what nearly is a word of Kubernetes, and passes over all that may be somebody else\'s',
    files: `
      rbac.authorization.k8s.io/v1 Role qa1/a rules: [{apiGroups: [app], resources: [deployment], verbs: [lst, '*', use]},
        {apiGroups: ['', apps], resources: [pod/log, pods/logs, deployments, '*'], verbs: [get]}]
      rbac.authorization.k8s.io/v1 Role qa1/b rules: [{apiGroups: [networking.istio.io, example.org], resources: [pod], verbs: [approve, reign]},
        {apiGroups: ['*'], resources: [pod], verbs: ['*']}, {nonResourceURLs: [/metric], verbs: [get]}]
      example.org/v1 Role qa1/c rules: [{apiGroups: [''], resources: [pod], verbs: [get]}]
    `,
    finds: `
      example.yaml Role/qa1/a rules.0.apiGroups.0: Kubernetes has no group 'app' (it passes over what it does not know); write 'apps'.
      example.yaml Role/qa1/a rules.0.verbs.0: Kubernetes has no verb 'lst' (it passes over what it does not know); write 'list'.
      example.yaml Role/qa1/a rules.1.resources.0: Kubernetes has no resource 'pod/log' (it passes over what it does not know); write
        'pods/log'.
    `,
  },
  {
    rule: 'release-once',
    title: 'goes by the names that the controllers give by themselves, and where Helm keeps them',
    files: `
      HelmRelease flux-system/reloader spec: {targetNamespace: tools}
      HelmRelease flux-system/other spec: {releaseName: tools-reloader}
      HelmRelease flux-system/apart spec: {releaseName: tools-reloader, storageNamespace: tools}
      HelmRelease flux-system/far spec: {releaseName: tools-reloader, kubeConfig: {secretRef: {name: a}}}
      helm.fluxcd.io/v1 HelmRelease qa1/tidepool spec: {}
      helm.fluxcd.io/v1 HelmRelease qa1/again spec: {releaseName: qa1-tidepool}
      helm.fluxcd.io/v1 HelmRelease qa2/tidepool spec: {}
    `,
    finds: `
      example.yaml HelmRelease/flux-system/other spec.releaseName: release 'tools-reloader' of Helm is that of
        HelmRelease/flux-system/reloader, too (Helm keeps one of a name, so the two undo each other); write another releaseName.
      example.yaml HelmRelease/qa1/again spec.releaseName: release 'qa1-tidepool' of Helm is that of HelmRelease/qa1/tidepool, too (Helm
        keeps one of a name, so the two undo each other); write another releaseName.
    `,
  },
  {
    rule: 'certificate-common-name',
    title: 'is for ACME alone, of either cert-manager, and an address is a name, too',
    files: `
      certmanager.k8s.io/v1alpha1 ClusterIssuer acme spec: {acme: {}}
      ClusterIssuer own spec: {ca: {secretName: a}}
      certmanager.k8s.io/v1alpha1 Certificate qa1/a spec: {commonName: a.b, dnsNames: [c.d], issuerRef: {kind: ClusterIssuer, name: acme}}
      Certificate qa1/b spec: {commonName: a.b, dnsNames: [c.d], issuerRef: {kind: ClusterIssuer, name: own}}
      Certificate qa1/c spec: {commonName: 10.0.0.1, ipAddresses: [10.0.0.1], issuerRef: {kind: ClusterIssuer, name: acme}}
      Certificate qa1/d spec: {commonName: a.b, dnsNames: [c.d], issuerRef: {name: acme}}
    `,
    finds: `
      example.yaml Certificate/qa1/a spec.commonName: 'a.b' is none of the names of this certificate (ACME signs no other, so cert-manager
        refuses it); add it to dnsNames, or write one of them.
    `,
  },
  {
    rule: 'issuer-solves',
    title: 'is for ACME alone; the old cert-manager has other fields for it',
    files: `
      certmanager.k8s.io/v1alpha1 Issuer qa1/a spec: {acme: {dns01: {providers: []}}}
      Issuer qa1/b spec: {acme: {dns01: {providers: []}}}
      Issuer qa1/c spec: {ca: {secretName: a}}
    `,
    finds: `
      example.yaml Issuer/qa1/b spec.acme: it has no solver (cert-manager proves by one that a name is yours, unless the authority knows
        you); add dns01 or http01 to its solvers.
    `,
  },
  {
    rule: 'workload-parts',
    title: 'looks at volumes, keys and the names of definitions',
    files: `
      ConfigMap qa1/a data: {one: '1'}, binaryData: {two: MQ==}
      apps/v1 StatefulSet qa1/a spec: {volumeClaimTemplates: [{metadata: {name: data}}], template: {spec: {containers: [{volumeMounts:
        [{name: data}, {name: logs}]}]}}}
      batch/v1 CronJob qa1/b spec: {jobTemplate: {spec: {template: {spec: {containers: [{env: [{valueFrom: {configMapKeyRef: {name: a, key: onne}}},
        {valueFrom: {configMapKeyRef: {name: a, key: two}}}, {valueFrom: {configMapKeyRef: {name: a, key: x, optional: true}}}]}]}}}}}
      CustomResourceDefinition setting.gloo.solo.io spec: {group: gloo.solo.io, names: {plural: settings}}
    `,
    finds: `
      example.yaml StatefulSet/qa1/a spec.template.spec.containers.0.volumeMounts.1.name: the pod has no volume 'logs' (Kubernetes refuses a
        mount without a volume); add it to the volumes.
      example.yaml CronJob/qa1/b spec.jobTemplate.spec.template.spec.containers.0.env.0.valueFrom.configMapKeyRef.key: ConfigMap 'a' has no
        key 'onne' (Kubernetes does not start the container); write 'one'.
      example.yaml CustomResourceDefinition/setting.gloo.solo.io metadata.name: 'setting.gloo.solo.io' is not the name of what this defines
        (Kubernetes: PLURAL.GROUP); write 'settings.gloo.solo.io', or mend spec.names.plural or spec.group.
    `,
  },
  {
    rule: 'workload-parts',
    title: 'leaves alone what Kustomize may add to',
    files: `
      # kustomization.yaml
      resources: [a.yaml]
      patches: [{path: patch.yaml}]
      # a.yaml
      Pod qa1/a spec: {containers: [{volumeMounts: [{name: data}]}]}
      # patch.yaml
      Pod qa1/a spec: {volumes: [{name: data}]}
    `,
    finds: '',
  },
  {
    rule: 'dns-name-claimed-twice',
    title: 'reads what a chart is given, too',
    files: `
      Service gloo/a ${hostname('qa1.example.org')}
      HelmRelease gloo/b spec: {values: {proxy: {extraAnnotations: {external-dns.alpha.kubernetes.io/hostname: 'qa2.example.org,qa1.example.org'}}}}
    `,
    finds: `
      example.yaml HelmRelease/gloo/b spec.values.proxy.extraAnnotations.external-dns.alpha.kubernetes.io/hostname: 'qa1.example.org' is a
        name of Service/gloo/a in example.yaml, too (a name leads to one of them, or now to one and now to the other); give one of them
        another name.
    `,
  },
  {
    rule: 'bootstrap-listed',
    title: 'is about files that are there, and about fields that Kustomize refuses',
    files: `
      # clusters/a/flux-system/gotk-components.yaml
      Namespace flux-system
      # clusters/a/flux-system/gotk-sync.yaml
      Namespace other
      # clusters/a/flux-system/kustomization.yaml
      kiind: Kustomization
      resources: [./gotk-components.yaml]
      # clusters/b/flux-system/gotk-sync.yaml
      Namespace flux-system
      # clusters/b/flux-system/kustomization.yaml
      resources: [gotk-sync.yaml]
      # clusters/c/flux-system/gotk-sync.yaml
      Namespace flux-system
      # clusters/c/other/kustomization.yaml
      resources: []
    `,
    finds: `
      clusters/a/flux-system/kustomization.yaml resources: gotk-sync.yaml is not listed (Flux removes what is no longer listed, itself
        included); add 'gotk-sync.yaml' to the resources.
      clusters/a/flux-system/kustomization.yaml kiind: 'kiind' is no key here (Kustomize builds nothing at all then); mend it.
    `,
  },
  {
    rule: 'namespace-exists',
    title: 'is told once, however many objects are in the namespace',
    files: `
      Namespace qa2
      ConfigMap datadog/a
      ConfigMap datadog/b
      ConfigMap datadog/c
    `,
    finds: `
      example.yaml ConfigMap/datadog/a metadata.namespace: nothing in the tree makes namespace 'datadog', where 2 other objects go,
        too (Kubernetes refuses objects in a namespace that is not there); add Namespace 'datadog'.
    `,
  },
  {
    rule: 'namespace-exists',
    title: 'is quiet about namespaces that Kubernetes, Flux and eksctl make, and about objects that have none',
    files: `
      Namespace qa2
      ConfigMap default/a
      ConfigMap kube-system/a
      ConfigMap kube-public/a
      ConfigMap kube-node-lease/a
      ConfigMap flux-system/a
      ConfigMap flux/a
      ConfigMap prd/a
      ConfigMap a
      ClusterRole any/a
      ClusterConfig production iam: {serviceAccounts: [{metadata: {name: blob, namespace: prd}}]}
    `,
    finds: '',
  },
  {
    rule: 'namespace-exists',
    title: 'does not take a role alone for a namespace, which eksctl makes for a ServiceAccount only',
    files: `
      Namespace qa2
      ConfigMap prd/a
      ClusterConfig production iam: {serviceAccounts: [{metadata: {name: blob, namespace: prd}, roleOnly: true}]}
    `,
    finds: `
      example.yaml ConfigMap/prd/a metadata.namespace: nothing in the tree makes namespace 'prd' (Kubernetes refuses objects in a
        namespace that is not there); add Namespace 'prd'.
    `,
  },
  {
    rule: 'namespace-exists',
    title: 'is quiet about what a release makes: its own where it is told to, an umbrella those of its parts',
    files: `
      Namespace qa2
      HelmRelease flux-system/a spec: {targetNamespace: apps, install: {createNamespace: true}}
      helm.fluxcd.io/v1 HelmRelease flux/shared spec: {values: {datadog: {enabled: true}}}
      ConfigMap apps/a
      ConfigMap datadog/a
    `,
    finds: '',
  },
  {
    rule: 'namespace-exists',
    title: 'is quiet where the tree makes none',
    files: 'ConfigMap qa2/a',
    finds: '',
  },
  {
    rule: 'namespace-exists',
    title: 'is quiet where what is applied is not all in the tree',
    files: `
      # apps/kustomization.yaml
      resources: [a.yaml, https://github.com/example/namespaces]
      # apps/a.yaml
      Namespace a
      ConfigMap b/a
    `,
    finds: '',
  },
  {
    rule: 'namespace-exists',
    title: 'goes by the namespace that Kustomize puts objects into, and gives the Namespace its name',
    files: `
      # apps/kustomization.yaml
      namespace: qa2
      resources: [a.yaml]
      # apps/a.yaml
      Namespace any
      ConfigMap a
      ConfigMap other/b
    `,
    finds: '',
  },
  {
    rule: 'namespace-exists',
    title: 'takes a component in the namespace of each folder that lists it',
    files: `
      # apps/one/kustomization.yaml
      namespace: one
      components: [../../components/namespace]
      resources: [a.yaml]
      # apps/one/a.yaml
      ConfigMap a
      # apps/two/kustomization.yaml
      namespace: two
      components: [../../components/namespace]
      resources: [a.yaml]
      # apps/two/a.yaml
      ConfigMap a
      # apps/kustomization.yaml
      resources: [one, two]
      # components/namespace/kustomization.yaml
      kind: Component
      resources: [namespace.yaml]
      # components/namespace/namespace.yaml
      Namespace any
    `,
    finds: '',
  },
  {
    rule: 'namespace-exists',
    title: 'looks at each cluster for itself',
    files: `
      # clusters/test1/a.yaml
      Namespace qa1
      ConfigMap qa2/a
      # clusters/test2/a.yaml
      Namespace qa2
    `,
    finds: `
      clusters/test1/a.yaml ConfigMap/qa2/a metadata.namespace: nothing in clusters/test1 makes namespace 'qa2' (Kubernetes refuses
        objects in a namespace that is not there); write 'qa1', or add Namespace 'qa2'.
    `,
  },
  {
    rule: 'duplicate-object',
    title: 'takes versions of an API for one, and no namespace for the default one',
    files: `
      # clusters/test1/a.yaml
      batch/v1 CronJob default/a
      # clusters/test1/b.yaml
      batch/v1beta1 CronJob a
    `,
    finds: `
      clusters/test1/b.yaml CronJob/a: it stands in clusters/test1/a.yaml already (both are applied to clusters/test1, and the
        last one wins); remove one of the two.
    `,
  },
  {
    rule: 'duplicate-object',
    title: 'finds the second in one file, and in a List',
    files: `
      # clusters/test1/a.yaml
      ConfigMap qa2/a
      ConfigMap qa2/a
      v1 List all items: [{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: qa2}}]
    `,
    finds: `
      clusters/test1/a.yaml ConfigMap/qa2/a: it stands in clusters/test1/a.yaml already (both are applied to
        clusters/test1, and the last one wins); remove one of the two.
      clusters/test1/a.yaml ConfigMap/qa2/a items.0: it stands in clusters/test1/a.yaml already (both are applied to
        clusters/test1, and the last one wins); remove one of the two.
    `,
  },
  {
    rule: 'duplicate-object',
    title: 'lets alone what differs in group, in namespace, or by a variable',
    files: `
      # clusters/test1/a.yaml
      Namespace a
      example.org/v1 Namespace a
      ConfigMap a/a
      ConfigMap b/a
      ConfigMap a/\${NAME}
      ConfigMap a/\${NAME}
    `,
    finds: '',
  },
  {
    rule: 'duplicate-object',
    title: 'lets a patch alone, whatever its file is called, and what nothing lists',
    files: `
      # clusters/test1/apps/kustomization.yaml
      resources: [a.yaml]
      patches: [{path: more.yaml}]
      patchesStrategicMerge: [old.yaml]
      # clusters/test1/apps/a.yaml
      ConfigMap qa2/a
      # clusters/test1/apps/more.yaml
      ConfigMap qa2/a
      # clusters/test1/apps/old.yaml
      ConfigMap qa2/a
      # clusters/test1/apps/unlisted.yaml
      ConfigMap qa2/a
    `,
    finds: '',
  },
  {
    rule: 'duplicate-object',
    title: 'takes images.yaml for objects where nothing says that it is a patch',
    files: `
      # clusters/test1/apps/a.yaml
      ConfigMap qa2/a
      # clusters/test1/apps/images.yaml
      ConfigMap qa2/a
    `,
    finds: `
      clusters/test1/apps/images.yaml ConfigMap/qa2/a: it stands in clusters/test1/apps/a.yaml already (both are applied
        to clusters/test1, and the last one wins); remove one of the two.
    `,
  },
  {
    rule: 'duplicate-object',
    title: 'knows nothing of folders that are built apart, nor of objects without a namespace that anybody may apply',
    files: `
      # overlays/staging/kustomization.yaml
      resources: [a.yaml]
      # overlays/staging/a.yaml
      ConfigMap qa2/a
      # overlays/production/kustomization.yaml
      resources: [a.yaml]
      # overlays/production/a.yaml
      ConfigMap qa2/a
      # one/b.yaml
      ConfigMap b
      # two/b.yaml
      ConfigMap b
    `,
    finds: '',
  },
  {
    rule: 'duplicate-object',
    title: 'finds what two Kustomizations of Flux apply from two places outside of the cluster',
    files: `
      # clusters/test1/ks.yaml
      Kustomization flux-system/a spec: {path: ./apps/a, ${git}}
      Kustomization flux-system/b spec: {path: ./apps/b, ${git}}
      # apps/a/x.yaml
      ConfigMap qa2/x
      # apps/b/x.yaml
      ConfigMap qa2/x
      # apps/c/x.yaml
      ConfigMap qa2/x
    `,
    finds: `
      apps/b/x.yaml ConfigMap/qa2/x: it stands in apps/a/x.yaml already (both are applied to clusters/test1, and the last
        one wins); remove one of the two.
    `,
  },
  {
    rule: 'duplicate-object',
    title: 'takes what stands in no build for applied with all that is',
    files: `
      # apps/kustomization.yaml
      resources: [a.yaml]
      # apps/a.yaml
      ConfigMap qa2/a
      # b.yaml
      ConfigMap qa2/a
    `,
    finds: `
      b.yaml ConfigMap/qa2/a: it stands in apps/a.yaml already (both are applied to one cluster, and the last one wins);
        remove one of the two.
    `,
  },
  {
    rule: 'duplicate-object',
    title: 'finds what two Kustomizations of Flux apply in a tree without clusters, beside what somebody else does',
    files: `
      # ks.yaml
      Kustomization flux-system/a spec: {path: ./apps/a, ${git}}
      Kustomization flux-system/b spec: {path: ./apps/b, ${git}}
      # apps/a/x.yaml
      ConfigMap qa2/x
      # apps/b/x.yaml
      ConfigMap qa2/x
      # bootstrap/kustomization.yaml
      resources: [x.yaml]
      # bootstrap/x.yaml
      ConfigMap qa2/x
    `,
    finds: `
      apps/b/x.yaml ConfigMap/qa2/x: it stands in apps/a/x.yaml already (both are applied to one cluster, and the last
        one wins); remove one of the two.
    `,
  },
  {
    rule: 'duplicate-object',
    title: 'takes an object without a namespace for one in default where Flux applies it',
    files: `
      # ks.yaml
      Kustomization flux-system/a spec: {path: ./apps, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}
      # apps/a.yaml
      ConfigMap a
      # apps/b.yaml
      ConfigMap default/a
    `,
    finds: `
      apps/b.yaml ConfigMap/default/a: it stands in apps/a.yaml already (both are applied to one cluster, and the
        last one wins); remove one of the two.
    `,
  },
  {
    rule: 'reference-resolves',
    title: 'finds an issuer of another kind, and one that is not there',
    files: `
      ClusterIssuer letsencrypt
      Certificate qa2/a spec: {issuerRef: {name: letsencrypt}}
      certmanager.k8s.io/v1alpha1 Certificate qa2/b spec: {issuerRef: {kind: ClusterIssuer, name: letsencript}}
    `,
    finds: `
      example.yaml Certificate/qa2/a spec.issuerRef.name: 'letsencrypt' is a ClusterIssuer, and this looks for an Issuer (cert-manager
        asks it for the certificate); write 'kind: ClusterIssuer'.
      example.yaml Certificate/qa2/b spec.issuerRef.name: there is no ClusterIssuer 'letsencript' (cert-manager asks it for the
        certificate); write 'letsencrypt', or add it.
    `,
  },
  {
    rule: 'reference-resolves',
    title: 'finds that no store serves the namespace, and no store of that name',
    files: `
      ClusterSecretStore aws spec: {conditions: [{namespaces: [qa1, flux-system]}]}
      ExternalSecret qa2/a spec: {${aws}}
      ExternalSecret qa1/b spec: {secretStoreRef: {kind: ClusterSecretStore, name: asw}}
    `,
    finds: `
      example.yaml ExternalSecret/qa2/a spec.secretStoreRef.name: ClusterSecretStore/aws does not serve namespace 'qa2' (its
        spec.conditions in example.yaml name 'qa1' and 'flux-system'); add 'qa2' there.
      example.yaml ExternalSecret/qa1/b spec.secretStoreRef.name: there is no ClusterSecretStore 'asw' (external-secrets fetches
        secrets by it); write 'aws', or add it.
    `,
  },
  {
    rule: 'reference-resolves',
    title: 'is quiet about a store that serves by label, too',
    files: `
      ClusterSecretStore aws spec: {conditions: [{namespaces: [qa1]}, {namespaceSelector: {matchLabels: {a: b}}}]}
      ExternalSecret qa2/a spec: {${aws}}
    `,
    finds: '',
  },
  {
    rule: 'reference-resolves',
    title: 'is quiet about issuers of other makers, and about kinds of which the tree makes none',
    files: `
      ClusterIssuer a
      Certificate qa2/a spec: {issuerRef: {kind: AWSPCAIssuer, group: awspca.cert-manager.io, name: b}}
      Certificate qa2/b spec: {issuerRef: {kind: Issuer, name: of-a-chart}}
      ExternalSecret qa2/a spec: {${aws}}
    `,
    finds: '',
  },
  {
    rule: 'reference-resolves',
    title: 'knows the sources that are there since flux bootstrap',
    files: `
      ${stage('apps')}
      # clusters/production/apps/a.yaml
      HelmRelease apps/a spec: {chart: {spec: {sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}}
    `,
    finds: '',
  },
  {
    rule: 'reference-resolves',
    title: 'finds sources, repositories and providers that nothing makes where all that Flux applies is there',
    files: `
      ${stage('apps')}
      # clusters/production/apps/a.yaml
      HelmRelease apps/a spec: {chartRef: {kind: OCIRepository, name: a}}
      ImagePolicy flux-system/blip spec: {imageRepositoryRef: {name: blip}}
      Alert flux-system/slack spec: {providerRef: {name: slack},
        eventSources: [{kind: HelmRelease, name: reloader, namespace: apps}, {kind: HelmRelease, name: '*'}]}
      Kustomization apps/b spec: {path: ./clusters/production/b, sourceRef: {kind: GitRepository, name: b}}
      # clusters/production/b/a.yaml
      ConfigMap a
    `,
    finds: `
      clusters/production/apps/a.yaml HelmRelease/apps/a spec.chartRef.name: there is no OCIRepository 'a' in namespace 'apps' (Flux
        takes the chart from there); add it.
      clusters/production/apps/a.yaml ImagePolicy/flux-system/blip spec.imageRepositoryRef.name: there is no ImageRepository 'blip' in
        namespace 'flux-system' (the policy chooses among its tags); add it.
      clusters/production/apps/a.yaml Alert/flux-system/slack spec.providerRef.name: there is no Provider 'slack' in namespace
        'flux-system' (Flux sends the alert by it); add it.
      clusters/production/apps/a.yaml Alert/flux-system/slack spec.eventSources.0.name: there is no HelmRelease 'reloader' in
        namespace 'apps' (Flux waits for what happens to it); write 'a', or add it.
      clusters/production/apps/a.yaml Kustomization/apps/b spec.sourceRef.name: there is no GitRepository 'b' in namespace 'apps'
        (Flux applies what this source holds); add it.
    `,
  },
  {
    rule: 'reference-resolves',
    title: 'is quiet about sources where a folder that Flux applies is not in the tree',
    files: `
      ${stage('apps')}
      # clusters/production/apps/a.yaml
      HelmRelease apps/a spec: {chartRef: {kind: OCIRepository, name: a}}
      HelmRepository apps/b
      Kustomization flux-system/b spec: {path: ./elsewhere, sourceRef: {kind: OCIRepository, name: b}}
      OCIRepository flux-system/b
    `,
    finds: '',
  },
  {
    rule: 'reference-resolves',
    title: 'finds ServiceAccounts and ConfigMaps that no pod gets, and takes those of eksctl and of generators',
    files: `
      # apps/kustomization.yaml
      resources: [a.yaml]
      configMapGenerator: [{name: made}]
      # apps/a.yaml
      ServiceAccount qa2/mailer
      ConfigMap qa2/mailer
      ClusterConfig test1 iam: {serviceAccounts: [{metadata: {name: blob, namespace: qa2}},
        {metadata: {name: image, namespace: qa2}, roleOnly: true}]}
      Pod qa2/a spec: {serviceAccountName: blob}
      Pod qa2/b spec: {serviceAccountName: default}
      Pod qa2/c spec: {serviceAccountName: image}
      Pod qa2/d spec: {serviceAccountName: blobb}
      Pod qa2/e spec: {containers: [{envFrom: [{configMapRef: {name: made}}, {configMapRef: {name: no, optional: true}}],
        env: [{valueFrom: {configMapKeyRef: {name: map, key: a}}}]}],
        volumes: [{configMap: {name: kube-root-ca.crt}}, {projected: {sources: [{configMap: {name: malier}}]}}]}
    `,
    finds: `
      apps/a.yaml Pod/qa2/c spec.serviceAccountName: there is no ServiceAccount 'image' in namespace 'qa2' (Kubernetes starts no pod
        without it); write 'mailer' or 'blob', or add it.
      apps/a.yaml Pod/qa2/d spec.serviceAccountName: there is no ServiceAccount 'blobb' in namespace 'qa2' (Kubernetes starts no pod
        without it); write 'blob', or add it.
      apps/a.yaml Pod/qa2/e spec.containers.0.env.0.valueFrom.configMapKeyRef.name: there is no ConfigMap 'map' in namespace 'qa2'
        (Kubernetes starts no pod without it); write 'mailer', or add it.
      apps/a.yaml Pod/qa2/e spec.volumes.1.projected.sources.0.configMap.name: there is no ConfigMap 'malier' in namespace 'qa2'
        (Kubernetes starts no pod without it); write 'mailer', or add it.
    `,
  },
  {
    rule: 'reference-resolves',
    title: 'is quiet about what a chart may make in the namespace, and about objects without one',
    files: `
      ServiceAccount qa2/a
      rbac.authorization.k8s.io/v1 Role qa2/a
      HelmRelease qa2/a spec: {chartRef: {kind: OCIRepository, name: a}}
      Pod qa2/b spec: {serviceAccountName: other}
      RoleBinding qa2/b roleRef: {kind: Role, name: other}
      ClusterRole made
      RoleBinding qa2/c roleRef: {kind: Role, name: made}
      ClusterRoleBinding d roleRef: {kind: ClusterRole, name: of-a-chart}
      Pod c spec: {serviceAccountName: other}
    `,
    finds: '',
  },
  {
    rule: 'reference-resolves',
    title: 'finds a slip within a folder even where a chart may make such objects',
    files: `
      HelmRelease qa2/a spec: {chartRef: {kind: OCIRepository, name: a}}
      ServiceAccount qa2/fluentd
      ClusterRole fluentd-role
      ClusterRoleBinding fluentd roleRef: {kind: ClusterRole, name: fluent-role},
        subjects: [{kind: ServiceAccount, name: fluend, namespace: qa2}, {kind: User, name: me}]
    `,
    finds: `
      example.yaml ClusterRoleBinding/fluentd roleRef.name: there is no ClusterRole 'fluent-role' (Kubernetes binds nothing
        otherwise); write 'fluentd-role', or add it.
      example.yaml ClusterRoleBinding/fluentd subjects.0.name: there is no ServiceAccount 'fluend' in namespace 'qa2' (Kubernetes
        binds the role to nobody); write 'fluentd', or add it.
    `,
  },
  {
    rule: 'reference-resolves',
    title: 'knows the roles that Kubernetes makes',
    files: `
      ClusterRole a
      RoleBinding qa2/a roleRef: {kind: ClusterRole, name: cluster-admin}
      RoleBinding qa2/b roleRef: {kind: ClusterRole, name: view}
      RoleBinding qa2/c roleRef: {kind: ClusterRole, name: 'system:auth-delegator'}
    `,
    finds: '',
  },
  {
    rule: 'reference-resolves',
    title: 'finds what a HorizontalPodAutoscaler cannot scale',
    files: `
      Deployment qa2/blip
      HorizontalPodAutoscaler qa2/a spec: {scaleTargetRef: {kind: Deployment, name: blip}}
      HorizontalPodAutoscaler qa2/b spec: {scaleTargetRef: {kind: Deployment, name: bilp}}
    `,
    finds: `
      example.yaml HorizontalPodAutoscaler/qa2/b spec.scaleTargetRef.name: there is no Deployment 'bilp' in namespace 'qa2'
        (Kubernetes scales nothing otherwise); write 'blip', or add it.
    `,
  },
  {
    rule: 'reference-resolves',
    title: 'follows Kustomize, which moves what is named along',
    files: `
      # apps/kustomization.yaml
      namespace: qa2
      resources: [a.yaml]
      # apps/a.yaml
      ServiceAccount a
      ClusterRole a
      RoleBinding a roleRef: {kind: ClusterRole, name: a}, subjects: [{kind: ServiceAccount, name: a, namespace: any}]
    `,
    finds: '',
  },
  {
    rule: 'reference-resolves',
    title: 'tells a store of the namespace from one of the cluster',
    files: `
      ClusterSecretStore aws spec: {conditions: [{namespaces: [qa1]}]}
      external-secrets.io/v1 SecretStore qa2/aws
      ExternalSecret qa2/a spec: {secretStoreRef: {name: aws}}
      ExternalSecret qa2/b spec: {secretStoreRef: {name: aws}, data: [{sourceRef: {storeRef: {kind: SecretStore, name: asw}}}]}
    `,
    finds: `
      example.yaml ExternalSecret/qa2/b spec.data.0.sourceRef.storeRef.name: there is no SecretStore 'asw' in namespace 'qa2'
        (external-secrets fetches secrets by it); write 'aws', or add it.
    `,
  },
  {
    rule: 'reference-resolves',
    title: 'finds that Flux alerts of something of which there is none',
    files: `
      ${stage('apps')}
      # clusters/production/apps/a.yaml
      Provider flux-system/slack
      Alert flux-system/slack spec: {providerRef: {name: slack}, eventSources: [{kind: HelmRelease, name: a}]}
      notification.toolkit.fluxcd.io/v1 Receiver flux-system/hook spec: {resources: [{kind: ImageRepository, name: blip}]}
    `,
    finds: `
      clusters/production/apps/a.yaml Alert/flux-system/slack spec.eventSources.0.name: there is no HelmRelease 'a' in namespace
        'flux-system' (Flux waits for what happens to it); add it.
      clusters/production/apps/a.yaml Receiver/flux-system/hook spec.resources.0.name: there is no ImageRepository 'blip' in namespace
        'flux-system' (Flux waits for what happens to it); add it.
    `,
  },
  {
    rule: 'secret-keys',
    title: 'reads both generations of ExternalSecrets, Secrets and Certificates',
    files: `
      kubernetes-client.io/v1 ExternalSecret qa2/old secretDescriptor: {data: [{key: x, name: Old}]}
      kubernetes-client.io/v1 ExternalSecret qa2/later spec: {data: [{key: x, name: Later}]}
      ExternalSecret qa2/new spec: {${aws}, data: [{secretKey: New}]}
      Secret qa2/plain data: {Data: eA==}, stringData: {Text: x}
      Certificate qa2/a spec: {secretName: tls}
      Pod qa2/a1 spec: {${reads('old', 'Old')}}
      Pod qa2/a2 spec: {${reads('later', 'Later')}}
      Pod qa2/a3 spec: {${reads('new', 'New')}}
      Pod qa2/a4 spec: {${reads('plain', 'Data')}}
      Pod qa2/a5 spec: {${reads('plain', 'Text')}}
      Pod qa2/a6 spec: {${reads('tls', 'tls.key')}}
      Pod qa2/b1 spec: {${reads('old', 'Later')}}
      Pod qa2/b2 spec: {${reads('later', 'Old')}}
      Pod qa2/b3 spec: {${reads('new', 'new')}}
      Pod qa2/b4 spec: {${reads('plain', 'Txt')}}
      Pod qa2/b5 spec: {${reads('tls', 'tls.cert')}}
    `,
    finds: `
      example.yaml Pod/qa2/b1 spec.containers.0.env.0.valueFrom.secretKeyRef.key: Secret 'old' has no key 'Later'
        (ExternalSecret/qa2/old in example.yaml makes 'Old'); add 'Later' there.
      example.yaml Pod/qa2/b2 spec.containers.0.env.0.valueFrom.secretKeyRef.key: Secret 'later' has no key 'Old'
        (ExternalSecret/qa2/later in example.yaml makes 'Later'); add 'Old' there.
      example.yaml Pod/qa2/b3 spec.containers.0.env.0.valueFrom.secretKeyRef.key: Secret 'new' has no key 'new'
        (ExternalSecret/qa2/new in example.yaml makes 'New'); write 'New', or add 'new' there.
      example.yaml Pod/qa2/b4 spec.containers.0.env.0.valueFrom.secretKeyRef.key: Secret 'plain' has no key 'Txt' (Secret/qa2/plain in
        example.yaml makes 'Data' and 'Text'); write 'Text', or add 'Txt' there.
      example.yaml Pod/qa2/b5 spec.containers.0.env.0.valueFrom.secretKeyRef.key: Secret 'tls' has no key 'tls.cert'
        (Certificate/qa2/a in example.yaml makes 'tls.crt', 'tls.key' and 'ca.crt'); write 'tls.crt', or add 'tls.cert' there.
    `,
  },
  {
    rule: 'secret-keys',
    title: 'finds Secrets that nothing makes, wherever a pod reads them',
    files: `
      ExternalSecret qa2/mongo spec: {${aws}, data: [{secretKey: Addresses}]}
      Pod qa2/a spec: {imagePullSecrets: [{name: pull}], containers: [{envFrom: [{secretRef: {name: mongoo}}]}],
        volumes: [{secret: {secretName: volume}}, {projected: {sources: [{secret: {name: mongo, items: [{key: Adresses}]}}]}}]}
    `,
    finds: `
      example.yaml Pod/qa2/a spec.containers.0.envFrom.0.secretRef.name: nothing in the tree makes Secret 'mongoo' in namespace 'qa2'
        (Kubernetes starts no pod without it); write 'mongo', or add an ExternalSecret that makes it.
      example.yaml Pod/qa2/a spec.volumes.0.secret.secretName: nothing in the tree makes Secret 'volume' in namespace 'qa2'
        (Kubernetes starts no pod without it); add an ExternalSecret that makes it.
      example.yaml Pod/qa2/a spec.volumes.1.projected.sources.0.secret.items.0.key: Secret 'mongo' has no key 'Adresses'
        (ExternalSecret/qa2/mongo in example.yaml makes 'Addresses'); write 'Addresses', or add 'Adresses' there.
      example.yaml Pod/qa2/a spec.imagePullSecrets.0.name: nothing in the tree makes Secret 'pull' in namespace 'qa2' (Kubernetes
        starts no pod without it); add an ExternalSecret that makes it.
    `,
  },
  {
    rule: 'secret-keys',
    title: 'is quiet about what is optional, has a variable, may be made by a chart or an operator, or takes all keys',
    files: `
      ExternalSecret qa2/mongo spec: {${aws}, data: [{secretKey: a}]}
      Pod qa2/a spec: {${reads('mongo', 'b', ', optional: true')}}
      Pod qa2/b spec: {${reads('${NAME}', 'b')}}
      HelmRelease apps/a spec: {chartRef: {kind: OCIRepository, name: a}}
      Pod apps/a spec: {${reads('of-the-chart', 'a')}}
      postgresql.cnpg.io/v1 Cluster qa2/db
      Pod qa2/c spec: {${reads('db-app', 'password')}}
      ExternalSecret qa2/all spec: {${aws}, dataFrom: [{extract: {key: x}}]}
      ExternalSecret qa2/more spec: {${aws}, target: {name: all, creationPolicy: Merge}, data: [{secretKey: x}]}
      Pod qa2/d spec: {${reads('all', 'whatever')}}
    `,
    finds: '',
  },
  {
    rule: 'secret-keys',
    title: 'is quiet where the tree makes no Secrets at all',
    files: `Pod qa2/a spec: {${reads('mongo', 'Addresses')}}`,
    finds: '',
  },
  {
    rule: 'secret-keys',
    title: 'goes by the target of an ExternalSecret and by its template',
    files: `
      ExternalSecret qa2/mongo spec: {${aws}, target: {name: store, template: {data: {url: x}}}, data: [{secretKey: password}]}
      Pod qa2/a spec: {${reads('store', 'url')}}
      Pod qa2/b spec: {${reads('store', 'password')}}
      Pod qa2/c spec: {${reads('mongo', 'url')}}
    `,
    finds: `
      example.yaml Pod/qa2/b spec.containers.0.env.0.valueFrom.secretKeyRef.key: Secret 'store' has no key 'password'
        (ExternalSecret/qa2/mongo in example.yaml makes 'url'); add 'password' there.
      example.yaml Pod/qa2/c spec.containers.0.env.0.valueFrom.secretKeyRef.key: nothing in the tree makes Secret 'mongo' in namespace
        'qa2' (Kubernetes starts no pod without it); add an ExternalSecret that makes it.
    `,
  },
  {
    rule: 'secret-keys',
    title: 'finds values that Helm waits for, of either generation, though a chart may make Secrets there',
    files: `
      ExternalSecret qa2/values spec: {${aws}, data: [{secretKey: values.yaml}]}
      HelmRelease qa2/a spec: {valuesFrom: [{kind: Secret, name: values}, {kind: Secret, name: values, valuesKey: more.yaml},
        {kind: Secret, name: valus}, {kind: ConfigMap, name: x}, {kind: Secret, name: x, optional: true}]}
      helm.fluxcd.io/v1 HelmRelease qa2/b spec: {valuesFrom: [{secretKeyRef: {name: values, key: values.yml}}]}
    `,
    finds: `
      example.yaml HelmRelease/qa2/a spec.valuesFrom.1.valuesKey: Secret 'values' has no key 'more.yaml' (ExternalSecret/qa2/values in
        example.yaml makes 'values.yaml'); add 'more.yaml' there.
      example.yaml HelmRelease/qa2/a spec.valuesFrom.2.name: nothing in the tree makes Secret 'valus' in namespace 'qa2' (Helm waits
        for its values); write 'values', or add an ExternalSecret that makes it.
      example.yaml HelmRelease/qa2/b spec.valuesFrom.0.secretKeyRef.key: Secret 'values' has no key 'values.yml'
        (ExternalSecret/qa2/values in example.yaml makes 'values.yaml'); write 'values.yaml', or add 'values.yml' there.
    `,
  },
  {
    rule: 'secret-keys',
    title: 'wants the address of a webhook, but of a bot only that there is a Secret',
    files: `
      ExternalSecret flux-system/slack spec: {${aws}, data: [{secretKey: url}]}
      Provider flux-system/hook spec: {type: slack, secretRef: {name: slack}}
      Provider flux-system/bot spec: {type: slack, address: 'https://slack.com/api/chat.postMessage', secretRef: {name: slack}}
      Provider flux-system/gone spec: {type: slack, address: 'https://slack.com/api/chat.postMessage', secretRef: {name: slak}}
    `,
    finds: `
      example.yaml Provider/flux-system/hook spec.secretRef.name: Secret 'slack' has no key 'address'
        (ExternalSecret/flux-system/slack in example.yaml makes 'url'); add 'address' there.
      example.yaml Provider/flux-system/gone spec.secretRef.name: nothing in the tree makes Secret 'slak' in namespace 'flux-system'
        (without it Flux cannot notify anybody); write 'slack', or add an ExternalSecret that makes it.
    `,
  },
  {
    rule: 'secret-keys',
    title: 'wants a key for git where it sees the Secret, but does not want to see it',
    files: `
      ExternalSecret flux-system/git spec: {${aws}, data: [{secretKey: key}]}
      GitRepository flux-system/a spec: {url: 'ssh://git@github.com/a/b', secretRef: {name: git}}
      GitRepository flux-system/b spec: {url: 'ssh://git@github.com/a/b', secretRef: {name: made-by-hand}}
    `,
    finds: `
      example.yaml GitRepository/flux-system/a spec.secretRef.name: Secret 'git' has no key 'identity' (ExternalSecret/flux-system/git
        in example.yaml makes 'key'); add 'identity' there.
    `,
  },
  {
    rule: 'secret-keys',
    title: 'lets cert-manager make the Secret of an Ingress that asks for it',
    files: `
      Secret qa2/a
      Ingress qa2/a metadata: {annotations: {cert-manager.io/cluster-issuer: x}}, spec: {tls: [{secretName: a-tls}]}
      Ingress qa2/b spec: {tls: [{secretName: b-tls}]}
    `,
    finds: `
      example.yaml Ingress/qa2/b spec.tls.0.secretName: nothing in the tree makes Secret 'b-tls' in namespace 'qa2' (the ingress
        controller serves HTTPS with it); add a Certificate that makes it.
    `,
  },
  {
    rule: 'secret-keys',
    title: 'takes all keys of a Certificate with keystores, and those of a generator and of a sealed Secret',
    files: `
      # apps/kustomization.yaml
      namespace: qa2
      resources: [a.yaml]
      secretGenerator: [{name: made, literals: [user=x], files: [conf/app.yaml, key=some/file]}, {name: open, envs: [a.env]}]
      # apps/a.yaml
      Certificate b spec: {secretName: tls, keystores: {jks: {create: true}}}
      bitnami.com/v1alpha1 SealedSecret sealed spec: {encryptedData: {a: x}, template: {data: {b: x}}}
      ClusterIssuer le spec: {acme: {privateKeySecretRef: {name: account}}}
      Pod a1 spec: {${reads('tls', 'keystore.jks')}}
      Pod a2 spec: {${reads('made', 'user')}}
      Pod a3 spec: {${reads('made', 'app.yaml')}}
      Pod a4 spec: {${reads('made', 'key')}}
      Pod a5 spec: {${reads('open', 'any')}}
      Pod a6 spec: {${reads('sealed', 'b')}}
      Pod a7 spec: {${reads('account', 'tls.key')}}
      Pod b1 spec: {${reads('made', 'usr')}}
      Pod b2 spec: {${reads('sealed', 'c')}}
      Pod b3 spec: {${reads('account', 'tls.crt')}}
    `,
    finds: `
      apps/a.yaml Pod/qa2/b1 spec.containers.0.env.0.valueFrom.secretKeyRef.key: Secret 'made' has no key 'usr' (its generator makes
        'user', 'app.yaml' and 'key'); write 'user', or add 'usr' there.
      apps/a.yaml Pod/qa2/b2 spec.containers.0.env.0.valueFrom.secretKeyRef.key: Secret 'sealed' has no key 'c'
        (SealedSecret/qa2/sealed in apps/a.yaml makes 'a' and 'b'); add 'c' there.
      apps/a.yaml Pod/qa2/b3 spec.containers.0.env.0.valueFrom.secretKeyRef.key: Secret 'account' has no key 'tls.crt'
        (ClusterIssuer/le in apps/a.yaml makes 'tls.key'); add 'tls.crt' there.
    `,
  },
  {
    rule: 'secret-keys',
    title: 'finds no Secret where a folder that Flux applies is not in the tree, nor for an object that anybody may apply',
    files: `
      Secret qa2/a
      Pod b spec: {${reads('gone', 'a')}}
      # elsewhere/kustomization.yaml
      resources: [https://example.org/a]
    `,
    finds: '',
  },
  {
    rule: 'kustomization-path',
    title: 'finds a folder whose values would be taken for objects',
    files: `
      ${stage('apps')}
      # clusters/production/apps/a.yaml
      ConfigMap qa2/a
      # clusters/production/apps/values.yaml
      | replicas: 2
    `,
    finds: `
      clusters/production/ks/apps.yaml Kustomization/flux-system/apps spec.path: clusters/production/apps/values.yaml holds what is no
        object, and no kustomization.yaml says what it is for (Flux takes every YAML file of a folder without one for objects); add
        clusters/production/apps/kustomization.yaml.
    `,
  },
  {
    rule: 'kustomization-path',
    title: 'is quiet about values in a folder with a kustomization.yaml, and about files that begin with a dot',
    files: `
      ${stage('apps')}
      # clusters/production/apps/kustomization.yaml
      resources: [sub]
      # clusters/production/apps/sub/kustomization.yaml
      resources: []
      # clusters/production/apps/values.yaml
      | replicas: 2
      # clusters/production/ks/.sops.yaml
      | creation_rules: []
    `,
    finds: '',
  },
  {
    rule: 'kustomization-path',
    title: 'takes a tree that is a folder of the repository, and does not know what is beside it',
    files: `
      # clusters/a/ks.yaml
      Kustomization flux-system/a spec: {path: ./dist/clusters/a/apps, ${git}}
      Kustomization flux-system/b spec: {path: ./dist/clusters/a/aps, ${git}}
      Kustomization flux-system/c spec: {path: ./other/apps, ${git}}
      # clusters/a/apps/x.yaml
      ConfigMap a
    `,
    finds: `
      clusters/a/ks.yaml Kustomization/flux-system/b spec.path: there is no folder './dist/clusters/a/aps' (Flux applies nothing of
        Kustomization/flux-system/b until there is one); write './dist/clusters/a/apps'.
    `,
  },
  {
    rule: 'kustomization-path',
    title: 'takes a tree that is a folder around the repository',
    files: `
      # repository/clusters/a/ks.yaml
      Kustomization flux-system/a spec: {path: ./clusters/a/apps, ${git}}
      Kustomization flux-system/b spec: {path: ./clusters/b/apps, ${git}}
      # repository/clusters/a/apps/x.yaml
      ConfigMap a
    `,
    finds: `
      repository/clusters/a/ks.yaml Kustomization/flux-system/b spec.path: there is no folder './clusters/b/apps' (Flux applies
        nothing of Kustomization/flux-system/b until there is one); write a path from the root of the repository.
    `,
  },
  {
    rule: 'kustomization-path',
    title: 'looks for no folder of another repository here',
    files: `
      ${stage('apps')}
      # clusters/production/apps/a.yaml
      Kustomization flux-system/b spec: {path: ./deploy, sourceRef: {kind: GitRepository, name: other}}
    `,
    finds: '',
  },
  {
    rule: 'kustomization-lists',
    title: 'suggests the file that is meant, finds patches, and wants a kustomization.yaml in a folder',
    files: `
      # apps/kustomization.yaml
      resources: [relases.yaml, folder, gone]
      components: [../components/a]
      patches: [{path: patch.yaml}]
      # apps/releases.yaml
      ConfigMap a
      # apps/folder/a.yaml
      ConfigMap b
      # components/a/a.yaml
      ConfigMap c
    `,
    finds: `
      apps/kustomization.yaml resources.0: there is no 'relases.yaml' in apps (Kustomize builds nothing at all then); write
        'releases.yaml'.
      apps/kustomization.yaml resources.2: there is no 'gone' in apps (Kustomize builds nothing at all then); add it, or leave it out
        here.
      apps/kustomization.yaml patches.0.path: there is no 'patch.yaml' in apps (Kustomize builds nothing at all then); add it, or
        leave it out here.
      apps/kustomization.yaml resources.1: folder 'folder' has no kustomization.yaml (Kustomize takes folders with one only); add one
        there, or list the files of the folder here.
      apps/kustomization.yaml components.0: folder '../components/a' has no kustomization.yaml (Kustomize takes folders with one
        only); add one there, or list the files of the folder here.
    `,
  },
  {
    rule: 'kustomization-lists',
    title: 'is quiet about addresses, about files that are no YAML, and about what lies outside',
    files: `
      # apps/kustomization.yaml
      resources: ['https://example.org/a.yaml', github.com/example/a, 'git@github.com:example/a', ../../a.yaml, a.json]
    `,
    finds: '',
  },
  {
    rule: 'kustomization-lists',
    title: 'takes a patch that is written out for none in a file',
    files: `
      # apps/kustomization.yaml
      patchesStrategicMerge:
      - "apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\n"
    `,
    finds: '',
  },
  {
    rule: 'kustomization-lists',
    title: 'reads those outside of the cluster that Flux comes to',
    files: `
      # clusters/a/ks.yaml
      Kustomization flux-system/apps spec: {path: ./apps/a, ${git}}
      # apps/a/kustomization.yaml
      resources: [../base]
      # apps/base/kustomization.yaml
      resources: [gone.yaml]
    `,
    finds: `
      apps/base/kustomization.yaml resources.0: there is no 'gone.yaml' in apps/base (Kustomize builds nothing at all then); add it,
        or leave it out here.
    `,
  },
  {
    rule: 'file-not-listed',
    title: 'tells a patch from an object, and finds a folder that nobody names',
    files: `
      # apps/kustomization.yaml
      resources: [a.yaml]
      # apps/a.yaml
      ConfigMap qa2/a
      # apps/more.yaml
      ConfigMap qa2/a
      # apps/lost/kustomization.yaml
      resources: [b.yaml]
      # apps/lost/b.yaml
      ConfigMap qa2/b
    `,
    finds: `
      apps/kustomization.yaml resources: folder 'lost' has a kustomization.yaml, and neither this one nor a Kustomization of Flux
        names it (Kustomize takes what is listed and passes over the rest); add 'lost' here, or remove the folder.
      apps/more.yaml ConfigMap/qa2/a: apps/kustomization.yaml does not list more.yaml (Kustomize takes what is listed and passes over
        the rest); add '- path: more.yaml' to its patches.
    `,
  },
  {
    rule: 'file-not-listed',
    title: 'is quiet about values, about what a generator or another folder names, and about a folder that Flux applies',
    files: `
      ${stage('apps')}
      # clusters/production/kustomization.yaml
      resources: [ks]
      # clusters/production/ks/kustomization.yaml
      resources: [apps.yaml, ../extra/c.yaml]
      # clusters/production/extra/c.yaml
      ConfigMap c
      # clusters/production/apps/kustomization.yaml
      resources: [a.yaml]
      secretGenerator: [{name: a, files: [b.yaml, key=d.yaml]}]
      # clusters/production/apps/a.yaml
      ConfigMap a
      # clusters/production/apps/b.yaml
      ConfigMap b
      # clusters/production/apps/d.yaml
      ConfigMap d
      # clusters/production/apps/values.yaml
      | a: 1
    `,
    finds: '',
  },
  {
    rule: 'patch-target',
    title: 'reads patches in the kustomization.yaml itself, and targets as regular expressions for whole names',
    files: `
      # apps/kustomization.yaml
      resources: [a.yaml]
      patches:
      - patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: other}}'
      - target: {kind: ConfigMap, name: fine-.*}
        patch: '[{op: remove, path: /data}]'
      - target: {kind: ConfigMap, name: fine}
        path: json.yaml
      - target: {kind: Secret, labelSelector: a=b}
        path: json.yaml
      - target: {kind: Secret, name: '['}
        path: json.yaml
      # apps/a.yaml
      ConfigMap fine-1
      # apps/json.yaml
      | - op: remove
    `,
    finds: `
      apps/kustomization.yaml patches.0.patch: it changes ConfigMap 'other', which is not among the resources here (Kustomize builds
        nothing at all then); add the object to the resources, or remove the patch.
      apps/kustomization.yaml patches.2.target: it changes ConfigMap 'fine', which is not among the resources here (Kustomize builds
        nothing at all then); write ConfigMap/fine-1 in the patch.
    `,
  },
  {
    rule: 'patch-target',
    title: 'is quiet where objects are made or fetched that no file holds, and about Components',
    files: `
      # a/kustomization.yaml
      configMapGenerator: [{name: other}]
      patches: [{path: patch.yaml}]
      # a/patch.yaml
      ConfigMap other
      # b/kustomization.yaml
      helmCharts: [{name: a}]
      patches: [{path: patch.yaml}]
      # b/patch.yaml
      ConfigMap other
      # c/kustomization.yaml
      kind: Component
      patches: [{path: patch.yaml}]
      # c/patch.yaml
      ConfigMap other
    `,
    finds: '',
  },
  {
    rule: 'patch-target',
    title: 'goes by kind, name and namespace, as far as a target says them',
    files: `
      # apps/kustomization.yaml
      resources: [a.yaml]
      patches:
      - target: {name: a}
        path: json.yaml
      - target: {namespace: qa2}
        path: json.yaml
      - target: {kind: Secret, name: a}
        path: json.yaml
      - target: {namespace: qa1}
        path: json.yaml
      - path: patch.yaml
      # apps/a.yaml
      ConfigMap qa2/a
      # apps/patch.yaml
      ConfigMap qa1/a
      # apps/json.yaml
      | - op: remove
    `,
    finds: `
      apps/kustomization.yaml patches.4.path: it changes ConfigMap/qa1/a, which is not among the resources here (Kustomize builds
        nothing at all then); write ConfigMap/qa2/a in the patch.
      apps/kustomization.yaml patches.2.target: it changes Secret 'a', which is not among the resources here (Kustomize builds nothing
        at all then); add the object to the resources, or remove the patch.
      apps/kustomization.yaml patches.3.target: it changes anything in namespace 'qa1', which is not among the resources here
        (Kustomize builds nothing at all then); add the object to the resources, or remove the patch.
    `,
  },
  {
    rule: 'depends-on',
    title: 'finds what is not there, is elsewhere, is of another kind, or is the object itself',
    files: `
      ${stage('apps', 'dependsOn: [{name: shared}, {name: infrastructure}, {name: reloader}, {name: apps}]')}
      ${stage('share')}
      # clusters/production/apps/a.yaml
      HelmRelease qa2/reloader
      HelmRelease qa2/a spec: {dependsOn: [{name: apps}, {name: gloo}, {name: reloader}]}
      HelmRelease gloo-system/gloo
      # clusters/production/share/a.yaml
      ConfigMap a
    `,
    finds: `
      clusters/production/apps/a.yaml HelmRelease/qa2/a spec.dependsOn.0.name: 'apps' is a Kustomization (HelmReleases wait for
        HelmReleases only, and without it this one waits for ever); name a HelmRelease, or leave it out.
      clusters/production/apps/a.yaml HelmRelease/qa2/a spec.dependsOn.1.name: HelmRelease 'gloo' is in namespace 'gloo-system', not
        in 'qa2' (HelmReleases wait for HelmReleases only, and without it this one waits for ever); write 'namespace: gloo-system'
        beside the name.
      clusters/production/ks/apps.yaml Kustomization/flux-system/apps spec.dependsOn.0.name: there is no Kustomization 'shared' in
        namespace 'flux-system' (Kustomizations wait for Kustomizations only, and without it this one waits for ever); write 'share'.
      clusters/production/ks/apps.yaml Kustomization/flux-system/apps spec.dependsOn.1.name: there is no Kustomization
        'infrastructure' in namespace 'flux-system' (Kustomizations wait for Kustomizations only, and without it this one waits for
        ever); name a Kustomization, or leave it out.
      clusters/production/ks/apps.yaml Kustomization/flux-system/apps spec.dependsOn.2.name: 'reloader' is a HelmRelease
        (Kustomizations wait for Kustomizations only, and without it this one waits for ever); name a Kustomization, or leave it out.
      clusters/production/ks/apps.yaml Kustomization/flux-system/apps spec.dependsOn.3.name: Kustomization/flux-system/apps waits for
        itself (Flux applies none of a ring); remove the line.
    `,
  },
  {
    rule: 'depends-on',
    title: 'knows the Kustomization of flux bootstrap, and nothing of what is not in the tree',
    files: `
      ${stage('apps', 'dependsOn: [{name: flux-system}, {name: infrastructure}]')}
      # clusters/production/apps/a.yaml
      Kustomization flux-system/b spec: {path: ./x, sourceRef: {kind: OCIRepository, name: b}}
    `,
    finds: '',
  },
  {
    rule: 'depends-on',
    title: 'tells each ring once',
    files: `
      HelmRelease qa2/a spec: {dependsOn: [{name: b}]}
      HelmRelease qa2/b spec: {dependsOn: [{name: c}, {name: e}]}
      HelmRelease qa2/c spec: {dependsOn: [{name: a}]}
      HelmRelease qa2/d spec: {dependsOn: [{name: a}]}
      HelmRelease qa2/e spec: {dependsOn: [{name: b}]}
    `,
    finds: `
      example.yaml HelmRelease/qa2/a spec.dependsOn.0.name: HelmRelease/qa2/a waits for itself: a -> b -> c -> a (Flux applies none of
        a ring); remove one of these dependencies.
      example.yaml HelmRelease/qa2/b spec.dependsOn.1.name: HelmRelease/qa2/b waits for itself: b -> e -> b (Flux applies none of a
        ring); remove one of these dependencies.
    `,
  },
  {
    rule: 'crd-before-use',
    title: 'wants what brings a definition in another stage, and in one that waits for its objects',
    files: `
      ${stage('start', 'prune: true')}
      ${stage('late', 'dependsOn: [{name: start}]')}
      ${stage('beside')}
      # clusters/production/start/a.yaml
      HelmRelease external-secrets/eso spec: {chart: {spec: {chart: external-secrets}}}
      ClusterSecretStore aws
      # clusters/production/late/a.yaml
      ExternalSecret qa2/a
      # clusters/production/beside/a.yaml
      ExternalSecret qa2/b
      ExternalSecret qa2/c
    `,
    finds: `
      clusters/production/beside/a.yaml ExternalSecret/qa2/b apiVersion: Kustomization/flux-system/beside applies ExternalSecret/qa2/b
        and 1 more without waiting until external-secrets.io is known (HelmRelease/external-secrets/eso brings the definition, by
        Kustomization/flux-system/start); add 'start' to dependsOn in clusters/production/ks/beside.yaml.
      clusters/production/late/a.yaml ExternalSecret/qa2/a apiVersion: Kustomization/flux-system/start, which
        Kustomization/flux-system/late waits for, is ready before external-secrets.io is known (HelmRelease/external-secrets/eso brings
        the definition, by Kustomization/flux-system/start); write 'wait: true' in clusters/production/ks/start.yaml.
      clusters/production/start/a.yaml ClusterSecretStore/aws apiVersion: Kustomization/flux-system/start applies
        ClusterSecretStore/aws without waiting until external-secrets.io is known (HelmRelease/external-secrets/eso brings the
        definition, by Kustomization/flux-system/start); put it into a folder with a Kustomization of its own, which depends on that
        one.
    `,
  },
  {
    rule: 'crd-before-use',
    title: 'follows dependencies of dependencies, and those of the stage that makes the stage',
    files: `
      ${stage('start')}
      ${stage('middle', 'dependsOn: [{name: start}]')}
      ${stage('end', 'dependsOn: [{name: middle}]')}
      # clusters/production/start/a.yaml
      HelmRelease external-secrets/eso spec: {chartRef: {kind: OCIRepository, name: eso}}
      OCIRepository external-secrets/eso spec: {url: 'oci://ghcr.io/external-secrets/charts/external-secrets'}
      # clusters/production/middle/a.yaml
      ConfigMap a
      # clusters/production/end/a.yaml
      ExternalSecret qa2/a
      Kustomization flux-system/inner spec: {path: ./clusters/production/inner, ${git}}
      # clusters/production/inner/a.yaml
      ExternalSecret qa2/b
    `,
    finds: '',
  },
  {
    rule: 'crd-before-use',
    title: 'is quiet where the definition stands beside it, where nothing here brings one, and without Kustomizations of Flux',
    files: `
      ${stage('start')}
      # clusters/production/start/a.yaml
      CustomResourceDefinition a spec: {group: external-secrets.io}
      ClusterSecretStore aws
      ClusterIssuer a
      # clusters/test1/a.yaml
      HelmRelease external-secrets/eso spec: {chart: {spec: {chart: external-secrets}}}
      ClusterSecretStore aws
    `,
    finds: '',
  },
  {
    rule: 'crd-before-use',
    title: 'takes health checks for waiting, and finds a chart by its source in another namespace',
    files: `
      ${stage('start', 'healthChecks: [{kind: HelmRelease, name: eso, namespace: external-secrets}]')}
      ${stage('end', 'dependsOn: [{name: start}]')}
      ${stage('early')}
      # clusters/production/start/a.yaml
      HelmRelease external-secrets/eso spec: {chartRef: {kind: OCIRepository, name: eso, namespace: flux-system}}
      OCIRepository flux-system/eso spec: {url: 'oci://ghcr.io/external-secrets/charts/external-secrets'}
      OCIRepository external-secrets/eso spec: {url: 'oci://example.org/other'}
      # clusters/production/end/a.yaml
      ExternalSecret qa2/a
      # clusters/production/early/a.yaml
      ExternalSecret qa2/b
    `,
    finds: `
      clusters/production/early/a.yaml ExternalSecret/qa2/b apiVersion: Kustomization/flux-system/early applies ExternalSecret/qa2/b
        without waiting until external-secrets.io is known (HelmRelease/external-secrets/eso brings the definition, by
        Kustomization/flux-system/start); add 'start' to dependsOn in clusters/production/ks/early.yaml.
    `,
  },
  {
    rule: 'crd-before-use',
    title: 'tells a way that all are written in once, and each slip among those that wait',
    files: `
      ${stage('start')}
      ${stage('a')}
      ${stage('b')}
      ${stage('c')}
      ${stage('d', 'dependsOn: [{name: start}]')}
      # clusters/production/start/a.yaml
      HelmRelease external-secrets/eso spec: {chart: {spec: {chart: external-secrets}}}
      HelmRelease cert-manager/cert-manager spec: {chart: {spec: {chart: cert-manager}}}
      # clusters/production/a/a.yaml
      ExternalSecret qa2/a
      Certificate qa2/a
      # clusters/production/b/a.yaml
      ExternalSecret qa2/b
      Certificate qa2/b
      # clusters/production/c/a.yaml
      ExternalSecret qa2/c
      # clusters/production/d/a.yaml
      Certificate qa2/d
    `,
    finds: `
      clusters/production/a/a.yaml ExternalSecret/qa2/a apiVersion: Kustomization/flux-system/a applies ExternalSecret/qa2/a without
        waiting until external-secrets.io is known, as do 2 other Kustomizations (HelmRelease/external-secrets/eso brings the
        definition, by Kustomization/flux-system/start); add 'start' to dependsOn in clusters/production/ks/a.yaml.
      clusters/production/a/a.yaml Certificate/qa2/a apiVersion: Kustomization/flux-system/a applies Certificate/qa2/a without waiting
        until cert-manager.io is known (HelmRelease/cert-manager/cert-manager brings the definition, by
        Kustomization/flux-system/start); add 'start' to dependsOn in clusters/production/ks/a.yaml.
      clusters/production/b/a.yaml Certificate/qa2/b apiVersion: Kustomization/flux-system/b applies Certificate/qa2/b without waiting
        until cert-manager.io is known (HelmRelease/cert-manager/cert-manager brings the definition, by
        Kustomization/flux-system/start); add 'start' to dependsOn in clusters/production/ks/b.yaml.
    `,
  },
  {
    rule: 'crd-before-use',
    title: 'tells the copies of one file from each other by their namespaces',
    files: `
      ${stage('start')}
      ${stage('a', 'targetNamespace: a, components: [../component]')}
      ${stage('b', 'targetNamespace: b, components: [../component], dependsOn: [{name: start}]')}
      # clusters/production/start/a.yaml
      HelmRelease external-secrets/eso spec: {chart: {spec: {chart: external-secrets}}}
      # clusters/production/a/kustomization.yaml
      resources: []
      # clusters/production/b/kustomization.yaml
      resources: []
      # clusters/production/component/kustomization.yaml
      kind: Component
      resources: [a.yaml]
      # clusters/production/component/a.yaml
      ExternalSecret one
      ExternalSecret two
    `,
    finds: `
      clusters/production/component/a.yaml ExternalSecret/a/one apiVersion: Kustomization/flux-system/a applies ExternalSecret/a/one
        and 1 more without waiting until external-secrets.io is known (HelmRelease/external-secrets/eso brings the definition, by
        Kustomization/flux-system/start); add 'start' to dependsOn in clusters/production/ks/a.yaml.
    `,
  },
  {
    rule: 'image-mark',
    title: 'finds a policy of another namespace, a part that is none, and a file that is not looked at',
    files: `
      ${stage('apps')}
      # clusters/production/apps/a.yaml
      ImageUpdateAutomation flux-system/images spec: {${git}, update: {path: ./clusters/production/apps}}
      ImagePolicy flux-system/blip
      ImagePolicy qa2/blip
      # clusters/production/apps/p1.yaml
      ${marked('flux-system:blip:tag')}
      # clusters/production/apps/p2.yaml
      ${marked('flux-system:blip:tags')}
      # clusters/production/apps/p3.yaml
      ${marked('qa2:blip')}
      # clusters/production/apps/p4.yaml
      ${marked('flux-system:blop:name')}
      # clusters/production/ks/p5.yaml
      ${marked('flux-system:blip')}
    `,
    finds: `
      clusters/production/apps/p2.yaml Pod/qa2/blip spec.containers.0.image: the mark 'flux-system:blip:tags' ends in no part of an
        image (image automation passes over it); write 'flux-system:blip', or that and ':name', ':tag' or ':digest'.
      clusters/production/apps/p3.yaml Pod/qa2/blip spec.containers.0.image: the mark names an ImagePolicy in namespace 'qa2' (an
        ImageUpdateAutomation goes by the policies of its own namespace, 'flux-system'); put both into one namespace.
      clusters/production/apps/p4.yaml Pod/qa2/blip spec.containers.0.image: the mark names ImagePolicy 'flux-system:blop', which is
        not there (image automation passes over it); write 'flux-system:blip:name'.
      clusters/production/ks/p5.yaml Pod/qa2/blip spec.containers.0.image: the mark stands in a file that image automation does not
        look at (it rewrites './clusters/production/apps' only); move the image there, or widen spec.update.path of the
        ImageUpdateAutomation.
    `,
  },
  {
    rule: 'image-mark',
    title: 'finds an automation of a folder that is not there, and then says nothing of the marks',
    files: `
      ${stage('apps')}
      # clusters/production/apps/a.yaml
      ImageUpdateAutomation flux-system/images spec: {${git}, update: {path: ./clusters/production/aps}}
      ImagePolicy flux-system/blip
      # clusters/production/apps/p.yaml
      ${marked('flux-system:blip')}
    `,
    finds: `
      clusters/production/apps/a.yaml ImageUpdateAutomation/flux-system/images spec.update.path: there is no folder
        './clusters/production/aps' (image automation writes into no other); write a path from the root of the repository.
    `,
  },
  {
    rule: 'image-mark',
    title: 'is quiet without image automation in the tree, about a mark in a text, and about paths in another repository',
    files: `
      ${stage('apps')}
      # clusters/production/apps/a.yaml
      ImageUpdateAutomation flux-system/images spec: {sourceRef: {kind: GitRepository, name: other}, update: {path: ./deploy}}
      ImagePolicy flux-system/blip
      # clusters/production/apps/b.yaml
      | {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: 'image: b # {"$imagepolicy": "x:y"}'}}
      # clusters/test1/a.yaml
      ${marked('flux-system:blip')}
    `,
    finds: '',
  },
  {
    rule: 'image-mark',
    title: 'wants the policy also where no automation stands in the tree',
    files: `
      # clusters/a/a.yaml
      ImagePolicy flux-system/blip
      # clusters/a/b.yaml
      ${marked('flux-system:blib')}
      # clusters/a/c.yaml
      ${marked('qa2:none-of-these')}
    `,
    finds: `
      clusters/a/b.yaml Pod/qa2/blip spec.containers.0.image: the mark names ImagePolicy 'flux-system:blib', which is not there (image
        automation passes over it); write 'flux-system:blip'.
      clusters/a/c.yaml Pod/qa2/blip spec.containers.0.image: the mark names ImagePolicy 'qa2:none-of-these', which is not there
        (image automation passes over it); add the ImagePolicy, or remove the mark.
    `,
  },
  {
    rule: 'image-policy-unused',
    title: 'goes by the marks of its own cluster, in patches too',
    files: `
      # clusters/a/a.yaml
      ImageUpdateAutomation flux-system/images spec: {${git}}
      ImagePolicy flux-system/blip
      ImagePolicy flux-system/blop
      # clusters/a/apps/kustomization.yaml
      patches: [{path: images.yaml}]
      # clusters/a/apps/images.yaml
      ${marked('flux-system:blip:tag')}
      # clusters/b/a.yaml
      ${marked('flux-system:blop')}
    `,
    finds: `
      clusters/a/a.yaml ImagePolicy/flux-system/blop metadata.name: no image in clusters/a is marked with 'flux-system:blop' (image
        automation goes by marks); write # {"$imagepolicy": "flux-system:blop"} behind the image, or remove the policy.
    `,
  },
  {
    rule: 'service-account-role',
    title: 'goes by namespace and name, and in the values of a chart by what is said there',
    files: `
      ClusterConfig test1 iam: {serviceAccounts: [{metadata: {name: blob, namespace: qa2}, roleName: blob-role, roleOnly: true},
        {metadata: {name: image, namespace: qa2}, roleName: image-role, roleOnly: true}]}
      ServiceAccount qa2/blob metadata: {annotations: {${role('blob-role')}}}
      ServiceAccount qa1/blob metadata: {annotations: {${role('blob-role')}}}
      ServiceAccount qa2/image metadata: {annotations: {${role('image')}}}
      HelmRelease qa2/a spec: {values: {rbac: {serviceAccount: {annotations: {${role('image-role')}}}}}}
      HelmRelease qa2/b spec: {values: {serviceAccount: {name: other, annotations: {${role('image-role')}}}}}
    `,
    finds: `
      example.yaml ServiceAccount/qa1/blob metadata.annotations.eks.amazonaws.com/role-arn: role 'blob-role' is for ServiceAccount
        qa2/blob, not for qa1/blob (example.yaml, and AWS lets nobody else take it); add a role for this one there.
      example.yaml ServiceAccount/qa2/image metadata.annotations.eks.amazonaws.com/role-arn: eksctl makes role 'image-role' for
        it, and not 'image' (iam.serviceAccounts in example.yaml); write one name in both places.
      example.yaml HelmRelease/qa2/b spec.values.serviceAccount.annotations.eks.amazonaws.com/role-arn: role 'image-role' is for
        ServiceAccount qa2/image, not for qa2/other (example.yaml, and AWS lets nobody else take it); add a role for this one there.
    `,
  },
  {
    rule: 'service-account-role',
    title: 'finds an account that stands alone, and what is no role',
    files: `
      ServiceAccount qa2/a metadata: {annotations: {${role('a')}}}
      ServiceAccount qa2/b metadata: {annotations: {${role('path/b')}}}
      ServiceAccount qa2/c metadata: {annotations: {${role('c', '012345678901')}}}
      ServiceAccount qa2/d metadata: {annotations: {eks.amazonaws.com/role-arn: production-d}}
    `,
    finds: `
      example.yaml ServiceAccount/qa2/c metadata.annotations.eks.amazonaws.com/role-arn: the role is of AWS account 012345678901, and
        others of the cluster are of 123456789012 (a cluster vouches for its ServiceAccounts to its own account); write '123456789012'.
      example.yaml ServiceAccount/qa2/d metadata.annotations.eks.amazonaws.com/role-arn: 'production-d' is no ARN of a role (EKS hands
        it to AWS as it is); write arn:aws:iam::ACCOUNT:role/NAME.
    `,
  },
  {
    rule: 'service-account-role',
    title: 'is quiet where eksctl names no roles, and about variables',
    files: `
      ClusterConfig test1 iam: {serviceAccounts: [{metadata: {name: blob, namespace: qa2}}]}
      ServiceAccount qa2/image metadata: {annotations: {${role('image')}}}
      ServiceAccount qa2/x metadata: {annotations: {${role('x', '${ACCOUNT}')}}}
    `,
    finds: '',
  },
  {
    rule: 'service-account-role',
    title: 'writes the role of the ServiceAccount itself where there is one',
    files: `
      ClusterConfig test1 iam: {serviceAccounts: [{metadata: {name: blob, namespace: qa2}, roleName: blob-role},
        {metadata: {name: image, namespace: qa2}, roleName: image-role}]}
      ServiceAccount qa2/blob metadata: {annotations: {${role('image-role')}}}
      HelmRelease qa1/a spec: {values: {serviceAccount: {annotations: {${role('image-role')}}}}}
    `,
    finds: `
      example.yaml ServiceAccount/qa2/blob metadata.annotations.eks.amazonaws.com/role-arn: role 'image-role' is for ServiceAccount
        qa2/image, not for qa2/blob (example.yaml, and AWS lets nobody else take it); write 'arn:aws:iam::123456789012:role/blob-role'.
      example.yaml HelmRelease/qa1/a spec.values.serviceAccount.annotations.eks.amazonaws.com/role-arn: role 'image-role' is for
        ServiceAccount qa2/image, not for one of namespace 'qa1' (example.yaml, and AWS lets nobody else take it); add a role for this
        one there.
    `,
  },
  {
    rule: 'role-without-user',
    title: 'wants a name for a role that stands alone, and a ServiceAccount in its namespace',
    files: `
      ClusterConfig test1 iam: {serviceAccounts: [{metadata: {name: blob, namespace: qa2}, roleOnly: true},
        {metadata: {name: image, namespace: qa2}, roleOnly: true, roleName: image-role},
        {metadata: {name: made, namespace: qa2}, roleName: made-role}]}
      ServiceAccount qa1/image metadata: {annotations: {${role('image-role')}}}
    `,
    finds: `
      example.yaml ClusterConfig/test1 iam.serviceAccounts.0: the role for ServiceAccount qa2/blob has no name (with roleOnly somebody
        else has to name it, and nobody knows the name that AWS invents); add roleName.
      example.yaml ClusterConfig/test1 iam.serviceAccounts.1.roleName: nothing in the tree takes role 'image-role' (with roleOnly
        eksctl does not make ServiceAccount qa2/image); annotate it with eks.amazonaws.com/role-arn, or leave out roleOnly.
    `,
  },
  {
    rule: 'role-without-user',
    title: 'is quiet about a config without manifests',
    files: 'ClusterConfig test1 iam: {serviceAccounts: [{metadata: {name: blob, namespace: qa2}, roleOnly: true, roleName: blob-role}]}',
    finds: '',
  },
  {
    rule: 'bucket-list-permission',
    title: 'finds objects that are named as a bucket, once a resource',
    files: `
      ClusterConfig test1 iam: {serviceAccounts: [
        ${policy(`[{Effect: Allow, Action: [s3:GetObject, s3:PutObject], Resource: '${bucket}'}]`)}]}
    `,
    finds: `
      example.yaml ClusterConfig/test1 iam.serviceAccounts.0.attachPolicy.Statement.0.Resource: s3:GetObject is allowed on
        'arn:aws:s3:::tidepool-test1-qa2-data', which matches no object (IAM asks for the object, which stands behind the bucket and a
        slash); write 'arn:aws:s3:::tidepool-test1-qa2-data/*'.
    `,
  },
  {
    rule: 'bucket-list-permission',
    title: 'reads the policies of nodes and of pod identities, and a statement that stands alone',
    files: `
      ClusterConfig test1
        nodeGroups: [{iam: {attachPolicy: {Statement: {Effect: Allow, Action: S3:ListBucket, Resource: '${bucket}/x/*'}}}}],
        iam: {podIdentityAssociations: [{permissionPolicy: {Statement: [{Effect: Allow, Action: s3:DeleteObject, Resource: '${bucket}'}]}}]}
    `,
    finds: `
      example.yaml ClusterConfig/test1 iam.podIdentityAssociations.0.permissionPolicy.Statement.0.Resource: s3:DeleteObject is allowed
        on 'arn:aws:s3:::tidepool-test1-qa2-data', which matches no object (IAM asks for the object, which stands behind the bucket and
        a slash); write 'arn:aws:s3:::tidepool-test1-qa2-data/*'.
      example.yaml ClusterConfig/test1 nodeGroups.0.iam.attachPolicy.Statement.Resource: S3:ListBucket is allowed on
        'arn:aws:s3:::tidepool-test1-qa2-data/x/*', which matches no bucket (IAM asks for the bucket itself, and objects follow the
        slash); write 'arn:aws:s3:::tidepool-test1-qa2-data'.
    `,
  },
  {
    rule: 'bucket-list-permission',
    title: 'is quiet where another resource or statement names the bucket, about wildcards, and about what is denied',
    files: `
      ClusterConfig test1 iam: {serviceAccounts: [
        ${policy(`[{Effect: Allow, Action: [s3:ListBucket, s3:GetObject], Resource: ['${bucket}', '${bucket}/*']}]`)},
        ${policy(`[{Effect: Allow, Action: s3:ListBucket, Resource: '${bucket}/*'},
          {Effect: Allow, Action: s3:ListBucket, Resource: '${bucket}'}]`)},
        ${policy(`{Effect: Allow, Action: s3:*, Resource: '${bucket}'}`)},
        ${policy("{Effect: Allow, Action: s3:GetObject, Resource: '*'}")},
        ${policy("{Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::tidepool-*'}")},
        ${policy(`{Effect: Deny, Action: s3:ListBucket, Resource: '${bucket}/*'}`)},
        ${policy(`{Effect: Allow, Action: sqs:ListBucket, Resource: '${bucket}/*'}`)}]}
    `,
    finds: '',
  },
  {
    rule: 'selector-matches-template',
    title: 'reads expressions, and is quiet about more labels and about no selector',
    files: `
      Deployment qa2/a spec: {selector: {matchLabels: {app: a}, matchExpressions: [{key: tier, operator: In, values: [web]},
        {key: x, operator: DoesNotExist}]}, template: {metadata: {labels: {app: a, tier: web, more: x}}, spec: {}}}
      Deployment qa2/b spec: {selector: {matchLabels: {app: b}, matchExpressions: [{key: tier, operator: NotIn, values: [web]}]},
        template: {metadata: {labels: {tier: web}}, spec: {}}}
      Job qa2/c spec: {template: {spec: {}}}
      example.org/v1 Deployment qa2/d spec: {selector: {matchLabels: {app: d}}, template: {spec: {}}}
    `,
    finds: `
      example.yaml Deployment/qa2/b spec.selector.matchLabels.app: the selector wants label 'app: b', and the pods have no 'app'
        (Kubernetes refuses a workload that does not find its own pods); write the same in both places.
      example.yaml Deployment/qa2/b spec.selector.matchExpressions.0: the labels of the pods do not meet 'tier NotIn' (Kubernetes
        refuses a workload that does not find its own pods); write labels that do.
    `,
  },
  {
    rule: 'selector-matches-template',
    title: 'knows what each operator means',
    files: `
      Deployment qa2/a spec: {selector: {matchExpressions: [{key: a, operator: In, values: [x, y]}, {key: a, operator: NotIn, values: [z]},
        {key: none, operator: NotIn, values: [z]}, {key: a, operator: Exists}, {key: none, operator: DoesNotExist}]},
        template: {metadata: {labels: {a: y}}, spec: {}}}
      Deployment qa2/b spec: {selector: {matchExpressions: [{key: a, operator: In, values: [x]}, {key: none, operator: In, values: [x]},
        {key: none, operator: Exists}, {key: a, operator: DoesNotExist}]}, template: {metadata: {labels: {a: y}}, spec: {}}}
    `,
    finds: `
      example.yaml Deployment/qa2/b spec.selector.matchExpressions.0: the labels of the pods do not meet 'a In' (Kubernetes refuses a
        workload that does not find its own pods); write labels that do.
      example.yaml Deployment/qa2/b spec.selector.matchExpressions.1: the labels of the pods do not meet 'none In' (Kubernetes refuses
        a workload that does not find its own pods); write labels that do.
      example.yaml Deployment/qa2/b spec.selector.matchExpressions.2: the labels of the pods do not meet 'none Exists' (Kubernetes
        refuses a workload that does not find its own pods); write labels that do.
      example.yaml Deployment/qa2/b spec.selector.matchExpressions.3: the labels of the pods do not meet 'a DoesNotExist' (Kubernetes
        refuses a workload that does not find its own pods); write labels that do.
    `,
  },
  {
    rule: 'service-selects-pods',
    title: 'is quiet where a chart or nothing here has the pods, and about a Service without a selector',
    files: `
      Deployment qa2/a spec: {template: {metadata: {labels: {app: a}}, spec: {}}}
      Deployment qa2/b spec: {template: {metadata: {labels: {app: b}}, spec: {}}}
      Service qa2/a spec: {selector: {app: a}}
      Service qa2/b spec: {}
      Service qa1/c spec: {selector: {app: c}}
      Deployment apps/a spec: {template: {metadata: {labels: {app: a}}, spec: {}}}
      HelmRelease apps/b
      Service apps/b spec: {selector: {app: b}}
    `,
    finds: '',
  },
  {
    rule: 'dns-name-claimed-twice',
    title: 'finds a name of Ingresses in two namespaces, and one of two Services',
    files: `
      Ingress qa1/a spec: {rules: [{host: a.example.org}]}
      Ingress qa2/a spec: {rules: [{host: a.example.org}]}
      Service qa1/b ${hostname('x.example.org, b.example.org')}
      Service qa1/c ${hostname('b.example.org')}
    `,
    finds: `
      example.yaml Ingress/qa2/a spec.rules.0.host: 'a.example.org' is a name of Ingress/qa1/a in example.yaml, too (a name leads to
        one of them, or now to one and now to the other); give one of them another name.
      example.yaml Service/qa1/c metadata.annotations.external-dns.alpha.kubernetes.io/hostname: 'b.example.org' is a name of
        Service/qa1/b in example.yaml, too (a name leads to one of them, or now to one and now to the other); give one of them another
        name.
    `,
  },
  {
    rule: 'dns-name-claimed-twice',
    title: 'is quiet about Ingresses of one namespace, and about records that have an identifier',
    files: `
      Ingress qa1/a spec: {rules: [{host: a.example.org}]}
      Ingress qa1/b spec: {rules: [{host: a.example.org}]}
      Service qa1/c ${hostname('c.example.org')}
      Service qa1/d ${hostname('c.example.org').replace('}}', ', external-dns.alpha.kubernetes.io/set-identifier: d}}')}
    `,
    finds: '',
  },
  {
    rule: 'dns-name-claimed-twice',
    title: 'is quiet about what two clusters make of one file',
    files: `
      # clusters/a/ks.yaml
      Kustomization flux-system/apps spec: {path: ./apps, ${git}}
      # clusters/b/ks.yaml
      Kustomization flux-system/apps spec: {path: ./apps, ${git}}
      # apps/a.yaml
      Ingress qa1/a spec: {rules: [{host: a.example.org}]}
    `,
    finds: '',
  },
  {
    rule: 'dns-name-claimed-twice',
    title: 'finds a name of an Ingress that a Service beside it has, too',
    files: `
      Ingress qa1/a spec: {rules: [{host: a.example.org}]}
      Service qa1/b ${hostname('a.example.org')}
    `,
    finds: `
      example.yaml Service/qa1/b metadata.annotations.external-dns.alpha.kubernetes.io/hostname: 'a.example.org' is a name of
        Ingress/qa1/a in example.yaml, too (a name leads to one of them, or now to one and now to the other); give one of them another
        name.
    `,
  },
  {
    rule: 'removed-api',
    title: 'knows what is not there yet, what is gone, and what is still there',
    files: `
      ClusterConfig test1 metadata: {version: '1.20'}
      batch/v1 CronJob qa2/a
      autoscaling/v2 HorizontalPodAutoscaler qa2/a
      extensions/v1beta1 Deployment qa2/a
      networking.k8s.io/v1beta1 Ingress qa2/a
      policy/v1beta1 PodSecurityPolicy a
      apps/v1 Deployment qa2/b
    `,
    finds: `
      example.yaml CronJob/qa2/a apiVersion: Kubernetes 1.20 does not serve batch/v1 CronJob yet, which came with 1.21
        (metadata.version in example.yaml); write 'batch/v1beta1'.
      example.yaml HorizontalPodAutoscaler/qa2/a apiVersion: Kubernetes 1.20 does not serve autoscaling/v2 HorizontalPodAutoscaler
        yet, which came with 1.23 (metadata.version in example.yaml); write 'autoscaling/v2beta2'.
      example.yaml Deployment/qa2/a apiVersion: Kubernetes 1.20 does not serve extensions/v1beta1 Deployment, which was removed in
        1.16 (metadata.version in example.yaml); write 'apps/v1' and see what has changed.
    `,
  },
  {
    rule: 'removed-api',
    title: 'says of a Kubernetes of today what it does not serve any more, and when there is no successor',
    files: `
      ClusterConfig test1 metadata: {version: '1.34'}
      policy/v1beta1 PodSecurityPolicy a
      flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema a
      autoscaling/v2beta2 HorizontalPodAutoscaler a
    `,
    finds: `
      example.yaml PodSecurityPolicy/a apiVersion: Kubernetes 1.34 does not serve policy/v1beta1 PodSecurityPolicy, which was removed
        in 1.25 (metadata.version in example.yaml); remove the object, which has no successor.
      example.yaml FlowSchema/a apiVersion: Kubernetes 1.34 does not serve flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema, which was
        removed in 1.32 (metadata.version in example.yaml); write 'flowcontrol.apiserver.k8s.io/v1' and see what has changed.
      example.yaml HorizontalPodAutoscaler/a apiVersion: Kubernetes 1.34 does not serve autoscaling/v2beta2 HorizontalPodAutoscaler,
        which was removed in 1.26 (metadata.version in example.yaml); write 'autoscaling/v2' and see what has changed.
    `,
  },
  {
    rule: 'removed-api',
    title: 'goes by Flux where no config says which Kubernetes it is, and is quiet where nothing does',
    files: `
      # clusters/a/a.yaml
      HelmRelease a/a
      policy/v1beta1 PodDisruptionBudget a
      autoscaling/v2beta2 HorizontalPodAutoscaler a
      # clusters/b/a.yaml
      extensions/v1beta1 Deployment a
    `,
    finds: `
      clusters/a/a.yaml PodDisruptionBudget/a apiVersion: Kubernetes does not serve policy/v1beta1 PodDisruptionBudget since 1.25 (a
        Flux that serves helm.toolkit.fluxcd.io/v2 runs on 1.25 or later); write 'policy/v1' and see what has changed.
    `,
  },
  {
    rule: 'removed-api',
    title: 'is quiet where two configs differ, since nobody can say which is meant',
    files: `
      ClusterConfig a metadata: {version: '1.34'}
      ClusterConfig b metadata: {version: '1.14'}
      extensions/v1beta1 Deployment qa2/a
    `,
    finds: '',
  },
  {
    rule: 'unserved-version',
    title: 'goes by the version in the tree, and otherwise by the newest',
    files: `
      # clusters/a/a.yaml
      HelmRelease a/eso spec: {chart: {spec: {chart: external-secrets, version: 0.16.2}}}
      external-secrets.io/v1beta1 ExternalSecret a/a
      external-secrets.io/v1alpha1 PushSecret a/a
      cert-manager.io/v1alpha2 Certificate a/b
      # clusters/b/a.yaml
      HelmRelease a/eso spec: {chart: {spec: {chart: external-secrets, version: 0.17.0}}}
      external-secrets.io/v1beta1 ExternalSecret a/a
    `,
    finds: `
      clusters/a/a.yaml Certificate/a/b apiVersion: cert-manager does not serve cert-manager.io/v1alpha2 Certificate since 1.6 (the
        tree does not say which cert-manager it is for); write 'cert-manager.io/v1'.
      clusters/b/a.yaml ExternalSecret/a/a apiVersion: external-secrets does not serve external-secrets.io/v1beta1 ExternalSecret
        since 0.17 (the tree installs 0.17.0); write 'external-secrets.io/v1'.
    `,
  },
  {
    rule: 'unserved-version',
    title: 'reads what flux bootstrap notes down',
    files: `
      # clusters/a/flux-system/gotk-components.yaml
      | # Flux Version: v2.6.4
      Namespace flux-system
      # clusters/a/a.yaml
      helm.toolkit.fluxcd.io/v2beta2 HelmRelease a
    `,
    finds: '',
  },
  {
    rule: 'retyped-string',
    title: 'finds words and numbers wherever values stand',
    files: 'ConfigMap qa2/a data: {a: on, b: [0775, 1_000, 12:30], c: 12e3}',
    finds: `
      example.yaml ConfigMap/qa2/a data.a: on is true in YAML 1.1 and a text in YAML 1.2 (manifests meet readers of both); write "on"
        if it is a text, or true if it is none.
      example.yaml ConfigMap/qa2/a data.b.0: 0775 is 509 in YAML 1.1 and 775 in YAML 1.2 (manifests meet readers of both); write
        "0775" if it is a text, or 509 if it is none.
      example.yaml ConfigMap/qa2/a data.b.1: 1_000 is 1000 in YAML 1.1 and a text in YAML 1.2 (manifests meet readers of both); write
        "1_000" if it is a text, or 1000 if it is none.
      example.yaml ConfigMap/qa2/a data.b.2: 12:30 is 750 in YAML 1.1 and a text in YAML 1.2 (manifests meet readers of both); write
        "12:30" if it is a text, or 750 if it is none.
      example.yaml ConfigMap/qa2/a data.c: 12e3 is a text in YAML 1.1 and 12000 in YAML 1.2 (manifests meet readers of both); write
        "12e3" if it is a text, or 12000 if it is none.
    `,
  },
  {
    rule: 'retyped-string',
    title: 'is quiet about quotes, dates, modes, numbers that are none else, keys, and what is no manifest',
    files: `
      # a.yaml
      ConfigMap qa2/a data: {a: "on", b: 2012-10-17, c: 1.10, d: 0, defaultMode: 0644, e: true, f: 1.5e+3, on: x}
      # values.yaml
      | a: on
    `,
    finds: '',
  },
  {
    rule: 'mutable-image',
    title: 'finds tags that move, in every sort of container and in the values of charts',
    files: `
      Pod qa2/a spec: {initContainers: [{image: busybox}],
        containers: [{image: 'a:1.0.0'}, {image: 'host:5000/a'}, {image: 'a:1.0.0-nightly'}]}
      HelmRelease qa2/b spec: {values: {image: {repository: a, tag: latest, registry: quay.io},
        auth: {deployment: {image: 'tidepool/auth:develop'}}, more: [{image: {repository: b}}, {image: c}]}}
    `,
    finds: `
      example.yaml Pod/qa2/a spec.initContainers.0.image: image 'busybox' has no tag, which means 'latest' (the same text is another
        image tomorrow, and Flux sees no change); write the tag of a version, or a digest.
      example.yaml Pod/qa2/a spec.containers.1.image: image 'host:5000/a' has no tag, which means 'latest' (the same text is another
        image tomorrow, and Flux sees no change); write the tag of a version, or a digest.
      example.yaml Pod/qa2/a spec.containers.2.image: tag '1.0.0-nightly' of image 'a' moves (the same text is another image tomorrow,
        and Flux sees no change); write the tag of a version, or a digest.
      example.yaml HelmRelease/qa2/b spec.values.image.tag: tag 'latest' of image 'quay.io/a' moves (the same text is another image
        tomorrow, and Flux sees no change); write the tag of a version, or a digest.
      example.yaml HelmRelease/qa2/b spec.values.auth.deployment.image: tag 'develop' of image 'tidepool/auth' moves (the same text is
        another image tomorrow, and Flux sees no change); write the tag of a version, or a digest.
    `,
  },
  {
    rule: 'mutable-image',
    title: 'is quiet about digests, versions and variables',
    files: `
      Pod qa2/a spec: {containers: [{image: 'a:latest@sha256:${'0'.repeat(64)}'}, {image: 'a:v1.2.3'}, {image: 'a:\${TAG}'},
        {image: 'a:master-1a2b3c'}]}
    `,
    finds: '',
  },
  {
    rule: 'mutable-chart',
    title: 'reads the branch of a GitRepository, and takes a version or a commit for fixed',
    files: `
      HelmRelease qa2/a spec: {chart: {spec: {chart: ./a, sourceRef: {kind: GitRepository, name: main}}}}
      HelmRelease qa2/b spec: {chart: {spec: {chart: ./a, sourceRef: {kind: GitRepository, name: tag}}}}
      GitRepository qa2/main spec: {ref: {branch: main}}
      GitRepository qa2/tag spec: {ref: {branch: main, tag: v1}}
      helm.fluxcd.io/v1 HelmRelease qa1/a spec: {chart: {git: 'https://example.org/a', path: a, ref: k8s}}
      helm.fluxcd.io/v1 HelmRelease qa1/b spec: {chart: {git: 'https://example.org/a', path: a, ref: '0123456'}}
      helm.fluxcd.io/v1 HelmRelease qa1/c spec: {chart: {git: 'https://example.org/a', path: a, ref: chart-1.2}}
      helm.fluxcd.io/v1 HelmRelease qa1/d spec: {chart: {git: 'https://example.org/a', path: a}}
    `,
    finds: `
      example.yaml HelmRelease/qa2/a spec.chart.spec.sourceRef.name: the chart is taken from branch 'main' of GitRepository/qa2/main
        (what is pushed there is installed here, whatever it is); write a tag or a commit in spec.ref in example.yaml.
      example.yaml HelmRelease/qa1/a spec.chart.ref: the chart is taken from branch 'k8s' (what is pushed there is installed here,
        whatever it is); write a tag or a commit as 'ref'.
      example.yaml HelmRelease/qa1/d spec.chart.git: the chart is taken from branch 'master' (what is pushed there is installed here,
        whatever it is); write a tag or a commit as 'ref'.
    `,
  },
  {
    rule: 'retired-chart-host',
    title: 'knows repositories and registries that are no more',
    files: `
      HelmRepository flux-system/a spec: {url: 'https://charts.bitnami.com/bitnami'}
      HelmRepository flux-system/b spec: {url: 'https://kubernetes-charts.banzaicloud.com'}
      HelmRepository flux-system/c spec: {url: 'https://charts.helm.sh/stable'}
      HelmRepository flux-system/d spec: {url: 'https://k8s.ory.sh/helm/charts'}
      HelmRepository flux-system/e spec: {url: 'https://charts.jetstack.io'}
      Pod qa2/a spec: {containers: [{image: 'k8s.gcr.io/pause:3.1'}, {image: 'bitnami/redis:7.0.0'},
        {image: 'docker.io/fluxcd/flux:1.14.0'}, {image: 'quay.io/bitnami/a:1.0.0'}]}
    `,
    finds: `
      example.yaml HelmRepository/flux-system/a spec.url: chart repository 'https://charts.bitnami.com/bitnami' is retired (since
        August 2025 the images of these charts are not free to pull); take a chart of the project itself, or images of your own.
      example.yaml HelmRepository/flux-system/b spec.url: chart repository 'https://kubernetes-charts.banzaicloud.com' is retired
        (Banzai Cloud and its charts are no more); take the chart from the repository of its own project.
      example.yaml HelmRepository/flux-system/c spec.url: chart repository 'https://charts.helm.sh/stable' is retired (the stable and
        incubator charts were given up in November 2020); take the chart from the repository of its own project.
      example.yaml HelmRepository/flux-system/d spec.url: chart repository 'https://k8s.ory.sh/helm/charts' is retired (Ory has moved
        its charts); write 'https://k8s.ory.com/helm/charts'.
      example.yaml Pod/qa2/a spec.containers.0.image: image 'k8s.gcr.io/pause:3.1' is retired (Kubernetes puts no new images there
        since April 2023); write 'registry.k8s.io' for 'k8s.gcr.io'.
      example.yaml Pod/qa2/a spec.containers.1.image: image 'bitnami/redis:7.0.0' is retired (since August 2025 Bitnami keeps its
        images elsewhere, and but for the newest not free to pull); take the image of the project itself.
      example.yaml Pod/qa2/a spec.containers.2.image: image 'docker.io/fluxcd/flux:1.14.0' is retired (Flux 1 is archived); install
        Flux 2 with \`flux bootstrap\`.
    `,
  },
  {
    rule: 'retired-chart-host',
    title: 'says where a chart went as far as it knows',
    files: `
      helm.fluxcd.io/v1 HelmRelease a/a spec: {chart: {repository: 'https://charts.helm.sh/stable', name: datadog, version: 1.0.0}}
      helm.fluxcd.io/v1 HelmRelease a/b spec: {chart: {repository: 'https://charts.helm.sh/stable', name: unheard-of, version: 1.0.0}}
      helm.fluxcd.io/v1 HelmRelease a/c spec: {chart: {repository: 'https://charts.bitnami.com/bitnami', name: datadog, version: 1.0.0}}
    `,
    finds: `
      example.yaml HelmRelease/a/a spec.chart.repository: chart repository 'https://charts.helm.sh/stable' is retired (the stable and
        incubator charts were given up in November 2020); take datadog from https://helm.datadoghq.com and see what has changed since.
      example.yaml HelmRelease/a/b spec.chart.repository: chart repository 'https://charts.helm.sh/stable' is retired (the stable and
        incubator charts were given up in November 2020); take the chart from the repository of its own project.
      example.yaml HelmRelease/a/c spec.chart.repository: chart repository 'https://charts.bitnami.com/bitnami' is retired (since
        August 2025 the images of these charts are not free to pull); take a chart of the project itself, or images of your own.
    `,
  },
];

describe('rules of manifests', () => {
  test.each(cases)('$rule $title', ({ rule, files, finds }) => {
    expect(told(rule, filesOf(files))).toEqual(expected(finds));
  });
});

/** What each rule says of its own bad example. */
const exampleFindings: Readonly<Record<string, string>> = {
  'duplicate-object': `
    clusters/test1/flux/shared/namespaces.yaml Namespace/qa2: it stands in
    clusters/test1/flux/environments/qa2/namespace.yaml already (both are applied to clusters/test1, and the last one wins); remove one
    of the two.
  `,
  'role-words': `
    example.yaml ClusterRole/fluentd rules.0.resources.0: Kubernetes has no resource 'namespace' (it passes over what it does not know);
    write 'namespaces'.
  `,
  'release-once': `
    example.yaml HelmRelease/kube-system/tools spec.releaseName: release 'tools' of Helm is that of HelmRelease/kube-system/reloader, too
    (Helm keeps one of a name, so the two undo each other); write another releaseName.
  `,
  'certificate-common-name': `
    example.yaml Certificate/kube-system/qa2 spec.commonName: 'qa1.example.org' is none of the names of this certificate (ACME signs no
    other, so cert-manager refuses it); add it to dnsNames, or write one of them.
  `,
  'issuer-solves': `
    example.yaml ClusterIssuer/letsencrypt spec.acme: it has no solver (cert-manager proves by one that a name is yours, unless the
    authority knows you); add dns01 or http01 to its solvers.
  `,
  'workload-parts': `
    example.yaml Pod/kube-system/shoreline spec.containers.0.volumeMounts.0.name: the pod has no volume 'cahce' (Kubernetes refuses a
    mount without a volume); write 'cache'.
  `,
  'namespace-exists': `
    example.yaml ConfigMap/qa3/shoreline metadata.namespace: nothing in the tree makes namespace 'qa3' (Kubernetes refuses objects in a
    namespace that is not there); write 'qa2', or add Namespace 'qa3'.
  `,
  'reference-resolves': `
    example.yaml HelmRelease/reloader/reloader spec.chart.spec.sourceRef.name: HelmRepository 'stakater' is in namespace 'flux-system',
    and this looks for it in 'reloader' (Flux takes the chart from there); write 'namespace: flux-system' beside the name.
  `,
  'secret-keys': `
    example.yaml Pod/qa2/shoreline spec.containers.0.env.0.valueFrom.secretKeyRef.key: Secret 'mongo' has no key 'Adresses'
    (ExternalSecret/qa2/mongo in example.yaml makes 'Addresses'); write 'Addresses', or add 'Adresses' there.
  `,
  'kustomization-path': `
    clusters/production/apps.yaml Kustomization/flux-system/apps spec.path: there is no folder './app' (Flux applies nothing of
    Kustomization/flux-system/apps until there is one); write './apps'.
  `,
  'kustomization-lists': `
    apps/kustomization.yaml resources.1: there is no 'tools.yaml' in apps (Kustomize builds nothing at all then); add it, or leave it
    out here.
  `,
  'file-not-listed': `
    apps/tools.yaml Namespace/tools: apps/kustomization.yaml does not list tools.yaml (Kustomize takes what is listed and passes over
    the rest); add 'tools.yaml' to its resources, or remove the file.
  `,
  'patch-target': `
    apps/kustomization.yaml patches.0.path: it changes HelmRelease/qa2/tidepol, which is not among the resources here (Kustomize builds
    nothing at all then); write HelmRelease/qa2/tidepool in the patch.
  `,
  'bootstrap-listed': `
    flux-system/kustomization.yaml resources: gotk-sync.yaml is not listed (Flux removes what is no longer listed, itself included); add
    'gotk-sync.yaml' to the resources.
  `,
  'depends-on': `
    clusters/production/ks/shared.yaml Kustomization/flux-system/shared spec.dependsOn.0.name: Kustomization/flux-system/shared waits
    for itself: shared -> shared-start -> shared (Flux applies none of a ring); remove one of these dependencies.
  `,
  'crd-before-use': `
    clusters/production/shared/issuer.yaml ClusterIssuer/selfsigned apiVersion: Kustomization/flux-system/shared applies
    ClusterIssuer/selfsigned without waiting until cert-manager.io is known (HelmRelease/cert-manager/cert-manager brings the
    definition, by Kustomization/flux-system/shared-start); add 'shared-start' to dependsOn in clusters/production/ks/shared.yaml.
  `,
  'image-mark': `
    clusters/production/shoreline.yaml Pod/qa2/shoreline spec.initContainers.0.image: the mark names ImagePolicy
    'flux-system:qa2-shorline', which is not there (image automation passes over it); write 'flux-system:qa2-shoreline'.
  `,
  'image-policy-unused': `
    clusters/production/policies.yaml ImagePolicy/flux-system/qa2-shoreline metadata.name: no image in clusters/production is marked
    with 'flux-system:qa2-shoreline' (image automation goes by marks); write # {"$imagepolicy": "flux-system:qa2-shoreline"} behind the
    image, or remove the policy.
  `,
  'service-account-role': `
    example.yaml ServiceAccount/prd/mailer metadata.annotations.eks.amazonaws.com/role-arn: role 'production-prd-blob' is for
    ServiceAccount prd/blob, not for prd/mailer (example.yaml, and AWS lets nobody else take it); add a role for this one there.
  `,
  'role-without-user': `
    example.yaml ClusterConfig/production iam.serviceAccounts.0.roleName: nothing in the tree takes role 'production-prd-blob' (with
    roleOnly eksctl does not make ServiceAccount prd/blob); annotate it with eks.amazonaws.com/role-arn, or leave out roleOnly.
  `,
  'bucket-list-permission': `
    example.yaml ClusterConfig/test1 iam.serviceAccounts.0.attachPolicy.Statement.0.Resource: s3:ListBucket is allowed on
    'arn:aws:s3:::tidepool-test1-qa2-data/*', which matches no bucket (IAM asks for the bucket itself, and objects follow the slash);
    write 'arn:aws:s3:::tidepool-test1-qa2-data'.
  `,
  'selector-matches-template': `
    example.yaml Deployment/kube-system/shoreline spec.selector.matchLabels.app: the selector wants label 'app: shorline', and the pods
    have 'app: shoreline' (Kubernetes refuses a workload that does not find its own pods); write the same in both places.
  `,
  'service-selects-pods': `
    example.yaml Service/kube-system/shoreline spec.selector: no pods in namespace 'kube-system' have 'app: shorline' (a Service without
    pods refuses every connection); write labels of the pods that it is for.
  `,
  'dns-name-claimed-twice': `
    clusters/test1/service.yaml Service/kube-system/gateway metadata.annotations.external-dns.alpha.kubernetes.io/hostname:
    'qa2.example.org' is a name of Service/kube-system/gateway of clusters/development, too (a name leads to one of them, or now to one
    and now to the other); give one of them another name.
  `,
  'removed-api': `
    example.yaml PodDisruptionBudget/kube-system/shoreline apiVersion: Kubernetes 1.25 does not serve policy/v1beta1
    PodDisruptionBudget, which was removed in 1.25 (metadata.version in example.yaml); write 'policy/v1' and see what has changed.
  `,
  'unserved-version': `
    example.yaml HelmRepository/flux-system/stakater apiVersion: Flux does not serve source.toolkit.fluxcd.io/v1beta2 HelmRepository
    since 2.8 (the tree does not say which Flux it is for); write 'source.toolkit.fluxcd.io/v1'.
  `,
  'retyped-string': `
    example.yaml ConfigMap/shoreline data.country: NO is false in YAML 1.1 and a text in YAML 1.2 (manifests meet readers of both);
    write "NO" if it is a text, or false if it is none.
  `,
  'mutable-image': `
    example.yaml Pod/shoreline spec.containers.0.image: tag 'master-latest' of image 'tidepool/shoreline' moves (the same text is
    another image tomorrow, and Flux sees no change); write the tag of a version, or a digest.
  `,
  'mutable-chart': `
    example.yaml HelmRelease/reloader/reloader spec.chart.ref: the chart is taken from branch 'master' (what is pushed there is
    installed here, whatever it is); write a tag or a commit as 'ref'.
  `,
  'retired-chart-host': `
    example.yaml HelmRelease/kube-system/metrics-server spec.chart.repository: chart repository
    'https://kubernetes-charts.storage.googleapis.com/' is retired (the stable and incubator charts were given up in November 2020);
    take metrics-server from https://kubernetes-sigs.github.io/metrics-server/ and see what has changed since.
  `,
};

/** What each release of Kubernetes ceased to serve, and what it began to, as its guide to deprecated APIs has it. */
const removed: Readonly<Record<number, string>> = {
  16: `extensions/v1beta1 DaemonSet, extensions/v1beta1 Deployment, extensions/v1beta1 ReplicaSet, extensions/v1beta1 NetworkPolicy,
    extensions/v1beta1 PodSecurityPolicy, apps/v1beta1 Deployment, apps/v1beta1 StatefulSet, apps/v1beta1 ReplicaSet,
    apps/v1beta2 DaemonSet, apps/v1beta2 Deployment, apps/v1beta2 ReplicaSet, apps/v1beta2 StatefulSet`,
  17: 'scheduling.k8s.io/v1alpha1 PriorityClass',
  21: 'batch/v2alpha1 CronJob',
  22: `admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration,
    admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration, apiextensions.k8s.io/v1beta1 CustomResourceDefinition,
    apiregistration.k8s.io/v1beta1 APIService, certificates.k8s.io/v1beta1 CertificateSigningRequest, coordination.k8s.io/v1beta1 Lease,
    extensions/v1beta1 Ingress, networking.k8s.io/v1beta1 Ingress, networking.k8s.io/v1beta1 IngressClass,
    rbac.authorization.k8s.io/v1beta1 ClusterRole, rbac.authorization.k8s.io/v1beta1 RoleBinding,
    rbac.authorization.k8s.io/v1alpha1 Role, rbac.authorization.k8s.io/v1alpha1 ClusterRoleBinding,
    scheduling.k8s.io/v1beta1 PriorityClass, storage.k8s.io/v1beta1 CSIDriver, storage.k8s.io/v1beta1 CSINode,
    storage.k8s.io/v1beta1 StorageClass, storage.k8s.io/v1beta1 VolumeAttachment`,
  25: `autoscaling/v2beta1 HorizontalPodAutoscaler, batch/v1beta1 CronJob, discovery.k8s.io/v1beta1 EndpointSlice,
    events.k8s.io/v1beta1 Event, node.k8s.io/v1beta1 RuntimeClass, policy/v1beta1 PodDisruptionBudget, policy/v1beta1 PodSecurityPolicy`,
  26: 'autoscaling/v2beta2 HorizontalPodAutoscaler, flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema',
  27: 'storage.k8s.io/v1beta1 CSIStorageCapacity',
  29: 'flowcontrol.apiserver.k8s.io/v1beta2 FlowSchema',
  32: 'flowcontrol.apiserver.k8s.io/v1beta3 PriorityLevelConfiguration',
};
const begun: Readonly<Record<number, string>> = {
  9: 'apps/v1 DaemonSet, apps/v1 Deployment, apps/v1 ReplicaSet, apps/v1 StatefulSet',
  14: 'coordination.k8s.io/v1 Lease, scheduling.k8s.io/v1 PriorityClass',
  16: `admissionregistration.k8s.io/v1 MutatingWebhookConfiguration, admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration,
    apiextensions.k8s.io/v1 CustomResourceDefinition`,
  17: 'storage.k8s.io/v1 CSINode',
  19: `storage.k8s.io/v1 CSIDriver, certificates.k8s.io/v1 CertificateSigningRequest, networking.k8s.io/v1 Ingress,
    networking.k8s.io/v1 IngressClass`,
  20: 'node.k8s.io/v1 RuntimeClass',
  21: 'batch/v1 CronJob, discovery.k8s.io/v1 EndpointSlice, policy/v1 PodDisruptionBudget',
  23: 'autoscaling/v2 HorizontalPodAutoscaler',
  24: 'storage.k8s.io/v1 CSIStorageCapacity',
  29: 'flowcontrol.apiserver.k8s.io/v1 FlowSchema',
};

describe('versions of APIs', () => {
  const each = (table: Readonly<Record<number, string>>) =>
    Object.entries(table).flatMap(([release, kinds]) => kinds.split(/,\s+/).map(kind => [kind, Number(release)] as const));
  const isRefused = (kind: string, minor: number) =>
    told('removed-api', filesOf(`ClusterConfig a metadata: {version: '1.${minor}'}\n${kind} a`)).length > 0;

  test.each(each(removed))('%s is served until 1.%i', (kind, release) => {
    expect([isRefused(kind, release - 1), isRefused(kind, release), isRefused(kind, 36)]).toEqual([false, true, true]);
  });

  test.each(each(begun))('%s is served from 1.%i', (kind, release) => {
    expect([isRefused(kind, release - 1), isRefused(kind, release), isRefused(kind, 36)]).toEqual([true, false, false]);
  });

  const flux: readonly (readonly [api: string, kind: string, until: number])[] = [
    ['helm.toolkit.fluxcd.io/v2beta1', 'HelmRelease', 7], ['helm.toolkit.fluxcd.io/v2beta2', 'HelmRelease', 8],
    ['kustomize.toolkit.fluxcd.io/v1beta1', 'Kustomization', 7], ['kustomize.toolkit.fluxcd.io/v1beta2', 'Kustomization', 8],
    ['source.toolkit.fluxcd.io/v1beta1', 'GitRepository', 7], ['source.toolkit.fluxcd.io/v1beta2', 'OCIRepository', 8],
    ['image.toolkit.fluxcd.io/v1beta1', 'ImagePolicy', 7], ['image.toolkit.fluxcd.io/v1beta2', 'ImagePolicy', 9],
    ['notification.toolkit.fluxcd.io/v1beta1', 'Alert', 7], ['notification.toolkit.fluxcd.io/v1beta1', 'Receiver', 7],
    ['notification.toolkit.fluxcd.io/v1beta2', 'Provider', 9], ['notification.toolkit.fluxcd.io/v1beta2', 'Receiver', 9],
  ];
  test.each(flux)('%s %s is served until Flux 2.%i', (api, kind, until) => {
    const isTold = (minor: number) => told('unserved-version', [
      ['flux-system/gotk-components.yaml', `# Flux Version: v2.${minor}.0\n`],
      ['a.yaml', `{apiVersion: ${api}, kind: ${kind}, metadata: {name: a}}`],
    ]).length > 0;
    expect([isTold(until - 1), isTold(until), isTold(11)]).toEqual([false, true, true]);
  });
});

describe('examples', () => {
  const rules = manifestRules.map(rule => [rule.id, rule] as const);
  test.each(rules)('%s finds its own mistake in the bad one, and no rule anything in the good one', (id, { example }) => {
    const findings = (files: string) => {
      const manifests = readable(exampleFiles(files));
      return manifestRules.flatMap(rule => rule.find(manifests).map(finding => `${rule.id}: ${line(finding)}`));
    };
    expect(findings(example.bad)).toEqual([`${id}: ${(exampleFindings[id] ?? '').trim().replace(/\n\s+/g, ' ')}`]);
    expect(findings(example.good)).toEqual([]);
  });

  test('begin a file with a comment that is a path', () => {
    expect(exampleFiles('a: 1\n# not a path\nb: 1\n')).toEqual([['example.yaml', 'a: 1\n# not a path\nb: 1\n']]);
    expect(exampleFiles('# one/a.yaml\na: 1\n# b.yaml\nb: 1\n')).toEqual([['one/a.yaml', 'a: 1\n'], ['b.yaml', 'b: 1\n']]);
  });
});

describe('the table of rules', () => {
  test('has every rule once, with a sentence', () => {
    const ids = manifestRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, summary } of manifestRules) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(summary).toMatch(/^[A-Z].*\.$/);
    }
  });

  test('has cases of every rule besides its example', () => {
    expect(manifestRules.map(({ id }) => id).filter(id => !cases.some(({ rule }) => rule === id))).toEqual([]);
  });

  test('speaks in sentences of one line, without what a program says by mistake', () => {
    for (const { rule, files } of cases) {
      for (const finding of told(rule, filesOf(files))) {
        expect(finding).toMatch(/^[^\n]* \([^\n]+\); [^\n]+\.$/);
        expect(finding).not.toMatch(/undefined|\[object|NaN|null|  /);
      }
    }
  });

  test('finds the same whatever the order of the files, and in their order', () => {
    for (const { rule, files } of cases) {
      const texts = filesOf(files);
      const findings = told(rule, texts);
      expect(told(rule, [...texts].reverse())).toEqual(findings);
      const order = findings.map(finding => finding.split(' ')[0] ?? '');
      expect(order).toEqual([...order].sort());
    }
  });
});

describe('our own trees', () => {
  test('have nothing that is more than a note', () => {
    const manifests = readable(documentedOutput());
    const findings = manifestRules.filter(({ severity }) => severity !== 'note').flatMap(rule => rule.find(manifests).map(line));
    expect(findings).toEqual([]);
  });

  test('are whole, so that what is not in them is nowhere', () => {
    const clusters = clustersIn(readable(documentedOutput()));
    expect(clusters.length).toBeGreaterThan(1);
    expect(clusters.filter(({ isComplete }) => !isComplete).map(({ folder }) => folder)).toEqual([]);
  });
});

describe('clusters', () => {
  const clusters = (files: string) => clustersIn(readable(filesOf(files)));
  const ids = (files: string) => Object.fromEntries(clusters(files).map(({ folder, objects: own }) => [folder, own.map(({ id }) => id)]));

  test('are the folders below clusters/, each with what Flux applies from elsewhere; what nobody applies belongs to none', () => {
    expect(ids(`
      # clusters/a/ks.yaml
      Kustomization flux-system/apps spec: {path: ./apps/a, targetNamespace: qa2, ${git}}
      # clusters/b/ks.yaml
      ConfigMap qa1/b
      # apps/a/kustomization.yaml
      resources: [../base]
      patches: [{path: patch.yaml}]
      # apps/a/patch.yaml
      ConfigMap any/shared
      # apps/base/kustomization.yaml
      namespace: other
      resources: [a.yaml]
      # apps/base/a.yaml
      ConfigMap any/shared
      ClusterRole any/a
      # apps/left.yaml
      ConfigMap left
    `)).toEqual({
      'clusters/a': ['Kustomization/flux-system/apps', 'ConfigMap/qa2/shared', 'ClusterRole/a'],
      'clusters/b': ['ConfigMap/qa1/b'],
    });
  });

  test('are one where no folder is called so', () => {
    expect(ids('ConfigMap qa2/a')).toEqual({ '': ['ConfigMap/qa2/a'] });
    expect(clusters('')).toEqual([]);
  });

  test('come from clusters/NAME wherever that is, and not from a file beside it', () => {
    expect(Object.keys(ids(`
      # dist/clusters/test1/flux/a.yaml
      ConfigMap a
      # dist/clusters/readme.yaml
      ConfigMap b
    `))).toEqual(['dist/clusters/test1']);
  });

  test('are not whole where Flux applies a folder that is not there, or Kustomize fetches something', () => {
    const whole = (files: string) => clusters(files).map(({ isComplete }) => isComplete);
    expect(whole('ConfigMap a')).toEqual([true]);
    expect(whole(`Kustomization a/a spec: {path: ./apps, ${git}}`)).toEqual([false]);
    expect(whole(`
      # clusters/a/ks.yaml
      Kustomization a/a spec: {path: ./apps, components: [../gone], ${git}}
      # apps/a.yaml
      ConfigMap a
    `)).toEqual([false]);
    expect(whole(`
      # apps/kustomization.yaml
      resources: [https://example.org/a]
    `)).toEqual([false]);
  });

  test('have the folder that a path means from the root of the repository, and not one of the same name', () => {
    expect(ids(`
      # clusters/a/ks.yaml
      Kustomization flux-system/apps spec: {path: ./clusters/a/apps, targetNamespace: here, ${git}}
      # clusters/a/apps/a.yaml
      ConfigMap any/a
      # apps/a.yaml
      ConfigMap any/b
    `)).toEqual({ 'clusters/a': ['ConfigMap/here/a', 'Kustomization/flux-system/apps'] });
  });

  test('have the components that a Kustomization of Flux adds to its folder', () => {
    expect(ids(`
      # clusters/a/ks.yaml
      Kustomization flux-system/apps spec: {path: ./apps/a, components: [../../components/b], targetNamespace: qa2, ${git}}
      # apps/a/a.yaml
      ConfigMap a
      # components/b/kustomization.yaml
      kind: Component
      resources: [b.yaml]
      # components/b/b.yaml
      ConfigMap b
    `)).toEqual({ 'clusters/a': ['Kustomization/flux-system/apps', 'ConfigMap/qa2/a', 'ConfigMap/qa2/b'] });
  });

  test('are looked through once, however many rules ask', () => {
    const manifests = readable(filesOf('ConfigMap a'));
    expect(clustersIn(manifests)).toBe(clustersIn(manifests));
  });
});

describe('manifests', () => {
  test('take a file for a patch by what a kustomization.yaml says, and else by nothing', () => {
    const roles = readManifests(filesOf(`
      # apps/kustomization.yaml
      patches: [{path: ../patches/a.yaml}, {patch: '{}'}]
      patchesStrategicMerge: [images.yaml]
      # apps/images.yaml
      ConfigMap a
      # patches/a.yaml
      ConfigMap a
      # other/images.yaml
      ConfigMap b
    `));
    expect(roles.files.map(({ path, role: own }) => `${path} ${own}`)).toEqual([
      'apps/images.yaml patch', 'apps/kustomization.yaml kustomization', 'other/images.yaml objects', 'patches/a.yaml patch',
    ]);
    expect(roles.objects.map(({ id }) => id)).toEqual(['ConfigMap/b']);
  });

  test('say where a file cannot be read, and hold nothing of it', () => {
    const { files, objects: own } = readManifests([['a.yaml', 'kind: A\n---\na: b: c\n']]);
    expect(files.map(({ documents, unreadable }) => ({ documents, ...unreadable }))).toEqual([
      { documents: [], message: expect.any(String), line: 3, column: 5 },
    ]);
    expect(own).toEqual([]);
  });

  test('know where in a List an object stands', () => {
    const text = 'apiVersion: v1\nkind: List\nitems:\n- 1\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: a}\n';
    const { objects: own } = readManifests([['a.yaml', text]]);
    expect(own.map(({ id, within }) => [id, within])).toEqual([['Secret/a', ['items', 1]]]);
    expect(own.map(({ document, within }) => positionIn(document, [...within, 'metadata', 'name']))).toEqual([{ line: 7, column: 14 }]);
  });
});
