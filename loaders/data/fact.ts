import {basename} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {databaseError} from "../sources/databaseError.js";

/** Something known of a data set, computed anew. */
export interface Fact {
  /** What is counted, so that "12,330 sessions" reads well. */
  readonly what: string;
  readonly expected: number | string;
  readonly found: number | string;
  readonly holds: boolean;
}

/** What is expected, and the query whose one value it is compared with. A share is compared to four places. */
export type FactQuery = readonly [what: string, expected: number | string, sql: string];

/** Computes facts on tables that an engine holds, or on one file. Throws `UserError` for a file that is damaged or has other columns. */
export async function computeFacts(engine: Engine, queries: readonly FactQuery[], file?: string): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const [what, expected, sql] of queries) {
    const {columns} = await engine.read(sql).catch((error: Error) => {
      if (file === undefined) throw error;
      if (!/^(?:Binder|Catalog) Error/.test(error.message)) throw databaseError(error, file);
      throw new UserError(`${basename(file)} has other columns than the published file`, "fetch it again");
    });
    const value = Object.values(columns)[0][0];
    const found = typeof expected === "number" ? Number(value) : String(value);
    facts.push({what, expected, found, holds: found === expected});
  }
  return facts;
}
