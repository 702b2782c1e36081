/** The three things that whoever meets a message wants to know. */
export interface Fault {
  /** The value and what is the matter with it; names both owners when two things collide. */
  readonly wrong: string;
  /** Where the demand comes from: a line of the guide, a controller, a CRD, a limit of AWS. */
  readonly source: string;
  /** What to write, computed where it can be. */
  readonly instead: string;
}

/** On one line, whatever the values hold. */
export function sentence({ wrong, source, instead }: Fault): string {
  return `${wrong} (${source}); ${instead}.`.replace(/\s+/g, ' ');
}
