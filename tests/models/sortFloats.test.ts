import fc from "fast-check";
import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {sortFloats} from "../../src/lib/models/sortFloats.js";

test("sorts as the engine does", () => {
  fc.assert(
    fc.property(fc.array(fc.float({noNaN: true})), fc.integer({min: 1, max: 9}), (values, seed) => {
      const source = random(seed);
      // long enough for digits, with the given values and repeats among them
      const many = Float32Array.from(
        {length: 5000},
        (_, k) => values[k] ?? Math.round((source.uniform() - 0.5) * 3000) / 7
      );
      for (const list of [Float32Array.from(values), many]) {
        const sorted = sortFloats(list.slice());
        expect(sorted).toEqual(list.slice().sort());
      }
    }),
    {numRuns: 60, seed: 1}
  );
});

test("sorts a part of a longer array and leaves the rest", () => {
  const whole = Float32Array.from({length: 6000}, (_, k) => -k);
  sortFloats(whole.subarray(500, 5500));
  expect([whole[499], whole[500], whole[5499], whole[5500]]).toEqual([-499, -5499, -500, -5500]);
});

test("knows infinities and both zeros", () => {
  const values = Float32Array.from({length: 4001}, (_, k) => [0, -0, Infinity, -Infinity, 1][k % 5]);
  const sorted = sortFloats(values);
  expect([sorted[0], sorted[4000]]).toEqual([-Infinity, Infinity]);
  expect(Object.is(sorted[801], -0)).toBe(true);
});
