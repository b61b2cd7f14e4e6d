import {readFileSync} from "node:fs";
import {tensor, tidy} from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {random} from "../../src/lib/core/random.js";
import {EmbeddingTable} from "../../src/lib/nn/embedding.js";
import {sgd} from "../../src/lib/nn/optimizers.js";
import {Tape} from "../../src/lib/nn/tape.js";
import {sasrecPass} from "../../src/lib/recommend/sasrecNetwork.js";
import {SASREC_OPTIONS, sasrecShapes, type SasrecOptions} from "../../src/lib/recommend/sasrecOptions.js";
import {sasrecRecommender} from "../../src/lib/recommend/sasrecRecommender.js";

interface Vectors {
  readonly items: number;
  readonly cases: readonly {
    readonly options: Partial<SasrecOptions>;
    readonly drawn?: {readonly items: number[]; readonly expected: number[]};
    readonly weights: Readonly<Record<string, number[]>>;
    readonly inputs: readonly number[][];
    readonly targets: readonly number[][];
    readonly loss: number;
    readonly gradients: Readonly<Record<string, number[]>>;
    readonly scores: readonly number[][][];
  }[];
}

/** Made with PyTorch by `tests/vectors/sasrec.py`. */
const {items, cases} = JSON.parse(readFileSync(new URL("../vectors/sasrec.json", import.meta.url), "utf8")) as Vectors;

beforeAll(openTfjs);

describe.each(cases.map((one) => [JSON.stringify(one.options), one] as const))("%s", (_, found) => {
  const options = {...SASREC_OPTIONS, ...found.options};
  const weights = Object.fromEntries(
    Object.entries(found.weights).map(([name, values]) => [name, Float32Array.from(values)])
  );
  const worst = (own: ArrayLike<number>, theirs: readonly number[]) =>
    theirs.reduce((most, value, k) => Math.max(most, Math.abs(own[k] - value)), own.length === theirs.length ? 0 : NaN);

  test("loss and gradients are PyTorch's", () => {
    const shapes = sasrecShapes(options);
    const names = Object.keys(shapes);
    const width = options.hidden_units;
    const table = new EmbeddingTable(weights.items.slice(), width, sgd({learningRate: 1}));
    const batch = {
      rows: found.inputs.length,
      steps: found.inputs[0].length,
      inputs: Int32Array.from(found.inputs.flat()),
      targets: Int32Array.from(found.targets.flat())
    };
    const drawn =
      found.drawn === undefined
        ? null
        : {items: Int32Array.from(found.drawn.items), expected: Float64Array.from(found.drawn.expected)};
    tidy(() => {
      const tape = new Tape(true);
      const tensors = Object.fromEntries(names.map((name) => [name, tensor(weights[name], [...shapes[name]])]));
      const {outputs, loss, gradient} = sasrecPass(tape, tensors, table, batch, drawn, options, random(1));
      expect(typeof loss === "number" ? loss : loss.dataSync()[0]).toBeCloseTo(found.loss, 4);
      const wanted = [...names.map((name) => tensors[name]), ...tape.lookups.map(({value}) => value)];
      const gradients = tape.gradients(outputs, gradient, wanted).map((one) => one.dataSync() as Float32Array);
      names.forEach((name, k) => expect(worst(gradients[k], found.gradients[name]), name).toBeLessThan(1e-4));
      // the vectors of items are looked up several times
      const ofItems = new Float32Array(items * width);
      tape.lookups.forEach(({ids}, k) =>
        Array.from(ids).forEach((id, row) => {
          for (let i = 0; i < width; i++) ofItems[id * width + i] += gradients[names.length + k][row * width + i];
        })
      );
      expect(worst(ofItems, found.gradients.items), "items").toBeLessThan(1e-4);
    });
  });

  test("scores after each click are PyTorch's", () => {
    const model = sasrecRecommender(items, options, weights);
    found.inputs.forEach((clicks, row) => {
      const session = model.session();
      clicks.forEach((item, place) =>
        expect(worst(session.click(item, 0), found.scores[row][place])).toBeLessThan(1e-4)
      );
    });
  });
});
