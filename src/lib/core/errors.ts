/**
 * An error a person can act on: one line that says what was wrong, with the value, and what to do.
 * Command lines print `message` alone and exit with 1; pages show it in place. Anything else that is thrown is a bug.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  /** @param cause what was wrong, with the value  @param remedy what to do about it */
  constructor(cause: string, remedy?: string) {
    super(remedy === undefined ? cause : `${cause}; ${remedy}`);
  }
}

/** A request on the command line that makes no sense: printed like `UserError`, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
