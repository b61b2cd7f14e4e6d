import * as tf from "@tensorflow/tfjs";
import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {UserError} from "../../src/lib/core/errors.js";
import {random} from "../../src/lib/core/random.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import type {Weights} from "../../src/lib/nn/optimizers.js";
import {gruNetwork} from "../../src/lib/nn/gruNetwork.js";
import {
  fitLayersGru,
  layersGru,
  layersGruFromJson,
  layersGruEstimator,
  type LayersGruJson
} from "../../src/lib/models/neural/layersGru.js";
import type {SequenceMatrix} from "../../src/lib/models/neural/sequenceMatrix.js";
import {layersLogOdds, putWeights} from "../../src/lib/models/neural/trainLayers.js";
import {predictLogOdds} from "../../src/lib/nn/trainer.js";
import {randomBatch} from "./networks.js";

beforeAll(openTfjs);

const SIZES = {rows: 6, columns: 2, channels: 3, steps: 5, width: 4, heads: 1, depth: 1};
const {rows, columns, channels, steps, width} = SIZES;
const batch = randomBatch(SIZES, 1);
const inputs = () => [tf.tensor3d(batch.events!.x, [rows, steps, channels]), tf.tensor2d(batch.x!, [rows, columns])];

function drawn(seed: number): Weights {
  const source = random(seed);
  const draw = (n: number) => Float32Array.from({length: n}, () => 2 * source.uniform() - 1);
  return {
    w: draw(channels * 3 * width),
    u: draw(width * 3 * width),
    b: draw(3 * width),
    hidden: draw((width + columns) * width),
    hiddenBias: draw(width),
    out: draw(width),
    outBias: draw(1)
  };
}

/** Log-odds of the layers' network with these weights. */
function layersSay(weights: Weights): Float32Array {
  const network = layersGru(columns, channels, {width, steps, dropout: 0});
  putWeights(network, weights);
  const said = layersLogOdds(network, rows, inputs);
  network.model.dispose();
  return said;
}

const sigma = (z: number) => 1 / (1 + Math.exp(-z));

/** The same by the formula, a number at a time. */
function byFormula({w, u, b, hidden, hiddenBias, out, outBias}: Weights): number[] {
  const units = Array.from({length: width}, (_, k) => k);
  return Array.from({length: rows}, (_, row) => {
    let h = units.map(() => 0);
    for (let step = 0; step < steps; step++) {
      const at = row * steps + step;
      if (batch.events!.mask[at] === 0) continue;
      const given = (gate: number, k: number) =>
        [0, 1, 2].reduce(
          (sum, c) => sum + batch.events!.x[at * channels + c] * w[c * 3 * width + gate * width + k],
          b[gate * width + k]
        );
      const fromState = (state: number[], gate: number, k: number) =>
        units.reduce((sum, from) => sum + state[from] * u[from * 3 * width + gate * width + k], 0);
      const z = units.map((k) => sigma(given(0, k) + fromState(h, 0, k)));
      const r = units.map((k) => sigma(given(1, k) + fromState(h, 1, k)));
      const opened = h.map((value, k) => r[k] * value);
      const n = units.map((k) => Math.tanh(given(2, k) + fromState(opened, 2, k)));
      h = units.map((k) => (1 - z[k]) * n[k] + z[k] * h[k]);
    }
    const told = [...h, batch.x![row * columns], batch.x![row * columns + 1]];
    const above = units.map((k) =>
      Math.max(
        0,
        told.reduce((sum, value, from) => sum + value * hidden[from * width + k], hiddenBias[k])
      )
    );
    return above.reduce((sum, value, k) => sum + value * out[k], outBias[0]);
  });
}

/** Our own network's log-odds with the layers' weights: gates in another order, and one more bias, of zeros. */
function oursSay({w, u, b, ...rest}: Weights): Float64Array {
  const turned = (values: Float32Array) => {
    const gates = (i: number) => [width, 0, 2 * width][Math.floor((i % (3 * width)) / width)] + (i % width);
    return values.map((_, i) => values[i - (i % (3 * width)) + gates(i)]);
  };
  return predictLogOdds(
    gruNetwork(columns, channels, {width, steps}),
    {...rest, w: turned(w), u: turned(u), b: turned(b), c: new Float32Array(3 * width)},
    {rows, batch: () => batch}
  );
}

const mostApart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));

test("its state is the formula's, and stands still where there is no event", () => {
  const weights = drawn(2);
  const said = layersSay(weights);
  expect(mostApart(said, byFormula(weights))).toBeLessThan(1e-5);
  expect(new Set(said).size).toBe(rows);
});

test("it is our own network where the reset gate may open before or after the product, and only there", () => {
  const weights = drawn(3);
  expect(mostApart(layersSay(weights), oursSay(weights))).toBeGreaterThan(1e-3);
  // a product with a diagonal matrix goes element by element, as the gate does
  const diagonal = weights.u.map((value, i) => {
    const [from, gate, unit] = [Math.floor(i / (3 * width)), Math.floor((i % (3 * width)) / width), i % width];
    return gate === 2 && from !== unit ? 0 : value;
  });
  const straight = {...weights, u: diagonal};
  expect(mostApart(layersSay(straight), oursSay(straight))).toBeLessThan(1e-5);
});

type SequenceSet = SequenceMatrix & Pick<TrainingSet, "y">;

/** Users of four events; the answer is whether the cart came after the purchase: only the order tells. */
function ordered(rows: number, seed: number): SequenceSet {
  const source = random(seed);
  const y = Array.from({length: rows}, () => source.below(2));
  const events = y.flatMap((label) => {
    const all = label === 1 ? [3, 1] : [1, 3];
    for (let k = 0; k < 2; k++) all.splice(source.below(all.length + 1), 0, 0);
    return all;
  });
  return {
    rows,
    columns: ["nothing"],
    x: Float32Array.from({length: rows}, () => source.uniform()),
    y,
    sequences: {
      events: {
        ts_ms: Float64Array.from(events, (_, i) => 60_000 * (i % 4)),
        event: Int32Array.from(events),
        item_id: new Int32Array(events.length).fill(1),
        department_id: new Int32Array(events.length).fill(1),
        price_cents: new Int32Array(events.length).fill(100)
      },
      from: Int32Array.from({length: rows}, (_, row) => 4 * row),
      until: Int32Array.from({length: rows}, (_, row) => 4 * row + 4),
      item: new Int32Array(rows).fill(1),
      department: new Int32Array(rows).fill(1),
      as_of_ms: new Float64Array(rows).fill(300_000)
    }
  };
}

describe("the learner", () => {
  const SMALL = {epochs: 12, steps: 4, width: 8, batch: 32, learningRate: 0.02};

  test("learns what only the order of events tells, and comes back from JSON", async () => {
    const model = await layersGruEstimator(SMALL).fit(ordered(300, 1), {seed: 1});
    const held = ordered(200, 2);
    const probabilities = model.predict(held);
    expect(rocAuc(probabilities, held.y).low).toBeGreaterThan(0.9);
    const again = layersGruFromJson(JSON.parse(JSON.stringify(model.toJSON())) as LayersGruJson);
    expect(again.predict(held)).toEqual(probabilities);
  });

  test("trains on a drawn part of many rows, the same for the same seed", async () => {
    const train = ordered(200, 3);
    const short = {...SMALL, epochs: 1};
    let steps = 0;
    const fit = (seed: number, mostRows: number) =>
      fitLayersGru(train, {...short, seed, mostRows}, {report: ({of}) => void (steps = of)});
    const [a, b, c] = [await fit(1, 65), await fit(1, 65), await fit(2, 65)].map((model) => model.predict(train));
    expect(steps).toBe(3);
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
    await fit(1, 200);
    expect(steps).toBe(7);
    await expect(fit(1, 1)).rejects.toThrow("mostRows: 1");
  });

  test("dropout and validation are used, and no tensor is left", async () => {
    const train = ordered(100, 4);
    const short = {...SMALL, epochs: 2};
    const plain = await fitLayersGru(train, short);
    const silent = await fitLayersGru(train, {...short, dropout: 0.5});
    expect(silent.predict(train)).not.toEqual(plain.predict(train));
    const small = await fitLayersGru(train, {...short, l2: 10});
    const [fined, free] = [small, plain].map((model) => (model.toJSON() as LayersGruJson).weights);
    for (const name of ["w", "u", "hidden", "out"])
      expect(Math.hypot(...fined[name].values)).toBeLessThan(0.85 * Math.hypot(...free[name].values));
    const before = tf.memory().numTensors;
    const heard: (number | null)[] = [];
    const model = await fitLayersGru(
      train,
      {...short, patience: 1},
      {validation: ordered(40, 5), report: ({validation}) => void (validation !== undefined && heard.push(validation))}
    );
    model.predict(train);
    expect(heard).toHaveLength(2);
    for (const loss of heard) expect(loss).toBeGreaterThan(0);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("rows without a sequence are an error of the program, rows without any event one of the data", async () => {
    const {sequences, ...bare} = ordered(20, 6);
    await expect(fitLayersGru(bare, SMALL)).rejects.toThrow(RangeError);
    const none = {...bare, sequences: {...sequences, until: sequences.from}};
    await expect(fitLayersGru(none as SequenceSet, SMALL)).rejects.toThrow(UserError);
  });
});
