import * as ort from "onnxruntime-web/wasm";
import {UserError} from "../../src/lib/core/errors.js";
import type {Matrix} from "../../src/lib/models/matrix.js";
import {toFloat32} from "../../src/lib/models/toFloat32.js";

ort.env.wasm.numThreads = 1;

/** Rows that are scored at once. */
const SCORED = 1024;

/** A file that is open in a runtime, to be asked again and again. */
export interface OnnxScorer {
  /** One number a row. */
  score(matrix: Matrix): Promise<Float64Array>;
  close(): Promise<void>;
}

/**
 * Opens an ONNX file that takes `features` (rows × columns) and gives `prediction`, as `npm run train` writes it. Throws
 * `UserError` for bytes that the runtime cannot run, and for other inputs and outputs.
 */
export async function openOnnxScorer(bytes: Uint8Array, name: string): Promise<OnnxScorer> {
  let session: ort.InferenceSession;
  try {
    session = await ort.InferenceSession.create(bytes, {logSeverityLevel: 3});
  } catch (error) {
    throw new UserError(
      `ONNX Runtime cannot run ${name}: ${String((error as Error).message ?? error).split("\n")[0]}`,
      "check that the file is whole, or write it again with npm run train"
    );
  }
  const {inputNames, outputNames} = session;
  if (inputNames.join() !== "features" || !outputNames.includes("prediction")) {
    await session.release();
    throw new UserError(
      `${name} takes ${inputNames.join(", ")} and gives ${outputNames.join(", ")}`,
      "give a file that takes features (rows × columns) and gives prediction"
    );
  }
  return {
    async score(matrix) {
      const {rows, columns, x} = toFloat32(matrix);
      const width = columns.length;
      const scores = new Float64Array(rows);
      for (let from = 0; from < rows; from += SCORED) {
        const until = Math.min(rows, from + SCORED);
        const part = (x as Float32Array).subarray(from * width, until * width);
        const {prediction} = await session.run({features: new ort.Tensor("float32", part, [until - from, width])});
        scores.set(prediction.data as Float32Array, from);
      }
      return scores;
    },
    close: () => session.release()
  };
}
