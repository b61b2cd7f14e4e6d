import type {LatencyPage, LatencyResult} from "../../lib/latency/latencyPage.js";
import {count} from "../format.js";
import {cellOf, featuredModel, slowestVisitor} from "./featured.js";
import {time, timeInterval} from "./timeText.js";

const RUNTIME = "onnx-wasm";

/** The answer to the page's question, from what was measured in Node or in the reader's browser. */
export function latencyAnswer(page: LatencyPage, result: LatencyResult, here: boolean): string {
  const model = featuredModel(page.models);
  const cell = cellOf(result, model.id, RUNTIME)!;
  const visitor = slowestVisitor(result, RUNTIME);
  const [{ms, text}] = page.claims;
  const against = cell.p50High! < ms ? "less than" : cell.p50Low! > ms ? "more than" : "as much as";
  const whole =
    visitor === undefined
      ? ""
      : ` From a visitor's raw events to a score, features included, the slowest model that takes them needs ${timeInterval({value: visitor.p50, low: visitor.p50Low, high: visitor.p50High})}.`;
  return `${time(cell.p50)} ${here ? "in this browser" : "in Node on the machine that made this site"}, for one row: ${model.label}, ${model.title}, in ONNX Runtime's WebAssembly has its median at ${timeInterval({value: cell.p50, low: cell.p50Low, high: cell.p50High})}, over ${count(cell.readings! * cell.callsPerReading!)} calls. That is ${against} the ${text} a report gives for its own, on a machine that it does not name.${whole}`;
}

/** What to do about it: how the model's time compares with what a visitor waits for before the first score. */
export function latencyTakeaway(page: LatencyPage, result: LatencyResult): string {
  const {id, label} = featuredModel(page.models);
  const cell = cellOf(result, id, RUNTIME)!;
  const {open} = result.openings.find(({model, runtime}) => model === id && runtime === RUNTIME)!;
  const slow = cell.p99 === null ? "" : `; 99 of 100 take at most ${time(cell.p99)}`;
  return `One call of ${label} takes ${time(cell.p50)}${slow}. Reading its file and making a session takes ${time(open)}, as much as ${count(open! / cell.p50!)} calls: load the model early, and look elsewhere for what a visitor waits for.`;
}
