import {tensor, tidy, type Tensor} from "@tensorflow/tfjs-core";
import {expect} from "vitest";
import {random} from "../../src/lib/core/random.js";
import type {Weights} from "../../src/lib/nn/optimizers.js";
import type {Batch, Network} from "../../src/lib/nn/network.js";
import {Tape} from "../../src/lib/nn/tape.js";
import {gradientsOf} from "../../src/lib/nn/trainer.js";

const H = 1e-2;

/**
 * Compares the gradients of a loss that weighs each of a network's log-odds by its place with central differences at
 * the places that `picked` gives of each weight. Of all places, those must be more than a share of `least` where the
 * loss has one slope.
 */
export function expectGradients(
  network: Network,
  weights: Weights,
  batch: Batch,
  {picked, least}: {readonly picked: (length: number) => Iterable<number>; readonly least: number}
): void {
  const measure = (logOdds: Float32Array) => ({
    loss: logOdds.reduce((sum, z, i) => sum + (i + 1) * z, 0),
    gradient: Float32Array.from(logOdds, (_, i) => i + 1)
  });
  const found = () => gradientsOf(network, weights, batch, () => (layer) => layer, measure);
  const {gradients, loss} = found();
  const lossAt = () => found().loss;
  let [compared, all] = [0, 0];
  for (const [name, gradient] of Object.entries(gradients)) {
    expect(gradient.length, name).toBe(weights[name].length);
    for (const i of picked(gradient.length)) {
      const before = weights[name][i];
      weights[name][i] = before + H;
      const up = lossAt();
      weights[name][i] = before - H;
      const down = lossAt();
      weights[name][i] = before;
      all++;
      // a corner of a rectifier lies between: there is no one slope
      if (Math.abs(up + down - 2 * loss) > 0.02 * H * Math.max(1, Math.abs(up - down) / (2 * H))) continue;
      compared++;
      const slope = (up - down) / (2 * H);
      expect(Math.abs(gradient[i] - slope), `${name}[${i}]: ${gradient[i]} against ${slope}`).toBeLessThan(
        0.02 * Math.max(1, Math.abs(slope))
      );
    }
  }
  expect(compared).toBeGreaterThan(least * all);
}

/**
 * Compares the gradients of a layer with respect to all its inputs, of the shapes given, with central differences in
 * every number. Inputs and the slope of what is differentiated are drawn; numbers whose loss has no one slope nearby, as
 * at a rectifier's corner, are few.
 */
export function expectLayerGradients<Name extends string>(
  layer: (tape: Tape, inputs: Readonly<Record<Name, Tensor>>) => Tensor,
  shapes: Readonly<Record<Name, readonly number[]>>,
  seed = 1
): void {
  const source = random(seed);
  const draw = (size: number) => Float32Array.from({length: size}, () => 2 * source.uniform() - 1);
  const names = Object.keys(shapes) as Name[];
  const values = Object.fromEntries(
    names.map((name) => [name, draw(shapes[name].reduce((a, b) => a * b, 1))])
  ) as Record<Name, Float32Array>;
  let slope: Float32Array | undefined;
  const run = () => {
    const told = {loss: 0, gradients: [] as Float32Array[]};
    tidy(() => {
      const tape = new Tape(true);
      const tensors = names.map((name) => tensor(values[name], shapes[name] as number[]));
      const output = layer(
        tape,
        Object.fromEntries(names.map((name, k) => [name, tensors[k]])) as Record<Name, Tensor>
      );
      slope ??= draw(output.size);
      output.dataSync().forEach((value, i) => (told.loss += value * slope![i]));
      const gradients = tape.gradients(output, tensor(slope, output.shape), tensors);
      gradients.forEach((gradient, k) => expect(gradient.shape, names[k]).toEqual(shapes[names[k]]));
      told.gradients = gradients.map((gradient) => gradient.dataSync() as Float32Array);
    });
    return told;
  };
  const {loss, gradients} = run();
  let [compared, all] = [0, 0];
  names.forEach((name, k) => {
    expect(Math.max(...gradients[k].map(Math.abs)), name).toBeGreaterThan(1e-3);
    gradients[k].forEach((gradient, i) => {
      const at = values[name][i];
      const moved = (to: number) => {
        values[name][i] = to;
        return run().loss;
      };
      const [up, down] = [moved(at + H), moved(at - H)];
      values[name][i] = at;
      all++;
      const difference = (up - down) / (2 * H);
      if (Math.abs(up + down - 2 * loss) > 0.05 * H * Math.max(1, Math.abs(difference))) return;
      compared++;
      expect(Math.abs(difference - gradient), `${name}[${i}]: ${gradient} against ${difference}`).toBeLessThan(
        4e-3 * Math.max(1, Math.abs(difference))
      );
    });
  });
  expect(compared).toBeGreaterThan(0.8 * all);
}
