import {table} from "../lib/core/table.js";
import {ALL_KNOWN} from "../lib/features/itemAttributes.js";
import type {Engine} from "../lib/sql/engine.js";
import {visitTimes} from "../lib/pipeline/exactVisits.js";
import {loadEvents} from "../lib/pipeline/loadEvents.js";
import {runStages} from "../lib/pipeline/stages.js";
import {generateShop, shopOptions, shopSource, streamShop, type Catalogue} from "../lib/generator/shop.js";
import {answerQuestions} from "./answerQuestions.js";
import {answersOfLog, OWN_KNOWN, type LogQuestion} from "./answersOfLog.js";
import {DUCKDB_BYTES, openDuckDB} from "./duckdb.js";
import {openOwnDatabase} from "./ownLog/openOwnDatabase.js";

/** A module worker: one log on one DuckDB. The first question opens it. */
export interface LogWorkerOpening {
  readonly kind: "open";
  readonly log:
    | {
        readonly kind: "shop";
        readonly profile: string;
        readonly seed: number;
        /** Whether true visits are asked for too; without them a shop is made in blocks, and may be larger. Default true. */
        readonly visits?: boolean;
      }
    /** The log that this browser keeps under this id. */
    | {readonly kind: "own"; readonly id: string};
}

export interface LogWorkerProgress {
  readonly text: string;
  readonly share: number;
}

let answers: (question: LogQuestion) => Promise<unknown>;

const tell = answerQuestions<LogWorkerOpening | LogQuestion, LogWorkerProgress>((question) =>
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
  answers = answersOfLog(engine, {described: true, named: true, known: OWN_KNOWN});
  return engine.name;
}

/** The database comes over the network while the shop is generated. */
async function openShop({
  profile,
  seed,
  visits = true
}: Extract<LogWorkerOpening["log"], {kind: "shop"}>): Promise<string> {
  const opening = openDuckDB({onDownload: fetched(0.4)});
  opening.catch(() => {}); // heard below
  const options = shopOptions(profile, {seed});
  const making = (share: number) => tell({text: "Generating the shop", share: 0.4 + 0.3 * share});
  making(0);
  let engine: Engine;
  let catalogue: Catalogue;
  if (visits) {
    const shop = generateShop(options, making);
    engine = await opening;
    tell({text: "Loading the events into DuckDB", share: 0.7});
    await loadEvents(engine, shop.events);
    const {user_id, ts_ms} = shop.events.columns;
    await engine.load("visit_times", visitTimes(user_id, ts_ms, shop.truth.events.columns.visit_no));
    ({catalogue} = shop);
  } else {
    engine = await opening;
    const stream = streamShop(options);
    let made = false;
    for (const {users, events} of stream.blocks()) {
      if (made) await engine.append("raw_events", events);
      else await loadEvents(engine, events);
      made = true;
      making(users / options.users);
    }
    ({catalogue} = stream);
  }
  const {item_id, department_id} = catalogue.items.columns;
  await engine.load("item_departments", table({item_id, department_id}));
  await engine.load("item_catalog", catalogue.items);
  const settings = {
    profile,
    seed,
    hash: false,
    onProgress: ({stage, share}: {stage: string; share: number}) =>
      tell({text: `Running the stage ${stage}`, share: 0.75 + 0.25 * share})
  };
  await runStages(engine, shopSource(options), {}, settings);
  answers = answersOfLog(engine, {visits, known: ALL_KNOWN});
  return engine.name;
}
