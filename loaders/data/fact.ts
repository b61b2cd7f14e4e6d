import type {Engine} from "../../src/lib/pipeline/engine.js";

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

/** Computes facts on tables that an engine holds. */
export async function computeFacts(engine: Engine, queries: readonly FactQuery[]): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const [what, expected, sql] of queries) {
    const {columns} = await engine.read(sql);
    const value = Object.values(columns)[0][0];
    const found = typeof expected === "number" ? Number(value) : String(value);
    facts.push({what, expected, found, holds: found === expected});
  }
  return facts;
}
