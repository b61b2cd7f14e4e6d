import type {Engine} from "./engine.js";

/**
 * What `work` finds out on an engine, whose tables are afterwards as they were: everything it makes or replaces is undone, also where it fails. Calls cannot
 * be nested.
 */
export async function withRollback<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
  await engine.run("BEGIN");
  try {
    return await work();
  } finally {
    await engine.run("ROLLBACK");
  }
}
