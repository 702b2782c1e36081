import { imageReference, isTag, satisfies, tagPolicyProblem } from '../../lib/tags.ts';
import { enabledEnvironments, isEnabled } from '../normalise.ts';
import type { ClusterConfig, ServiceConfig } from '../config.ts';
import { packages } from '../packages/index.ts';
import { everyService, firstImage } from '../tidepool/services.ts';
import { at, error, warning, type Finding, type Rule } from './rule.ts';

export const imageRules: readonly Rule[] = [
  { id: 'V-63', summary: 'Every tag policy is one that Flux reads as it is meant.', find: policies },
  { id: 'V-64', summary: 'No image has the tag latest.', find: latest },
  { id: 'V-71', summary: 'An image has a repository and a tag; a pin is a tag or a whole image.', find: references },
  { id: 'V-77', summary: "A service's own first image satisfies its own policy.", find: unsatisfied },
];

interface ConfiguredService {
  readonly path: string;
  /** Of the first install. */
  readonly first: { readonly repository: string; readonly tag: string };
  readonly config: ServiceConfig;
}

function configuredServices(config: ClusterConfig): ConfiguredService[] {
  return enabledEnvironments(config).flatMap(([environment, { services: own = {}, edition = config.edition }]) =>
    everyService.flatMap(name => {
      const service = own[name];
      if (service === undefined) return [];
      return [{ path: at('environments', environment, 'services', name), first: firstImage(name, edition), config: service }];
    }));
}

function policies(config: ClusterConfig): Finding[] {
  const written = [
    ...enabledEnvironments(config).map(([name, { gitops }]) => ({ path: at('environments', name, 'gitops'), policy: gitops.policy })),
    ...configuredServices(config).map(({ path, config: { policy } }) => ({ path, policy })),
  ];
  return written.flatMap(({ path, policy }) => {
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
function writtenImages(config: ClusterConfig): WrittenImage[] {
  const ofServices = configuredServices(config).flatMap(({ path, first, config: { image, pin } }) => {
    const example = `${first.repository}:${first.tag}`;
    const written = image === undefined ? { path: `${path}.pin`, image: pin } : { path: `${path}.image`, image };
    return written.image === undefined || (pin !== undefined && !isWhole(pin)) ? [] : [{ ...written, image: written.image, example }];
  });
  const ofPackages = packages.filter(({ name }) => isEnabled(config.packages[name])).flatMap(({ name }) =>
    Object.entries(config.packages[name] ?? {}).flatMap(([key, image]) => {
      const isImage = typeof image === 'string' && /image$/i.test(key);
      return isImage ? [{ path: at('packages', name, key), image, example: 'example/name:v1.2.3' }] : [];
    }));
  return [...ofServices, ...ofPackages];
}

/** Whether a pin names a repository, too. */
function isWhole(pin: string): boolean {
  return /[:/@]/.test(pin);
}

function references(config: ClusterConfig): Finding[] {
  const tags = configuredServices(config).flatMap(({ path, first, config: { pin } }) => {
    if (pin === undefined || isWhole(pin) || isTag(pin)) return [];
    return [error(`${path}.pin`, {
      wrong: `'${pin}' is no tag`,
      source: 'OCI: at most 128 letters, digits, _, . and -',
      instead: `write one such as '${first.tag}'`,
    })];
  });
  return [...tags, ...writtenImages(config).flatMap(referenceFindings)];
}

function referenceFindings({ path, image, example }: WrittenImage): Finding[] {
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

function latest(config: ClusterConfig): Finding[] {
  const pins = configuredServices(config).flatMap(({ path, config: { pin } }) => (pin === 'latest' ? [`${path}.pin`] : []));
  const images = writtenImages(config).flatMap(({ path, image }) => (imageReference(image)?.tag === 'latest' ? [path] : []));
  return [...pins, ...images].map(path => warning(path, {
    wrong: "the tag 'latest' is another image from day to day, and no commit says so",
    source: 'Flux passes this tag over, too: pkg/update/images.go',
    instead: 'write the tag of a build',
  }));
}

/** Of one service, both said by the config. The environment's policy and the images of `services.ts` are defaults. */
function unsatisfied(config: ClusterConfig): Finding[] {
  return configuredServices(config).flatMap(({ path, config: { image, policy } }) => {
    const tag = image === undefined ? undefined : imageReference(image)?.tag;
    if (tag === undefined || policy === undefined || tagPolicyProblem(policy) || satisfies(policy, tag)) return [];
    return [error(`${path}.image`, {
      wrong: `'${tag}' does not satisfy '${policy}', the policy of the same service, so Flux would replace it at once`,
      source: 'guide l.1264-1292',
      instead: 'change one of the two, or pin the image',
    })];
  });
}
