import { byChance, randomText } from './chance.ts';
import { inForm, inHeaders, inUrls, passwordHashes, privateKeys } from './forms.ts';
import type { Found, Search } from './found.ts';
import { behindFlags, underKeys } from './keys.ts';
import { valueOfSecret } from './objects.ts';
import { inSecrets } from './secrets.ts';

/** What overlaps is one leak, of the kind that says most. */
export function foundIn(text: string, depth = 0): readonly Found[] {
  if (text.length < 15 && !/[\s:=]/.test(text)) return []; // too short for any form, and nothing in it is a key
  const asked = finders.filter(({ mark }) => text.includes(mark));
  const found = asked.flatMap(({ find }, order) =>
    [...find(text, foundIn, depth)].map(leak => ({ ...leak, rank: vague.includes(leak.kind) ? asked.length : order })));
  found.sort((a, b) => a.start - b.start || a.rank - b.rank);
  const leaks: typeof found = [];
  for (const leak of found) {
    const last = leaks.at(-1);
    if (last === undefined || leak.start >= last.end) leaks.push(leak);
    else leaks[leaks.length - 1] = { ...(leak.rank < last.rank ? leak : last), start: last.start, end: Math.max(last.end, leak.end) };
  }
  return leaks;
}

/** Kinds that say less than any other. */
const vague: readonly string[] = [randomText, valueOfSecret];

type Finder = (text: string, search: Search, depth: number) => Iterable<Found>;

/** In the order of how much they know of what they find. None need read a text that lacks its mark. */
const finders: readonly { readonly mark: string; readonly find: Finder }[] = [
  { mark: '', find: inForm },
  { mark: 'PRIVATE KEY', find: privateKeys },
  { mark: '$', find: passwordHashes },
  { mark: '://', find: inUrls },
  { mark: ' ', find: inHeaders },
  { mark: 'Secret', find: inSecrets },
  { mark: '', find: byChance },
  { mark: '', find: underKeys },
  { mark: '--', find: behindFlags },
];
