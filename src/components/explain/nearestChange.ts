import {changeLimits} from "../../lib/explain/counterfactual.js";
import {treeCounterfactual} from "../../lib/explain/treeCounterfactual.js";
import {treeSumOf} from "../../lib/explain/explainer.js";
import {count, percent} from "../format.js";
import type {ExplainedModel} from "./explainedModel.js";

/** Which features a change may touch, and what a page calls that. */
export const MAY_CHANGE = {
  session: "what the session can still add",
  all: "every feature, up or down"
} as const;
export type MayChange = keyof typeof MAY_CHANGE;

/** Probabilities that a change may aim for. */
export const AIMS = ["0.05", "0.1", "0.2", "0.3", "0.5"];

/** Counts of the session that grow while it lasts. */
const GROWING = ["session_events", "session_items", "session_carts", "session_seconds"];
const MOST_COLUMNS = 2;

/** The smallest change of a row that moves its probability across the aim, as a sentence; or that there is none. */
export function nearestChangeText(
  model: ExplainedModel,
  x: Float64Array,
  {aim, may}: {readonly aim: number; readonly may: MayChange}
): string {
  const {columns, training} = model;
  const growing = columns.filter((name) => GROWING.includes(name));
  const limits =
    may === "all"
      ? changeLimits(training)
      : changeLimits(training, {up: growing, fixed: columns.filter((name) => !GROWING.includes(name))});
  const {wanted, found} = treeCounterfactual(treeSumOf(model.model)!.sum, x, limits, {
    threshold: Math.log(aim / (1 - aim)),
    mostColumns: MOST_COLUMNS
  });
  const goal = wanted === "at least" ? `to ${percent(aim, 0)} or more` : `below ${percent(aim, 0)}`;
  if (found === null)
    return `No change of one or two of these features, within the values that the page’s training rows have, moves the probability ${goal}.`;
  const changes = found.changes.map(
    ({column, from, to}) => `${columns[column].replaceAll("_", " ")} from ${count(from)} to ${count(to)}`
  );
  const reached = percent(1 / (1 + Math.exp(-found.score)));
  return `The nearest change that moves the probability ${goal}: ${changes.join(" and ")}. It would be ${reached}.`;
}
