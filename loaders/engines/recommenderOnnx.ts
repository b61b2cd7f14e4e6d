import * as ort from "onnxruntime-web/wasm";

// as in a page that is not isolated from others
ort.env.wasm.numThreads = 1;

/** The items that a file puts first after some clicks, by their numbers in the catalogue, with their scores. */
export interface TopItems {
  readonly items: Float32Array;
  readonly scores: Float32Array;
}

/** A recommender's file in the runtime that pages load; close it after use. */
export interface OpenRecommender {
  top(clicks: ArrayLike<number>): Promise<TopItems>;
  close(): Promise<void>;
}

/** Opens the ONNX file of a recommender. Throws what the runtime throws for a file that it cannot run. */
export async function openRecommender(bytes: Uint8Array): Promise<OpenRecommender> {
  const session = await ort.InferenceSession.create(bytes, {logSeverityLevel: 3});
  return {
    async top(clicks) {
      const items = new ort.Tensor("float32", Float32Array.from(clicks), [1, clicks.length]);
      const {top_items, top_scores} = await session.run({items});
      return {items: top_items.data as Float32Array, scores: top_scores.data as Float32Array};
    },
    close: () => session.release()
  };
}
