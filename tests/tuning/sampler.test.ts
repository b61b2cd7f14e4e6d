import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {
  gridOf,
  gridSampler,
  quasiRandomSampler,
  randomSampler,
  valueAt,
  type Sampler
} from "../../src/lib/tuning/sampler.js";
import {checkParameters, type Parameter, type Parameters, type SearchSpace} from "../../src/lib/tuning/searchSpace.js";
import {startStudy} from "../../src/lib/tuning/study.js";

/** The configurations of a study whose objective is always 0. */
function asked(
  sampler: Sampler,
  space: SearchSpace,
  trials: number,
  enqueued: readonly Parameters[] = []
): Parameters[] {
  const study = startStudy({space, directions: ["minimize"], sampler, seed: 3, enqueued});
  return Array.from({length: trials}, () => {
    const trial = study.ask()!;
    trial.tell({values: [0]});
    return trial.parameters;
  });
}

const whole = fc.integer({min: -20, max: 20});
const parameters: fc.Arbitrary<Parameter> = fc.oneof(
  fc.tuple(whole, fc.integer({min: 0, max: 9})).map(([low, n]): Parameter => ({kind: "int", low, high: low + n})),
  fc
    .tuple(whole, fc.integer({min: 1, max: 5}), fc.integer({min: 0, max: 9}))
    .map(([low, step, n]): Parameter => ({kind: "int", low, high: low + n * step, step})),
  fc
    .tuple(whole, fc.integer({min: 1, max: 50}), fc.integer({min: 0, max: 9}))
    .map(([low, step, n]): Parameter => ({kind: "float", low, high: low + (n * step) / 10, step: step / 10})),
  fc
    .tuple(whole, fc.double({min: 0, max: 9, noNaN: true}))
    .map(([low, n]): Parameter => ({kind: "float", low, high: low + n})),
  fc
    .tuple(fc.double({min: 1e-6, max: 1, noNaN: true}), fc.double({min: 1, max: 1e6, noNaN: true}))
    .map(([low, n]): Parameter => ({kind: "float", low, high: low * n, log: true})),
  fc
    .tuple(fc.integer({min: 1, max: 9}), fc.integer({min: 0, max: 500}))
    .map(([low, n]): Parameter => ({kind: "int", low, high: low + n, log: true})),
  fc.integer({min: 1, max: 4}).map((n): Parameter => ({kind: "categorical", choices: ["a", true, 3, "b"].slice(0, n)}))
);

describe("every sampler", () => {
  test("gives values of the space, also where hyperparameters depend on each other", () => {
    fc.assert(
      fc.property(
        fc.array(parameters, {minLength: 1, maxLength: 4}),
        fc.integer({min: 0, max: 99}),
        (several, seed) => {
          const space: Record<string, Parameter> = {on: {kind: "categorical", choices: [true, false]}};
          several.forEach((one, i) => {
            space[`p${i}`] = i % 2 === 1 ? {...one, when: {parameter: "on", values: [true]}} : one;
          });
          for (const sampler of [randomSampler, quasiRandomSampler(seed), gridSampler(2)])
            for (const values of asked(sampler, space, 5)) {
              expect(checkParameters(space, values)).toEqual(values);
              if (several.length > 1) expect("p1" in values).toBe(values.on);
            }
        }
      ),
      {numRuns: 60}
    );
  });
});

describe("values at random", () => {
  /** Counts of values against expected shares: the chi-square statistic. */
  function chiSquare(parameter: Parameter, shareOf: (value: number) => number, values: readonly number[]): number {
    const n = 20_000;
    const draw = random(5);
    const counts = new Map<number, number>();
    for (let i = 0; i < n; i++) {
      const value = valueAt(parameter, draw.uniform()) as number;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual(values);
    return values.reduce((sum, v) => sum + ((counts.get(v) ?? 0) - n * shareOf(v)) ** 2 / (n * shareOf(v)), 0);
  }

  test("come equally often in steps, ends included", () => {
    const steps = [100, 150, 200, 250, 300];
    expect(chiSquare({kind: "int", low: 100, high: 300, step: 50}, () => 1 / 5, steps)).toBeLessThan(18.5); // 4 df, p = .001
  });

  test("of whole numbers on a logarithmic scale come as their widths there are", () => {
    const width = (k: number) => Math.log((k + 0.5) / (k - 0.5)) / Math.log(6.5 / 0.5);
    expect(chiSquare({kind: "int", low: 1, high: 6, log: true}, width, [1, 2, 3, 4, 5, 6])).toBeLessThan(20.5); // 5 df
  });

  test("lie evenly on their scale", () => {
    expect(valueAt({kind: "float", low: 2, high: 6}, 0.25)).toBe(3);
    expect(valueAt({kind: "float", low: 0.01, high: 100, log: true}, 0.5)).toBeCloseTo(1, 12);
    expect(valueAt({kind: "categorical", choices: ["a", "b"]}, 0.49)).toBe("a");
    expect(valueAt({kind: "categorical", choices: ["a", "b"]}, 0.5)).toBe("b");
  });

  test("of one trial depend on no other trial", () => {
    const space: SearchSpace = {x: {kind: "float", low: 0, high: 1}};
    const all = asked(randomSampler, space, 20);
    const study = startStudy({space, directions: ["minimize"], sampler: randomSampler, seed: 3}, [
      {number: 0, parameters: {x: 0.123}, state: "complete", values: [1], reports: [], constraints: []}
    ]);
    expect(study.ask()!.parameters).toEqual(all[1]);
    expect(new Set(all.map(({x}) => x)).size).toBe(20);
  });
});

/** Definition: the greatest difference between the share of points in a box at the origin and its area, over all boxes. */
function starDiscrepancy(points: readonly (readonly [number, number])[]): number {
  const n = points.length;
  const xs = [...points.map(([x]) => x), 1];
  const ys = [...points.map(([, y]) => y), 1];
  let most = 0;
  for (const x of xs)
    for (const y of ys) {
      const open = points.filter(([a, b]) => a < x && b < y).length / n;
      const closed = points.filter(([a, b]) => a <= x && b <= y).length / n;
      most = Math.max(most, x * y - open, closed - x * y);
    }
  return most;
}

describe("quasi-random values", () => {
  const unit = (n: number): SearchSpace =>
    Object.fromEntries(Array.from({length: n}, (_, i) => [`x${i}`, {kind: "float", low: 0, high: 1}]));

  test("of bᵏ trials have one in each of bᵏ equal parts of the dimension with base b, whatever the seed", () => {
    for (const seed of [1, 2, 3]) {
      const all = asked(quasiRandomSampler(seed), unit(3), 125);
      for (const [dimension, parts] of [
        ["x0", 64],
        ["x1", 81],
        ["x2", 125]
      ] as const) {
        const cells = all.slice(0, parts).map((values) => Math.floor(parts * (values[dimension] as number)));
        expect(new Set(cells).size).toBe(parts);
      }
    }
  });

  test("have less discrepancy than random ones", () => {
    const of = (sampler: Sampler) =>
      starDiscrepancy(asked(sampler, unit(2), 64).map(({x0, x1}) => [x0 as number, x1 as number]));
    const randoms = of(randomSampler);
    for (const seed of [1, 2, 3, 4, 5]) expect(of(quasiRandomSampler(seed))).toBeLessThan(0.6 * randoms);
  });

  test("of no two dimensions go together, also beyond the sixteenth", () => {
    const all = asked(quasiRandomSampler(1), unit(18), 200);
    const column = (k: number) => all.map((values) => (values[`x${k}`] as number) - 0.5);
    const correlation = (a: number[], b: number[]) =>
      a.reduce((sum, x, i) => sum + x * b[i], 0) /
      Math.sqrt(a.reduce((s, x) => s + x * x, 0) * b.reduce((s, x) => s + x * x, 0));
    expect(Math.abs(correlation(column(0), column(16)))).toBeLessThan(0.25);
    // of one base every value of one dimension would leave two of the other
    const cells = new Set(
      all.map(({x0, x16}) => `${Math.floor(4 * (x0 as number))} ${Math.floor(4 * (x16 as number))}`)
    );
    expect(cells.size).toBe(16);
  });

  test("do not lose their first points to what is enqueued", () => {
    const sampler = () => quasiRandomSampler(7);
    const enqueued = [{x0: 0.5}, {x0: 0.25}];
    expect(asked(sampler(), unit(1), 6, enqueued).slice(2)).toEqual(asked(sampler(), unit(1), 4));
  });
});

describe("a grid", () => {
  const space = {
    depth: {kind: "int", low: 1, high: 3},
    growth: {kind: "categorical", choices: ["leaf", "level"]},
    leaves: {kind: "int", low: 10, high: 30, step: 10, when: {parameter: "growth", values: ["leaf"]}},
    rate: {kind: "float", low: 0.01, high: 1, log: true}
  } as const satisfies SearchSpace;

  test("covers all combinations once, what depends on others included, then starts again", () => {
    const size = 3 * (3 + 1) * 3; // depth × (leaf with three numbers of leaves, or level) × three rates
    const all = asked(gridSampler(3), space, size + 2);
    expect(gridOf(space, 3)).toHaveLength(size);
    expect(new Set(all.slice(0, size).map((one) => JSON.stringify(one))).size).toBe(size);
    expect(all.slice(size)).toEqual(all.slice(0, 2));
    expect([...new Set(all.map(({rate}) => rate))]).toEqual([0.01, expect.closeTo(0.1, 12), 1]);
  });

  test("covers them all where others are tried first", () => {
    const first = [{depth: 2, growth: "level", rate: 0.5}];
    const all = asked(gridSampler(3), space, 37, first);
    expect(new Set(all.slice(1).map((one) => JSON.stringify(one))).size).toBe(36);
  });

  test("has as many points of a wide range as are asked for, ends included", () => {
    expect(gridOf({n: {kind: "int", low: 100, high: 1000}}, 4).map(({n}) => n)).toEqual([100, 400, 700, 1000]);
    expect(gridOf({n: {kind: "float", low: 0, high: 0.3, step: 0.1}}, 2).map(({n}) => n)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(gridOf({n: {kind: "float", low: 2, high: 4}}, 1).map(({n}) => n)).toEqual([3]);
  });

  test("is refused where it has no end", () => {
    const wide: SearchSpace = {x: {kind: "float", low: 0, high: 1}, y: {kind: "float", low: 0, high: 1}};
    expect(gridOf(wide, 100)).toHaveLength(10_000);
    expect(() => gridOf(wide, 1001)).toThrow(/more than a million combinations; give steps, or fewer points/);
    expect(() => gridOf(space, 0)).toThrow(/0 points; give a whole number from 1/);
  });
});
