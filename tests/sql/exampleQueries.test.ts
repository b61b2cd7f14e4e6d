import {beforeAll, describe, expect, test} from "vitest";
import {chartProblem, defaultChart} from "../../src/components/sql/chartChoice.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../../src/lib/generator/shop.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {runStages, type RunDocument} from "../../src/lib/pipeline/stages.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {EXAMPLE_QUERIES, TABLE_NOTES} from "../../src/lib/sql/exampleQueries.js";
import {
  listTables,
  readSelect,
  restrict,
  runQuery,
  type QueryConnection,
  type QueryRows
} from "../../src/lib/sql/readOnlyQuery.js";
import {openDuckDBWasm} from "./duckdbWasm.js";

let engine: Engine & QueryConnection;
let run: RunDocument;
beforeAll(async () => {
  engine = await openDuckDBWasm();
  await loadEvents(engine, generateShop(shopOptions("tiny")).events);
  run = await runStages(engine, SHOP_SOURCE, {}, {profile: "tiny", seed: 1, hash: false});
  await restrict(engine);
});

const total = (column: readonly (number | string | null)[]) => column.reduce<number>((sum, x) => sum + Number(x), 0);

describe("examples run on the tables of the pipeline, without an extension", () => {
  test.each(EXAMPLE_QUERIES.map(({title, sql}) => [title, sql]))("%s", async (_, sql) => {
    const result = await runQuery(engine, sql);
    if (sql.startsWith("EXPLAIN")) return expect(result.kind).toBe("plan");
    expect(result).toMatchObject({kind: "rows", more: false});
    const rows = result as QueryRows;
    expect(chartProblem(rows, defaultChart(rows))).toBeNull();
  });

  test("and what they count is what the run counted", async () => {
    const [lengths, days, , items, returns, , parts] = await Promise.all(
      EXAMPLE_QUERIES.slice(0, 7).map(({sql}) => readSelect(engine, sql))
    );
    const {sessions, events, users} = run.totals;
    expect(total(lengths.columns.sessions)).toBe(sessions);
    expect(total(days.columns.events)).toBe(events);
    expect(items.rows).toBe(20);
    expect(total(returns.columns.returns)).toBe(sessions - users);
    expect(total(parts.columns.sessions)).toBe(sessions);
  });
});

test("every table of the pipeline says what it holds", async () => {
  const names = (await listTables(engine)).map(({name}) => name);
  expect(names).toContain("sessions");
  expect(names.filter((name) => TABLE_NOTES[name] === undefined)).toEqual([]);
});
