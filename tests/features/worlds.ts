import fc from "fast-check";
import {MISSING, table} from "../../src/lib/core/table.js";
import {examplesSql, type ExampleOptions, EXAMPLE_OPTIONS} from "../../src/lib/features/examples.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {sessionizeSql} from "../../src/lib/pipeline/sessionize.js";
import {rowsOf, tableOf, type Row} from "../pipeline/oracle.js";
import type {OracleAttribute} from "./oracle.js";

const START = Date.UTC(2025, 0, 1);
const orMissing = <T>(value: fc.Arbitrary<T>) => fc.option(value, {nil: null, freq: 5});

/** A log, what its catalogue says and from when, and how its sessions are made. */
export interface World {
  readonly rows: readonly Row[];
  readonly attributes: readonly OracleAttribute[];
  readonly sessions: "gap" | "own";
}

/**
 * How finely a log tells time, and steps between times: a grid on which ties and times exactly a window apart are common. A time may also be a tick later than the
 * grid's, which is the moment just after an event there. Half of the logs are short, so that much happens in a session and at its moments.
 */
const GRIDS = [
  {tick: 1, step: 6 * 3_600_000},
  {tick: 1_000, step: 12 * 3_600_000},
  {tick: 60_000, step: 1_800_000},
  {tick: 86_400_000, step: 86_400_000}
] as const;

interface Grid {
  readonly tick: number;
  readonly step: number;
  readonly steps: number;
}

const timeOn = ({tick, step, steps}: Grid) =>
  fc
    .tuple(fc.integer({min: 0, max: steps}), fc.constantFrom(0, 0, 1))
    .map(([k, ticks]) => START + k * step + ticks * tick);

export const world: fc.Arbitrary<World> = fc
  .tuple(fc.constantFrom(...GRIDS), fc.constantFrom(45, 4))
  .map(([grid, steps]) => ({...grid, steps}))
  .chain((grid) =>
    fc.record({
      rows: fc.array(
        fc.record({
          user_id: fc.integer({min: 1, max: 3}),
          ts_ms: timeOn(grid),
          tick: fc.constant(0),
          event: fc.constantFrom(0, 0, 0, 1, 1, 2, 3),
          item_id: orMissing(fc.integer({min: 1, max: 4})),
          price_cents: orMissing(fc.integer({min: 0, max: 4})),
          dwell_ms: orMissing(fc.constantFrom(0, 1, 999, 60_000, 86_400_000)),
          session_key: fc.integer({min: 1, max: 3})
        }),
        {minLength: 1, maxLength: 35}
      ) as fc.Arbitrary<Row[]>,
      attributes: fc.uniqueArray(
        fc.record({
          item_id: fc.integer({min: 1, max: 4}),
          from_ms: timeOn(grid),
          department_id: orMissing(fc.integer({min: 0, max: 2})),
          category_id: orMissing(fc.integer({min: 0, max: 1})),
          rating_tenths: orMissing(fc.integer({min: 10, max: 50})),
          reviews: orMissing(fc.integer({min: 0, max: 9})),
          tags: orMissing(fc.integer({min: 0, max: 15}))
        }),
        {selector: ({item_id, from_ms}) => `${item_id} ${from_ms}`, maxLength: 6}
      ),
      sessions: fc.constantFrom("gap", "own") as fc.Arbitrary<"gap" | "own">
    })
  );

/** Puts a world on an engine up to its examples, and gives its sessionized events. */
export async function makeWorld(
  engine: Engine,
  {rows, attributes, sessions}: World,
  options: ExampleOptions = EXAMPLE_OPTIONS
): Promise<Row[]> {
  await engine.load("clean_events", tableOf(rows));
  await engine.run(sessionizeSql({gapMs: 1_800_000, sessions}));
  const column = (of: (attribute: OracleAttribute) => number | null | undefined) =>
    Int32Array.from(attributes, (a) => of(a) ?? MISSING);
  await engine.load(
    "item_attributes",
    table({
      item_id: column((a) => a.item_id),
      from_ms: Float64Array.from(attributes, (a) => a.from_ms),
      department_id: column((a) => a.department_id),
      category_id: column((a) => a.category_id),
      rating_tenths: column((a) => a.rating_tenths),
      reviews: column((a) => a.reviews),
      tags: column((a) => a.tags)
    })
  );
  await engine.load(
    "department_names",
    table({department_id: Int32Array.of(0, 1, 2), name: ["Consumer electronics", "Fashion", "Home & living"]})
  );
  await engine.run(examplesSql(options));
  return rowsOf(await engine.read("SELECT * FROM sessionized_events ORDER BY session_id, event_no"));
}
