import {numbers} from "../../src/lib/core/table.js";
import {timeline, type Timeline} from "../../src/lib/features/timeline.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {featuresOfLog} from "../../src/lib/targets/featuresOfLog.js";
import type {FeaturesPage} from "../../src/lib/reports/featuresPage.js";
import {withShopLog} from "./sharedShop.js";
import {PAGE_SHOP} from "./shopLog.js";

/**
 * The users whose timelines are there before any database is, and an item of each: of those who bought, within their next three sessions, an item that they had looked at, the two with the most sessions; the one who came back
 * most often and bought nothing; and the one with the longest first session among those who never came back.
 */
const TOLD_SQL = `WITH users AS (
  SELECT user_id, count(*) AS sessions, sum(transactions) AS purchases, max(events) AS events FROM sessions GROUP BY user_id
), told AS (
  SELECT user_id, min(item_id) AS item_id, max(sessions) AS weight, 1 AS kind
  FROM examples JOIN labels USING (example_id) JOIN users USING (user_id) WHERE labels."item-3-sessions" = 1 GROUP BY user_id
  UNION ALL SELECT user_id, NULL, sessions, 2 FROM users WHERE purchases = 0
  UNION ALL SELECT user_id, NULL, events, 3 FROM users WHERE sessions = 1
)
SELECT user_id, item_id, kind FROM (
  SELECT *, row_number() OVER (PARTITION BY kind ORDER BY weight DESC, user_id) AS place FROM told
)
WHERE place <= CASE kind WHEN 1 THEN 2 ELSE 1 END
ORDER BY kind, place`;

/** What the page on features shows before a control is touched. */
export function featuresPage(): Promise<FeaturesPage> {
  return withShopLog(async ({engine, run}) => {
    const found = await featuresOfLog(engine, {hash: true});
    return {
      ...found,
      ...PAGE_SHOP,
      generated: true,
      events: run.totals.events,
      timelines: await tell(engine)
    };
  });
}

async function tell(engine: Engine): Promise<Timeline[]> {
  const told = await engine.read(TOLD_SQL);
  const users = numbers(told, "user_id");
  const items = numbers(told, "item_id");
  const kinds = numbers(told, "kind");
  const lines: Timeline[] = [];
  for (let i = 0; i < told.rows; i++) {
    const item = kinds[i] === 1 ? items[i] : undefined;
    lines.push(await engine.scratch(() => timeline(engine, {user: users[i], item})));
  }
  return lines;
}
