import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {boost, boostingFromJson, fitBoosting} from "../../src/lib/models/boosting.js";
import type {BoostingOptions} from "../../src/lib/models/boostingOptions.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import {generatedRows, without} from "./generatedRows.js";

const made = without(generatedRows(1500, 3), ["code"]);
const later = without(generatedRows(1000, 4), ["code"]);
const FEW = {trees: 20, leaves: 8};

/** One column and its labels, every row three times: a bin has at least three. */
const single = (x: readonly number[], y: readonly number[]): TrainingSet => ({
  rows: 3 * x.length,
  columns: ["a"],
  x: Float64Array.from([...x, ...x, ...x]),
  y: [...y, ...y, ...y]
});
const at = (...x: number[]) => ({rows: x.length, columns: ["a"], x: Float64Array.from(x)});
const INTERPRETER: Partial<BoostingOptions> = {trees: 1, learningRate: 1, leastRows: 1, leastHessian: 0};

describe("by hand", () => {
  test("one cut of squared error: each side's mean", () => {
    const model = fitBoosting(single([1, 2, 3, 7, 8, 9], [1, 1, 1, 4, 4, 7]), {
      ...INTERPRETER,
      loss: "squared",
      leaves: 2
    });
    expect(model.start).toBe(3);
    expect(Array.from(model.predict(at(0, 2, 4.9, 5.1, 100)))).toEqual([1, 1, 1, 5, 5]);
    const [tree] = model.trees;
    expect(tree.threshold[0]).toBe(5);
    // twice the loss falls by (Σg)²/n on both sides: 18²/9 + 18²/9
    expect(tree.gain[0]).toBeCloseTo(72, 12);
    expect(Array.from(tree.cover)).toEqual([18, 9, 9]);
  });

  test("ridge and lasso draw the values of leaves to 0", () => {
    const train = single([0, 0, 1, 1], [0, 0, 6, 6]);
    const options = {...INTERPRETER, loss: "squared", leaves: 2} as const;
    // gradients 3 and −3 a row, from the mean 3: ±18 a leaf of six rows
    expect(Array.from(fitBoosting(train, {...options, l2: 3}).predict(at(0, 1)))).toEqual([1, 5]);
    expect(Array.from(fitBoosting(train, {...options, l1: 6}).predict(at(0, 1)))).toEqual([1, 5]);
    expect(Array.from(fitBoosting(train, {...options, l1: 18}).predict(at(0, 1)))).toEqual([3, 3]);
  });

  test("logistic: a Newton step of the log-odds from those of all rows", () => {
    const model = fitBoosting(single([0, 0, 0, 1, 1, 1], [0, 0, 1, 0, 1, 1]), {...INTERPRETER, leaves: 2});
    expect(model.start).toBe(0);
    // (2 − 1.5) / (3 · ¼) of three rows
    expect(model.score(at(0, 1))[1]).toBeCloseTo(2 / 3, 12);
    expect(model.predict(at(0, 1))[0]).toBeCloseTo(1 / (1 + Math.exp(2 / 3)), 12);
  });

  test("Poisson: the step is that of a second derivative e^0.7 times as high", () => {
    const model = fitBoosting(single([0, 0, 1, 1], [0, 2, 4, 2]), {...INTERPRETER, loss: "poisson", leaves: 2});
    expect(model.predict(at(0))[0]).toBeCloseTo(2 * Math.exp(-2 / (4 * Math.exp(0.7))), 12);
  });

  test("quantile: the quantile of each leaf", () => {
    const x = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
    const y = [1, 2, 3, 4, 5, 11, 12, 13, 14, 15];
    const model = fitBoosting(single(x, y), {...INTERPRETER, loss: "quantile", level: 0.8, leaves: 2});
    expect(model.start).toBe(13);
    expect(Array.from(model.predict(at(0, 1)))).toEqual([4, 14]);
  });

  test("symmetric trees cut all leaves of a level by one column and one threshold", () => {
    for (const tree of fitBoosting(made, {...FEW, growth: "symmetric", depth: 4, l2: 1}).trees) {
      let level = [0];
      while (level.some((node) => tree.feature[node] >= 0)) {
        expect(new Set(level.map((node) => tree.feature[node])).size).toBe(1);
        expect(new Set(level.map((node) => tree.threshold[node])).size).toBe(1);
        expect(new Set(level.map((node) => tree.missingLeft[node])).size).toBe(1);
        level = level.flatMap((node) => [tree.left[node], tree.right[node]]);
      }
    }
  });

  test("sizes keep to their bounds", () => {
    const leavesIn = (options: Partial<BoostingOptions>) =>
      fitBoosting(made, {trees: 3, leastRows: 1, ...options}).trees.map(
        ({feature}) => feature.filter((f) => f < 0).length
      );
    expect(leavesIn({leaves: 7})).toEqual([7, 7, 7]);
    expect(Math.max(...leavesIn({growth: "level", depth: 3}))).toBe(8);
    expect(leavesIn({growth: "symmetric", depth: 3})).toEqual([8, 8, 8]);
    expect(Math.max(...leavesIn({growth: "level", depth: 32}))).toBeGreaterThan(100);
  });
});

describe("missing values", () => {
  test("go to the side that gains more, also where only they differ", () => {
    const options = {...INTERPRETER, loss: "squared", leaves: 2} as const;
    const right = fitBoosting(single([1, 2, NaN, NaN], [0, 0, 4, 4]), options);
    expect(Array.from(right.predict(at(NaN, 1, 3e38, Infinity)))).toEqual([4, 0, 0, 4]);
    const left = fitBoosting(single([1, 2, 8, 9, NaN, NaN], [0, 0, 6, 6, 0, 0]), options);
    expect(Array.from(left.predict(at(NaN, 1, 9)))).toEqual([0, 0, 6]);
  });

  test("that training did not have go to the right", () => {
    const model = fitBoosting(single([0, 0, 1, 1], [0, 0, 1, 1]), {...INTERPRETER, loss: "squared", leaves: 2});
    expect(Array.from(model.predict(at(NaN)))).toEqual([1]);
  });
});

describe("as JSON", () => {
  test.each<Partial<BoostingOptions>>([
    {growth: "leaf"},
    {growth: "level"},
    {growth: "symmetric", rowSample: 0.5},
    {loss: "poisson"},
    {loss: "quantile", level: 0.7}
  ])("%o comes back as it was", (options) => {
    const model = fitBoosting(made, {...FEW, ...options});
    const back = boostingFromJson(JSON.parse(JSON.stringify(model)));
    expect(back.predict(later)).toEqual(model.predict(later));
    expect(back.toJSON()).toEqual(model.toJSON());
    expect(JSON.stringify(model)).not.toContain("null");
  });

  test("says the columns it was fitted on, and refuses others", () => {
    const model = fitBoosting(made, FEW);
    expect(() => model.predict(without(later, ["bell0"]))).toThrow(RangeError);
  });
});

describe("monotone columns", () => {
  test.each(["leaf", "level", "symmetric"] as const)("hold everywhere: %s", (growth) => {
    const monotone = {bell0: 1, bell1: -1, gap1: 1} as const;
    const model = fitBoosting(made, {growth, trees: 30, leastRows: 3, rowSample: 0.7, monotone});
    const width = made.columns.length;
    for (const [name, direction] of Object.entries(monotone)) {
      const column = made.columns.indexOf(name);
      const steps = Array.from({length: 41}, (_, k) => (k - 20) / 8);
      for (let row = 0; row < 40; row++) {
        const x = new Float64Array(steps.length * width);
        steps.forEach((value, k) => {
          x.set(later.x.subarray(row * width, (row + 1) * width), k * width);
          x[k * width + column] = value;
        });
        const scores = model.score({rows: steps.length, columns: made.columns, x});
        for (let k = 1; k < steps.length; k++)
          expect(direction * (scores[k] - scores[k - 1])).toBeGreaterThanOrEqual(-1e-12);
      }
    }
    // without the constraint they do not hold here
    const free = fitBoosting(made, {growth, trees: 30, leastRows: 3, rowSample: 0.7});
    expect(free.predict(later)).not.toEqual(model.predict(later));
  });
});

describe("samples", () => {
  test("of columns: a tree uses no more of them than it sees", () => {
    const model = fitBoosting(made, {trees: 30, columnSample: 0.2, leaves: 31, leastRows: 2});
    const used = model.trees.map(({feature}) => new Set(feature.filter((f) => f >= 0)));
    expect(Math.max(...used.map((set) => set.size))).toBeLessThanOrEqual(2);
    expect(new Set(used.flatMap((set) => [...set])).size).toBeGreaterThan(6);
  });

  test("of rows: a tree covers that share", () => {
    const model = fitBoosting({...made, y: made.counts}, {...FEW, loss: "squared", rowSample: 0.3});
    for (const tree of model.trees) expect(tree.cover[0]).toBe(450);
  });

  test("follow the seed", () => {
    const fit = (seed: number) => fitBoosting(made, {...FEW, rowSample: 0.5, columnSample: 0.5, seed}).predict(later);
    expect(fit(1)).toEqual(fit(1));
    expect(fit(1)).not.toEqual(fit(2));
  });
});

describe("losses", () => {
  test.each([0.1, 0.5, 0.9])("the quantile at %d has that share of new labels at or below it", (level) => {
    // a continuous label, whose quantile is a line
    const line = (set: typeof made): TrainingSet => ({
      rows: set.rows,
      columns: ["flat0"],
      x: without(
        set,
        set.columns.filter((name) => name !== "flat0")
      ).x,
      y: Float64Array.from(set.y, (_, row) => 3 * set.x[row * set.columns.length + 4] + set.x[row * set.columns.length])
    });
    const model = fitBoosting(line(made), {loss: "quantile", level, trees: 60, leaves: 6});
    const test = line(later);
    const below = model.predict(test).filter((q, row) => test.y[row] <= q).length / test.rows;
    // four standard errors of a share of 1,000 rows
    expect(Math.abs(below - level)).toBeLessThan(4 * Math.sqrt((level * (1 - level)) / test.rows));
  });

  test.each(["logistic", "poisson", "squared"] as const)(
    "%s: predictions of the training rows have the labels' mean",
    (loss) => {
      const y = loss === "logistic" ? made.y : made.counts;
      const model = fitBoosting({...made, y}, {loss, trees: 100, leaves: 6});
      const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b) / values.length;
      expect(Math.abs(mean(model.predict(made)) / mean(y) - 1)).toBeLessThan(loss === "squared" ? 1e-9 : 5e-3);
    }
  );

  test("each tree lowers the training loss", () => {
    for (const loss of ["logistic", "poisson", "squared", "quantile"] as const) {
      const y = loss === "logistic" ? made.y : made.counts;
      const losses: number[] = [];
      const run = boost({...made, y}, {...FEW, loss}, {training: true});
      for (let step = run.next(); !step.done; step = run.next()) losses.push(step.value.training!);
      losses.slice(1).forEach((value, t) => expect(value).toBeLessThanOrEqual(losses[t] + 1e-12));
    }
  });
});

describe("weights", () => {
  // few distinct values, so that repeating rows leaves the bins as they are
  const coarse = {...made, x: made.x.map((v) => Math.round(4 * v) / 4)};
  const repeated = (times: (row: number) => number): TrainingSet => {
    const rows = Array.from({length: coarse.rows}, (_, row) => row).flatMap((row) =>
      Array<number>(times(row)).fill(row)
    );
    const width = coarse.columns.length;
    const x = new Float64Array(rows.length * width);
    rows.forEach((row, k) => x.set(coarse.x.subarray(row * width, (row + 1) * width), k * width));
    return {rows: rows.length, columns: coarse.columns, x, y: rows.map((row) => coarse.y[row])};
  };
  const options = {trees: 10, leaves: 8, leastHessian: 5, leastRows: 1};
  const same = (a: TrainingSet, more: Partial<BoostingOptions>, b: TrainingSet) => {
    const [one, other] = [fitBoosting(a, {...options, ...more}), fitBoosting(b, options)];
    const expected = other.predict(coarse);
    one.predict(coarse).forEach((chance, row) => expect(chance).toBeCloseTo(expected[row], 9));
  };

  test("are rows repeated", () =>
    same(
      {...coarse, weights: Array.from(coarse.y, (_, row) => 1 + (row % 3))},
      {},
      repeated((row) => 1 + (row % 3))
    ));
  test("scalePosWeight is positives repeated", () =>
    same(
      coarse,
      {scalePosWeight: 3},
      repeated((row) => (coarse.y[row] === 1 ? 3 : 1))
    ));
});

describe("early stopping", () => {
  test("keeps the trees up to the best validation loss and stops so many after it", () => {
    const losses: number[] = [];
    const run = boost(made, {trees: 300, leaves: 31, patience: 7}, {validation: later});
    let step = run.next();
    for (; !step.done; step = run.next()) losses.push(step.value.validation!);
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(step.value.trees.length).toBe(best);
    expect(losses.length).toBe(best + 7);
    expect(best).toBeGreaterThan(1);
    expect(losses.length).toBeLessThan(300);
  });

  test("does nothing without validation rows, or without patience", () => {
    expect(fitBoosting(made, {...FEW, patience: 1}).trees.length).toBe(20);
    expect(fitBoosting(made, {...FEW, leaves: 60}, {validation: later}).trees.length).toBe(20);
  });

  test("refuses validation rows that say nothing", () => {
    expect(() => fitBoosting(made, FEW, {validation: {...later, y: later.y.map(() => NaN)}})).toThrow(
      /label of row 0 is NaN/
    );
    expect(() => fitBoosting(made, FEW, {validation: {...later, rows: 0, x: new Float64Array(0), y: []}})).toThrow(
      /no rows/
    );
    expect(() => fitBoosting(made, FEW, {validation: without(later, ["bell0"])})).toThrow(RangeError);
  });
});

describe("options out of range say so", () => {
  test.each<[Partial<BoostingOptions>, RegExp]>([
    [{trees: 0}, /trees: 0; give a whole number from 1/],
    [{trees: 1.5}, /trees: 1.5/],
    [{learningRate: 0}, /learningRate: 0/],
    [{leaves: 1}, /leaves: 1/],
    [{growth: "symmetric", depth: 11}, /depth: 11; give a whole number from 1 to 10/],
    [{l2: NaN}, /l2: NaN/],
    [{rowSample: 1.1}, /rowSample: 1.1/],
    [{bins: 256}, /bins: 256/],
    [{loss: "quantile", level: 1}, /level: 1/],
    [{loss: "quantile", monotone: {bell0: 1}}, /monotone: bell0; the quantile loss/],
    [{monotone: {nowhere: 1}}, /monotone names nowhere/]
  ])("%o", (options, message) => expect(() => fitBoosting(made, options)).toThrow(message));
});

test("the order of the columns changes nothing but their numbers", () => {
  fc.assert(
    fc.property(fc.constantFrom("leaf", "level", "symmetric"), fc.integer({min: 1, max: 9}), (growth, turn) => {
      const names = [...made.columns.slice(turn), ...made.columns.slice(0, turn)];
      const move = (set: typeof made) => {
        const width = names.length;
        const from = names.map((name) => set.columns.indexOf(name));
        return {...set, columns: names, x: set.x.map((_, k) => set.x[k - (k % width) + from[k % width]])};
      };
      // enough rows in a leaf that no two columns cut it alike
      const options = {...FEW, growth, depth: 3, leastRows: 30};
      const expected = fitBoosting(made, options).predict(later);
      fitBoosting(move(made), options)
        .predict(move(later))
        .forEach((chance, row) => expect(chance).toBeCloseTo(expected[row], 9));
    }),
    {numRuns: 12, seed: 1}
  );
});
