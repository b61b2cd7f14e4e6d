import {describe, expect, test} from "vitest";
import {arrivalDelays, arrivalSentences} from "../../src/lib/pipeline/arrivalDelays.js";
import {table} from "../../src/lib/core/table.js";
import {random} from "../../src/lib/core/random.js";
import {useEngine} from "./logs.js";

const db = useEngine();
const START = Date.UTC(2025, 0, 1);

/** Puts events on the engine whose delays are these, null for no time of arrival. */
async function withDelays(delays: readonly (readonly [event: number, delayMs: number | null])[]) {
  await db.engine.load(
    "event_arrivals",
    table({
      line: Int32Array.from(delays, (_, i) => i + 1),
      event: Int32Array.from(delays, ([event]) => event),
      ts_ms: Float64Array.from(delays, (_, i) => START + 1000 * i),
      ingested_ms: Float64Array.from(delays, ([, delay], i) => (delay === null ? NaN : START + 1000 * i + delay))
    })
  );
  return arrivalDelays(db.engine);
}

describe("how long after they happen events reach the log", () => {
  test("by hand", async () => {
    const found = await withDelays([
      [0, 100],
      [0, 300],
      [0, -200],
      [0, 1_800_000],
      [0, 1_800_001],
      [3, 600_000],
      [3, null]
    ]);
    expect(found).toEqual({
      events: 7,
      without: 1,
      early: 1,
      late: 1,
      lateAfterMs: 1_800_000,
      // −200, 100, 300, 600,000, 1,800,000, 1,800,001: the third of six, and the sixth
      delays: {events: 6, minMs: -200, p50Ms: 300, p95Ms: 1_800_001, maxMs: 1_800_001},
      byType: [
        {type: "view", events: 5, minMs: -200, p50Ms: 300, p95Ms: 1_800_001, maxMs: 1_800_001},
        {type: "transaction", events: 1, minMs: 600_000, p50Ms: 600_000, p95Ms: 600_000, maxMs: 600_000}
      ]
    });
    const said = arrivalSentences(found);
    expect(said[0]).toContain(
      "300 ms after they happen (median), 95 % within 30.0 min, the last after 30.0 min; 1 have no time"
    );
    expect(said[1]).toBe("1 (16.7 %) arrive more than 30.0 min late, when their session would be over");
    expect(said[2]).toContain("1 (16.7 %) arrive before they happened, by up to 200 ms");
    expect(said[3]).toContain("transaction events arrive 10.0 min later after their time than view events");
    expect(said).toHaveLength(4);
  });

  test("quantiles are nearest ranks of any number of delays", async () => {
    const source = random(3);
    for (const n of [1, 2, 19, 20, 21, 100, 137]) {
      const delays = Array.from({length: n}, () => source.below(1_000_000) - 1000);
      const {delays: found, early} = await withDelays(delays.map((delay) => [1, delay] as const));
      const sorted = [...delays].sort((a, b) => a - b);
      expect([found!.p50Ms, found!.p95Ms], String(n)).toEqual([
        sorted[Math.ceil(0.5 * n) - 1],
        sorted[Math.ceil((95 * n) / 100) - 1]
      ]);
      expect(early).toBe(delays.filter((delay) => delay < 0).length);
    }
  });

  test("nothing is said of clocks that agree, and of a log without times that can be read", async () => {
    const usual = await withDelays([
      [0, 1000],
      [0, 2000],
      [3, 1500]
    ]);
    expect(arrivalSentences(usual)).toHaveLength(2);
    const none = await withDelays([
      [0, null],
      [3, null]
    ]);
    expect(none).toMatchObject({delays: null, without: 2, byType: []});
    expect(arrivalSentences(none)).toEqual(["no time of arrival of 2 events can be read"]);
  });
});
