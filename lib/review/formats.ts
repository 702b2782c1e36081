import { reviewJson } from './json.ts';
import type { Review } from './review.ts';
import { reviewText } from './text.ts';

/** How a review is printed. */
export const reviewFormats: Readonly<Record<ReviewFormat, (review: Review) => string>> = { text: reviewText, json: reviewJson };

export type ReviewFormat = 'text' | 'json';
