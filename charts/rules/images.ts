import { isRecord, objectId, valueAt, type Manifest } from '../../lib/manifests/manifest.ts';
import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { Refusal } from '../../lib/images/refusal.ts';
import { imageReference, satisfies } from '../../lib/images/tags.ts';
import type { EnvironmentService } from '../cluster.ts';
import { digestPolicy, imagePolicy } from '../generations/image-policy.ts';
import { found, perCluster, type ClusterFinding, type ClusterRule, type ClusterView, type Fault } from './rule.ts';
import { environmentsOf, fluxNamespace, holderOf, inValues, recordAt, textAt, type EnvironmentView, type ReleaseView } from './view.ts';

export const imageRules: readonly ClusterRule[] = [
  {
    id: 'image-follows-policy',
    severity: 'error',
    summary: 'A service runs an image of its own repository, whose tag satisfies its policy or is that of the first install.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/qa2/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  values:
    blip:
      deployment:
        image: tidepool/blip:develop-0683c6ba2c75ffd21ac01cd577acfeaf5cd0ef8f
`,
      good: `# flux/environments/qa2/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  values:
    blip:
      deployment:
        image: tidepool/blip:release-1.23.0-0683c6ba2c75ffd21ac01cd577acfeaf5cd0ef8f
`,
    },
    find: perCluster(view => environmentsOf(view).flatMap(own => own.release ? images(view, own, own.release) : [])),
  },
  {
    id: 'image-automation-agrees',
    severity: 'error',
    outdoes: ['image-mark', 'reference-resolves'],
    summary: 'Flux is told of every image that it is to move: where it stands, by which policy, and in which repository its tags are.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/qa2/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
  annotations:
    repository.fluxcd.io/tidewhisperer: tidewhisperer.deployment.image
`,
      good: `# flux/environments/qa2/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
  annotations:
    repository.fluxcd.io/tidewhisperer: tide-whisperer.deployment.image
`,
    },
    find: perCluster(view => environmentsOf(view).flatMap(own => {
      if (!own.release) return [];
      return own.release.patch ? marks(view, own, own.release.patch) : orders(view, own, own.release.placed);
    })),
  },
];

function images(view: ClusterView, { environment, edition }: EnvironmentView, release: ReleaseView): ClusterFinding[] {
  return environment.services.flatMap(service => {
    const path = edition.imagePath(service.name);
    const fault = imageFault(service, valueAt(release.values, path));
    return fault ? [found(view, holderOf(release, path), inValues(path), { ...fault, source: 'docs/images.md' })] : [];
  });
}

function imageFault({ name, choice: { configured, why }, policy }: EnvironmentService, image: unknown): Omit<Fault, 'source'> | undefined {
  if (image === configured) return undefined;
  const { repository, tag } = (typeof image === 'string' ? imageReference(image) : undefined) ?? {};
  if (tag === undefined) {
    const wrong = image === undefined ? `${name} has no image` : `'${String(image)}' is no image with a tag`;
    return { wrong, instead: `write '${configured}'` };
  }
  const right = imageReference(configured)?.repository;
  if (repository !== right) return { wrong: `'${repository}' is not the repository of ${name}`, instead: `write '${right}:${tag}'` };
  if (why === 'pinned') return { wrong: `'${tag}' is not the tag that ${name} is pinned to`, instead: `write '${configured}'` };
  if (policy === undefined || satisfies(policy, tag)) return undefined;
  const wrong = `'${tag}' does not satisfy '${policy}', the policy of ${name}`;
  return { wrong, instead: `write '${configured}', or a tag that does` };
}

/** Services whose images Flux is to move. */
function followed({ environment: { services } }: EnvironmentView): (EnvironmentService & { readonly policy: string })[] {
  return services.flatMap(service => (service.policy === undefined ? [] : [{ ...service, policy: service.policy }]));
}

/** What stands before the slash of Flux v1's annotations goes with the API of the HelmRelease. Undefined for one of Flux 2. */
export function annotationPrefix({ apiVersion }: Manifest): string | undefined {
  const [group = ''] = apiVersion.split('/');
  return group.includes('.toolkit.') ? undefined : group.replace(/^helm\./, '');
}

/** Flux v1 takes its orders from annotations. */
function orders(view: ClusterView, own: EnvironmentView, placed: PlacedObject): ClusterFinding[] {
  const annotations = recordAt(placed.object, ['metadata', 'annotations']);
  return Object.entries(wantedOrders(own, placed)).flatMap(([key, right]) => {
    const given = annotations[key];
    if (given === right) return [];
    return [found(view, placed, ['metadata', 'annotations', key], {
      wrong: given === undefined ? `Flux is not told ${key}` : `'${String(given)}' is not what Flux is to be told by ${key}`,
      source: 'Flux v1: what no annotation says is not done',
      instead: `write '${right}'`,
    })];
  });
}

/** Of a release that Flux 2 reads there are none. */
function wantedOrders(own: EnvironmentView, { object }: PlacedObject): Readonly<Record<string, string>> {
  const prefix = annotationPrefix(object);
  if (prefix === undefined) return {};
  const { environment, edition } = own;
  const services = followed(own);
  const places = edition.mapsImages ? services.map(({ name }) => [`repository.fluxcd.io/${name}`, edition.imagePath(name).join('.')]) : [];
  return Object.fromEntries([
    [`${prefix}/automated`, String(environment.automated)],
    ...services.map(({ name, policy }) => [`${prefix}/tag.${name}`, policy]),
    ...places,
  ]);
}

const markedLine = /^( *)([^\s:#][^:]*):(?: .*# *\{ *"\$imagepolicy" *: *"([^"]*)" *\})?/;

/** Policies by the paths of the images that they are marked at. YAML's readers lose comments, so the text is read, by its indents. */
function marksIn(text: string): ReadonlyMap<string, string> {
  const marked = new Map<string, string>();
  let around: { readonly indent: number; readonly key: string }[] = [];
  for (const line of text.split('\n')) {
    const [, spaces, key = '', policy] = markedLine.exec(line) ?? [];
    if (spaces === undefined) continue;
    around = [...around.filter(({ indent }) => indent < spaces.length), { indent: spaces.length, key }];
    if (policy !== undefined) marked.set(around.map(each => each.key).join('.'), policy);
  }
  return marked;
}

/** A service whose image Flux is to move. */
type FollowedService = ReturnType<typeof followed>[number];

/** Flux 2 goes by marks behind the images, and by policies of the same names. */
function marks(view: ClusterView, own: EnvironmentView, patch: PlacedObject): ClusterFinding[] {
  const { environment: { automated }, edition } = own;
  const given = marksIn(patch.document.file.text);
  const wanted = automated ? followed(own) : [];
  const paths = wanted.map(({ name }) => inValues(edition.imagePath(name)).join('.'));
  return [
    ...foreignPatch(view, own, patch),
    ...wanted.flatMap(service => [...wrongMark(view, own, patch, service, given), ...policyFindings(view, own, service)]),
    ...[...given].filter(([path]) => !paths.includes(path)).map(([path, policy]) => found(view, patch, path.split('.'), {
      wrong: `a mark lets Flux write the image of policy ${policy} here`,
      source: 'the config has nothing followed here',
      instead: 'remove the comment',
    })),
  ];
}

/** Kustomize looks for what it patches by API, kind, namespace and name. */
function foreignPatch(view: ClusterView, { release }: EnvironmentView, patch: PlacedObject): ClusterFinding[] {
  if (!release) return [];
  return [['apiVersion'], ['metadata', 'namespace']].flatMap(field => {
    const [given, right] = [patch.object, release.placed.object].map(object => valueAt(object, field));
    if (given === right) return [];
    return [found(view, patch, field, {
      wrong: `${field.join('.')} is not that of the HelmRelease that this is a patch of`,
      source: 'Kustomize finds nothing to patch',
      instead: `write '${String(right)}'`,
    })];
  });
}

function wrongMark(
  view: ClusterView,
  { environment, edition }: EnvironmentView,
  patch: PlacedObject,
  { name }: FollowedService,
  given: ReadonlyMap<string, string>,
): ClusterFinding[] {
  const field = inValues(edition.imagePath(name));
  const right = `${fluxNamespace}:${environment.name}-${name}`;
  const policy = given.get(field.join('.'));
  if (policy === right) return [];
  return [found(view, patch, field, {
    wrong: policy === undefined ? `nothing tells Flux to move the image of ${name}` : `'${policy}' is not the policy of ${name}`,
    source: 'Flux 2: a comment behind the image names its policy',
    instead: `write # {"$imagepolicy": "${right}"}`,
  })];
}

function policyFindings(view: ClusterView, { environment, edition, release }: EnvironmentView, service: FollowedService): ClusterFinding[] {
  const { name, policy, digestOf, choice: { configured } } = service;
  const policyName = `${environment.name}-${name}`;
  const [placed] = view.manifests.named(objectId('ImagePolicy', policyName, fluxNamespace));
  if (!placed) return release ? [unchosen(view, policyName, holderOf(release, edition.imagePath(name)), edition.imagePath(name))] : [];
  return [
    ...orderFindings(view, placed, orderOf(policy, digestOf), digestOf === undefined ? policy : `the digest of ${digestOf}`),
    ...repositoryFindings(view, placed, name, imageReference(configured)?.repository),
  ];
}

/** Policies are few and services many. */
const orderMemory = new Map<string, object>();

/** What an ImagePolicy is to say. Nothing is known of a policy that Flux 2 cannot follow, which is a problem of the config. */
function orderOf(policy: string, digestOf: string | undefined): object {
  if (digestOf !== undefined) return digestPolicy(digestOf);
  const known = orderMemory.get(policy);
  if (known) return known;
  const order = imagePolicy(policy);
  const made = order instanceof Refusal ? {} : order;
  orderMemory.set(policy, made);
  return made;
}

function unchosen(view: ClusterView, policyName: string, holder: PlacedObject, path: readonly string[]): ClusterFinding {
  const policies = view.manifests.ofKind('ImagePolicy').map(({ object }) => object.metadata.name);
  const meant = nearest(policyName, policies);
  return found(view, holder, inValues(path), {
    wrong: `there is no ImagePolicy '${policyName}', by which Flux would choose this image`,
    source: `namespace ${fluxNamespace}`,
    instead: meant === undefined ? 'add it' : `add it, or rename '${meant}' if it is meant`,
  });
}

/** What follows from the policy of the config, field by field. */
function orderFindings(view: ClusterView, placed: PlacedObject, order: object, policy: string): ClusterFinding[] {
  return Object.entries(order).flatMap(([key, right]) => {
    const given = valueAt(placed.object, ['spec', key]);
    if (sameValue(given, right)) return [];
    return [found(view, placed, ['spec', key], {
      wrong: `${key} does not choose what ${policy} asks for`,
      source: 'docs/images.md',
      instead: `write ${key}: ${JSON.stringify(right)}`,
    })];
  });
}

/** Whatever the order of keys. */
function sameValue(a: unknown, b: unknown): boolean {
  if (!isRecord(a) || !isRecord(b)) return a === b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every(key => sameValue(a[key], b[key]));
}

function repositoryFindings(view: ClusterView, placed: PlacedObject, service: string, right: string | undefined): ClusterFinding[] {
  const field = ['spec', 'imageRepositoryRef', 'name'];
  const name = textAt(placed.object, field);
  const repositories = view.manifests.ofKind('ImageRepository');
  const own = repositories.find(({ object }) => object.metadata.name === name);
  const image = own && textAt(own.object, ['spec', 'image']);
  if (image === right) return [];
  const meant = repositories.find(({ object }) => textAt(object, ['spec', 'image']) === right);
  return [found(view, placed, field, {
    wrong: own ? `ImageRepository '${name}' reads the tags of ${image}, not those of ${service}` : `there is no ImageRepository '${name}'`,
    source: `${service} runs ${right}`,
    instead: meant ? `write '${meant.object.metadata.name}'` : `add an ImageRepository for ${right}`,
  })];
}
