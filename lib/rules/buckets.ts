import { inOrderOfFiles } from './clusters.ts';
import { policiesOf, type Policy } from './eksctl.ts';
import { textsAt, type Item } from './fields.ts';
import { found, type ManifestFinding, type ManifestRule } from './rule.ts';

export const bucketPermission: ManifestRule = {
  id: 'bucket-list-permission',
  severity: 'error',
  summary: 'What IAM allows on a bucket names the bucket, and what it allows on objects names what is in the bucket.',
  find: manifests => inOrderOfFiles(policiesOf(manifests).flatMap(policy => [...wrongLists(policy), ...wrongObjects(policy)])),
};

/** In small letters, since IAM does not tell them from capitals. */
const onBuckets: ReadonlySet<string> = new Set([
  's3:listbucket', 's3:listbucketversions', 's3:listbucketmultipartuploads', 's3:getbucketlocation',
]);
const onObjects: ReadonlySet<string> = new Set([
  's3:getobject', 's3:getobjectversion', 's3:getobjecttagging', 's3:getobjectacl', 's3:putobject', 's3:putobjecttagging', 's3:putobjectacl',
  's3:deleteobject', 's3:deleteobjectversion', 's3:abortmultipartupload', 's3:listmultipartuploadparts', 's3:restoreobject',
]);

/** An action that a statement allows, and what it allows it on. */
interface Grant {
  readonly action: string;
  readonly resources: readonly Item<string>[];
}

/** Wildcards in actions are for both, so they say nothing. */
function grantsOf({ statements }: Policy, actions: ReadonlySet<string>): Grant[] {
  return statements.flatMap(({ statement, path }) => {
    if (statement['Effect'] !== 'Allow') return [];
    const resources = textsAt(statement, ['Resource'], [...path, 'Resource']);
    const named = textsAt(statement, ['Action']).map(({ value }) => value).filter(action => actions.has(action.toLowerCase()));
    return named.map(action => ({ action, resources }));
  });
}

const arn = /^arn:[\w-]+:s3:::([^/]+)(\/.*)?$/;

function wrongLists(policy: Policy): ManifestFinding[] {
  const grants = grantsOf(policy, onBuckets);
  const allowed = new Set(grants.flatMap(({ action, resources }) => resources.map(({ value: text }) => `${action} ${text}`)));
  return grants.flatMap(({ action, resources }) =>
    resources.flatMap(({ value: text, path }) => {
      const [, bucket, rest] = arn.exec(text) ?? [];
      if (bucket === undefined || rest === undefined) return [];
      const right = text.slice(0, -rest.length);
      if (allowed.has(`${action} ${right}`)) return [];
      return [
        found(policy.config, path, {
          wrong: `${action} is allowed on '${text}', which matches no bucket`,
          source: 'IAM asks for the bucket itself, and objects follow the slash',
          instead: `write '${right}'`,
        }),
      ];
    }));
}

function wrongObjects(policy: Policy): ManifestFinding[] {
  const wrong = grantsOf(policy, onObjects).flatMap(({ action, resources }) => {
    const isAnyRight = resources.some(({ value: text }) => !arn.test(text) || /[*/]/.test(arn.exec(text)?.slice(1).join('') ?? ''));
    return isAnyRight ? [] : resources.map(resource => ({ action, ...resource }));
  });
  const first = new Map(wrong.map(each => [JSON.stringify(each.path), each] as const).reverse());
  return [...first.values()].reverse().map(({ action, value: text, path }) =>
    found(policy.config, path, {
      wrong: `${action} is allowed on '${text}', which matches no object`,
      source: 'IAM asks for the object, which stands behind the bucket and a slash',
      instead: `write '${text}/*'`,
    }));
}
