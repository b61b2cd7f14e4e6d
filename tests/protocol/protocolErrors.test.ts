import {describe, expect, test} from "vitest";
import {permutation, random} from "../../src/lib/core/random.js";
import type {DatasetRows} from "../../src/lib/datasets/dataset.js";
import {INJECTED_LEAKS} from "../../src/lib/leakage/injectedLeaks.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import {PROTOCOL_ERRORS, type ProtocolDataset} from "../../src/lib/protocol/protocolErrors.js";
import {waterfall} from "../../src/lib/protocol/waterfall.js";

const errorOf = (id: string) => PROTOCOL_ERRORS.find((error) => error.id === id)!;
const EIGHT = PROTOCOL_ERRORS.slice(0, 8).map(({id}) => id);
const COLUMNS = 8;

/** Users with three rows each, a fifth of them positive, by columns of noise, of which two are the user's own. */
function shopOf(seed: number, {byUser = false, width = COLUMNS} = {}): ProtocolDataset {
  const source = random(seed, 1);
  const part = (users: number, first: number) => {
    const rows = 3 * users;
    const columns = Array.from({length: width}, (_, f) => `c${f}`);
    const x = new Float64Array(rows * width);
    const y = new Float64Array(rows);
    const owners = new Int32Array(rows);
    const times = new Float64Array(rows);
    for (let user = 0; user < users; user++) {
      const own = [source.uniform(), source.uniform()];
      const buys = source.uniform() < 0.2 ? 1 : 0;
      for (let k = 0; k < 3; k++) {
        const row = 3 * user + k;
        for (let f = 0; f < width; f++) x[row * width + f] = own[f] ?? source.uniform();
        y[row] = byUser ? buys : source.uniform() < 0.2 ? 1 : 0;
        owners[row] = first + user;
        times[row] = 1000 * source.uniform();
      }
    }
    return {rows: {rows, columns, x, y} satisfies DatasetRows, owners, times};
  };
  const [train, after] = [part(80, 0), part(80, 1000)];
  return {
    train: train.rows,
    test: after.rows,
    groups: {train: train.owners, test: after.owners},
    timesMs: {train: train.times, test: after.times}
  };
}

/** Labels that have nothing to do with any column, as noise is all that there is. */
const nothing = (seed: number) => shopOf(seed);

const remembering = boostingEstimator({trees: 15, leaves: 15, leastRows: 1, learningRate: 0.3});

/** The mean AUC over draws, and how far it may lie from 0.5 by chance: four standard errors. */
async function meanAuc(
  make: (seed: number) => ProtocolDataset,
  change: (dataset: ProtocolDataset, seed: number) => ProtocolDataset,
  {draws = 8, estimator = remembering} = {}
): Promise<{readonly mean: number; readonly chance: number}> {
  const aucs: number[] = [];
  for (let seed = 1; seed <= draws; seed++) {
    const {train, test: after} = change(make(seed), seed);
    const model = await estimator.fit(train, {seed});
    aucs.push(rocAuc(model.predict(after), after.y).value);
  }
  const mean = aucs.reduce((a, b) => a + b, 0) / draws;
  const spread = Math.sqrt(aucs.reduce((sum, auc) => sum + (auc - mean) ** 2, 0) / (draws - 1));
  return {mean, chance: (4 * spread) / Math.sqrt(draws)};
}

const applied = (id: string) => (dataset: ProtocolDataset, seed: number) =>
  errorOf(id).apply({dataset, estimator: remembering}, seed).dataset;

describe("on labels that nothing foretells", () => {
  test("the protocol as given stays at chance", async () => {
    const {mean, chance} = await meanAuc(nothing, (dataset) => dataset);
    expect(Math.abs(mean - 0.5)).toBeLessThan(chance);
  });

  test.each(EIGHT)("%s raises the score if it tells labels, and not else", async (id) => {
    // what is chosen from has to be much
    const many = id === "feature-selection-on-all-rows";
    const make = many ? (seed: number) => shopOf(seed, {width: 160}) : nothing;
    const {mean, chance} = await meanAuc(make, applied(id), many ? {estimator: logisticEstimator({l2: 10})} : {});
    if (errorOf(id).tellsLabels) expect(mean - 0.5).toBeGreaterThan(chance);
    else expect(Math.abs(mean - 0.5)).toBeLessThan(chance);
  });

  test("whom a model knows it knows again: users on both sides, where labels are users' own", async () => {
    const own = (seed: number) => shopOf(seed, {byUser: true});
    const honest = await meanAuc(own, (dataset) => dataset);
    expect(Math.abs(honest.mean - 0.5)).toBeLessThan(honest.chance);
    const mixed = await meanAuc(own, applied("same-user-on-both-sides"));
    expect(mixed.mean - 0.5).toBeGreaterThan(mixed.chance);
  });
});

test("the eight are there, then every feature that looks ahead, each with a name of its own", () => {
  expect(EIGHT).toEqual([
    "no-test-set",
    "preprocessing-on-all-rows",
    "feature-selection-on-all-rows",
    "duplicates-across-split",
    "illegitimate-feature",
    "future-rows-in-features",
    "same-user-on-both-sides",
    "biased-test-selection"
  ]);
  expect(PROTOCOL_ERRORS).toHaveLength(8 + INJECTED_LEAKS.length);
  expect(new Set(PROTOCOL_ERRORS.map(({id}) => id)).size).toBe(PROTOCOL_ERRORS.length);
});

describe("what each does", () => {
  const dataset = nothing(1);
  const after = (id: string) => applied(id)(dataset, 1);

  test("no test set: the training rows are judged, with their users", () => {
    const {train, test: judged, groups} = after("no-test-set");
    expect(judged).toBe(train);
    expect(groups!.test).toBe(groups!.train);
  });

  test("preprocessing: columns of both parts together have mean 0 and deviation 1", () => {
    const {train, test: judged} = after("preprocessing-on-all-rows");
    const values = [train, judged].flatMap(({x, rows}) => Array.from({length: rows}, (_, row) => x[row * COLUMNS]));
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean).toBeCloseTo(0, 10);
    expect(values.reduce((sum, value) => sum + value * value, 0) / values.length).toBeCloseTo(1, 10);
    expect(judged.y).toBe(dataset.test.y);
  });

  test("feature selection: a quarter of the columns, in their order, values as they were", () => {
    const {train, test: judged} = after("feature-selection-on-all-rows");
    expect(train.columns).toHaveLength(COLUMNS / 4);
    expect(judged.columns).toEqual(train.columns);
    const f = Number(train.columns[1].slice(1));
    expect(judged.x[5 * judged.columns.length + 1]).toBe(dataset.test.x[5 * COLUMNS + f]);
  });

  test("duplicates: half of the test comes back with its labels and users", () => {
    const {train, test: judged, groups} = after("duplicates-across-split");
    const {rows} = dataset.train;
    expect(train.rows).toBe(rows + dataset.test.rows / 2);
    const places = new Map(Array.from({length: judged.rows}, (_, row) => [judged.x[row * COLUMNS + 5], row]));
    for (let row = rows; row < train.rows; row++) {
      const from = places.get(train.x[row * COLUMNS + 5])!;
      expect(train.y[row]).toBe(judged.y[from]);
      expect(groups!.train[row]).toBe(dataset.groups!.test[from]);
    }
    expect(judged).toBe(dataset.test);
  });

  test("illegitimate feature: a token of most purchases, or the columns at hand", () => {
    const {test: judged} = after("illegitimate-feature");
    const width = judged.columns.length;
    expect(judged.columns.at(-1)).toBe("transaction_token");
    let [both, positive] = [0, 0];
    for (let row = 0; row < judged.rows; row++) {
      const token = judged.x[row * width + width - 1];
      if (judged.y[row] === 0) expect(token).toBe(0);
      both += token;
      positive += judged.y[row];
    }
    expect(both / positive).toBeGreaterThan(0.6);
    expect(both / positive).toBeLessThan(0.95);
    const page = {name: "page_values", train: dataset.train.y, test: dataset.test.y};
    const {train} = errorOf("illegitimate-feature").apply(
      {dataset: {...dataset, illegitimate: [page]}, estimator: remembering},
      1
    ).dataset;
    expect(train.columns.slice(COLUMNS)).toEqual(["page_values"]);
  });

  test("future rows: what the same user does from the row's moment on", () => {
    const {train} = after("future-rows-in-features");
    const width = train.columns.length;
    const {groups, timesMs} = dataset;
    for (let row = 0; row < train.rows; row++) {
      let sum = 0;
      for (let other = 0; other < train.rows; other++)
        if (
          groups!.train[other] === groups!.train[row] &&
          timesMs!.train[other] >= timesMs!.train[row] &&
          dataset.train.y[other] === 1
        )
          sum++;
      expect(train.x[row * width + width - 1]).toBe(sum);
    }
  });

  test("users on both sides: all rows are still there, each with its user", () => {
    const {train, test: judged, groups} = after("same-user-on-both-sides");
    expect([train.rows, judged.rows]).toEqual([dataset.train.rows, dataset.test.rows]);
    const key = (rows: DatasetRows, owners: ArrayLike<number>) =>
      Array.from({length: rows.rows}, (_, row) => `${rows.x[row * COLUMNS + 5]} ${rows.y[row]} ${owners[row]}`);
    const all = [...key(train, groups!.train), ...key(judged, groups!.test)].sort();
    expect(all).toEqual(
      [...key(dataset.train, dataset.groups!.train), ...key(dataset.test, dataset.groups!.test)].sort()
    );
    const shared = new Set(Array.from(groups!.train));
    expect(Array.from(groups!.test).filter((user) => shared.has(user)).length).toBeGreaterThan(40);
  });

  test("biased test: as many negatives as positives, all positives", () => {
    const {train, test: judged} = after("biased-test-selection");
    const yes = Array.from(dataset.test.y).reduce((a, b) => a + b, 0);
    expect(judged.rows).toBe(2 * yes);
    expect(Array.from(judged.y).reduce((a, b) => a + b, 0)).toBe(yes);
    expect(train.rows).toBe(dataset.train.rows);
  });

  test("the same seed makes the same error, another one another", () => {
    for (const id of ["duplicates-across-split", "same-user-on-both-sides"]) {
      expect(applied(id)(dataset, 1)).toEqual(applied(id)(dataset, 1));
      expect(applied(id)(dataset, 1).train.x).not.toEqual(applied(id)(dataset, 2).train.x);
    }
  });

  test("where one does not apply it says why", () => {
    const alone: ProtocolDataset = {train: dataset.train, test: dataset.test, groups: null};
    const why = (id: string, of: ProtocolDataset) => errorOf(id).applies(of);
    expect(why("future-rows-in-features", alone)).toBe("rows have no owners");
    expect(why("future-rows-in-features", {...alone, groups: dataset.groups})).toBe("rows have no times");
    expect(why("same-user-on-both-sides", alone)).toBe("rows have no owners");
    const each = (n: number, from: number) => Int32Array.from({length: n}, (_, i) => from + i);
    const single = {train: each(dataset.train.rows, 0), test: each(dataset.test.rows, 1e6)};
    expect(why("same-user-on-both-sides", {...alone, groups: single})).toBe("no owner has two rows");
    const few = {...dataset.test, y: dataset.test.y};
    expect(why("biased-test-selection", {...alone, test: {...few, y: new Float64Array(few.rows).fill(1)}})).toMatch(
      /no more negatives/
    );
    for (const id of EIGHT) expect(why(id, dataset)).toBeNull();
    expect(why("leak-user-buys-30d", dataset)).toMatch(/come without user_buys_30d/);
    const leak = {name: "user_buys_30d", train: dataset.train.y, test: dataset.test.y};
    expect(why("leak-user-buys-30d", {...dataset, illegitimate: [leak]})).toBeNull();
  });
});

describe("a waterfall", () => {
  const ids = ["illegitimate-feature", "biased-test-selection"];

  test("gives each step with its interval, and pairs those that are judged on the same rows", async () => {
    const steps = await waterfall(nothing(3), logisticEstimator({l2: 100}), ids.map(errorOf));
    expect(steps.map(({error}) => error?.id ?? null)).toEqual([null, ...ids]);
    expect(steps[0].difference).toBeNull();
    expect(steps[1].difference!.paired).toBe(true);
    expect(steps[2].difference!.paired).toBe(false);
    steps
      .slice(1)
      .forEach(({value, difference}, k) => expect(difference!.value).toBeCloseTo(value - steps[k].value, 12));
    expect(steps[1].difference!.interval!.low).toBeGreaterThan(0);
    for (const {value, interval} of steps) {
      expect(interval!.low).toBeLessThan(value);
      expect(interval!.high).toBeGreaterThan(value);
    }
    // paired by user, as the rows are
    const {scores, y, users} = await judged(3);
    const {value, low, high} = rocAuc(scores, y, {clusters: users});
    expect(steps[0]).toMatchObject({value, interval: {low, high}, n: 240, baseline: 0.5});
  });

  test("a test with sampled negatives raises average precision to that of another world", async () => {
    const [honest, biased] = await waterfall(nothing(3), logisticEstimator(), [errorOf("biased-test-selection")], {
      metric: "averagePrecision"
    });
    expect(biased.baseline).toBe(0.5);
    expect(biased.value).toBeGreaterThan(1.5 * honest.value);
    expect(honest.baseline).toBeCloseTo(honest.positives / honest.n, 12);
  });

  test("an error that does not apply is refused with its reason", async () => {
    const {timesMs: _, ...without} = nothing(1);
    await expect(waterfall(without, logisticEstimator(), [errorOf("future-rows-in-features")])).rejects.toThrow(
      /“Future rows in features” cannot be switched on: rows have no times; leave it out/
    );
  });

  async function judged(seed: number) {
    const {train, test: after, groups} = nothing(seed);
    const model = await logisticEstimator({l2: 100}).fit(train, {seed: 1});
    return {scores: model.predict(after), y: after.y, users: groups!.test};
  }
});

test("labels that were shuffled are as labels that nothing foretells", async () => {
  // a column that tells the label, until the labels are shuffled
  const telling = (seed: number): ProtocolDataset => {
    const made = nothing(seed);
    const shuffled = (rows: DatasetRows, part: number): DatasetRows => {
      const x = Float64Array.from(rows.x, (value, at) =>
        at % COLUMNS === 7 ? value + rows.y[(at - 7) / COLUMNS] : value
      );
      const order = permutation(rows.rows, random(seed, 9, part));
      return {...rows, x, y: Float64Array.from(order, (row) => rows.y[row])};
    };
    return {...made, train: shuffled(made.train, 0), test: shuffled(made.test, 1)};
  };
  const honest = await meanAuc(telling, (dataset) => dataset);
  expect(Math.abs(honest.mean - 0.5)).toBeLessThan(honest.chance);
  const wrong = await meanAuc(telling, applied("duplicates-across-split"));
  expect(wrong.mean - 0.5).toBeGreaterThan(wrong.chance);
});
