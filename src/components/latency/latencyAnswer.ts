import type {LatencyHeadline} from "../../lib/reports/latency.js";
import type {LatencyPage} from "../../lib/reports/latencyPage.js";
import {count} from "../format.js";
import {time, timeInterval} from "./timeText.js";

const AGAINST: Readonly<Record<LatencyHeadline["against"], string>> = {
  less: "less than",
  more: "more than",
  "as much": "as much as"
};

/** The answer to the page's question, from what was measured in Node or in the reader's browser. */
export function latencyAnswer(
  {model, median, calls, against, visitor}: LatencyHeadline,
  [{text}]: LatencyPage["claims"],
  here: boolean
): string {
  const whole =
    visitor === null
      ? ""
      : ` From a visitor's raw events to a score, features included, the slowest model that takes them needs ${timeInterval(visitor)}.`;
  return `${time(median.value)} ${here ? "in this browser" : "in Node on the machine that made this site"}, for one row: ${model.label}, ${model.title}, in ONNX Runtime's WebAssembly has its median at ${timeInterval(median)}, over ${count(calls)} calls. That is ${AGAINST[against]} the ${text} a report gives for its own, on a machine that it does not name.${whole}`;
}

/** What to do about it: how the model's time compares with what a visitor waits for before the first score. */
export function latencyTakeaway({model, median, p99, open, openInCalls}: LatencyHeadline): string {
  const slow = p99 === null ? "" : `; 99 of 100 take at most ${time(p99)}`;
  return `One call of ${model.label} takes ${time(median.value)}${slow}. Reading its file and making a session takes ${time(open)}, as much as ${count(openInCalls)} calls: load the model early, and look elsewhere for what a visitor waits for.`;
}
