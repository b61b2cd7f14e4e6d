import {ALL_KNOWN} from "../lib/features/itemAttributes.js";
import {answerQuestions} from "./answerQuestions.js";
import {answersOfLog, OWN_KNOWN, type LogQuestion} from "./answersOfLog.js";
import {DUCKDB_BYTES} from "./duckdb.js";
import {openOwnDatabase} from "./ownLog/openOwnDatabase.js";
import {openShopDatabase} from "./openShopDatabase.js";

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

async function openOwn(id: string): Promise<string> {
  const engine = await openOwnDatabase(id, {
    onDownload: (loaded) => tell({text: "Fetching DuckDB", share: (0.9 * loaded) / DUCKDB_BYTES})
  });
  answers = answersOfLog(engine, {described: true, named: true, known: OWN_KNOWN});
  return engine.name;
}

async function openShop({
  profile,
  seed,
  visits = true
}: Extract<LogWorkerOpening["log"], {kind: "shop"}>): Promise<string> {
  const engine = await openShopDatabase({profile, seed, visits}, tell);
  answers = answersOfLog(engine, {visits, known: ALL_KNOWN});
  return engine.name;
}
