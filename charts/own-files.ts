import type { Found } from '../lib/manifests/found.ts';
import { readManifests } from '../lib/manifests/manifests.ts';
import type { OwnFile } from './own.ts';

/** The manifests beside a config, by their paths from the root of the repository. */
export function ownFiles(found: Iterable<readonly [source: string, found: Found]>): OwnFile[] {
  return [...found].map(([source, file]) => {
    const [, folder = '', name = ''] = /^clusters\/[^/]+\/(?:(.*)\/)?([^/]+)$/.exec(source) ?? [];
    const whole = typeof file === 'string' ? file.replaceAll('\r\n', '\n').replace(/\n*$/, '\n') : '';
    const text = whole.replace(/^---\n/, '');
    const { objects, files } = readManifests([[source, file]]);
    const unreadable = files.find(each => each.unreadable)?.unreadable?.message;
    return { source, folder, name, text, skipped: text === whole ? 0 : 1, unreadable, objects: objects.map(({ object }) => object) };
  });
}
