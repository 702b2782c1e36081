import { basename, dirname } from 'node:path/posix';
import { quotable } from '../findings/quotable.ts';
import { groupBy } from '../group-by.ts';
import type { Change } from '../manifests/differences.ts';
import { isForPeople } from '../manifests/roles.ts';
import { statusOf, type ObjectChange } from './changes.ts';
import { lineOf } from './details.ts';
import { general, masksOf, type Row } from './fold.ts';
import { braced, listed } from './words.ts';

/** Scripts and pages, which no cluster applies: all that is different in those of a cluster is one row, and the same in several clusters is, too. */

export function isScript({ before, after }: ObjectChange): boolean {
  return isForPeople((after ?? before)?.file ?? '');
}

export function scriptRows(objects: readonly ObjectChange[]): Row[] {
  const ofScopes = [...groupBy([...objects].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1)), ({ scope }) => scope)];
  const alike = groupBy(ofScopes, ([scope, own]) => general(diffOf(own).join('\n'), scope, ''));
  return [...alike.values()].map(clusters => {
    const all = clusters.flatMap(([, own]) => own);
    const [[, own], object] = [clusters[0] as [string, ObjectChange[]], all[0] as ObjectChange]; // of a group
    return {
      what: 'changed', kind: '', title: quotable(titleOf(own)), objects: all, count: all.length, field: '', before: undefined, after: undefined,
      lines: own.flatMap(linesOf), diff: diffOf(own), isMasked: false, sample: { object, ...(object.fields[0] && { field: object.fields[0] }) },
    };
  });
}

/** `bootstrap/{RUNBOOK.md, cluster.env}, bootstrap/expected/namespaces.txt` */
function titleOf(objects: readonly ObjectChange[]): string {
  const folders = groupBy(objects.map(nameOf), dirname);
  return listed([...folders].map(([folder, names]) => `${folder === '.' ? '' : `${folder}/`}${braced(names.map(name => basename(name)), 3)}`), 4);
}

/** Below the folder of its cluster. */
function nameOf({ before, after }: ObjectChange): string {
  return ((after ?? before)?.file ?? '').replace(/^(?:.*\/)?clusters\/[^/]+\//, '');
}

function linesOf(object: ObjectChange): readonly Change[] {
  return object.fields.flatMap(field => (masksOf(object, field).some(mask => mask !== undefined) ? [] : field.lines ?? []));
}

/** Those that come or go in a line, then the others one by one. */
function diffOf(objects: readonly ObjectChange[]): string[] {
  const whole = (['removed', 'added', 'moved'] as const).flatMap(status => {
    const own = objects.filter(object => statusOf(object) === status);
    return own.length > 0 ? [quotable(`@@ ${status}: ${titleOf(own)}`)] : [];
  });
  return [...whole, ...objects.filter(({ fields }) => fields.length > 0).flatMap(object => [quotable(`@@ ${nameOf(object)}`), ...linesOf(object).flatMap(lineOf)])];
}
