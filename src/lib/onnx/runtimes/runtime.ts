import type {ReadGraph} from "../readOnnxGraph.js";
import {onnxInterpreter} from "../interpreter/onnxInterpreter.js";
import type {Scorer} from "./scorer.js";

/** What runs models. */
export interface Runtime {
  /** As results and addresses name it. */
  readonly id: string;
  readonly title: string;
  /** Whether it has all operators of a graph. */
  takes(graph: ReadGraph): boolean;
  /** Throws what the runtime throws for a file that it cannot run. */
  open(file: Uint8Array, graph: ReadGraph): Scorer | Promise<Scorer>;
}

/** All runtimes that a result may have, by id. */
export const RUNTIME_TITLES = {
  "onnx-wasm": "ONNX Runtime, WebAssembly",
  "onnx-webgpu": "ONNX Runtime, WebGPU",
  "onnx-native": "ONNX Runtime, native (Node)",
  "tfjs-wasm": "TensorFlow.js, WebAssembly",
  "tfjs-webgl": "TensorFlow.js, WebGL",
  "tfjs-webgpu": "TensorFlow.js, WebGPU",
  plain: "plain TypeScript"
} as const;
export type RuntimeId = keyof typeof RUNTIME_TITLES;

/** Models in TypeScript alone, see `onnxInterpreter`. */
export const INTERPRETER: Runtime = {
  id: "plain",
  title: RUNTIME_TITLES.plain,
  takes: () => true,
  open: (_, graph) => onnxInterpreter(graph)
};
