import type {ModelInputs, Scorer} from "./scorer.js";

/** What the several builds of ONNX Runtime have in common, as far as it is used here. */
export interface OrtModule {
  readonly Tensor: new (type: "float32", data: Float32Array, shape: readonly number[]) => unknown;
  readonly InferenceSession: {
    create(file: Uint8Array, options: object): Promise<OrtSession>;
  };
}

interface OrtSession {
  readonly outputNames: readonly string[];
  run(feeds: Record<string, never>): Promise<Record<string, {readonly data: unknown}>>;
  release(): Promise<void>;
}

/** A model in a build of ONNX Runtime, which is told what it runs on. Throws what the runtime throws. */
export async function ortScorer(
  {Tensor, InferenceSession}: OrtModule,
  file: Uint8Array,
  options: object = {}
): Promise<Scorer> {
  const session = await InferenceSession.create(file, {logSeverityLevel: 3, ...options});
  const [output] = session.outputNames;
  return {
    async score(inputs: ModelInputs) {
      const feeds: Record<string, unknown> = {};
      for (const name in inputs) feeds[name] = new Tensor("float32", inputs[name].data, inputs[name].shape);
      return (await session.run(feeds as Record<string, never>))[output].data as Float32Array;
    },
    close: () => session.release()
  };
}
