import fc from "fast-check";
import {expect, test} from "vitest";
import {gapCounter} from "../../src/lib/pipeline/gapCounter.js";
import {gapCurve} from "../../src/lib/pipeline/gapCurve.js";
import type {Row} from "./oracle.js";
import {goodLog} from "./logs.js";

const GAPS = [1, 9, 10, 11, 30, 60, 240, 2_000];

const columns = (rows: readonly Row[]) => ({
  user_id: Int32Array.from(rows, (row) => Number(row.user_id)),
  ts_ms: Float64Array.from(rows, (row) => Number(row.ts_ms)),
  event: Int32Array.from(rows, (row) => Number(row.event))
});

test("one walk counts at every gap what a walk for each gap counts, in whatever batches the events come", () => {
  fc.assert(
    fc.property(goodLog, fc.integer({min: 1, max: 7}), (log, size) => {
      const rows = [...log].sort((a, b) => Number(a.user_id) - Number(b.user_id) || Number(a.ts_ms) - Number(b.ts_ms));
      const counter = gapCounter(GAPS);
      for (let from = 0; from < rows.length; from += size) counter.add(columns(rows.slice(from, from + size)));
      expect(counter.finish()).toEqual(gapCurve(columns(rows), GAPS));
    })
  );
});

test("no events make no sessions, and what is out of order is refused", () => {
  expect(gapCounter([5]).finish()).toEqual({gap: [5], sessions: [0], single: [0], buying: [0], exact: [], visits: 0});
  expect(() => gapCounter([5, 5])).toThrow("invalid gap: 5 minutes after 5");
  const counter = gapCounter([5]);
  expect(() => counter.add({user_id: [1, 1], ts_ms: [2, 1], event: [0, 0]})).toThrow(/not in order of time/);
});
