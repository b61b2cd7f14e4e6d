import {UserError} from "../lib/core/errors.js";
import {numbers} from "../lib/core/table.js";
import {itemAttributesSql, type ItemKnowledge} from "../lib/features/itemAttributes.js";
import {timeline, type Timeline} from "../lib/features/timeline.js";
import type {Engine} from "../lib/sql/engine.js";
import {featuresOfLog} from "../lib/targets/featuresOfLog.js";
import type {FeaturesOfLog} from "../lib/targets/featuresOfLog.js";

export type FeatureQuestion =
  /** Of a user, or of one whose timeline is worth a look; of an item of theirs, or the one they met most often. */
  | {readonly kind: "timeline"; readonly user: number | null; readonly item: number | null}
  /** `hash`: of the table too. */
  | {readonly kind: "features"; readonly hash: boolean};

/** More than these events are no timeline that a person can read. */
const LONG = 400;

/** The user with the most sessions among those with a timeline that can be read. */
const TELLING_SQL = `SELECT user_id FROM sessions GROUP BY user_id HAVING max(items) > 0
ORDER BY CASE WHEN sum(events) <= ${LONG} THEN 0 ELSE 1 END, count(*) DESC, sum(events) DESC, user_id LIMIT 1`;

/** Answers questions about the features of a log whose stages have run on an engine; all tables are afterwards as they were. */
export function answerFeatures(
  engine: Engine,
  question: FeatureQuestion,
  known: ItemKnowledge
): Promise<Timeline | FeaturesOfLog> {
  return engine.scratch<Timeline | FeaturesOfLog>(async () => {
    await engine.run(itemAttributesSql(known));
    if (question.kind === "features") return featuresOfLog(engine, question);
    let {user} = question;
    if (user === null) {
      const found = await engine.read(TELLING_SQL);
      if (found.rows === 0) throw new UserError("this log names no items", "there are no timelines of items in it");
      user = numbers(found, "user_id")[0];
    }
    return timeline(engine, {user, item: question.item ?? undefined});
  });
}
