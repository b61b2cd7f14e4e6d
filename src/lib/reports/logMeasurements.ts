import {DAY_MS} from "../core/time.js";
import {numbers} from "../core/table.js";
import type {Need} from "../features/feature.js";
import {FEATURES} from "../features/featureList.js";
import {itemAttributesSql, type ItemKnowledge} from "../features/itemAttributes.js";
import {applicable, logFacts} from "../features/logFacts.js";
import type {Engine} from "../sql/engine.js";
import {splitName, splitSql, type SplitOptions} from "../pipeline/split.js";
import {sessionBands, type SessionBand} from "../pipeline/sessionBands.js";
import {countTargets, type CountedTargets} from "../targets/countTargets.js";
import {missingRequirements} from "../targets/missingRequirements.js";
import {TARGETS} from "../targets/target.js";

/** What a database has to be asked of a log before one can say what it can answer; the rest is in the document of its run. Numbers and text only. */
export interface LogMeasurements {
  /** First and last event, UTC milliseconds. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Whole UTC days from the first event's to the last one's, both included. */
  readonly days: number;
  /** Weeks of seven days from the first day on, also those in which nothing happens; sessions and buying ones by their start. */
  readonly weeks: {
    readonly startMs: readonly number[];
    readonly events: readonly number[];
    readonly sessions: readonly number[];
    readonly buying: readonly number[];
  };
  /** Sessions by their number of events, `from` to `to`; null for no end. */
  readonly lengths: readonly {
    readonly name: SessionBand;
    readonly from: number;
    readonly to: number | null;
    readonly sessions: number;
    readonly buying: number;
  }[];
  /** Users of two sessions or more. */
  readonly returningUsers: number;
  /** Distinct items a session has on average. */
  readonly itemsPerSession: number;
  /** Events that have no value, by what it would be. */
  readonly missing: {readonly item: number; readonly price: number};
  /** What features and targets ask for, as far as the log has it. */
  readonly has: readonly Need[];
  /** The features that the log cannot fill, and what it lacks for each. */
  readonly lackingFeatures: readonly {readonly name: string; readonly lacks: readonly Need[]}[];
  /** The split by which targets were counted, and its name. */
  readonly split: SplitOptions;
  readonly splitName: string;
  readonly targets: CountedTargets;
}

const WEEK_DAYS = 7;

/**
 * Measures a log on an engine with the tables of `runStages` and what `known` says of items. Labels look at their own part of the split. The engine's tables stay as they are.
 * The log must have a session at least, as every log has whose stages ran.
 */
export async function measureLog(engine: Engine, known: ItemKnowledge, split: SplitOptions): Promise<LogMeasurements> {
  return engine.scratch(async () => {
    const {quotient} = engine.dialect;
    await engine.run(splitSql(split, engine.dialect));
    await engine.run(itemAttributesSql(known, engine.dialect));
    const facts = await logFacts(engine);
    const found = await engine.read(`SELECT min(ts_ms) AS first_ms, max(ts_ms) AS last_ms,
  count(*) - count(item_id) AS without_item, count(*) - count(price_cents) AS without_price,
  (SELECT count(*) FROM (SELECT user_id FROM sessions GROUP BY user_id HAVING count(*) > 1)) AS returning_users,
  (SELECT sum(items) FROM sessions) AS items, (SELECT count(*) FROM sessions) AS sessions
FROM sessionized_events`);
    const value = (name: string) => numbers(found, name)[0];
    const firstDay = Math.floor(value("first_ms") / DAY_MS);
    const days = Math.floor(value("last_ms") / DAY_MS) - firstDay + 1;
    const weekOf = (column: string) => quotient(`(${quotient(column, DAY_MS)} - ${firstDay})`, WEEK_DAYS);
    const events = await engine.read(
      `SELECT ${weekOf("ts_ms")} AS week, count(*) AS events FROM sessionized_events GROUP BY 1 ORDER BY 1`
    );
    const sessions = await engine.read(
      `SELECT ${weekOf("start_ms")} AS week, count(*) AS sessions, sum(CASE WHEN transactions > 0 THEN 1 ELSE 0 END) AS buying FROM sessions GROUP BY 1 ORDER BY 1`
    );
    const weeks = Math.ceil(days / WEEK_DAYS);
    const dense = (table: typeof events, name: string): number[] => {
      const counts = Array.from({length: weeks}, () => 0);
      const values = numbers(table, name);
      numbers(table, "week").forEach((week, i) => (counts[week] = values[i]));
      return counts;
    };
    const lengths = await engine.read(
      "SELECT events, count(*) AS sessions, sum(CASE WHEN transactions > 0 THEN 1 ELSE 0 END) AS buying FROM sessions GROUP BY events ORDER BY events"
    );
    const column = (name: string) => Array.from(numbers(lengths, name));
    const counted = await countTargets(engine);
    return {
      firstMs: value("first_ms"),
      lastMs: value("last_ms"),
      days,
      weeks: {
        startMs: Array.from({length: weeks}, (_, week) => (firstDay + WEEK_DAYS * week) * DAY_MS),
        events: dense(events, "events"),
        sessions: dense(sessions, "sessions"),
        buying: dense(sessions, "buying")
      },
      lengths: sessionBands({events: column("events"), sessions: column("sessions"), buying: column("buying")}).map(
        ({until, ...band}) => ({...band, to: until === Infinity ? null : until - 1})
      ),
      returningUsers: value("returning_users"),
      itemsPerSession: value("items") / value("sessions"),
      missing: {item: value("without_item"), price: value("without_price")},
      has: [...facts.has],
      lackingFeatures: applicable(FEATURES, facts).lacking.map(({feature: {name}, lacks}) => ({name, lacks})),
      split,
      splitName: splitName(split),
      targets: {
        parts: Object.fromEntries(counted.map(({target, parts}) => [target.id, parts])),
        lacks: Object.fromEntries(TARGETS.map((target) => [target.id, missingRequirements(target, facts)]))
      }
    };
  });
}
