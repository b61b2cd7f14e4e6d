import {examplesName, examplesSql, type ExampleOptions} from "../../src/lib/features/examples.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {labelsSql} from "../../src/lib/targets/labelsSql.js";
import type {Target} from "../../src/lib/targets/target.js";
import {differences} from "../features/differences.js";
import {rowsOf, type Row} from "../pipeline/oracle.js";
import {examplesOf, labelOf, type OracleLog} from "./oracle.js";

/** What examples are called, whichever sessions have some. */
export const kindOf = (options: ExampleOptions) => examplesName({...options, sessions: "all"});

/** The part of each session in fold 1. */
export async function partsOf(engine: Engine): Promise<Map<number, number>> {
  const {columns, rows} = await engine.read("SELECT session_id, part FROM split_sessions WHERE fold = 1");
  return new Map(Array.from({length: rows}, (_, i) => [Number(columns.session_id[i]), Number(columns.part[i])]));
}

/** Makes examples and the labels of those of `targets` that are asked of them, and gives the cells that are not the oracle's. */
export async function wrongCells(
  engine: Engine,
  log: OracleLog,
  targets: readonly Target[],
  options: ExampleOptions,
  look?: "log" | "part"
): Promise<string[]> {
  const asked = targets.filter(({examples}) => kindOf(examples) === kindOf(options));
  await engine.run(examplesSql(options));
  await engine.run(labelsSql(asked, look === undefined ? {} : {until: look}));
  const examples = examplesOf(log, options);
  const expected = examples.map((example, i) => {
    const row: Row = {example_id: i + 1};
    for (const one of asked) {
      const {label, censored, later} = labelOf(log, example, one, look ?? "part");
      row.later_sessions = later;
      row[one.id] = label;
      row[`${one.id}-censored`] = censored;
    }
    return row;
  });
  const made = rowsOf(
    await engine.read(`SELECT example_id, session_id, user_id, item_id, as_of_ms FROM examples ORDER BY example_id`)
  );
  return [
    ...differences(
      made,
      examples.map((example, i) => ({example_id: i + 1, ...example}))
    ),
    ...differences(rowsOf(await engine.read("SELECT * FROM labels ORDER BY example_id")), expected)
  ];
}
