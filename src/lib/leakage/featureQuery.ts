import {UserError} from "../core/errors.js";
import {numbers, type Table} from "../core/table.js";
import {quoted} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import type {AuditedFeatures} from "./auditedFeatures.js";
import {checkQuery} from "./checkQuery.js";
import {cell, differsSql} from "./sameValue.js";

/** What a feature can be: a number, yes or no, or a text that stands for a class. */
const TYPES = /^(?:U?(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DECIMAL\(.*\)|FLOAT|DOUBLE|BOOLEAN|VARCHAR)$/;

/** Most features of one query. */
const MOST_COLUMNS = 200;

/**
 * Features of the user's own: one SELECT over `QUERY_TABLES` that gives `example_id`, every example once, and any number of columns of values. Throws
 * `UserError` for SQL that is something else; what only the log can tell is checked when it is first run on it: columns, types, a row for each example, and that two
 * runs give the same.
 */
export function featureQuery(
  sql: string,
  name = "your SQL",
  {extra = false}: {readonly extra?: boolean} = {}
): AuditedFeatures {
  const query = checkQuery(sql, {extra});
  const asked = `FROM (\n${query}\n) AS asked`;
  const run = async (engine: Engine, table: string, columns: readonly string[], where: string) => {
    const chosen = ["example_id", ...columns].map(quoted).join(", ");
    await inWords(where, () => engine.run(engine.dialect.createTable(table, `SELECT ${chosen} ${asked}`)));
  };
  return {
    name,
    async whole(engine) {
      const found = await inWords("", () =>
        engine.read(`SELECT column_name, column_type FROM (DESCRIBE SELECT * ${asked})`)
      );
      const types = typesOf(found);
      const columns = [...types.keys()];
      await run(engine, "features", columns, "");
      await checkExamples(engine);
      await run(engine, "features_again", columns, "");
      await checkRepeats(engine, types);
      await engine.run(engine.dialect.dropTable("features_again"));
      return columns;
    },
    make: (engine, columns) => run(engine, "features", columns, " on the log before a moment")
  };
}

/** The columns of values and their types. */
function typesOf(found: Table): Map<string, string> {
  const all = Array.from({length: found.rows}, (_, i) => [
    String(found.columns.column_name[i]),
    String(found.columns.column_type[i])
  ]);
  const id = all.find(([name]) => name === "example_id");
  if (id === undefined) {
    const names = all.map(([name]) => name);
    throw new UserError(
      `your SQL gives ${names.slice(0, 6).join(", ")}${names.length > 6 ? " …" : ""} and no example_id`,
      "select example_id from examples too"
    );
  }
  if (!/INT/.test(id[1])) throw new UserError(`example_id is of type ${id[1]}`, "take it from examples as it is");
  const values = all.filter(([name]) => name !== "example_id");
  if (values.length === 0)
    throw new UserError("your SQL gives example_id and no value", "select the feature beside it");
  if (values.length > MOST_COLUMNS) {
    throw new UserError(`your SQL gives ${values.length} features`, `at most ${MOST_COLUMNS} are replayed at once`);
  }
  for (const [name, type] of values) {
    if (!TYPES.test(type)) {
      throw new UserError(`the feature ${name} is of type ${type}`, "cast it to a number or a text");
    }
  }
  return new Map(values as [string, string][]);
}

async function checkExamples(engine: Engine): Promise<void> {
  const found = await engine.read(`SELECT count(*) - count(example_id) AS without,
  (SELECT min(example_id) FROM (SELECT example_id FROM features GROUP BY example_id HAVING count(*) > 1)) AS twice,
  (SELECT min(example_id) FROM (SELECT example_id FROM features EXCEPT SELECT example_id FROM examples)) AS unknown,
  (SELECT min(example_id) FROM (SELECT example_id FROM examples EXCEPT SELECT example_id FROM features)) AS missing,
  (SELECT count(*) FROM (SELECT example_id FROM examples EXCEPT SELECT example_id FROM features)) AS "howManyMissing"
FROM features`);
  const value = (name: string) => cell(found.columns[name], 0);
  if (Number(value("without")) > 0) {
    throw new UserError(`your SQL gives ${value("without")} rows without an example_id`, "start FROM examples");
  }
  if (value("twice") !== null) {
    throw new UserError(`your SQL gives example ${value("twice")} more than once`, "GROUP BY example_id");
  }
  if (value("unknown") !== null) {
    throw new UserError(
      `your SQL gives example ${value("unknown")}, which there is not`,
      "take example_id from examples"
    );
  }
  if (value("missing") !== null) {
    const others = Number(value("howManyMissing")) - 1;
    throw new UserError(
      `your SQL gives no row for example ${value("missing")}${others > 0 ? ` and ${others} more` : ""}`,
      "start FROM examples and LEFT JOIN the rest"
    );
  }
}

async function checkRepeats(engine: Engine, types: ReadonlyMap<string, string>): Promise<void> {
  const counts = [...types].map(
    ([name, type], i) =>
      `count(CASE WHEN ${differsSql(`a.${quoted(name)}`, `b.${quoted(name)}`, type)} THEN 1 END) AS c${i}`
  );
  const found = await engine.read(
    `SELECT ${counts.join(", ")} FROM features AS a JOIN features_again AS b ON a.example_id = b.example_id`
  );
  for (const [i, name] of [...types.keys()].entries()) {
    const differing = numbers(found, `c${i}`)[0];
    if (differing > 0) {
      throw new UserError(
        `the feature ${name} gives ${differing} examples another value when it is run again on the same log`,
        "take out random() and the like, and order whatever picks one row of several"
      );
    }
  }
}

/** What the database says of somebody's SQL, in one line. */
async function inWords<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    // the lines after the first show the SQL again, which is not what was written
    const text = said
      .replace(/\s*\n\s*LINE \d+:[\s\S]*$/, "")
      .replace(/\s+/g, " ")
      .trim();
    throw new UserError(`your SQL cannot be run${where} (${text.slice(0, 300)})`, "mend it and try again");
  }
}
