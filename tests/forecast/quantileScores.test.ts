import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {crps, CRPS_LEVELS, pinball} from "../../src/lib/forecast/quantileScores.js";

interface Case {
  readonly quantiles: readonly number[];
  readonly sold: number;
  readonly crps: number;
  readonly pinball: readonly number[];
}
const {levels, cases} = JSON.parse(
  readFileSync(new URL("../vectors/quantileScores.json", import.meta.url), "utf8")
) as {readonly levels: readonly number[]; readonly cases: readonly Case[]};

test("pinball losses and the CRPS are those of scoringrules", () => {
  expect(CRPS_LEVELS).toEqual(levels);
  expect(cases.length).toBeGreaterThan(20);
  for (const one of cases) {
    expect(crps(one.quantiles, one.sold)).toBeCloseTo(one.crps, 9);
    one.quantiles.forEach((quantile, k) =>
      expect(pinball(levels[k], quantile, one.sold)).toBeCloseTo(one.pinball[k], 12)
    );
  }
});

test("the CRPS is the integral of the squared distance of two distribution functions", () => {
  for (const {quantiles, sold} of cases.slice(4)) {
    const points = [...quantiles, sold].sort((a, b) => a - b);
    let integral = 0;
    for (let k = 1; k < points.length; k++) {
      const share = quantiles.filter((one) => one <= points[k - 1]).length / quantiles.length;
      integral += (points[k] - points[k - 1]) * (share - (points[k - 1] >= sold ? 1 : 0)) ** 2;
    }
    expect(crps(quantiles, sold)).toBeCloseTo(integral, 9);
  }
});
