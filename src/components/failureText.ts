import {UserError} from "../lib/core/errors.js";

/** What a panel says of work that failed: the cause, and what to do about it where the error does not say so itself. */
export function failureText(error: unknown): string {
  const cause = error instanceof Error ? error.message : String(error);
  return `${cause}${error instanceof UserError ? "." : ". Reload the page and try again."}`;
}
