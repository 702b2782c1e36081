/** What the reader of a message wants to know. */
export interface Fault {
  /** The value and what is the matter with it; names both owners when two things collide. A whole sentence where it stands alone. */
  readonly wrong: string;
  /** Where the demand comes from: a line of the guide, a controller, a CRD, a limit of AWS. */
  readonly source?: string;
  /** What to write, computed where it can be. */
  readonly instead?: string;
}

/** The parts as one text. Of several parts it is one line, whatever the values hold. */
export function sentence({ wrong, source, instead }: Fault): string {
  if (source === undefined && instead === undefined) return wrong;
  const why = source === undefined ? '' : ` (${source})`;
  return ended(`${wrong}${why}${instead === undefined ? '' : `; ${instead}`}`.replace(/\s+/g, ' '));
}

/** A text with an end, which it may have already. */
export function ended(text: string): string {
  return /[.?]$/.test(text) ? text : `${text}.`;
}

/** `1 error`, `2 errors` */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
