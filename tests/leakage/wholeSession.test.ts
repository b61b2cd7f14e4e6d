import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {postOutcomeColumns} from "../../src/lib/leakage/postOutcomeColumns.js";
import {findLinearLeakage} from "../../src/lib/leakage/findLinearLeakage.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";

/** Sessions of a shop that counts events to the session's end: views and carts so far, and what comes after. */
function sessions(n: number) {
  const source = random(5);
  const rows = Array.from({length: n}, () => {
    const views = 1 + source.below(8);
    const bought = source.uniform() < 0.3 ? 1 : 0;
    const after = source.below(4);
    return {views, bought, after, events: views + 1 + after + bought, hour: source.below(24)};
  });
  const column = (of: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, of);
  return {
    labels: column(({bought}) => bought),
    now: {
      hour: column(({hour}) => hour),
      view_count: column(({views, after}) => views + after),
      event_count: column(({events}) => events)
    },
    then: {
      hour: column(({hour}) => hour),
      view_count: column(({views}) => views),
      event_count: column(({views}) => views + 1)
    }
  };
}

describe("lateColumns", () => {
  const {labels, now, then} = sessions(1500);
  const found = postOutcomeColumns(now, then, labels);
  test("names what changes after the moment and leaves out what does not", () => {
    expect(found.map(({name}) => name)).toEqual(["event_count", "view_count"]);
    const views = found.find(({name}) => name === "view_count")!;
    expect(views.changed).toBe(Array.from(now.view_count).filter((v, i) => v !== then.view_count[i]).length);
    expect(views.rows).toBe(1500);
  });
  test("says what the change is worth, beside the area of either", () => {
    const [events] = found;
    expect(events.now.value).toBeCloseTo(rocAuc(now.event_count, labels).value, 12);
    expect(events.gain.value).toBeCloseTo(events.now.value - events.then.value, 12);
    expect(events.gain.interval!.low).toBeGreaterThan(0);
    // how many views follow has nothing to do with buying here
    expect(found[1].gain.value).toBeLessThan(events.gain.value / 2);
  });
  test("turns a column round that falls with the label", () => {
    const falling = (column: Float64Array) => column.map((x) => -x);
    const [turned] = postOutcomeColumns(
      {event_count: falling(now.event_count)},
      {event_count: falling(then.event_count)},
      labels
    );
    expect(turned.now.value).toBeCloseTo(found[0].now.value, 12);
  });
  test("refuses a column of which nothing is known at the moment", () =>
    expect(() => postOutcomeColumns(now, {hour: then.hour}, labels)).toThrow("nothing is known of view_count"));
});

describe("tellingSums", () => {
  const {labels, now} = sessions(400);
  test("finds the label in a difference of counts, in as few columns as it takes", () => {
    const carts = new Float64Array(400).fill(1);
    expect(findLinearLeakage({...now, carts}, labels)).toEqual([
      {
        terms: [
          {name: "event_count", sign: 1},
          {name: "view_count", sign: -1}
        ],
        above: 1
      }
    ]);
  });
  test("finds nothing where one row stands against it", () => {
    const wrong = labels.slice();
    wrong[0] = 1 - wrong[0];
    expect(findLinearLeakage(now, wrong)).toEqual([]);
    expect(findLinearLeakage({hour: now.hour}, labels)).toEqual([]);
  });
  test("finds a column that is the label, either way round", () => {
    expect(findLinearLeakage({label: labels}, labels)).toEqual([{terms: [{name: "label", sign: 1}], above: 0}]);
    const kept = labels.map((label) => 1 - label);
    expect(findLinearLeakage({kept}, labels)).toEqual([{terms: [{name: "kept", sign: -1}], above: -1}]);
  });
  test("refuses labels of one class", () =>
    expect(() => findLinearLeakage(now, new Float64Array(400))).toThrow("0 positives"));
});
