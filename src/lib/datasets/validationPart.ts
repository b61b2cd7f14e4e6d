import {UserError} from "../core/errors.js";
import {numbers} from "../core/table.js";
import {FEATURES} from "../features/featureList.js";
import {levelOf} from "../features/featuresSql.js";
import {applicable, logFacts} from "../features/logFacts.js";
import {modelMatrix} from "../features/modelMatrix.js";
import {PARTS} from "../pipeline/split.js";
import {quoted} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import type {Target} from "../targets/target.js";
import {positives, type DatasetRows} from "./dataset.js";
import {labelledSubset} from "./labelledSubset.js";

/** The rows between training and test, and whose they are. */
export interface ValidationPart {
  readonly rows: DatasetRows;
  readonly users: Int32Array;
}

/**
 * The part of a split that `targetDataset` leaves out as a gap: what tuning may look at without touching the test. Columns are those of the
 * dataset, codes spread out as training has them; rows whose label is censored when the part ends are left out.
 *
 * Needs the tables that `targetDataset` of the same target leaves.
 *
 * @throws {UserError} where the part has no row of one of the two classes
 */
export async function validationPart(engine: Engine, target: Target): Promise<ValidationPart> {
  const {features: filled} = applicable(FEATURES, await logFacts(engine));
  const features = target.examples.unit === "item" ? filled : filled.filter((feature) => levelOf(feature) === "moment");
  const [label, censored] = [target.id, `${target.id}-censored`];
  const found = await engine.read(`SELECT part, user_id, l.${quoted(label)}, l.${quoted(censored)},
  ${features.map(({name}) => `f.${quoted(name)}`).join(", ")}
FROM features AS f JOIN labels AS l USING (example_id) JOIN examples USING (example_id) JOIN split_sessions USING (session_id)
WHERE fold = 1 ORDER BY example_id`);
  const part = Array.from(numbers(found, "part"), (code) => PARTS[code]);
  const users = numbers(found, "user_id");
  const open = numbers(found, censored);
  const matrix = modelMatrix(features, found, {
    fitOn: Uint8Array.from(part, (name) => (name === "train" ? 1 : 0)),
    precision: "float32"
  });
  const chosen = part.flatMap((name, row) => (name === "validation" && open[row] === 0 ? [row] : []));
  const rows = labelledSubset(matrix, numbers(found, label), chosen);
  const buys = positives(rows.y);
  if (buys === 0 || buys === rows.rows)
    throw new UserError(
      `the answer to “${target.title}” is ${rows.rows === 0 ? "known to no row" : buys === 0 ? "no for all rows" : "yes for all rows"} of the validation part`,
      "give it a larger part with --split, or choose another target"
    );
  return {rows, users: Int32Array.from(chosen, (row) => users[row])};
}
