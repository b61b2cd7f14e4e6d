import {readFileSync} from "node:fs";
import {expect} from "vitest";

/** What scipy, scikit-learn and statsmodels say; see metrics.py beside the file for how it was made. */
export const vectors = JSON.parse(readFileSync(new URL("../vectors/metrics.json", import.meta.url), "utf8"));

/** Fails unless the two agree to `tolerance`, relative to the expected value where that is not zero. */
export function expectClose(actual: number, expected: number, tolerance = 1e-10): void {
  const error = Math.abs(actual - expected) / (expected === 0 ? 1 : Math.abs(expected));
  expect(error, `${actual} against ${expected}`).toBeLessThanOrEqual(tolerance);
}

/** The same for whole classification reports; see classification.py. */
export const classification = JSON.parse(
  readFileSync(new URL("../vectors/classification.json", import.meta.url), "utf8")
);
