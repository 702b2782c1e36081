/** A leak that is not yet put into words. */
export interface Found {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** Whatever is found in a text. `depth` is how often base64 was taken off it. */
export type Search = (text: string, depth?: number) => readonly Found[];
