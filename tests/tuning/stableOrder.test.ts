import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {stableOrder} from "../../src/lib/tuning/stableOrder.js";

test("the order is that of a stable sort, whatever numbers come twice", () => {
  const draws = random(1);
  for (let n = 0; n < 60; n++) {
    const levels = 1 + draws.below(20);
    const special = [-0, 0, Infinity, -Infinity];
    const values = Float64Array.from({length: n}, () =>
      draws.below(10) === 0 ? special[draws.below(4)] : draws.below(levels) - 3
    );
    const sorted = Array.from(values.keys()).sort((i, j) =>
      values[i] < values[j] ? -1 : values[i] > values[j] ? 1 : i - j
    );
    expect(Array.from(stableOrder(values))).toEqual(sorted);
  }
});
