import {numbers} from "../../src/lib/core/table.js";
import {eventSequences, type EventSequences} from "../../src/lib/features/eventSequences.js";
import {examplesName, examplesSql} from "../../src/lib/features/examples.js";
import type {OptionalGroup} from "../../src/lib/features/optionalGroup.js";
import {featureTable} from "../../src/lib/features/featureTable.js";
import {ALL_KNOWN, itemAttributesSql} from "../../src/lib/features/itemAttributes.js";
import {modelMatrix} from "../../src/lib/features/modelMatrix.js";
import type {Matrix} from "../../src/lib/models/matrix.js";
import {quoted} from "../../src/lib/sql/dialect.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {shopSource, streamShop, type ShopOptions} from "../../src/lib/generator/shop.js";
import {labelsSql} from "../../src/lib/targets/labelsSql.js";
import {targetById as targetOf} from "../../src/lib/targets/target.js";
import {openDuckDB} from "../engines/duckdb.js";

/** Users are numbered in no order, and each is drawn by itself: six of ten numbers train, the others test. */
export const TRAINING_TENTHS = 6;
export const trains = (user: number): boolean => user % 10 < TRAINING_TENTHS;

/**
 * Examples of one kind with all that models and judges need of them; rows are in the order of users, then of sessions.
 */
export interface ShopExamples {
  readonly matrix: Matrix;
  /** Which columns belong to the 37 features; others belong to optional groups, by name. */
  readonly groups: Readonly<Record<string, readonly number[]>>;
  readonly user: Int32Array;
  readonly item: Int32Array;
  /** UTC milliseconds. */
  readonly asOfMs: Float64Array;
  /** 1 or 0 by the target's id: whether it happened before the log ended. */
  readonly labels: Readonly<Record<string, Uint8Array>>;
  /** By the target's id, 1 where the log ended before the horizon did and the label is 0. */
  readonly censored: Readonly<Record<string, Uint8Array>>;
  /**
   * How many examples of the shop a row stands for: 1 where some target has it as a positive, else what is one in so
   * many.
   */
  readonly standsFor: Int32Array;
  readonly sequences: EventSequences | null;
}

export interface ExamplesOptions {
  /** By id. */
  readonly targets: readonly string[];
  readonly groups?: readonly OptionalGroup["group"][];
  /**
   * Of pairs of session and item that are a positive of none of the targets, one in so many is kept; of other examples
   * all.
   */
  readonly oneIn?: number;
  /** Of ten user numbers, how many of those that do not train are read as the test. */
  readonly testTenths?: number;
  /** Whether rows come with the events before them. */
  readonly events?: boolean;
}

/** Generates a shop block by block, runs the stages on it and hands over the engine. */
export async function withShopLog<T>(options: ShopOptions, work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openDuckDB({});
  try {
    const {catalogue, blocks} = streamShop(options);
    let made = false;
    for (const {events} of blocks()) {
      if (made) await engine.append("raw_events", events);
      else await loadEvents(engine, events);
      made = true;
    }
    await engine.load("item_catalog", catalogue.items);
    const names = catalogue.departments;
    await engine.load("department_names", {
      rows: names.length,
      columns: {department_id: Int32Array.from(names, (_, id) => id), name: [...names]}
    });
    await runStages(engine, shopSource(options), {}, {profile: options.profile, seed: options.seed, hash: false});
    await engine.run(itemAttributesSql(ALL_KNOWN));
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/**
 * Numbers of examples of the next kind start so much higher: more than any shop here has, and small enough for 32 bits.
 */
const KIND_STEP = 500_000_000;

/**
 * The examples of targets with features and labels, read from an engine of `withShopLog`: one entry for each kind of
 * example that the targets ask of, named as `examplesName` does. Parts are users here, each with all sessions, so that
 * labels look at the whole log and still never at another part. What is asked is whether it happens before the log ends,
 * as that is what the ceilings are exact for; `censored` says where the horizon goes on after it. Features of all kinds
 * are worked out at one go, as most of the work is in the log's running counts.
 */
export async function readExamples(
  engine: Engine,
  {targets, groups = [], oneIn = 1, testTenths = 10 - TRAINING_TENTHS, events = false}: ExamplesOptions
): Promise<Readonly<Record<string, ShopExamples>>> {
  const {dialect} = engine;
  const asked = targets.map(targetOf);
  const kinds = [...new Set(asked.map(({examples}) => examplesName(examples)))];
  const read: Record<string, ShopExamples> = {};
  for (const [k, kind] of kinds.entries()) {
    const own = asked.filter(({examples}) => examplesName(examples) === kind);
    const any = own.map(({id}) => `${quoted(id)} = 1`).join(" OR ");
    // where positives are common, nothing is left out
    const rare = own[0].examples.unit === "item" ? oneIn : 1;
    await engine.run(examplesSql(own[0].examples));
    await engine.run(labelsSql(own, {until: "log"}));
    // a multiplicative generator scatters the numbers, so that no session or item is kept more often than another
    await engine.run(
      dialect.createTable(
        `kept_${k}`,
        `SELECT CAST(row_number() OVER (ORDER BY e.user_id, e.example_id) + ${k * KIND_STEP} AS INTEGER) AS example_id, session_id, user_id, item_id, as_of_ms,
  CASE WHEN ${any} THEN 1 ELSE ${rare} END AS stands_for,
  ${own.flatMap(({id}) => [id, `${id}-censored`].map(quoted)).join(", ")}
FROM examples AS e JOIN labels USING (example_id)
WHERE e.user_id % 10 < ${TRAINING_TENTHS + testTenths}
  AND (${any} OR CAST(e.example_id AS BIGINT) * 48271 % 2147483647 % ${rare} = 0)`
      )
    );
    await engine.run(["labels", "examples"].map(dialect.dropTable).join("\n"));
  }
  const columns = "example_id, session_id, user_id, item_id, as_of_ms";
  await engine.run(
    dialect.createTable("kept", kinds.map((_, k) => `SELECT ${columns} FROM kept_${k}`).join(" UNION ALL "))
  );
  const features = await featureTable(engine, {groups, from: "kept"});
  const groupOf = new Map(features.map(({name, group}) => [name, group]));
  for (const [k, kind] of kinds.entries()) {
    const own = asked.filter(({examples}) => examplesName(examples) === kind);
    const found =
      await engine.read(`SELECT f.* EXCLUDE (example_id), k.* EXCLUDE (item_id), coalesce(k.item_id, 0) AS item_id
FROM features AS f JOIN kept_${k} AS k USING (example_id) ORDER BY example_id`);
    const user = Int32Array.from(numbers(found, "user_id"));
    const matrix = modelMatrix(features, found, {
      fitOn: Uint8Array.from(user, (id) => (trains(id) ? 1 : 0)),
      precision: "float32"
    });
    // they are read of the table `examples`, in the order of its numbers
    if (events) await engine.run(dialect.createTable("examples", `SELECT * FROM kept_${k}`));
    const sequences = events ? await eventSequences(engine) : null;
    const columnsOf: Record<string, number[]> = {base: []};
    matrix.columns.forEach((name, i) => {
      const group = groupOf.get(name.split("=")[0])!;
      (columnsOf[(groups as readonly string[]).includes(group) ? group : "base"] ??= []).push(i);
    });
    read[kind] = {
      matrix,
      groups: columnsOf,
      user,
      item: Int32Array.from(numbers(found, "item_id")),
      asOfMs: Float64Array.from(numbers(found, "as_of_ms")),
      labels: Object.fromEntries(own.map(({id}) => [id, Uint8Array.from(numbers(found, id))])),
      censored: Object.fromEntries(own.map(({id}) => [id, Uint8Array.from(numbers(found, `${id}-censored`))])),
      standsFor: Int32Array.from(numbers(found, "stands_for")),
      sequences
    };
  }
  return read;
}
