import type {RowsSchema, SchemaColumn} from "../models/modelSchema.js";
import type {Dataset} from "./dataset.js";

/**
 * The rows of a task as a table that `schema` reads back into the task's columns: `part`, `user_id`, the label, and a
 * column for each source of the schema. A code that training does not have is an empty field. Throws `RangeError` for a
 * schema that does not read numbers and indicators alone, and for a task of other columns.
 */
export function rowsToCsv({train, test, groups}: Dataset, {columns, label}: RowsSchema): string {
  if (columns.map(({name}) => name).join() !== train.columns.join()) throw new RangeError("columns of another schema");
  const sources = [...new Set(columns.map(({source}) => source))];
  const readers = sources.map((source) => fieldOf(columns, source));
  const lines = [["part", ...(groups === null ? [] : ["user_id"]), label.source, ...sources].join(",")];
  for (const [part, set, owners] of [
    ["train", train, groups?.train],
    ["test", test, groups?.test]
  ] as const)
    for (let row = 0; row < set.rows; row++) {
      const values = set.x.subarray(row * columns.length, (row + 1) * columns.length);
      const fields = readers.map((read) => read(values));
      lines.push([part, ...(owners === undefined ? [] : [owners[row]]), set.y[row], ...fields].join(","));
    }
  return `${lines.join("\n")}\n`;
}

/** The field of a source, from the values of a row. */
function fieldOf(columns: readonly SchemaColumn[], source: string): (row: ArrayLike<number>) => string {
  const own = columns.flatMap((column, at) => (column.source === source ? [{...column, at}] : []));
  const [first] = own;
  if (own.length === 1 && first.read === "number")
    return (row) => (Number.isNaN(row[first.at]) ? "" : String(row[first.at]));
  if (own.some(({read}) => read !== "indicator")) throw new RangeError(`${source} is read as ${first.read}`);
  return (row) => String(own.find(({at}) => row[at] === 1)?.value ?? "");
}
