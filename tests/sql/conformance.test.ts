import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {CONFORMANCE, runCase} from "./conformance.js";

describe("DuckDB in Node gives what every engine must", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openDuckDB();
  });
  afterAll(() => engine.close());

  test.each(CONFORMANCE.map((each) => [each.name, each] as const))("%s", async (_, each) => {
    expect(await runCase(engine, each)).toEqual(each.expected);
  });
});
