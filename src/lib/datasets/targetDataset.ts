import {UserError} from "../core/errors.js";
import {numbers} from "../core/table.js";
import {eventSequences, takeSequences} from "../features/eventSequences.js";
import {examplesSql} from "../features/examples.js";
import {FEATURES} from "../features/featureList.js";
import {featuresSql, levelOf} from "../features/featuresSql.js";
import {applicable, logFacts} from "../features/logFacts.js";
import {modelMatrix} from "../features/modelMatrix.js";
import {quoted} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import {PARTS} from "../pipeline/split.js";
import {labelsSql, type LabelOptions} from "../targets/labelsSql.js";
import {missingRequirements} from "../targets/missingRequirements.js";
import {otherTargets} from "../targets/otherTargets.js";
import type {Target} from "../targets/target.js";
import {labelledSubset} from "./labelledSubset.js";
import type {Dataset, DatasetRows} from "./dataset.js";

/** What learners want beside columns. */
export interface TargetDatasetOptions {
  /** Whether rows say what was put into the cart, where the target asks for purchases and the log has carts. */
  readonly carts?: boolean;
  /** Whether rows come with the events before them. */
  readonly events?: boolean;
  /** How far labels look, see `labelsSql`: at their own part by default. To the end of the log is a protocol error, to be asked for by name. */
  readonly until?: LabelOptions["until"];
  /** What becomes of rows whose label is censored: they are left out by default. To count them as negatives is a protocol error likewise. */
  readonly censored?: "drop" | "negative";
}

/**
 * The task that a target is on a log: the features of its examples that the log can fill, codes spread out
 * as training has them, its labels as far as their own part of the split reaches, and the first and the last part of
 * fold 1 of the split; the part between is left as a gap. An example of a whole session has the features of its user and
 * session, and none of an item. Examples whose label is censored neither train nor test: they are in `censored`.
 *
 * Needs the tables of `runStages` and `item_attributes`; makes `examples`, `features` and `labels`. Values are 32-bit
 * reals, in which the features, whole numbers of that size, are exact. Throws `UserError` where the log cannot be
 * asked, one of its parts has no example, or training none whose label is known. The test may have none: it then has censored rows alone.
 */
export async function targetDataset(
  engine: Engine,
  target: Target,
  {carts = false, events = false, until = "part", censored: treatment = "drop"}: TargetDatasetOptions = {}
): Promise<Dataset> {
  await engine.run(examplesSql(target.examples, engine.dialect));
  const facts = await logFacts(engine);
  const lacks = missingRequirements(target, facts);
  if (lacks.length > 0)
    throw new UserError(`“${target.title}” cannot be asked of a log without ${lacks.join(", ")}`, otherTargets(facts));
  const {features: filled} = applicable(FEATURES, facts);
  const features = target.examples.unit === "item" ? filled : filled.filter((feature) => levelOf(feature) === "moment");
  const cartTarget = carts && target.event === "purchase" && facts.has.has("carts") ? inCart(target) : null;
  const asked = cartTarget === null ? [target] : [target, cartTarget];
  await engine.run(featuresSql(features, engine.dialect));
  await engine.run(labelsSql(asked, {until}, engine.dialect));
  const unknown = `${target.id}-censored`;
  const labels = [...asked.map(({id}) => id), unknown].map((id) => `l.${quoted(id)}`);
  const columns = [...labels, ...features.map(({name}) => `f.${quoted(name)}`)];
  const found = await engine.read(`SELECT part, user_id, ${columns.join(", ")}
FROM features AS f JOIN labels AS l USING (example_id) JOIN examples USING (example_id) JOIN split_sessions USING (session_id)
WHERE fold = 1 ORDER BY example_id`);
  const part = numbers(found, "part");
  const users = numbers(found, "user_id");
  const isCensored = treatment === "drop" ? numbers(found, unknown) : new Float64Array(found.rows);
  const ofPart = (name: (typeof PARTS)[number], censored: 0 | 1): number[] =>
    Array.from(part.keys()).filter((row) => PARTS[part[row]] === name && isCensored[row] === censored);
  const wrong = (what: string) =>
    new UserError(`the ${what} of “${target.title}”`, "choose another target or a longer log");
  for (const name of ["train", "test"] as const)
    if (!part.some((code) => PARTS[code] === name)) throw wrong(`${name} part has no example`);
  const taught = ofPart("train", 0);
  if (taught.length === 0)
    throw wrong(`train part ends before the answer is known to any of ${ofPart("train", 1).length} examples`);
  const matrix = modelMatrix(features, found, {
    fitOn: Uint8Array.from(part, (code) => (PARTS[code] === "train" ? 1 : 0)),
    precision: "float32"
  });
  const sequences = events ? await eventSequences(engine) : null;
  const take = (rows: readonly number[]): {rows: DatasetRows; users: Int32Array} => ({
    rows: {
      ...labelledSubset(matrix, numbers(found, target.id), rows),
      ...(cartTarget === null ? {} : {cart: Uint8Array.from(rows, (row) => numbers(found, cartTarget.id)[row])}),
      ...(sequences === null ? {} : {sequences: takeSequences(sequences, rows)})
    },
    users: Int32Array.from(rows, (row) => users[row])
  });
  const train = take(taught);
  const test = take(ofPart("test", 0));
  const open = take(ofPart("test", 1));
  return {
    train: train.rows,
    test: test.rows,
    groups: {train: train.users, test: test.users},
    censored: {train: ofPart("train", 1).length, test: open.rows, groups: open.users}
  };
}

/** The same question of what is put into the cart. */
function inCart(target: Target): Target {
  return {...target, id: `${target.id}-cart`, event: "cart"};
}
