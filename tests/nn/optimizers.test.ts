import {describe, expect, test} from "vitest";
import {adam, optimizer, type OptimizerState} from "../../src/lib/nn/optimizers.js";

/** Algorithm 1 of arXiv 1412.6980, one weight, in doubles and by powers; the decay of AdamW before it. */
function slowAdam(w: number, gradients: readonly number[], rate: number, decay: number): number[] {
  let [m, v] = [0, 0];
  return gradients.map((g, k) => {
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g ** 2;
    const mean = m / (1 - 0.9 ** (k + 1));
    const square = v / (1 - 0.999 ** (k + 1));
    w = w - rate * decay * w - (rate * mean) / (Math.sqrt(square) + 1e-8);
    return w;
  });
}

const GRADIENTS = [
  [0.5, -2, 3e-7],
  [0.1, 1.5, -1e-7],
  [-0.7, 0, 2e-7],
  [0.4, -0.2, 1e-7],
  [0.9, 0.6, -4e-7]
];

describe.each([0, 0.3])("Adam with a decay of %d", (weightDecay) => {
  test("steps as its algorithm says, tiny gradients too", () => {
    const weights = {a: Float32Array.of(1, -2), b: Float32Array.of(0.25)};
    const {step, state} = optimizer(weights, adam({learningRate: 0.05, weightDecay}));
    const slow = [1, -2, 0.25].map((w, i) =>
      slowAdam(
        w,
        GRADIENTS.map((g) => g[i]),
        0.05,
        weightDecay
      )
    );
    GRADIENTS.forEach(([first, second, third], k) => {
      step({a: Float32Array.of(first, second), b: Float32Array.of(third)});
      expect(weights.a[0]).toBeCloseTo(slow[0][k], 5);
      expect(weights.a[1]).toBeCloseTo(slow[1][k], 5);
      expect(weights.b[0]).toBeCloseTo(slow[2][k], 5);
      expect(state().steps).toBe(k + 1);
    });
  });
});

test("without a decay of its own weights do not fade where no gradient is", () => {
  const weights = {a: Float32Array.of(3)};
  const {step} = optimizer(weights, adam({learningRate: 0.1}));
  step({a: Float32Array.of(0)});
  expect(weights.a[0]).toBe(3);
});

test("a state that is given goes on: its moments, and how far they had come", () => {
  const whole = {a: Float32Array.of(1)};
  const {step} = optimizer(whole, adam({learningRate: 0.05}));
  for (const [g] of GRADIENTS) step({a: Float32Array.of(g)});

  const parted = {a: Float32Array.of(1)};
  const before = optimizer(parted, adam({learningRate: 0.05}));
  for (const [g] of GRADIENTS.slice(0, 3)) before.step({a: Float32Array.of(g)});
  const state = structuredClone(before.state()) as OptimizerState;
  expect(state.steps).toBe(3);
  const after = optimizer(parted, adam({learningRate: 0.05}), state);
  for (const [g] of GRADIENTS.slice(3)) after.step({a: Float32Array.of(g)});
  expect(parted).toEqual(whole);
  expect(after.state().steps).toBe(5);
});
