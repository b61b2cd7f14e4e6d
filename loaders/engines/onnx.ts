import * as ort from "onnxruntime-web/wasm";
import type {Matrix} from "../../src/lib/models/matrix.js";
import {rounded} from "../../src/lib/models/rounded.js";

// as in a page that is not isolated from others
ort.env.wasm.numThreads = 1;

/**
 * What an ONNX file of this project predicts, one a row, in the runtime that pages load. Throws what the runtime throws
 * for a file that it cannot run.
 */
export async function scoreOnnx(bytes: Uint8Array, matrix: Matrix): Promise<Float64Array> {
  const session = await ort.InferenceSession.create(bytes, {logSeverityLevel: 3});
  try {
    const {rows, columns, x} = rounded(matrix);
    const features = new ort.Tensor("float32", x as Float32Array, [rows, columns.length]);
    const {prediction} = await session.run({features});
    return Float64Array.from(prediction.data as Float32Array);
  } finally {
    await session.release();
  }
}
