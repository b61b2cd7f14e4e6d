import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {openCallTimer} from "../../src/lib/latency/callTimer.js";
import {clockTick} from "../../src/lib/latency/clockTick.js";
import {latencyOf, SPREAD} from "../../src/lib/latency/latency.js";

/** A time of our own, which a clock shows only in whole ticks, and which reading it takes `readMs` of. */
function madeUpTime(tickMs: number, readMs = 1e-5) {
  let ms = 1000;
  return {
    pass: (by: number) => void (ms += by),
    now: () => Math.floor((ms += readMs) / tickMs) * tickMs
  };
}

describe("a clock's tick", () => {
  test.each([0.1, 0.005, 1])("of %f ms is found", (tickMs) => {
    expect(clockTick(madeUpTime(tickMs, tickMs / 300).now)).toBeCloseTo(tickMs, 6);
  });

  test("of a fine clock is the time that reading it takes", () => {
    expect(clockTick(madeUpTime(1e-7, 4e-5).now)).toBeCloseTo(4e-5, 6);
  });

  test("is not found where it stands still", () => {
    expect(() => clockTick(() => 17)).toThrow("stands still at 17 ms");
  });
});

/** Times a call that takes so long, at the turns that are slow ten times as long. */
async function timed(
  callMs: number,
  tickMs: number,
  {slow = () => false, runMs = 400, promise = false} = {} as {
    slow?: (turn: number) => boolean;
    runMs?: number;
    promise?: boolean;
  }
) {
  const {now, pass} = madeUpTime(tickMs);
  let calls = 0;
  const timer = await openCallTimer(
    (turn) => {
      calls++;
      pass(slow(turn) ? 10 * callMs : callMs);
      return promise ? Promise.resolve(turn) : turn;
    },
    {now, tickMs}
  );
  for (let round = 0; round < 4; round++) await timer.run(runMs / 4);
  const readings = timer.readings();
  return {readings, calls, latency: latencyOf(readings, tickMs)};
}

describe("timing calls", () => {
  test("one at a time where the clock is fine", async () => {
    const {readings, latency} = await timed(0.03, 1e-6);
    expect(readings.callsPerReading).toBe(1);
    expect(readings.singles).toEqual([]);
    expect(latency.p50.value).toBeCloseTo(0.03, 4);
    expect(latency.p99!.value).toBeCloseTo(0.03, 4);
    expect(latency.overTick).toBeNull();
  });

  test.each([false, true])(
    "many at a time where it is coarse, so that a reading spans twenty ticks",
    async (promise) => {
      const {readings, latency} = await timed(0.03, 0.1, {promise});
      expect(readings.callsPerReading * 0.03).toBeGreaterThan(1.9);
      expect(readings.callsPerReading * 0.03).toBeLessThan(4.1);
      expect(latency.p50.value).toBeCloseTo(0.03, 2);
      expect(latency.p50.low).toBeLessThanOrEqual(0.03);
      expect(latency.p50.high).toBeGreaterThanOrEqual(0.03);
      expect(latency.mean.value).toBeCloseTo(0.03, 3);
      expect([latency.p95, latency.p99]).toEqual([null, null]);
      expect(latency.overTick).toMatchObject({value: 0, low: 0, n: readings.singles.length});
    }
  );

  test("sees slow calls that a mean hides", async () => {
    // one in fifty takes .5 ms
    const {latency} = await timed(0.05, 0.1, {slow: (turn) => turn % 50 === 0, runMs: 1500});
    expect(latency.overTick!.value).toBeCloseTo(0.02, 2);
    expect(latency.overTick!.low).toBeLessThan(0.02);
    expect(latency.overTick!.high).toBeGreaterThan(0.02);
    // the median of means is near the mean of .059
    expect(latency.p50.value).toBeGreaterThan(0.055);
    const fine = await timed(0.05, 0.005, {slow: (turn) => turn % 50 === 0, runMs: 1500});
    expect(fine.latency.p95!.value).toBeCloseTo(0.05, 2);
    expect(fine.latency.p99!.value).toBeCloseTo(0.5, 2);
    expect(fine.latency.p99!.low).toBeLessThanOrEqual(0.5);
    expect(fine.latency.p99!.high).toBeGreaterThanOrEqual(0.5);
  });

  test("a stall while calls are counted does not make readings short", async () => {
    const {readings} = await timed(0.01, 0.1, {slow: (turn) => turn > 0 && turn % 701 === 0});
    expect(readings.callsPerReading * 0.01).toBeGreaterThan(1.9);
  });

  test("drops the calls before it is warm", async () => {
    const {latency} = await timed(0.05, 1e-6, {slow: (turn) => turn < 30});
    expect(latency.spread.at(-1)).toBeCloseTo(0.05, 4);
  });

  test("goes on for about as long as it is told", async () => {
    const {calls} = await timed(1, 1e-6, {runMs: 200});
    expect(calls).toBeGreaterThan(200);
    expect(calls).toBeLessThan(240);
  });
});

describe("what readings say", () => {
  test("quantiles of single calls and their spread", () => {
    const means = Array.from({length: 1000}, (_, k) => (k + 1) / 1000);
    const latency = latencyOf({callsPerReading: 1, means, singles: []}, 1e-6);
    expect(latency.p50.value).toBe(0.5);
    expect(latency.p95!.value).toBe(0.95);
    expect(latency.p99!.value).toBe(0.99);
    expect(latency.p99!.low).toBeLessThan(0.99);
    expect(latency.mean.value).toBeCloseTo(0.5005, 6);
    expect(latency.spread.length).toBe(SPREAD.length);
    expect(latency.spread).toEqual([...latency.spread].sort((a, b) => a - b));
  });

  test("have no upper end for the slowest calls where they are few", () => {
    const source = random(1);
    const means = Array.from({length: 100}, () => source.uniform());
    const latency = latencyOf({callsPerReading: 1, means, singles: []}, 1e-6);
    expect(latency.p99!.high).toBe(Infinity);
    expect(Number.isFinite(latency.p50.high)).toBe(true);
  });
});
