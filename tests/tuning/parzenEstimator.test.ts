import {readFileSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {parzenEstimator} from "../../src/lib/tuning/parzenEstimator.js";
import type {Parameters, SearchSpace} from "../../src/lib/tuning/searchSpace.js";

interface Case {
  readonly space: SearchSpace;
  readonly observations: readonly Parameters[];
  readonly at: readonly Parameters[];
  readonly logDensities: readonly number[];
}
const {cases} = JSON.parse(readFileSync("tests/vectors/tuning.json", "utf8")) as {cases: Case[]};

describe("a Parzen estimator", () => {
  test.each(cases.map((one) => [Object.keys(one.space).join(" "), one.observations.length, one] as const))(
    "of %s has Optuna's density after %i observations",
    (_, __, {space, observations, at, logDensities}) => {
      const estimator = parzenEstimator(space, observations);
      at.forEach((values, i) => expect(estimator.logDensity(values)).toBeCloseTo(logDensities[i], 9));
    }
  );

  test("draws what its density says", () => {
    const space = {depth: {kind: "int", low: 1, high: 6}, loss: {kind: "categorical", choices: ["a", "b"]}} as const;
    const estimator = parzenEstimator(space, [
      {depth: 2, loss: "a"},
      {depth: 3, loss: "a"},
      {depth: 6, loss: "b"}
    ]);
    const draw = random(1);
    const counts = new Map<string, number>();
    const n = 20_000;
    for (let i = 0; i < n; i++) {
      const {depth, loss} = estimator.sample(draw);
      counts.set(`${depth} ${loss}`, (counts.get(`${depth} ${loss}`) ?? 0) + 1);
    }
    let chiSquare = 0;
    let total = 0;
    for (const loss of ["a", "b"])
      for (let depth = 1; depth <= 6; depth++) {
        const p = Math.exp(estimator.logDensity({depth, loss}));
        total += p;
        chiSquare += ((counts.get(`${depth} ${loss}`) ?? 0) - n * p) ** 2 / (n * p);
      }
    expect(total).toBeCloseTo(1, 9);
    expect(chiSquare).toBeLessThan(31.3); // 11 degrees of freedom, p = .001
  });
});
