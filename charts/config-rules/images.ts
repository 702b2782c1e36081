import { imageReference, isTag, satisfies, tagPolicyProblem } from '../../lib/images/tags.ts';
import type { GitopsConfig, ServiceConfig } from '../config.ts';
import { traits } from '../generations/traits.ts';
import { branchOf, everyService, firstImage, services, servicesOf, type ServiceName } from '../tidepool/services.ts';
import type { TagPolicy } from '../vocabulary.ts';
import { at, eachEnvironment, environmentsOf, error, enumerate, checkForm, warning } from './rule.ts';
import type { CheckedCluster, CheckedEnvironment, ConfigFinding, ConfigRule, Form } from './rule.ts';

export const imageRules: readonly ConfigRule[] = [
  { id: 'policy-unreadable', summary: 'Every tag policy is one that Flux reads as it is meant.', find: eachEnvironment(policies) },
  { id: 'image-latest', summary: 'No image has the tag latest.', find: latest },
  { id: 'image-reference', summary: 'An image has a repository and a tag; a pin is a tag or a whole image.', find: references },
  { id: 'first-image', summary: "A service's own first image satisfies its own policy.", find: eachEnvironment(unsatisfied) },
  { id: 'policy-matches', summary: 'A policy that services inherit matches tags that CI pushes for them.', find: eachEnvironment(unmatched) },
  { id: 'policy-order', summary: 'Flux can tell which of the tags that a policy allows is the newest.', find: unordered },
  { id: 'digest-tag', summary: 'A tag whose digest is followed is one that moves, within the policy.', find: eachEnvironment(digests) },
];

interface ConfiguredService {
  readonly path: string;
  /** Of the first install. */
  readonly first: { readonly repository: string; readonly tag: string };
  readonly config: ServiceConfig;
}

function configuredServices({ at: below, config: { services: own = {} }, environment: { edition } }: CheckedEnvironment): ConfiguredService[] {
  return everyService.flatMap(name => {
    const service = own[name];
    return service === undefined ? [] : [{ path: below('services', name), first: firstImage(name, edition), config: service }];
  });
}

function policies(environment: CheckedEnvironment): ConfigFinding[] {
  const ofServices = configuredServices(environment).map(({ path, config: { policy } }) => ({ path, policy }));
  return [{ path: environment.at('gitops'), policy: environment.config.gitops.policy }, ...ofServices].flatMap(({ path, policy }) => {
    const problem = policy === undefined ? undefined : tagPolicyProblem(policy);
    if (!problem) return [];
    return [error(`${path}.policy`, { wrong: problem.reason, source: "Flux's tag policies; guide l.1264-1292", instead: problem.instead })];
  });
}

/** An image that the config writes. */
interface WrittenImage {
  readonly path: string;
  readonly image: string;
  /** What it could look like. */
  readonly example: string;
}

/** Images of services, and settings of packages that are called `image` or `...Image`. A pin may be a tag alone. */
function writtenImages(checked: CheckedCluster): WrittenImage[] {
  const ofServices = environmentsOf(checked).flatMap(configuredServices).flatMap(({ path, first, config: { image, pin } }) => {
    const example = `${first.repository}:${first.tag}`;
    const written = image === undefined ? { path: `${path}.pin`, image: pin } : { path: `${path}.image`, image };
    return written.image === undefined || (pin !== undefined && !isWhole(pin)) ? [] : [{ ...written, image: written.image, example }];
  });
  const ofPackages = checked.cluster.packages.flatMap(({ definition: { name } }) =>
    Object.entries(checked.config.packages[name] ?? {}).flatMap(([key, image]) => {
      const isImage = typeof image === 'string' && /image$/i.test(key);
      return isImage ? [{ path: at('packages', name, key), image, example: 'example/name:v1.2.3' }] : [];
    }));
  return [...ofServices, ...ofPackages];
}

/** Whether a pin names a repository, too. */
function isWhole(pin: string): boolean {
  return /[:/@]/.test(pin);
}

/** A tag alone, as the pin of a service or the one whose digest is followed. */
function tagForm(instead: string): Form {
  return { is: isTag, noun: 'tag', source: 'OCI: at most 128 letters, digits, _, . and -', instead };
}

function references(checked: CheckedCluster): ConfigFinding[] {
  const tags = environmentsOf(checked).flatMap(configuredServices).flatMap(({ path, first, config: { pin } }) =>
    (pin === undefined || isWhole(pin) ? [] : checkForm(tagForm(`write one such as '${first.tag}'`), `${path}.pin`, pin)));
  return [...tags, ...writtenImages(checked).flatMap(referenceFindings)];
}

function referenceFindings({ path, image, example }: WrittenImage): ConfigFinding[] {
  const reference = imageReference(image);
  if (!reference) {
    const source = 'OCI: repository:tag, the repository in lower case';
    return [error(path, { wrong: `'${image}' is no image`, source, instead: `write one such as '${example}'` })];
  }
  const { repository, tag, digest } = reference;
  if (tag === undefined) {
    const instead = `write one such as '${example.startsWith(`${repository}:`) ? example : `${repository}:v1.2.3`}'`;
    return [error(path, { wrong: `'${image}' has no tag, by which Flux tells images apart`, source: 'guide l.1266', instead })];
  }
  if (digest === undefined) return [];
  const wrong = `'${image}' has a digest, which would hold the image when its tag moves`;
  return [error(path, { wrong, source: 'guide l.1266', instead: `write '${repository}:${tag}'` })];
}

function latest(checked: CheckedCluster): ConfigFinding[] {
  const pins = environmentsOf(checked).flatMap(configuredServices).flatMap(({ path, config: { pin } }) => (pin === 'latest' ? [`${path}.pin`] : []));
  const images = writtenImages(checked).flatMap(({ path, image }) => (imageReference(image)?.tag === 'latest' ? [path] : []));
  return [...pins, ...images].map(path => warning(path, {
    wrong: "the tag 'latest' is another image from day to day, and no commit says so",
    source: traits[checked.config.delivery].latestTag,
    instead: 'write the tag of a build',
  }));
}

/** Of one service, both said by the config. The environment's policy and the images of `services.ts` are defaults. */
function unsatisfied(environment: CheckedEnvironment): ConfigFinding[] {
  return configuredServices(environment).flatMap(({ path, config: { image, policy } }) => {
    const tag = image === undefined ? undefined : imageReference(image)?.tag;
    if (tag === undefined || policy === undefined || tagPolicyProblem(policy) || satisfies(policy, tag)) return [];
    return [error(`${path}.image`, {
      wrong: `'${tag}' does not satisfy '${policy}', the policy of the same service, so Flux would replace it at once`,
      source: 'guide l.1264-1292',
      instead: 'change one of the two, or pin the image',
    })];
  });
}

/**
 * Flux 2 would wait for a first match for ever, and Flux v1 never move a thing. Only what is known speaks against a policy: that it is
 * made for the tags of other services.
 */
function unmatched({ at: below, config: { gitops, services: own = {} }, environment: { edition, automated } }: CheckedEnvironment): ConfigFinding[] {
  const { policy, digestOf } = gitops;
  if (!automated || tagPolicyProblem(policy)) return [];
  const known = servicesOf(edition).flatMap(name => {
    const branch = branchOf(name, edition);
    return branch === undefined ? [] : [{ name, branch, isFollowed: isFollowed(gitops, name, branch) }];
  });
  const heirs = known.filter(({ name }) => {
    const { policy: ownPolicy, pin, digestOf: ownDigest } = own[name] ?? {};
    return (ownPolicy ?? pin ?? ownDigest) === undefined && !services[name].unsorted;
  });
  const lost = heirs.filter(heir => !heir.isFollowed);
  const [first] = lost;
  if (!first || !known.some(each => each.isFollowed)) return [];
  const [key, fault] = digestOf === undefined ? ['policy', `'${policy}' allows`] : ['digestOf', `'${digestOf}' is`];
  const digest = digestOf === undefined ? '' : `, digestOf: '${first.branch}-latest'`;
  const branches = [...new Set(lost.map(({ branch }) => branch))];
  return [error(below('gitops', key), {
    wrong: `${fault} no tag of ${enumerate(lost.map(({ name }) => name))}, whose CI builds branch ${enumerate(branches)}`,
    source: 'charts/tidepool/services.ts',
    instead: `write policy: 'glob:${first.branch}-*'${digest} in ${below('services', first.name)}${lost.length > 1 ? ', and likewise for the others' : ''}`,
  })];
}

const commit = '0123456789abcdef0123456789abcdef01234567';

/** Whether tags that CI is known to push for a service are among those to follow. */
function isFollowed({ policy, digestOf }: GitopsConfig, name: ServiceName, branch: string): boolean {
  const ofBranch = [commit, `${commit}-1787000000`, 'latest'].map(build => `${branch}-${build}`);
  if (digestOf !== undefined) return ofBranch.includes(digestOf);
  if (ofBranch.some(tag => satisfies(policy, tag))) return true;
  return services[name].tagsReleases === true && (policy.startsWith('semver:') || satisfies(policy, 'v1.2.3'));
}

/** Where the policy is written, however many services follow it. A frozen environment follows none until it thaws. */
function unordered(checked: CheckedCluster): ConfigFinding[] {
  const { tagOrder } = traits[checked.config.delivery];
  if (!tagOrder) return [];
  return [...new Map(environmentsOf(checked).flatMap(orderedPolicies))].flatMap(([path, policy]) => {
    const refusal = tagPolicyProblem(policy) ? undefined : tagOrder.refusal(policy);
    if (!refusal) return [];
    return [error(path, { wrong: `'${policy}': ${refusal.reason}`, source: tagOrder.source, instead: refusal.instead })];
  });
}

/** Policies by which tags are put in order, instead of one tag's digest being followed. */
function orderedPolicies({ at: below, config: { services: own = {} }, environment }: CheckedEnvironment): [path: string, policy: TagPolicy][] {
  if (!environment.automated) return [];
  return environment.services.flatMap(({ name, policy, digestOf }) => {
    if (policy === undefined || digestOf !== undefined) return [];
    return [[own[name]?.policy === undefined ? below('gitops', 'policy') : below('services', name, 'policy'), policy]];
  });
}

/** Also where Flux orders by time and asks for no digest: it is written ahead of the move. */
function digests({ at: below, config: { gitops, services: own = {} }, environment }: CheckedEnvironment): ConfigFinding[] {
  return [
    ...digestFindings(below('gitops', 'digestOf'), gitops.digestOf, gitops.policy),
    ...environment.services.flatMap(({ name, policy }) => digestFindings(below('services', name, 'digestOf'), own[name]?.digestOf, policy)),
  ];
}

function digestFindings(path: string, tag: string | undefined, policy: TagPolicy | undefined): ConfigFinding[] {
  if (tag === undefined) return [];
  const found = checkForm(tagForm("write one that every build moves, such as 'develop-latest'"), path, tag);
  if (found.length > 0) return found;
  if (policy === undefined) {
    return [error(path, {
      wrong: `'${tag}' would be lost, since this service follows no tags without a policy of its own`,
      source: 'charts/tidepool/services.ts',
      instead: `write policy: 'glob:${tag}' beside it`,
    })];
  }
  if (!tagPolicyProblem(policy) && !satisfies(policy, tag)) {
    return [error(path, {
      wrong: `'${tag}' does not satisfy '${policy}', within which it has to be`,
      source: 'guide l.1264-1292',
      instead: `write a tag that does, or policy: 'glob:${tag}'`,
    })];
  }
  const [hash] = /[._-]?[0-9a-f]{40}/.exec(tag) ?? [];
  if (hash === undefined) return [];
  const moving = `${tag.slice(0, tag.indexOf(hash))}-latest`;
  return [warning(path, {
    wrong: `'${tag}' looks like the tag of one build, whose digest never changes`,
    source: 'git: a commit is 40 digits',
    instead: `write the tag that every build moves, such as '${isTag(moving) ? moving : 'develop-latest'}'`,
  })];
}
