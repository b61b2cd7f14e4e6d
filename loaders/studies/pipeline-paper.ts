import {numbers} from "../../src/lib/core/table.js";
import type {Figure} from "../../src/lib/core/result.js";
import {runStages, type RunDocument} from "../../src/lib/pipeline/stages.js";
import {type PARTS, SPLIT_OPTIONS, splitName} from "../../src/lib/pipeline/split.js";
import {SESSIONIZE_OPTIONS} from "../../src/lib/pipeline/sessionize.js";
import {SHOP_SOURCE} from "../../src/lib/generator/shop.js";
import {openDuckDB} from "../engines/duckdb.js";
import {exactFigure} from "../results/exactFigure.js";
import {generatedShop} from "../sources/generatedShop.js";
import type {Study} from "./study.js";

const options = {profile: "paper", seed: 1, ...SESSIONIZE_OPTIONS, split: SPLIT_OPTIONS, threads: [1, 2]};

/** The stages' hashes and totals: what a reader's own run is compared with. */
export const study: Study = {
  name: "pipeline-paper",
  title: "Runs every stage on the generated shop, with one thread and with two, and keeps totals and hashes.",
  options,
  inputs: {},
  measured: false,
  async run({progress}) {
    const runs: RunDocument[] = [];
    let straddling = NaN;
    let lateTrain = NaN;
    for (const threads of options.threads) {
      progress(`${threads} thread${threads === 1 ? "" : "s"}`);
      const engine = await openDuckDB({threads});
      try {
        await (await generatedShop(options)).load(engine);
        const {gapMs, sessions, split} = options;
        runs.push(await runStages(engine, SHOP_SOURCE, {gapMs, sessions, split}, options));
        straddling = numbers(await engine.read(STRADDLING), "sessions")[0];
        lateTrain = numbers(await engine.read(LATE_TRAIN), "sessions")[0];
      } finally {
        await engine.close();
      }
    }
    const [first, second] = runs;
    first.stages.forEach(({name, sha256}, k) => {
      if (sha256 !== second.stages[k].sha256)
        throw new Error(`${name} is ${sha256} with one thread and ${second.stages[k].sha256} with two`);
    });
    const {totals} = first;
    const dataset = `generated shop, profile ${options.profile}, seed ${options.seed}`;
    const exact = exactFigure(dataset);
    const share = (part: (typeof PARTS)[number]): Figure => {
      const sessions = first.parts.find((p) => p.part === part)?.sessions ?? 0;
      return exact(
        sessions / totals.sessions,
        "share of sessions",
        `sessions in ${part}, split ${splitName(options.split)}`,
        totals.sessions
      );
    };
    return {
      figures: {
        users: exact(totals.users, "users", "distinct users with a clean event"),
        items: exact(totals.items, "items", "distinct items with a clean event"),
        events: exact(totals.events, "events", "clean events"),
        sessions: exact(totals.sessions, "sessions", "sessions at a 30-minute gap"),
        singleEventSessions: exact(totals.singleEventSessions, "sessions", "sessions of one event"),
        buyingSessions: exact(totals.buyingSessions, "sessions", "sessions with a transaction"),
        cartingSessions: exact(totals.cartingSessions, "sessions", "sessions with an addtocart"),
        splitTrainShare: share("train"),
        splitValidationShare: share("validation"),
        splitTestShare: share("test"),
        straddlingSessions: exact(
          straddling,
          "sessions",
          "sessions with events in more than one part",
          totals.sessions
        ),
        trainAfterTest: exact(
          lateTrain,
          "sessions",
          "training sessions that start after the first test session",
          totals.sessions
        )
      },
      tables: {
        stages: {
          name: first.stages.map((s) => s.name),
          table: first.stages.map((s) => s.table),
          rows: first.stages.map((s) => s.rows),
          sha256: first.stages.map((s) => s.sha256)
        },
        parts: {
          part: first.parts.map((p) => p.part),
          sessions: first.parts.map((p) => p.sessions),
          events: first.parts.map((p) => p.events)
        }
      }
    };
  }
};

const STRADDLING = `SELECT count(*) AS sessions FROM (
  SELECT session_id FROM sessionized_events JOIN split_sessions USING (session_id)
  GROUP BY session_id HAVING count(DISTINCT part) > 1
)`;

const LATE_TRAIN = `SELECT count(*) AS sessions FROM sessions JOIN split_sessions USING (session_id)
WHERE part = 0 AND start_ms >= (SELECT min(start_ms) FROM sessions JOIN split_sessions USING (session_id) WHERE part = 2)`;
