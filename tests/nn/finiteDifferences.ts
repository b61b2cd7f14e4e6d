import {expect} from "vitest";
import type {Weights} from "../../src/lib/nn/optimizers.js";
import type {Batch, Network} from "../../src/lib/nn/network.js";
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
