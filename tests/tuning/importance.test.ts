import {describe, expect, test} from "vitest";
import {importance} from "../../src/lib/tuning/importance.js";
import {randomSampler} from "../../src/lib/tuning/sampler.js";
import type {Parameters, SearchSpace} from "../../src/lib/tuning/searchSpace.js";
import {startStudy} from "../../src/lib/tuning/study.js";
import type {Trial} from "../../src/lib/tuning/trial.js";

/** The trials of a study at random. */
function trialsOf(
  space: SearchSpace,
  objective: (p: Record<string, number>) => number,
  seed: number,
  n = 60
): readonly Trial[] {
  const study = startStudy({space, directions: ["minimize"], sampler: randomSampler, seed});
  for (let i = 0; i < n; i++) {
    const trial = study.ask()!;
    trial.tell({values: [objective(trial.parameters as Record<string, number>)]});
  }
  return study.trials;
}

const unit = {kind: "float", low: 0, high: 1} as const;

describe("importance", () => {
  test("ranks a planted order right, whatever the kind of hyperparameter", () => {
    // variances: 25/12, about 9/12, 0.49 and 0
    const space = {
      none: unit,
      third: {kind: "categorical", choices: ["a", "b"]},
      first: {kind: "float", low: 0.001, high: 1, log: true},
      second: {kind: "int", low: 1, high: 9}
    } as const satisfies SearchSpace;
    const objective = (p: Parameters) =>
      (5 * Math.log((p.first as number) / 0.001)) / Math.log(1000) +
      (3 * ((p.second as number) - 0.5)) / 9 +
      (p.third === "a" ? 1.4 : 0);
    const right = Array.from({length: 20}, (_, seed) =>
      importance(space, trialsOf(space, objective, seed, 120), {seed, trees: 32})!
        .parameters.map(({name}) => name)
        .join(" ")
    ).filter((order) => order === "first second third none");
    expect(right.length).toBeGreaterThanOrEqual(19);
  });

  test("comes near the shares of the variance of a known function", () => {
    const space = {x: unit, y: unit, z: unit};
    // variances 9/12, 1/12 and, of the product of what is centred, 36/144
    const objective = ({x, y, z}: Record<string, number>) => 3 * x + y + 6 * (y - 0.5) * (z - 0.5);
    const whole = 9 / 12 + 1 / 12 + 36 / 144;
    const found = importance(space, trialsOf(space, objective, 1, 300))!;
    const share = (name: string) => found.parameters.find((one) => one.name === name)!.share;
    expect(share("x")).toBeCloseTo(9 / 12 / whole, 1);
    expect(share("y")).toBeCloseTo(1 / 12 / whole, 1);
    expect(share("z")).toBeLessThan(0.05);
    expect(found.interactions).toBeCloseTo(36 / 144 / whole, 1);
    expect(found.parameters.reduce((sum, one) => sum + one.share, found.interactions)).toBeCloseTo(1, 9);
  });

  test("is exact for a tree of one cut in the middle", () => {
    const at = (number: number, x: number, k: string, value: number): Trial => ({
      number,
      parameters: {x, k},
      state: "complete",
      values: [value],
      reports: [],
      constraints: []
    });
    const space = {x: unit, k: {kind: "categorical", choices: ["a", "b", "c", "d"]}} as const;
    // in each tree that has both values all of the variance is that of x
    const found = importance(space, [at(0, 0.25, "a", 0), at(1, 0.75, "a", 1)])!;
    expect(found.parameters).toEqual([
      {name: "x", share: 1},
      {name: "k", share: 0}
    ]);
    expect(found.interactions).toBe(0);
  });

  test("leaves out what only some trials have, and trials without a finite value", () => {
    const space = {
      growth: {kind: "categorical", choices: ["leaf", "level"]},
      leaves: {kind: "int", low: 2, high: 9, when: {parameter: "growth", values: ["leaf"]}},
      rate: unit
    } as const satisfies SearchSpace;
    const trials = trialsOf(space, ({rate}) => (rate > 0.9 ? Infinity : rate), 2);
    const found = importance(space, trials)!;
    expect(found.parameters.map(({name}) => name)).toEqual(["rate", "growth"]);
    expect(found.trials).toBe(trials.filter(({values}) => Number.isFinite(values![0])).length);
    expect(
      importance(
        space,
        trialsOf(space, () => 3, 2)
      )
    ).toBeNull();
    expect(importance(space, trials.slice(0, 1))).toBeNull();
  });
});
