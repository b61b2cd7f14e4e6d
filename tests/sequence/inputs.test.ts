import {expect, test} from "vitest";
import {UserError} from "../../src/lib/core/errors.js";
import {MISSING} from "../../src/lib/core/table.js";
import {padSessions, scatterScores, scoringBatches} from "../../src/lib/sequence/padSessions.js";
import {prefixColumns, prefixFeatures} from "../../src/lib/sequence/prefixFeatures.js";
import {encodeSessions, fitSessionEncoder, sessionChannels} from "../../src/lib/sequence/sessionEncoder.js";
import {eventsOf, takeSessions} from "../../src/lib/sequence/sessionSequences.js";
import {START_COLUMNS, startFeatures} from "../../src/lib/sequence/startFeatures.js";
import {orderedSessions, sequencesOf} from "./sequences.js";

/** A Saturday at 19:30 UTC. */
const SATURDAY = Date.UTC(2025, 0, 4, 19, 30);

const sequences = sequencesOf(
  [
    {
      user: 1,
      startMs: SATURDAY,
      events: [
        {event: 0, ms: 0, item_id: 7, department_id: 2, price_cents: 900, highest_cents: 1000, dwell_ms: 4000},
        {event: 1, ms: 4_000, item_id: 7, department_id: 2, price_cents: 900, highest_cents: 1000},
        {event: 0, ms: 64_000, item_id: 8, department_id: 3, price_cents: 500, highest_cents: 500, dwell_ms: 1000},
        {event: 0, ms: 65_000, item_id: 7, department_id: 2, price_cents: 800, highest_cents: 1000},
        {event: 2, ms: 70_000, item_id: 7, department_id: 2},
        {event: 3, ms: 71_000}
      ]
    }
  ],
  true
);

const named = (names: readonly string[], x: ArrayLike<number>, row: number) => {
  const at = (name: string) => {
    if (!names.includes(name)) throw new Error(`there is no ${name}`);
    return x[row * names.length + names.indexOf(name)];
  };
  return at;
};

test("prefix features are those of the session up to the event", () => {
  const {x, columns, rows} = prefixFeatures(sequences);
  expect(rows).toBe(6);
  expect(columns).toBe(prefixColumns(false));
  const first = named(columns, x, 0);
  expect(first("number")).toBe(1);
  for (const name of ["pause_seconds", "mean_pause_seconds", "dwell_seconds", "views_since_cart"])
    expect(first(name)).toBeNaN();
  const third = named(columns, x, 2);
  expect(third("minutes_since_start")).toBeCloseTo(64 / 60, 6);
  expect(third("pause_seconds")).toBe(60);
  expect(third("mean_pause_seconds")).toBe(32);
  // nobody measures how long a cart stays open
  expect(third("dwell_seconds")).toBeNaN();
  expect(third("mean_price")).toBeCloseTo(2300 / 3, 3);
  expect(third("views_since_cart")).toBe(1);
  const fourth = named(columns, x, 3);
  expect([
    fourth("views"),
    fourth("addtocarts"),
    fourth("last_view"),
    fourth("units"),
    fourth("items"),
    fourth("seen"),
    fourth("again"),
    fourth("returns"),
    fourth("departments"),
    fourth("dwell_seconds")
  ]).toEqual([3, 1, 1, 1, 2, 2, 0, 1, 2, 1]);
  expect(fourth("return_share")).toBeCloseTo(1 / 3, 6);
  expect(fourth("discount")).toBeCloseTo(0.2, 6);
  const fifth = named(columns, x, 4);
  expect([fifth("units"), fifth("removefromcarts"), fifth("again")]).toEqual([0, 1, 1]);
  expect(fifth("discount")).toBeNaN();
  const sixth = named(columns, x, 5);
  expect([sixth("transactions"), sixth("last_transaction"), sixth("seen"), sixth("number")]).toEqual([1, 1, 0, 6]);
  expect(Array.from(prefixFeatures(sequences, {withStart: true}).columns)).toEqual([...columns, ...START_COLUMNS]);
});

test("an event's numbers are bands, marks and logarithms within a few units of zero", () => {
  const encoder = {departments: [2, 5], priceEdges: [500, 850], pauseEdges: [2_000], withStart: true};
  const names = sessionChannels(encoder);
  expect(new Set(names).size).toBe(names.length);
  const x = encodeSessions(encoder, sequences);
  expect(x.length).toBe(6 * names.length);
  for (const value of x) expect(Math.abs(value)).toBeLessThan(3);
  const marks = (row: number, prefix: string) =>
    names.filter((name) => name.startsWith(prefix) && named(names, x, row)(name) === 1);
  expect(marks(0, "department_")).toEqual(["department_2"]);
  // not among the departments that are told apart
  expect(marks(2, "department_")).toEqual([]);
  expect([0, 2, 3, 4].map((row) => marks(row, "price_band"))).toEqual([
    ["price_band_2"],
    ["price_band_0"],
    ["price_band_1"],
    []
  ]);
  expect([0, 1, 3].map((row) => marks(row, "pause_band"))).toEqual([[], ["pause_band_1"], ["pause_band_0"]]);
  expect(marks(0, "first")).toEqual(["first"]);
  expect(marks(1, "first")).toEqual([]);
  expect([1, 2].map((row) => named(names, x, row)("dwell_known"))).toEqual([1, 0]);
  expect(named(names, x, 2)("log_pause")).toBeCloseTo(Math.log(61) / 8, 6);
  expect(["hour_18", "weekend", "hour_0"].map((name) => named(names, x, 5)(name))).toEqual([1, 1, 0]);
});

test("what an encoder knows is learned: departments met most, prices and pauses in equal parts", () => {
  const train = orderedSessions(300, 1);
  const encoder = fitSessionEncoder(train, {withStart: true});
  expect(encoder.departments).toEqual([0, 1, 2]);
  expect(encoder.priceEdges.length).toBeGreaterThan(2);
  expect([...encoder.pauseEdges].sort((a, b) => a - b)).toEqual(encoder.pauseEdges);
  expect(encoder.withStart).toBe(true);
  const many = sequencesOf([
    {
      user: 1,
      startMs: 0,
      events: Array.from({length: 200}, (_, k) => ({event: 0, ms: k, department_id: k < 40 ? k : k % 16}))
    }
  ]);
  expect(fitSessionEncoder(many).departments).toEqual(Array.from({length: 16}, (_, k) => k));
  // nothing known of items: no bands but one, and no department
  expect(fitSessionEncoder(many)).toMatchObject({priceEdges: [], withStart: false});
  expect(() => fitSessionEncoder(takeSessions(many, []))).toThrow(UserError);
});

test("a session's start tells the time and what came before", () => {
  const starts = {
    ...sequences.starts,
    earlier: Int32Array.of(3),
    earlier_events: Int32Array.of(20),
    earlier_buying: Int32Array.of(1),
    earlier_carting: Int32Array.of(2),
    since_ms: Float64Array.of(86_400_000),
    last_events: Int32Array.of(5),
    last_carts: Int32Array.of(1),
    last_transactions: Int32Array.of(0)
  };
  const {x, columns} = startFeatures({...sequences, starts});
  const at = named(columns, x, 0);
  expect([at("hour_18"), at("hour_15"), at("weekend"), at("returning"), at("last_carted"), at("last_bought")]).toEqual([
    1, 0, 1, 1, 1, 0
  ]);
  expect(at("log_earlier_sessions")).toBeCloseTo(Math.log(4), 6);
  expect(at("log_days_since")).toBeCloseTo(Math.log(2) / 2, 6);
  // sessions of the log's own keys may overlap: then nothing is known of those before
  const unknown = Object.fromEntries(
    Object.entries(starts).map(([name, column]) => [
      name,
      name === "start_ms" ? column : column instanceof Float64Array ? Float64Array.of(NaN) : Int32Array.of(MISSING)
    ])
  ) as typeof starts;
  const blank = startFeatures({...sequences, starts: unknown});
  columns.forEach((name, k) => {
    if (!name.startsWith("hour_") && name !== "weekend") expect(blank.x[k]).toBe(0);
  });
});

test("sessions are padded at their ends, and scores find their way back", () => {
  const all = orderedSessions(50, 9, 30);
  const encoder = fitSessionEncoder(all);
  const channels = sessionChannels(encoder).length;
  const encoded = encodeSessions(encoder, all);
  const {rows, steps, x} = padSessions(encoder, encoded, all, [4, 2]);
  expect(rows).toBe(2);
  expect(steps).toBe(Math.max(all.from[5] - all.from[4], all.from[3] - all.from[2]));
  for (const [row, s] of [4, 2].entries()) {
    const length = all.from[s + 1] - all.from[s];
    const own = x.subarray(row * steps * channels, (row + 1) * steps * channels);
    expect(own.subarray(0, length * channels)).toEqual(
      encoded.subarray(all.from[s] * channels, all.from[s + 1] * channels)
    );
    expect(own.subarray(length * channels).every((value) => value === 0)).toBe(true);
  }
  // two "scores" an event: two of its numbers
  const out = new Float32Array(eventsOf(all) * 2);
  for (const batch of scoringBatches(encoder, encoded, all)) {
    const found = new Float32Array(batch.rows * batch.steps * 2);
    for (let cell = 0; cell < batch.rows * batch.steps; cell++)
      found.set([batch.x[cell * channels], batch.x[cell * channels + 5]], 2 * cell);
    scatterScores(out, found, all, {...batch, targets: 2});
  }
  for (let at = 0; at < eventsOf(all); at++)
    expect([out[2 * at], out[2 * at + 1]]).toEqual([encoded[at * channels], encoded[at * channels + 5]]);
});
