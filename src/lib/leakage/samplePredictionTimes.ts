import {permutation, random} from "../core/random.js";
import {numbers} from "../core/table.js";
import type {Audit} from "./openAudit.js";
import {cell} from "./sameValue.js";
import type {PredictionTime} from "./counterfactualLog.js";

const STREAM = 71;

/**
 * Moments of the audit's examples drawn at random, with all examples that share them, until there are at least `examples` examples or no moment is left. In the order
 * of time. Throws `RangeError` unless `examples` is a positive whole number.
 */
export async function samplePredictionTimes(
  {engine, home}: Pick<Audit, "engine" | "home">,
  {examples, seed}: {readonly examples: number; readonly seed: number}
): Promise<PredictionTime[]> {
  if (!(Number.isInteger(examples) && examples > 0)) throw new RangeError(`invalid number of examples: ${examples}`);
  const found = await engine.read(`SELECT session_id, as_of_ms, count(*) AS examples FROM ${home}.examples
GROUP BY session_id, as_of_ms ORDER BY session_id, as_of_ms`);
  const [session, at, counts] = ["session_id", "as_of_ms", "examples"].map((name) => numbers(found, name));
  const drawn: string[] = [];
  let rows = 0;
  for (const i of permutation(found.rows, random(seed, STREAM))) {
    if (rows >= examples) break;
    drawn.push(`(${session[i]}, ${at[i]})`);
    rows += counts[i];
  }
  return momentsWhere({engine, home}, `(session_id, as_of_ms) IN (${drawn.join(", ")})`);
}

/** The moments of some examples, one for each, with that example alone. */
export function predictionTimesOf(
  audit: Pick<Audit, "engine" | "home">,
  examples: readonly number[]
): Promise<PredictionTime[]> {
  return momentsWhere(audit, `example_id IN (${examples.join(", ")})`, "example_id");
}

/** Moments in the order of time; examples are of one where they agree in session and time, and in the column `apart` where there is one. */
async function momentsWhere(
  {engine, home}: Pick<Audit, "engine" | "home">,
  condition: string,
  apart = "session_id"
): Promise<PredictionTime[]> {
  const found = await engine.read(`SELECT example_id, session_id, user_id, item_id, as_of_ms, ${apart} AS apart
FROM ${home}.examples WHERE ${condition} ORDER BY as_of_ms, session_id, example_id`);
  const [example, session, user, at, own] = ["example_id", "session_id", "user_id", "as_of_ms", "apart"].map((name) =>
    numbers(found, name)
  );
  const moments: (PredictionTime & {examples: number[]; items: number[]})[] = [];
  for (let i = 0; i < found.rows; i++) {
    if (i === 0 || session[i] !== session[i - 1] || at[i] !== at[i - 1] || own[i] !== own[i - 1])
      moments.push({sessionId: session[i], userId: user[i], atMs: at[i], examples: [], items: []});
    const moment = moments.at(-1)!;
    moment.examples.push(example[i]);
    const item = cell(found.columns.item_id, i);
    if (item !== null && !moment.items.includes(Number(item))) moment.items.push(Number(item));
  }
  return moments;
}
