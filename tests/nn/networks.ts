import {random} from "../../src/lib/core/random.js";
import {gruNetwork} from "../../src/lib/nn/gruNetwork.js";
import {mlpNetwork} from "../../src/lib/nn/mlpNetwork.js";
import type {Batch, Network} from "../../src/lib/nn/network.js";
import {transformerNetwork} from "../../src/lib/nn/transformerNetwork.js";

export interface Sizes {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  readonly steps: number;
  readonly width: number;
  readonly heads: number;
  readonly depth: number;
}

/** Every shape of network in one size. */
export const networks = ({columns, channels, ...sizes}: Sizes): Record<string, Network> => ({
  mlp: mlpNetwork(columns, sizes),
  gru: gruNetwork(columns, channels, sizes),
  transformer: transformerNetwork(columns, channels, sizes)
});

/** Rows of random columns and events; row k has events at the last k + 1 places, the last row none. */
export function randomBatch({rows, columns, channels, steps}: Sizes, seed: number): Batch {
  const source = random(seed);
  const draw = (n: number) => Float32Array.from({length: n}, () => 2 * source.uniform() - 1);
  const mask = new Float32Array(rows * steps);
  for (let row = 0; row < rows - 1; row++)
    for (let step = Math.max(0, steps - 1 - row); step < steps; step++) mask[row * steps + step] = 1;
  const x = draw(rows * steps * channels).map((value, i) => value * mask[Math.floor(i / channels)]);
  return {rows, x: draw(rows * columns), events: {x, mask}};
}
