import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {GRU4REC_OPTIONS, type Gru4RecOptions} from "../../src/lib/recommend/gru4recOptions.js";
import {Gru4RecNetwork} from "../../src/lib/recommend/gru4recNetwork.js";

interface Vectors {
  readonly items: number;
  readonly cases: readonly {
    readonly options: Partial<Gru4RecOptions>;
    readonly start: Readonly<Record<string, number[]>>;
    readonly steps: readonly {readonly inputs: number[]; readonly targets: number[]; readonly samples: number[]}[];
    readonly losses: readonly number[];
    readonly end: Readonly<Record<string, number[]>>;
  }[];
}

/** Made with PyTorch by `tests/vectors/gru4rec.py`. */
const {items, cases} = JSON.parse(readFileSync(new URL("../vectors/gru4rec.json", import.meta.url), "utf8")) as Vectors;

const floats = (weights: Readonly<Record<string, number[]>>) =>
  Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, Float32Array.from(values)]));

test.each(cases.map((one) => [JSON.stringify(one.options), one] as const))(
  "steps are PyTorch's: %s",
  (_, {options, start, steps, losses, end}) => {
    const clicks = Array.from({length: items}, (_, k) => k + 1);
    const network = new Gru4RecNetwork(items, {...GRU4REC_OPTIONS, ...options}, clicks);
    network.load(floats(start));
    network.reset();
    steps.forEach(({inputs, targets, samples}, k) => {
      const loss = network.step(Int32Array.from(inputs), Int32Array.from(targets), samples);
      expect(loss).toBeCloseTo(losses[k], 4);
    });
    const weights = network.weights();
    for (const [name, values] of Object.entries(end)) {
      let worst = 0;
      values.forEach((value, k) => (worst = Math.max(worst, Math.abs(weights[name][k] - value))));
      expect(worst, name).toBeLessThan(1e-4);
    }
  }
);
