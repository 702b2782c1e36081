import { reviewHtml } from './html.ts';
import { reviewJson } from './json.ts';
import { reviewMarkdown } from './markdown.ts';
import { reviewSarif } from './sarif.ts';
import type { Review } from './review.ts';
import { reviewText } from './text.ts';

/** How a review is printed, for people in a terminal unless said otherwise. */
export function reviewFormat(format = 'text'): (review: Review) => string {
  return formats.get(format) ?? reviewText;
}

const formats: ReadonlyMap<string, (review: Review) => string> = new Map([
  ['text', reviewText], ['json', reviewJson], ['markdown', reviewMarkdown], ['html', reviewHtml], ['sarif', reviewSarif],
]);
