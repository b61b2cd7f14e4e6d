import {unzipSync} from "fflate";
import {readOnnxGraph} from "../lib/onnx/readOnnxGraph.js";
import {inputPool} from "../lib/latency/modelInputs.js";
import {answerQuestions} from "./answerQuestions.js";
import {startOnnxWasm} from "./latencyRuntimes.js";

/** A module worker that scores one row and is done: what a visitor's first score waits for. */
export interface ColdQuestion {
  /** Address of the archive of models. */
  readonly archive: string;
  readonly model: string;
}

answerQuestions<ColdQuestion>(async ({archive, model}): Promise<number> => {
  const [runtime, answer] = await Promise.all([startOnnxWasm(), fetch(archive)]);
  const file = unzipSync(new Uint8Array(await answer.arrayBuffer()))[`${model}.onnx`];
  const graph = readOnnxGraph(file);
  const scorer = await runtime.open(file, graph);
  const rows = inputPool(graph, {rows: 0, columns: [], x: new Float32Array(0)});
  return (await scorer.score(rows.take(1, 0)))[0];
});
