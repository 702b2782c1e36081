/**
 * Why a pattern is refused, and what to write instead: the two halves of a message; the caller knows where the pattern stands.
 * Thrown where a parser stops and caught by `parsedOrRefusal`, so it never reaches a user as an error of ours.
 */
export class Refusal extends Error {
  constructor(readonly reason: string, readonly instead: string) {
    super(`${reason}; ${instead}`);
  }
}

/** What `parse` returns, or the Refusal it threw. Anything else thrown is a mistake of ours and passes. */
export function parsedOrRefusal<T>(parse: () => T): T | Refusal {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
