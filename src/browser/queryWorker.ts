import {listTables, restrict, runQuery, type QueryResult, type QueryTable} from "../lib/sql/readOnlyQuery.js";
import {answerQuestions} from "./answerQuestions.js";
import {DUCKDB_BYTES, type BrowserEngine} from "./duckdb.js";
import type {LogWorkerProgress} from "./logWorker.js";
import {openOwnDatabase} from "./ownLog/openOwnDatabase.js";
import {openShopDatabase} from "./openShopDatabase.js";

/** The log whose tables a query reads: a generated shop, or the one that this browser keeps under an id. */
export type QueriedLog =
  | {readonly kind: "shop"; readonly profile: string; readonly seed: number}
  | {readonly kind: "own"; readonly id: string};

/** A module worker: the tables of one log, for queries that its reader writes. The first question opens it. */
export type QueryQuestion =
  | {readonly kind: "open"; readonly log: QueriedLog}
  | {readonly kind: "query"; readonly sql: string; readonly rows: number};

export interface OpenedTables {
  readonly engine: string;
  readonly tables: readonly QueryTable[];
}

export type TimedResult = QueryResult & {readonly ms: number};

let engine: BrowserEngine;

const tell = answerQuestions<QueryQuestion, LogWorkerProgress>((question) =>
  question.kind === "open" ? open(question.log) : query(question.sql, question.rows)
);

async function open(log: QueriedLog): Promise<OpenedTables> {
  engine =
    log.kind === "shop"
      ? await openShopDatabase(log, tell)
      : await openOwnDatabase(log.id, {
          onDownload: (loaded) => tell({text: "Fetching DuckDB", share: (0.9 * loaded) / DUCKDB_BYTES})
        });
  tell({text: "Reading the list of tables", share: 0.99});
  await restrict(engine);
  return {engine: engine.name, tables: await listTables(engine)};
}

async function query(sql: string, rows: number): Promise<TimedResult> {
  const begun = performance.now();
  const result = await runQuery(engine, sql, {rows});
  return {...result, ms: performance.now() - begun};
}
