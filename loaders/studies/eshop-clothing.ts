import {DAY_MS} from "../../src/lib/core/time.js";
import type {Figure} from "../../src/lib/core/result.js";
import {numbers} from "../../src/lib/core/table.js";
import {describe, prepareDescriptionSql} from "../../src/lib/pipeline/describe.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {UserError} from "../../src/lib/core/errors.js";
import {ESHOP_CLOTHING_SHA256} from "../../src/lib/sources/publishedSets.js";
import {openDuckDB} from "../engines/duckdb.js";
import {ESHOP_CLOTHING, eshopClothing, modelCode} from "../sources/eshopClothing.js";
import type {Study} from "./study.js";

/** The log's four main categories, by its own numbers from 1; 0 is none. */
const DEPARTMENTS = [null, "trousers", "skirts", "blouses", "sale"];

/** The description of a real log, so that the Data page can show it without anyone having the file. */
export const study: Study = {
  name: "eshop-clothing",
  title: "Describes the e-shop clothing log (UCI 553) as the Data page describes the generated shop.",
  options: {
    set: {
      name: ESHOP_CLOTHING.name,
      title: ESHOP_CLOTHING.title,
      generated: ESHOP_CLOTHING.generated,
      licence: ESHOP_CLOTHING.licence,
      deduplicated: ESHOP_CLOTHING.deduplicate,
      required: ESHOP_CLOTHING.required,
      lacks: ["hours", "purchases", "users"],
      departments: DEPARTMENTS
    }
  },
  inputs: {"e-shop clothing 2008.csv": ESHOP_CLOTHING_SHA256},
  measured: false,
  async run({progress}) {
    const source = await eshopClothing({mirror: process.env.CLICKPROOF_DATA_MIRROR});
    if (source.note !== undefined) throw new UserError(source.note, "use the published file");
    const engine = await openDuckDB();
    try {
      progress("stages");
      await source.load(engine);
      await engine.run(
        "CREATE TABLE item_departments AS SELECT item_id, category_id AS department_id FROM item_catalog"
      );
      const run = await runStages(engine, ESHOP_CLOTHING, {}, {hash: false});
      progress("description");
      await engine.run(prepareDescriptionSql());
      const ends = await engine.read("SELECT min(ts_ms) AS first_ms, max(ts_ms) AS last_ms FROM clean_events");
      // Times are days: the last one ends a day after its midnight.
      const range = {fromMs: numbers(ends, "first_ms")[0], untilMs: numbers(ends, "last_ms")[0] + DAY_MS};
      const description = await describe(engine, range);
      const {daily, lengths, paths, sessionLoyalty, userLoyalty, departments, items} = description;
      const exact = (value: number, unit: string, protocol: string): Figure => ({
        value,
        low: null,
        high: null,
        n: run.input.rows,
        unit,
        dataset: ESHOP_CLOTHING.title,
        protocol
      });
      return {
        figures: {
          inputRows: exact(run.input.rows, "rows", "rows of the file, good or bad"),
          cleanRows: exact(run.totals.events, "events", "rows after the clean stage"),
          users: exact(run.totals.users, "sessions", "a visitor is known for one session only, so users are sessions"),
          items: exact(run.totals.items, "models", "distinct models in clean events"),
          sessions: exact(run.totals.sessions, "sessions", "the log's own session ids"),
          singleEventSessions: exact(run.totals.singleEventSessions, "sessions", "sessions with one event"),
          firstMs: exact(range.fromMs, "ms", "midnight UTC of the first day"),
          untilMs: exact(range.untilMs, "ms", "midnight UTC after the last day"),
          trendDays: exact(description.trendDays, "days", "length of the two windows whose views are compared")
        },
        tables: {
          daily,
          lengths,
          paths,
          sessionLoyalty,
          userLoyalty,
          departments,
          items,
          names: {item: items.item.map(modelCode)},
          cleaning: {
            reason: run.quarantine.map(({reason}) => reason),
            rows: run.quarantine.map(({rows}) => rows)
          }
        }
      };
    } finally {
      await engine.close();
    }
  }
};
