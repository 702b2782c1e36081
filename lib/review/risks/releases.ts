import { imageReference } from '../../images/tags.ts';
import { compareVersions } from '../../images/semver.ts';
import { valueAt, type Manifest } from '../../manifests/manifest.ts';
import type { FieldChange } from '../changes.ts';
import { editedOf, keysOf, type FoundRisk, type RiskRule } from './risk.ts';

/** What becomes of Helm releases, and versions that go by more than a step or back. */

/** Where the name and the place of a release are said. */
const identityFields: readonly (readonly string[])[] = [['spec', 'releaseName'], ['spec', 'targetNamespace'], ['spec', 'storageNamespace']];

/** Where the name of a chart is: from a Helm repository for either controller, from git. */
const chartNameFields: readonly (readonly string[])[] = [['spec', 'chart', 'name'], ['spec', 'chart', 'spec', 'chart'], ['spec', 'chart', 'path']];

const releaseRenamed: RiskRule = {
  id: 'release-renamed',
  summary: 'A release gets another name or namespace, or a chart of another name.',
  find: change => editedOf(change, 'HelmRelease').flatMap(({ id, before, after }): FoundRisk[] => {
    const moved = identityFields.filter(field => valueAt(before, field) !== valueAt(after, field));
    const charts = change.delivery.reinstallsForChart ? chartNameFields.filter(field => isOtherChart(chartName(before, field), chartName(after, field))) : [];
    const changed = [...moved, ...charts].map(field => `${field.slice(1).join('.')} ${text(before, field)} → ${text(after, field)}`);
    if (changed.length === 0) return [];
    return [change.delivery.renamedRelease === 'beside' ? {
      severity: 'high',
      object: id,
      happens: `${changed.join(', ')}: ${change.delivery.title} installs a second release. The old one is an orphan that runs on beside`
        + ' it, with the same names where the chart does not use that of the release.',
      safely: 'Keep the old name. Or delete the old release yourself right before the merge: helm delete --purge NAME; its volumes go with it.',
    } : {
      severity: 'high',
      object: id,
      happens: `${changed.join(', ')}: ${change.delivery.title} uninstalls the release, with its volumes and load balancers, and installs`
        + ' it anew. It is down meanwhile.',
      safely: 'Keep the old name. Or back up its data, and merge this when it may be down.',
    }];
  }),
};

const chartSource: RiskRule = {
  id: 'chart-replaced',
  summary: 'The source of a chart leads to another chart.',
  find: change => editedOf(change, 'OCIRepository').flatMap(({ id, before, after }): FoundRisk[] => {
    const [old, now] = [before, after].map(object => String(valueAt(object, ['spec', 'url'])).split('/').at(-1));
    return old === now || !change.delivery.reinstallsForChart ? [] : [{
      severity: 'high',
      object: id,
      happens: `${old} → ${now}: ${change.delivery.title} uninstalls each release of this source and installs the other chart in its place.`,
      safely: 'Back up its data, and merge this when it may be down; or let both run beside each other under two names.',
    }];
  }),
};

/** A chart that comes from elsewhere, where its name stands in another field, is taken for the same. */
function isOtherChart(before: unknown, after: unknown): boolean {
  return before !== undefined && after !== undefined && before !== after;
}

function chartName(object: Manifest, field: readonly string[]): unknown {
  const name = valueAt(object, field);
  return field.at(-1) === 'path' && typeof name === 'string' ? name.replace(/\/v?\d[\w.-]*\/?$/, '').split('/').at(-1) : name; // charts/NAME/VERSION
}

function text(object: Manifest, field: readonly string[]): string {
  return String(valueAt(object, field) ?? '(none)');
}

/** A version that is another one. */
interface VersionChange {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

const isChartVersion: readonly string[] = ['spec.chart.version', 'spec.chart.spec.version', 'spec.ref.tag', 'spec.ref.semver'];

/** Of a chart, of an image, or of what an image is made of by two keys. */
function versionIn(field: FieldChange): VersionChange | undefined {
  const { before, after } = field;
  if (typeof before !== 'string' || typeof after !== 'string') return undefined;
  const path = keysOf(field).join('.');
  if (isChartVersion.includes(path)) return { what: 'chart', before, after };
  if (/(^|\.)image\.tag$/.test(path)) return { what: 'image', before, after };
  const [old, now] = [before, after].map(imageReference);
  const isImage = /image$/i.test(path) && old?.repository === now?.repository;
  return isImage && old?.tag !== undefined && now?.tag !== undefined ? { what: `image ${old.repository}`, before: old.tag, after: now.tag } : undefined;
}

const chartMajor: RiskRule = {
  id: 'chart-major',
  summary: 'A chart goes to a version that need not be compatible.',
  find: change => editedOf(change).flatMap(({ id, fields }) => fields.flatMap((field): FoundRisk[] => {
    const version = versionIn(field);
    if (version?.what !== 'chart' || (compareVersions(version.after, version.before) ?? 0) <= 0) return [];
    if (breakingPart(version.before) === breakingPart(version.after)) return [];
    return [{
      severity: 'medium',
      object: id,
      happens: `Chart ${version.before} → ${version.after}. Values may have other names, immutable fields may change, and custom resources`
        + ' may need a new definition first.',
      safely: 'Read the upgrade notes of the chart, compare its values, and let an environment without users go first.',
    }];
  })),
};

/** The number whose change breaks, as Semantic Versioning has it: the first that is not 0. */
function breakingPart(version: string): string {
  return /^v?(0\.)*\d+/.exec(version)?.[0].replace(/^v/, '') ?? version;
}

const downgrade: RiskRule = {
  id: 'downgrade',
  summary: 'A chart or an image goes back to an older version.',
  find: change => editedOf(change).flatMap(({ id, fields }) => fields.flatMap((field): FoundRisk[] => {
    const version = versionIn(field);
    if (version === undefined || (compareVersions(version.after, version.before) ?? 0) >= 0) return [];
    return [{
      severity: 'medium',
      object: id,
      happens: `${version.what} ${version.before} → ${version.after}, which is older. What the newer one has written (database schemas,`
        + ' custom resources, CRDs) the older one may not read.',
      safely: 'See whether the newer version has migrated anything, and restore a backup if so.',
    }];
  })),
};

export const releaseRisks: readonly RiskRule[] = [releaseRenamed, chartSource, chartMajor, downgrade];
