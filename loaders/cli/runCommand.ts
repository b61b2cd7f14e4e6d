import {UsageError, UserError} from "../../src/lib/core/errors.js";

/**
 * Runs a command's body and turns what it throws into an exit code: 1 for a failure explained in one line, 2 for wrong usage. Anything
 * unexpected is a bug and keeps its stack.
 */
export async function runCommand(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    const wrongOption = (error as {code?: string}).code?.startsWith("ERR_PARSE_ARGS") ?? false;
    if (!(error instanceof UserError || error instanceof UsageError || wrongOption)) throw error;
    console.error((error as Error).message);
    process.exitCode = error instanceof UserError ? 1 : 2;
  }
}
