import {readFileSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {SasrecNetwork} from "../../src/lib/recommend/sasrecNetwork.js";
import {SASREC_OPTIONS, type SasrecOptions} from "../../src/lib/recommend/sasrecOptions.js";
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

describe.each(cases.map((one) => [JSON.stringify(one.options), one] as const))("%s", (_, found) => {
  const options = {...SASREC_OPTIONS, ...found.options};
  const weights = Object.fromEntries(
    Object.entries(found.weights).map(([name, values]) => [name, Float32Array.from(values)])
  );
  const worst = (own: ArrayLike<number>, theirs: readonly number[]) =>
    theirs.reduce((most, value, k) => Math.max(most, Math.abs(own[k] - value)), own.length === theirs.length ? 0 : NaN);

  test("loss and gradients are PyTorch's", () => {
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
    const network = new SasrecNetwork(items, {...options, batch_size: batch.rows}, weights);
    // the first pass leaves nothing behind for the second
    for (let pass = 0; pass < 2; pass++) {
      const {loss, gradients, touched} = network.pass(batch, drawn, random(1));
      expect(loss).toBeCloseTo(found.loss, 4);
      for (const [name, values] of Object.entries(found.gradients))
        expect(worst(gradients[name], values), name).toBeLessThan(1e-4);
      expect(new Set(touched).size).toBe(touched.length);
      const width = options.hidden_units;
      for (let item = 0; item < items; item++)
        if (!touched.includes(item))
          expect(found.gradients.items.slice(item * width, (item + 1) * width)).toEqual(new Array(width).fill(0));
    }
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
