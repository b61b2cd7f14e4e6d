import * as ort from "onnxruntime-web/wasm";
import type {Matrix} from "../../src/lib/models/matrix.js";
import {toFloat32} from "../../src/lib/models/toFloat32.js";
import {eventBatches, scatterScores} from "../../src/lib/sequence/padSessions.js";
import {rawColumns, rawEvents} from "../../src/lib/sequence/rawEvents.js";
import type {SessionEncoder} from "../../src/lib/sequence/sessionEncoder.js";
import {eventsOf, type SessionSequences} from "../../src/lib/sequence/sessionSequences.js";

// as in a page that is not isolated from others
ort.env.wasm.numThreads = 1;

/** Rows that are scored at once: an ensemble holds some hundred kilobytes for each. */
const SCORED = 1024;

/**
 * What an ONNX file of this project predicts, one a row, in the runtime that pages load, from so many rows at a time.
 * Throws what the runtime throws for a file that it cannot run.
 */
export async function scoreOnnx(bytes: Uint8Array, matrix: Matrix): Promise<Float64Array> {
  const session = await ort.InferenceSession.create(bytes, {logSeverityLevel: 3});
  try {
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
  } finally {
    await session.release();
  }
}

/**
 * What an ONNX file of a network over the events of sessions says after every event, events × targets. `encoder` is
 * that of the file's metadata. Throws what the runtime throws for a file that it cannot run.
 */
export async function scoreSessionsOnnx(
  bytes: Uint8Array,
  encoder: SessionEncoder,
  sequences: SessionSequences
): Promise<Float64Array> {
  const session = await ort.InferenceSession.create(bytes, {logSeverityLevel: 3});
  try {
    const width = rawColumns(encoder).length;
    let out = new Float64Array(0);
    for (const batch of eventBatches(width, rawEvents(encoder, sequences), sequences)) {
      const {rows, steps, x} = batch;
      const {scores} = await session.run({events: new ort.Tensor("float32", x, [rows, steps, width])});
      const targets = scores.dims[2];
      if (out.length === 0) out = new Float64Array(eventsOf(sequences) * targets);
      scatterScores(out, scores.data as Float32Array, sequences, {...batch, targets});
    }
    return out;
  } finally {
    await session.release();
  }
}
