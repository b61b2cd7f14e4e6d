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
import {labelsSql} from "../targets/labelsSql.js";
import {missingRequirements} from "../targets/missingRequirements.js";
import {otherTargets} from "../targets/otherTargets.js";
import type {Target} from "../targets/target.js";
import {labelledSubset} from "./labelledSubset.js";
import type {Task, TaskRows} from "./task.js";

/** What learners want beside columns. */
export interface TargetTaskOptions {
  /** Whether rows say what was put into the cart, where the target asks for purchases and the log has carts. */
  readonly carts?: boolean;
  /** Whether rows come with the events before them. */
  readonly events?: boolean;
}

/**
 * The task that a target is on a log: the features of its examples that the log can fill, codes spread out
 * as training has them, its labels as far as the log reaches, and the first and the last part of fold 1 of the split;
 * the part between is left as a gap. An example of a whole session has the features of its user and session, and none
 * of an item.
 *
 * Needs the tables of `runStages` and `item_attributes`; makes `examples`, `features` and `labels`. Values are 32-bit
 * reals, in which the features, whole numbers of that size, are exact. Throws `UserError` where the log cannot be
 * asked, or one of its parts has no example.
 */
export async function targetTask(
  engine: Engine,
  target: Target,
  {carts = false, events = false}: TargetTaskOptions = {}
): Promise<Task> {
  await engine.run(examplesSql(target.examples));
  const facts = await logFacts(engine);
  const lacks = missingRequirements(target, facts);
  if (lacks.length > 0)
    throw new UserError(`“${target.title}” cannot be asked of a log without ${lacks.join(", ")}`, otherTargets(facts));
  const {features: known} = applicable(FEATURES, facts);
  const features = target.examples.unit === "item" ? known : known.filter((feature) => levelOf(feature) === "moment");
  const cartTarget = carts && target.event === "purchase" && facts.has.has("carts") ? inCart(target) : null;
  const asked = cartTarget === null ? [target] : [target, cartTarget];
  await engine.run(featuresSql(features));
  await engine.run(labelsSql(asked));
  const columns = [...asked.map(({id}) => `l.${quoted(id)}`), ...features.map(({name}) => `f.${quoted(name)}`)];
  const found = await engine.read(`SELECT part, user_id, ${columns.join(", ")}
FROM features AS f JOIN labels AS l USING (example_id) JOIN examples USING (example_id) JOIN split_sessions USING (session_id)
WHERE fold = 1 ORDER BY example_id`);
  const part = numbers(found, "part");
  const users = numbers(found, "user_id");
  const none = (name: (typeof PARTS)[number]) =>
    new UserError(`the ${name} part has no example of “${target.title}”`, "choose another target or a longer log");
  if (!part.some((code) => PARTS[code] === "train")) throw none("train");
  const matrix = modelMatrix(features, found, {
    fitOn: Uint8Array.from(part, (code) => (PARTS[code] === "train" ? 1 : 0)),
    precision: "float32"
  });
  const sequences = events ? await eventSequences(engine) : null;
  const partRows = (name: (typeof PARTS)[number]): {rows: TaskRows; users: Int32Array} => {
    const rows = Array.from(part.keys()).filter((row) => PARTS[part[row]] === name);
    if (rows.length === 0) throw none(name);
    return {
      rows: {
        ...labelledSubset(matrix, numbers(found, target.id), rows),
        ...(cartTarget === null ? {} : {cart: Uint8Array.from(rows, (row) => numbers(found, cartTarget.id)[row])}),
        ...(sequences === null ? {} : {sequences: takeSequences(sequences, rows)})
      },
      users: Int32Array.from(rows, (row) => users[row])
    };
  };
  const train = partRows("train");
  const test = partRows("test");
  return {train: train.rows, test: test.rows, users: {train: train.users, test: test.users}};
}

/** The same question of what is put into the cart. */
function inCart(target: Target): Target {
  return {...target, id: `${target.id}-cart`, event: "cart"};
}
