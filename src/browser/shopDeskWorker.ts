import {UserError} from "../lib/core/errors.js";
import {numbers, table} from "../lib/core/table.js";
import {describe, prepareDescriptionSql, type TimeRange} from "../lib/pipeline/describe.js";
import type {Engine} from "../lib/pipeline/engine.js";
import {exactVisits, visitTimes} from "../lib/pipeline/exactVisits.js";
import {SESSIONIZE_OPTIONS, sessionizeSql} from "../lib/pipeline/sessionize.js";
import {splitSql, type SplitOptions} from "../lib/pipeline/split.js";
import {splitSummary} from "../lib/pipeline/splitSummary.js";
import {runStages} from "../lib/pipeline/stages.js";
import {SESSION_TOTALS_SQL} from "../lib/pipeline/totals.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../lib/sources/shop.js";
import {DUCKDB_BYTES, openDuckDB} from "./duckdb.js";

/** A module worker: one generated shop on one DuckDB. Answers questions in the order in which they come. */
export type DeskQuestion =
  | {readonly kind: "open"; readonly profile: string; readonly seed: number}
  | {readonly kind: "describe"; readonly range: TimeRange}
  | {readonly kind: "cut"; readonly gapMs: number}
  | {readonly kind: "split"; readonly options: SplitOptions};

export type DeskAnswer =
  | {readonly kind: "progress"; readonly text: string; readonly share: number}
  | {readonly kind: "value"; readonly id: number; readonly value: unknown}
  | {readonly kind: "error"; readonly id: number; readonly message: string; readonly user: boolean};

/** What one cut of the log gives, and how long its SQL took. */
export interface CutCounts {
  readonly sessions: number;
  readonly single: number;
  readonly buying: number;
  /** True visits that are exactly one session. */
  readonly exact: number;
  readonly ms: number;
}

let engine: Engine;
let gapMs = SESSIONIZE_OPTIONS.gapMs;
let described = false;
let turn: Promise<void> = Promise.resolve();

addEventListener("message", ({data: {id, question}}: MessageEvent<{id: number; question: DeskQuestion}>) => {
  turn = turn.then(async () => {
    try {
      say({kind: "value", id, value: await answer(question)});
    } catch (error) {
      say({
        kind: "error",
        id,
        message: error instanceof Error ? error.message : String(error),
        user: error instanceof UserError
      });
    }
  });
});

function say(message: DeskAnswer): void {
  postMessage(message);
}

async function answer(question: DeskQuestion): Promise<unknown> {
  switch (question.kind) {
    case "open":
      return open(question.profile, question.seed);
    case "describe":
      await cutAt(SESSIONIZE_OPTIONS.gapMs);
      if (!described) await engine.run(prepareDescriptionSql());
      described = true;
      return describe(engine, question.range);
    case "cut": {
      const start = performance.now();
      await engine.run(sessionizeSql({gapMs: question.gapMs, sessions: "gap"}));
      gapMs = question.gapMs;
      const ms = performance.now() - start;
      const found = await engine.read(SESSION_TOTALS_SQL);
      const value = (name: string) => numbers(found, name)[0];
      const counts = {sessions: value("sessions"), single: value("single"), buying: value("buying")};
      return {...counts, exact: await exactVisits(engine), ms} satisfies CutCounts;
    }
    case "split":
      await cutAt(SESSIONIZE_OPTIONS.gapMs);
      await engine.run(splitSql(question.options));
      return splitSummary(engine);
  }
}

async function cutAt(wanted: number): Promise<void> {
  if (gapMs !== wanted) await engine.run(sessionizeSql({gapMs: wanted, sessions: "gap"}));
  gapMs = wanted;
}

/** The database comes over the network while the shop is generated. */
async function open(profile: string, seed: number): Promise<string> {
  const tell = (text: string, share: number) => say({kind: "progress", text, share});
  tell("Fetching DuckDB", 0);
  const opening = openDuckDB({
    onDownload: (loaded) => tell("Fetching DuckDB", (0.4 * loaded) / DUCKDB_BYTES)
  });
  opening.catch(() => {}); // heard below
  tell("Generating the shop", 0.4);
  const shop = generateShop(shopOptions(profile, {seed}), (share) => tell("Generating the shop", 0.4 + 0.2 * share));
  engine = await opening;
  tell("Loading the events into DuckDB", 0.65);
  await engine.load("raw_events", shop.events);
  const {item_id, department_id} = shop.catalogue.items.columns;
  await engine.load("item_departments", table({item_id, department_id}));
  const {user_id, ts_ms} = shop.events.columns;
  await engine.load("visit_times", visitTimes(user_id, ts_ms, shop.truth.events.columns.visit_no));
  await runStages(
    engine,
    SHOP_SOURCE,
    {},
    {
      profile,
      seed,
      hash: false,
      onProgress: ({stage, share}) => tell(`Running the stage ${stage}`, 0.75 + 0.25 * share)
    }
  );
  return engine.name;
}
