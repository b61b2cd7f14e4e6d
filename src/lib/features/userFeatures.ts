import {UserError} from "../core/errors.js";
import type {Dialect} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import {logClockSql} from "../pipeline/logClock.js";
import type {Feature} from "./feature.js";
import {FEATURES} from "./featureList.js";
import {featuresSql, usesOf} from "./featuresSql.js";
import {sessionLevel} from "./sessionFeatures.js";

/** Those of `features` that need neither an item nor a session: what can be known of a user. */
export function userLevel(features: readonly Feature[]): readonly Feature[] {
  return sessionLevel(features).filter(
    (feature) => feature.group !== "session" && usesOf(feature).every(({from}) => !from.startsWith("session"))
  );
}

/** SQL for a table with the columns of `examples` and one row for each user who has an event before a moment, UTC milliseconds; the session is the last that had begun. */
function userMomentsSql(asOfMs: number, to: string, dialect: Dialect): string {
  const {integer, bigint} = dialect;
  if (!Number.isSafeInteger(asOfMs)) throw new UserError(`the moment is ${asOfMs} ms`, "give whole milliseconds");
  return dialect.createTable(
    to,
    `SELECT CAST(row_number() OVER (ORDER BY user_id) AS ${integer}) AS example_id, max(session_id) AS session_id, user_id,
  CAST(NULL AS ${integer}) AS item_id, CAST(${asOfMs} AS ${bigint}) AS as_of_ms
FROM sessionized_events
WHERE ts_ms < ${asOfMs}
GROUP BY user_id`
  );
}

/**
 * Makes `user_features` (user_id, as_of_ms, and the features that need neither an item nor a session): one row for each user who has an event before the
 * moment. Default: the first moment after the log. Gives the features in the order of the columns.
 */
export async function userFeatures(
  engine: Engine,
  {features = FEATURES, asOfMs}: {readonly features?: readonly Feature[]; readonly asOfMs?: number} = {}
): Promise<readonly Feature[]> {
  const chosen = userLevel(features);
  await engine.run(logClockSql(engine.dialect));
  const end = Number((await engine.read("SELECT end_ms FROM log_clock")).columns.end_ms[0]);
  await engine.run(userMomentsSql(asOfMs ?? end, "user_moments", engine.dialect));
  await engine.run(
    featuresSql(chosen, engine.dialect, {from: "user_moments", to: "user_features", keys: ["user_id", "as_of_ms"]})
  );
  await engine.run(engine.dialect.dropTable("user_moments"));
  return chosen;
}
