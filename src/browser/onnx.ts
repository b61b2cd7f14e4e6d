import type {Matrix} from "../lib/models/matrix.js";
import {toFloat32} from "../lib/models/toFloat32.js";
import {fetchWasm} from "./fetchWasm.js";

/** A model from an ONNX file of this project, ready to score. */
export interface OnnxScorer {
  /** What it predicts, one a row. The matrix has the columns that the file's metadata name, in their order. */
  score(matrix: Matrix): Promise<Float64Array>;
  close(): Promise<void>;
}

/**
 * Starts ONNX Runtime in this worker, single-threaded as a page that is not isolated from others needs it, from this
 * site's own files, and reads a model. Throws what the runtime throws for bytes that it cannot run, and what `fetchWasm`
 * throws.
 */
export async function openOnnx(file: Uint8Array): Promise<OnnxScorer> {
  const {InferenceSession, Tensor} = await startOnnx();
  const session = await InferenceSession.create(file, {logSeverityLevel: 3});
  return {
    async score(matrix) {
      const {rows, columns, x} = toFloat32(matrix);
      const features = new Tensor("float32", x as Float32Array, [rows, columns.length]);
      const {prediction} = await session.run({features});
      return Float64Array.from(prediction.data as Float32Array);
    },
    close: () => session.release()
  };
}

/** The items' scores by the file of a recommender of this project; close it after use. */
export interface OnnxRecommender {
  /** The scores of all items after some clicks, the last one last, by their numbers in the file. */
  scores(clicks: ArrayLike<number>): Promise<Float64Array>;
  close(): Promise<void>;
}

/** The same for the file of a recommender, which takes the clicks of a session. */
export async function openOnnxRecommender(file: Uint8Array): Promise<OnnxRecommender> {
  const {InferenceSession, Tensor} = await startOnnx();
  const session = await InferenceSession.create(file, {logSeverityLevel: 3});
  return {
    async scores(clicks) {
      const items = new Tensor("float32", Float32Array.from(clicks), [1, clicks.length]);
      const {scores} = await session.run({items}, ["scores"]);
      return new Float64Array(scores.data as Float32Array);
    },
    close: () => session.release()
  };
}

/** The runtime, compiled once a worker, however many models are opened. */
async function startOnnx() {
  const runtime = await import("onnxruntime-web/wasm");
  runtime.env.wasm.wasmBinary ??= await (await fetchWasm(onnxWasm())).arrayBuffer();
  runtime.env.wasm.numThreads = 1;
  return runtime;
}

/** Address of ONNX Runtime's WebAssembly module. */
const onnxWasm = (): string =>
  new URL(import.meta.resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"), import.meta.url).href;
