import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {UserError} from "../../src/lib/core/errors.js";
import {permutation, random} from "../../src/lib/core/random.js";
import {MISSING} from "../../src/lib/core/table.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import type {Estimator} from "../../src/lib/models/estimator.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import {fitMlp} from "../../src/lib/models/neural/fitMlp.js";
import {gruEstimator, mlpEstimator, transformerEstimator} from "../../src/lib/models/neural/neuralEstimators.js";
import {neuralFromJson, type MlpJson, type SequenceJson} from "../../src/lib/models/neural/neuralModel.js";
import {takeSequenceRows, type SequenceMatrix} from "../../src/lib/models/neural/sequenceMatrix.js";
import {logLoss} from "../../src/lib/nn/trainer.js";

beforeAll(openTfjs);

/** Two columns whose signs must differ, and two that say nothing. */
function eitherOr(rows: number, seed: number): TrainingSet {
  const source = random(seed);
  const x = Float32Array.from({length: rows * 4}, () => 2 * source.uniform() - 1);
  const y = Array.from({length: rows}, (_, row) => (x[row * 4] * x[row * 4 + 1] > 0 ? 1 : 0));
  return {rows, columns: ["a", "b", "c", "d"], x, y};
}

type SequenceSet = SequenceMatrix & Pick<TrainingSet, "y" | "weights">;

/**
 * Users of six events; the answer is whether the cart came after the last view of the example's item: only the order
 * tells.
 */
function ordered(rows: number, seed: number): SequenceSet {
  const source = random(seed);
  const events: number[] = [];
  const items: number[] = [];
  const y: number[] = [];
  for (let row = 0; row < rows; row++) {
    const own = Array.from({length: 4}, () => ({event: 0, item: 2 + source.below(5)}));
    const [cart, view] = [
      {event: 1, item: 1},
      {event: 0, item: 1}
    ];
    const label = source.below(2);
    const places = [...permutation(6, source).slice(0, 2)].sort((a, b) => a - b);
    const all = Array.from({length: 6}, (_, i) => (places.includes(i) ? null : own.pop()!));
    all[places[0]] = label === 1 ? view : cart;
    all[places[1]] = label === 1 ? cart : view;
    for (const one of all) {
      events.push(one!.event);
      items.push(one!.item);
    }
    y.push(label);
  }
  return {
    rows,
    columns: ["nothing"],
    x: Float32Array.from({length: rows}, () => source.uniform()),
    y,
    sequences: {
      events: {
        ts_ms: Float64Array.from(events, (_, i) => 60_000 * (i % 6)),
        event: Int32Array.from(events),
        item_id: Int32Array.from(items),
        department_id: Int32Array.from(items, (item) => item % 3),
        price_cents: Int32Array.from(items, (item) => 100 * item)
      },
      from: Int32Array.from({length: rows}, (_, row) => 6 * row),
      until: Int32Array.from({length: rows}, (_, row) => 6 * row + 6),
      item: new Int32Array(rows).fill(1),
      department: new Int32Array(rows).fill(1),
      as_of_ms: new Float64Array(rows).fill(400_000)
    }
  };
}

const sequenceLearners = [
  gruEstimator({epochs: 25, width: 16, steps: 6, learningRate: 0.01, batch: 64}),
  transformerEstimator({epochs: 25, width: 16, steps: 6, learningRate: 0.005, batch: 64})
];

test("a perceptron learns what no straight line can", async () => {
  const train = eitherOr(1500, 1);
  const held = eitherOr(600, 2);
  const model = await mlpEstimator({epochs: 40, width: 16, learningRate: 0.01}).fit(train, {seed: 1});
  expect(rocAuc(model.predict(held), held.y).low).toBeGreaterThan(0.95);
  const straight = await mlpEstimator({epochs: 40, depth: 0, learningRate: 0.01}).fit(train, {seed: 1});
  expect(rocAuc(straight.predict(held), held.y).value).toBeLessThan(0.6);
});

describe.each(sequenceLearners.map((learner) => [learner.id, learner] as const))("%s", (_, learner) => {
  test("learns what only the order of events tells", async () => {
    const held = ordered(400, 12);
    const model = await learner.fit(ordered(800, 11), {seed: 1});
    expect(rocAuc(model.predict(held), held.y).low).toBeGreaterThan(0.9);
  });

  test("looks at no event at the moment or after it", async () => {
    const train = ordered(120, 13);
    const model = await learner.fit(train, {seed: 1});
    const until = train.sequences.until.map((end) => end - 1);
    const cut = {...train, sequences: {...train.sequences, until}};
    const events = {
      ...train.sequences.events,
      event: train.sequences.events.event.map((code, at) => (at % 6 === 5 ? 3 : code))
    };
    const changed = {...cut, sequences: {...cut.sequences, events}};
    expect(model.predict(changed)).toEqual(model.predict(cut));
    expect(model.predict({...train, sequences: {...train.sequences, events}} as SequenceSet)).not.toEqual(
      model.predict(train)
    );
  });

  test("rows without a sequence are an error of the program, rows without any event one of the data", async () => {
    const {sequences, ...bare} = ordered(20, 1);
    await expect(async () => learner.fit(bare as never, {seed: 1})).rejects.toThrow(RangeError);
    const none = {...bare, sequences: {...sequences, until: sequences.from}};
    await expect(async () => learner.fit(none, {seed: 1})).rejects.toThrow(UserError);
  });

  test("a row without events, or without item, department and price, has a chance", async () => {
    const train = ordered(60, 14);
    const model = await learner.fit(train, {seed: 1});
    const {sequences} = train;
    const missing = (column: Int32Array) => new Int32Array(column.length).fill(MISSING);
    const poor = {
      ...train,
      sequences: {
        ...sequences,
        until: sequences.until.map((end, row) => (row === 0 ? sequences.from[0] : end)),
        item: missing(sequences.item),
        department: missing(sequences.department),
        events: {
          ...sequences.events,
          item_id: missing(sequences.events.item_id),
          department_id: missing(sequences.events.department_id),
          price_cents: missing(sequences.events.price_cents)
        }
      }
    };
    for (const chance of model.predict(poor)) expect(chance > 0 && chance < 1).toBe(true);
    const learned = await learner.fit(poor, {seed: 1});
    for (const chance of learned.predict(poor)) expect(chance > 0 && chance < 1).toBe(true);
  });
});

const small: readonly (readonly [string, Estimator<never>, TrainingSet])[] = [
  ["mlp", mlpEstimator({epochs: 2, width: 8, dropout: 0.3}), eitherOr(100, 3)],
  ["gru", gruEstimator({epochs: 2, width: 8, steps: 4}), ordered(100, 3)],
  ["transformer", transformerEstimator({epochs: 2, width: 8, steps: 4, dropout: 0.2}), ordered(100, 3)]
];

describe.each(small)("%s", (name, learner, train) => {
  test("the same seed gives the same chances, another others", async () => {
    const [a, b, c] = await Promise.all([1, 1, 2].map((seed) => learner.fit(train as never, {seed})));
    expect(a.predict(train)).toEqual(b.predict(train));
    expect(a.predict(train)).not.toEqual(c.predict(train));
  });

  test("comes back from JSON", async () => {
    const model = await learner.fit(train as never, {seed: 1});
    const json = JSON.parse(JSON.stringify(model.toJSON())) as MlpJson | SequenceJson | {model: MlpJson};
    const bare = neuralFromJson("model" in json ? json.model : json);
    if (name === "mlp") {
      const {steps} = model as unknown as {steps: {means: number[]; deviations: number[]}[]};
      const x = train.x.map((value, at) => (value - steps[0].means[at % 4]) / steps[0].deviations[at % 4]);
      bare.predict({...train, x}).forEach((chance, row) => expect(chance).toBeCloseTo(model.predict(train)[row], 6));
    } else expect(bare.predict(train)).toEqual(model.predict(train));
  });

  test("tells each epoch, and what a listener throws ends it", async () => {
    const heard: number[] = [];
    await learner.fit(train as never, {
      seed: 1,
      report({done, of, training}) {
        expect(of).toBe(2);
        expect(training).toBeGreaterThan(0);
        heard.push(done);
      }
    });
    expect(heard).toEqual([1, 2]);
    await expect(
      learner.fit(train as never, {
        seed: 1,
        report: () => {
          throw new Error("stopped");
        }
      })
    ).rejects.toThrow("stopped");
  });

  test("what cannot be learned from is said", async () => {
    const wrong: [Partial<TrainingSet>, RegExp][] = [
      [{y: new Array(100).fill(0)}, /all 100 labels are 0/],
      [{y: new Array(100).fill(1)}, /all 100 labels are 1/],
      [{y: train.y as number[], x: train.x.map((v, i) => (i === 5 ? Infinity : v))}, /Infinity/],
      [{y: Array.from(train.y, (v, i) => (i === 7 ? NaN : v))}, /the label of row 7 is NaN/]
    ];
    for (const [change, said] of wrong)
      await expect(async () => learner.fit({...train, ...change} as never, {seed: 1})).rejects.toThrow(said);
  });
});

test("one row of each class and constant columns still give chances", async () => {
  const train: TrainingSet = {rows: 2, columns: ["a", "b"], x: Float32Array.of(1, NaN, 1, NaN), y: [0, 1]};
  const model = await mlpEstimator({epochs: 3}).fit(train, {seed: 1});
  for (const chance of model.predict(train)) expect(chance > 0 && chance < 1).toBe(true);
});

test("a class weight raises chances, and counts as that many rows", async () => {
  const {y, ...matrix} = eitherOr(400, 5);
  const rare = {...matrix, y: Array.from(y, (label, row) => (row % 10 === 0 ? label : 0))};
  const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;
  const plain = await mlpEstimator({epochs: 10}).fit(rare, {seed: 1});
  const weighed = await mlpEstimator({epochs: 10, scalePosWeight: 20}).fit(rare, {seed: 1});
  expect(mean(weighed.predict(rare))).toBeGreaterThan(2 * mean(plain.predict(rare)));
  // a row's own weight counts in the standardizer too; what is lost by a row is the same
  const chosen = Array.from({length: 50}, (_, i) => 3 * i);
  const logOdds = Float32Array.from(chosen, (row) => Math.sin(row));
  const byRow = logLoss({...rare, weights: rare.y.map((label) => (label === 1 ? 20 : 1))});
  expect(byRow.measure(chosen, logOdds)).toEqual(logLoss(rare, 20).measure(chosen, logOdds));
});

test("stops where validation gets no better, and keeps the best weights", async () => {
  const train = eitherOr(60, 6);
  const validation = eitherOr(300, 7);
  const losses: number[] = [];
  const run = fitMlp(train, {epochs: 400, patience: 5, learningRate: 0.02}, {validation});
  for (;;) {
    const {done, value} = run.next();
    if (done) {
      const probabilities = value.predict(validation);
      const loss =
        probabilities.reduce((sum, p, row) => sum - Math.log(validation.y[row] === 1 ? p : 1 - p), 0) / validation.rows;
      expect(loss).toBeCloseTo(Math.min(...losses), 5);
      break;
    }
    losses.push(value.validation!);
  }
  expect(losses.length).toBeLessThan(400);
  expect(losses.length - 1 - losses.indexOf(Math.min(...losses))).toBe(5);
});

test("options out of range are named", async () => {
  const train = eitherOr(20, 1);
  for (const [options, said] of [
    [{width: 0}, /^width: 0;/],
    [{epochs: 1.5}, /^epochs: 1.5;/],
    [{dropout: 1}, /^dropout: 1;/],
    [{learningRate: NaN}, /^learningRate: NaN;/]
  ] as const)
    await expect(async () => mlpEstimator(options).fit(train, {seed: 1})).rejects.toThrow(said);
  await expect(async () => transformerEstimator({width: 9, heads: 2}).fit(ordered(9, 1), {seed: 1})).rejects.toThrow(
    /^width 9 with 2 heads;/
  );
});

test("rows are taken with their sequences", () => {
  const all = ordered(10, 1);
  const some = takeSequenceRows(all, [7, 2]);
  expect([...some.x]).toEqual([all.x[7], all.x[2]]);
  expect([...some.sequences.from]).toEqual([42, 12]);
  expect(some.sequences.events).toBe(all.sequences.events);
});
