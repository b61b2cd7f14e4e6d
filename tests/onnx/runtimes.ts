import * as node from "onnxruntime-node";
import * as web from "onnxruntime-web/wasm";
import {toFloat32} from "../../src/lib/models/toFloat32.js";
import type {Matrix} from "../../src/lib/models/matrix.js";

// as in a page that is not isolated from others
web.env.wasm.numThreads = 1;

/** Numbers of another input of a graph, a row for each row of the matrix. */
export interface Extra {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

type Run = (bytes: Uint8Array, matrix: Matrix, extra?: Readonly<Record<string, Extra>>) => Promise<Float32Array>;

const runWith =
  ({InferenceSession, Tensor}: Pick<typeof node, "InferenceSession" | "Tensor">): Run =>
  async (bytes, matrix, extra = {}) => {
    const session = await InferenceSession.create(bytes, {logSeverityLevel: 3});
    const features = new Tensor("float32", toFloat32(matrix).x as Float32Array, [matrix.rows, matrix.columns.length]);
    const others = Object.entries(extra).map(([name, {data, shape}]) => [name, new Tensor("float32", data, shape)]);
    const {prediction} = await session.run({features, ...Object.fromEntries(others)});
    await session.release();
    return prediction.data as Float32Array;
  };

/** Both runtimes by name: the native one, and the WebAssembly one that pages load. */
export const RUNTIMES: Readonly<Record<string, Run>> = {
  "onnxruntime-node": runWith(node),
  "onnxruntime-web": runWith(web)
};

/** The greatest difference from `wanted`, beyond 1 as a share of it; NaN where either has one. */
export function greatestDifference(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (found.length !== wanted.length) return NaN;
  let greatest = 0;
  for (let i = 0; i < wanted.length; i++) {
    if (found[i] === wanted[i]) continue;
    const difference = Math.abs(found[i] - wanted[i]) / Math.max(1, Math.abs(wanted[i]));
    if (!(difference <= greatest)) greatest = difference;
  }
  return greatest;
}
