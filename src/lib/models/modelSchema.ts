/** The format of `ModelSchema`; a reader refuses a greater one. */
export const SCHEMA_VERSION = 1;

/**
 * How a field of a table becomes the number that a model takes.
 *
 * - `number`: the decimal number that the field holds.
 * - `code`: the number that `codes` gives the field's text, compared exactly.
 * - `indicator`: 1 where the field's number is `value`, else 0; an empty field gives 0.
 * - `order`: which of the distinct values of its group the field holds, by first appearance, from 1.
 * - `since first`: the field's number less that of the first row of its group.
 * - `since previous`: the field's number less that of the row before in its group; missing in the first.
 */
export type SchemaRead = "number" | "code" | "indicator" | "order" | "since first" | "since previous";

/** A number that a model takes: where it comes from and what it means. */
export interface SchemaColumn {
  /** As the file's metadata `columns`, or `channels`, have it. */
  readonly name: string;
  /** The column of the table that it is read from. */
  readonly source: string;
  readonly read: SchemaRead;
  /** Of `code`: the numbers of all texts. */
  readonly codes?: Readonly<Record<string, number>>;
  /** Of `indicator`. */
  readonly value?: number;
  /** The number of an empty field; null is NaN, which models of this project take for missing. */
  readonly missing: number | null;
  readonly unit: string;
  /** What it means, in words. */
  readonly definition: string;
  /** Days before the example's moment over which it looks; null where it has no such window. */
  readonly windowDays?: number | null;
  /** What the column already holds where the log says nothing yet, and what that stands for. */
  readonly fill?: {readonly value: number; readonly meaning: string};
  /** Of a code: the values that training rows have; the model takes others for unknown. */
  readonly known?: readonly number[];
}

export interface SchemaInput {
  readonly name: string;
  readonly type: "float32";
  /** A word is a size that a call chooses. The last dimension holds the columns. */
  readonly shape: readonly (string | number)[];
  readonly columns: readonly SchemaColumn[];
}

/** One of the scores of a row, and what came true. */
export interface SchemaScore {
  readonly name: string;
  /** Its place along the last dimension of the output. */
  readonly at: number;
  readonly meaning: string;
  /** The area under the ROC curve of this score has this name among the card's metrics. */
  readonly metric: string;
  /** 1 or 0; a row whose field is empty is not judged. */
  readonly label: {readonly source: string; readonly codes?: Readonly<Record<string, number>>};
}

/** Rows of which a field holds one of some texts. */
export interface SchemaCondition {
  readonly source: string;
  readonly in: readonly string[];
}

/**
 * All that it takes to score a table with a model's file: it stands in the file's metadata as `schema` and in its card.
 * `models/README.md` describes it for readers of other languages.
 */
export interface ModelSchema {
  readonly version: typeof SCHEMA_VERSION;
  /** The table that rows are read from: comma-separated, its columns named in the first line, in any order. */
  readonly table: {
    readonly about: string;
    /** Rows of one value go together as one row of the inputs, ordered by another column; null where rows stand alone. */
    readonly group: {readonly by: string; readonly order: string} | null;
    /** Rows of one value depend on each other, for intervals; null where they are taken as independent. */
    readonly clusters: string | null;
  };
  readonly inputs: readonly SchemaInput[];
  readonly output: {readonly name: string; readonly type: "float32"; readonly shape: readonly (string | number)[]};
  readonly scores: readonly SchemaScore[];
  /** Which rows taught the model and which ones its card judges it by; null where the table does not say. */
  readonly parts: {readonly train: readonly SchemaCondition[]; readonly test: readonly SchemaCondition[]} | null;
  /** Rows that the card's figures were scored with at once: it matters to a file in 8 bits alone. */
  readonly rowsAtOnce: number;
}

/** What is known of rows before there is a model. */
export type RowsSchema = Pick<ModelSchema, "table" | "parts"> & {
  readonly columns: readonly SchemaColumn[];
  readonly label: SchemaScore["label"];
};

/** Rows that are scored at once. */
export const ROWS_AT_ONCE = 1024;

/**
 * The schema of a model that takes `features` (rows × columns) and gives `prediction` (rows × 1).
 *
 * @example
 * ```ts
 * const views = {name: "views", source: "views", missing: null, unit: "events", definition: "Views."};
 * const table = {about: "sessions", group: null, clusters: null};
 * const schema = tabularSchema({table, columns: [{...views, read: "number"}], label: {source: "bought"}, parts: null}, "a purchase");
 * schema.inputs[0].shape // → ["rows", 1]
 * schema.scores[0].meaning // → "the chance of: a purchase"
 * ```
 */
export function tabularSchema({table, columns, label, parts}: RowsSchema, target: string): ModelSchema {
  return {
    version: SCHEMA_VERSION,
    table,
    inputs: [{name: "features", type: "float32", shape: ["rows", columns.length], columns}],
    output: {name: "prediction", type: "float32", shape: ["rows", 1]},
    scores: [{name: "prediction", at: 0, meaning: `the chance of: ${target}`, metric: "AUC", label}],
    parts,
    rowsAtOnce: ROWS_AT_ONCE
  };
}

/**
 * How a column is read, as a page or a table says it.
 *
 * @example
 * ```ts
 * const visitor = {name: "visitor", source: "VisitorType", unit: "code", definition: "Who.", missing: null};
 * readText({...visitor, read: "code", codes: {New: 0, Other: 1}}) // → "VisitorType: New = 0, Other = 1"
 * readText({...visitor, read: "number"}) // → "VisitorType"
 * readText({...visitor, read: "indicator", value: 3}) // → "VisitorType: 1 where it is 3, else 0"
 * ```
 */
export function readText({source, read, codes = {}, value}: SchemaColumn): string {
  switch (read) {
    case "number":
      return source;
    case "code":
      return `${source}: ${Object.entries(codes)
        .map(([text, code]) => `${text} = ${code}`)
        .join(", ")}`;
    case "indicator":
      return `${source}: 1 where it is ${value}, else 0`;
    case "order":
      return `${source}: numbered within the session by first appearance, from 1`;
    case "since first":
      return `${source}, less that of the session's first row`;
    case "since previous":
      return `${source}, less that of the row before`;
  }
}
