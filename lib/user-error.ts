/** A mistake that only the user can correct. It ends the run, and its message says everything: no stack trace is printed. */
export class UserError extends Error {}
