import {random, type Random} from "../core/random.js";
import type {ReadGraph, ReadPort} from "../onnx/readOnnxGraph.js";
import type {Matrix} from "../models/matrix.js";
import type {ModelInputs} from "../onnx/runtimes/scorer.js";

/** Rows that calls are made of, in turn. */
export const POOL_ROWS = 1024;
/** Events of a row, where a model takes any number of them. */
export const POOL_STEPS = 20;

/** Where the rows of a model come from. */
export interface InputPool {
  /** Whether its columns are those of the rows given; made up otherwise. */
  readonly real: boolean;
  /** So many rows, another stretch of the pool at each turn. */
  take(rows: number, turn: number): ModelInputs;
}

interface Block {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly data: Float32Array;
}

/**
 * Rows to time a model with: those given, repeated, where they have its columns, and made-up ones where they do not and
 * for all other inputs. How long a network takes does not depend on what is in a row; how long trees take does, as rows
 * go down other branches. The same seed makes the same rows.
 */
export function inputPool({inputs, metadata}: ReadGraph, known: Matrix, seed = 1): InputPool {
  const columns = metadata.columns === undefined ? [] : (JSON.parse(metadata.columns) as string[]);
  const places = columns.map((name) => known.columns.indexOf(name));
  const real = columns.length > 0 && !places.includes(-1);
  const blocks = inputs.map((port, k): Block => {
    const shape = port.shape.slice(1).map((size) => (typeof size === "number" ? size : POOL_STEPS));
    const size = shape.reduce((a, b) => a * b, 1);
    const data =
      port.name === "features" && real ? repeated(known, places) : madeUp(port, POOL_ROWS * size, random(seed, k));
    return {name: port.name, shape, size, data};
  });
  return {
    real,
    take(rows, turn) {
      const starts = Math.floor(POOL_ROWS / rows);
      const from = (turn % starts) * rows;
      return Object.fromEntries(
        blocks.map(({name, shape, size, data}) => [
          name,
          {shape: [rows, ...shape], data: data.subarray(from * size, (from + rows) * size)}
        ])
      );
    }
  };
}

function repeated({rows, columns, x}: Matrix, places: readonly number[]): Float32Array {
  const data = new Float32Array(POOL_ROWS * places.length);
  for (let row = 0, to = 0; row < POOL_ROWS; row++)
    for (const place of places) data[to++] = x[(row % rows) * columns.length + place];
  return data;
}

/** Every event is there; of other numbers one in five is not zero, as where kinds are spread out over columns. */
function madeUp({name}: ReadPort, size: number, source: Random): Float32Array {
  if (name === "mask") return new Float32Array(size).fill(1);
  return Float32Array.from({length: size}, () => Math.max(0, 5 * source.uniform() - 4));
}
