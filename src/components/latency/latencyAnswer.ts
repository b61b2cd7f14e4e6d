import type {LatencyHeadline} from "../../lib/reports/latency.js";
import type {LatencyPage} from "../../lib/reports/latencyPage.js";
import {count} from "../format.js";
import {time, timeInterval} from "./timeText.js";

const AGAINST: Readonly<Record<LatencyHeadline["against"], string>> = {
  less: "That is a median; a report states a higher mean for its own model",
  more: "That is a median; a report states a lower mean for its own model",
  "as much": "That is a median; a report states about the same mean for its own model"
};

/** The answer to the page's question, from what was measured in Node or in the reader's browser. */
export function latencyAnswer({median, against}: LatencyHeadline, here: boolean): string {
  return `About ${time(median.value === null ? null : Number(median.value.toPrecision(1)))} for one visitor ${here ? "in this browser" : "in Node on the machine that made this site"}. ${AGAINST[against]}, but the report does not name its machine.`;
}

/** What to do about it: how the model's time compares with what a visitor waits for before the first score. */
export function latencyTakeaway(
  {model, median, calls, p99, open, openInCalls, visitor}: LatencyHeadline,
  [{text}]: LatencyPage["claims"]
): string {
  const slow = p99 === null ? "" : `; 99 % of calls take at most ${time(p99)}`;
  const whole =
    visitor === null
      ? ""
      : ` With the features computed too, the slowest model takes ${timeInterval(visitor)} from a visitor's raw events to a score.`;
  return `One call of ${model.label} (${model.title}, in ONNX Runtime's WebAssembly) has a median of ${timeInterval(median)} over ${count(calls)} calls${slow}. The report states ${text}.${whole} Reading the file and preparing the model takes ${time(open)}, as long as ${count(openInCalls)} calls. So load the model early; if visitors wait, the model is not the reason.`;
}
