import * as web from "onnxruntime-web/wasm";
import {ortScorer, type OrtModule} from "../../src/lib/onnx/runtimes/ortScorer.js";
import {INTERPRETER, RUNTIME_TITLES, type Runtime, type RuntimeId} from "../../src/lib/onnx/runtimes/runtime.js";
import {tfjsScorer, tfjsSupports} from "../../src/lib/onnx/runtimes/tfjsScorer.js";
import {openTfjs} from "../engines/tfjs.js";

/**
 * The runtimes that models are timed with in Node, each with one thread, and the one that pages load first. The native
 * one is installed for development only. Starts them.
 */
export async function nodeRuntimes(): Promise<Runtime[]> {
  // as in a page that is not isolated from others
  web.env.wasm.numThreads = 1;
  await openTfjs();
  const native = (await import("onnxruntime-node")) as unknown as OrtModule;
  const ort = (id: RuntimeId, module: OrtModule, options: object = {}): Runtime => ({
    id,
    title: RUNTIME_TITLES[id],
    takes: () => true,
    open: (file) => ortScorer(module, file, options)
  });
  return [
    ort("onnx-wasm", web as unknown as OrtModule),
    ort("onnx-native", native, {intraOpNumThreads: 1, interOpNumThreads: 1}),
    {
      id: "tfjs-wasm",
      title: RUNTIME_TITLES["tfjs-wasm"],
      takes: tfjsSupports,
      open: (_, graph) => tfjsScorer(graph)
    },
    INTERPRETER
  ];
}
