import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {dropoutMask} from "../../src/lib/nn/dropout.js";

test.each([0.1, 0.5, 0.95])("a share of %d is silent, the others make up for it, neighbours independently", (share) => {
  const n = 200_001;
  const mask = dropoutMask(n, share, random(1));
  expect(mask.length).toBe(n);
  const silent = mask.map((value) => (value === 0 ? 1 : 0));
  const rate = silent.reduce((a, b) => a + b) / n;
  const error = Math.sqrt((share * (1 - share)) / n);
  expect(Math.abs(rate - share)).toBeLessThan(4 * error);
  expect(new Set(mask).size).toBe(2);
  expect(Math.max(...mask.subarray(0, 1000)) * (1 - share)).toBeCloseTo(1, 3);
  for (const apart of [1, 2]) {
    const both = silent.reduce((sum, value, i) => sum + value * (silent[i + apart] ?? 0), 0) / (n - apart);
    expect(Math.abs(both - share * share)).toBeLessThan(6 * share * error);
  }
  const again = dropoutMask(n, share, random(1));
  // compared as bytes, which is a thousand times quicker
  expect(Buffer.from(again.buffer).equals(Buffer.from(mask.buffer))).toBe(true);
});
