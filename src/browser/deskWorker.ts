import {table} from "../lib/core/table.js";
import {visitTimes} from "../lib/pipeline/exactVisits.js";
import {loadEvents} from "../lib/pipeline/loadEvents.js";
import {runStages} from "../lib/pipeline/stages.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../lib/sources/shop.js";
import {answerPage} from "./answerPage.js";
import {answersOfLog, type LogQuestion} from "./answersOfLog.js";
import {DUCKDB_BYTES, openDuckDB} from "./duckdb.js";
import {openOwnDatabase} from "./ownLog/openOwnDatabase.js";

/** A module worker: one log on one DuckDB. The first question opens it. */
export interface DeskOpening {
  readonly kind: "open";
  readonly log:
    | {readonly kind: "shop"; readonly profile: string; readonly seed: number}
    /** The log that this browser keeps under this id. */
    | {readonly kind: "own"; readonly id: string};
}

export interface DeskProgress {
  readonly text: string;
  readonly share: number;
}

let answers: (question: LogQuestion) => Promise<unknown>;

const tell = answerPage<DeskOpening | LogQuestion, DeskProgress>((question) =>
  question.kind !== "open"
    ? answers(question)
    : question.log.kind === "shop"
      ? openShop(question.log)
      : openOwn(question.log.id)
);

const fetched =
  (most: number) =>
  (loaded: number): void =>
    tell({text: "Fetching DuckDB", share: (most * loaded) / DUCKDB_BYTES});

async function openOwn(id: string): Promise<string> {
  const engine = await openOwnDatabase(id, {onDownload: fetched(0.9)});
  answers = answersOfLog(engine, {described: true, named: true});
  return engine.name;
}

/** The database comes over the network while the shop is generated. */
async function openShop({profile, seed}: {profile: string; seed: number}): Promise<string> {
  const opening = openDuckDB({onDownload: fetched(0.4)});
  opening.catch(() => {}); // heard below
  tell({text: "Generating the shop", share: 0.4});
  const shop = generateShop(shopOptions(profile, {seed}), (share) =>
    tell({text: "Generating the shop", share: 0.4 + 0.2 * share})
  );
  const engine = await opening;
  tell({text: "Loading the events into DuckDB", share: 0.65});
  await loadEvents(engine, shop.events);
  const {item_id, department_id} = shop.catalogue.items.columns;
  await engine.load("item_departments", table({item_id, department_id}));
  const {user_id, ts_ms} = shop.events.columns;
  await engine.load("visit_times", visitTimes(user_id, ts_ms, shop.truth.events.columns.visit_no));
  const settings = {
    profile,
    seed,
    hash: false,
    onProgress: ({stage, share}: {stage: string; share: number}) =>
      tell({text: `Running the stage ${stage}`, share: 0.75 + 0.25 * share})
  };
  await runStages(engine, SHOP_SOURCE, {}, settings);
  answers = answersOfLog(engine, {visits: true});
  return engine.name;
}
