import {numbers} from "../lib/core/table.js";
import {UserError} from "../lib/core/errors.js";
import type {Engine} from "../lib/sql/engine.js";
import {ADD_TO_CART, TRANSACTION, VIEW} from "../lib/sources/events.js";
import type {ClickLog} from "../lib/recommend/clickLog.js";
import {itemSequences} from "../lib/recommend/itemSequences.js";

/**
 * The sessions of views of a log of the reader's own whose stages have run on an engine, with the items' names and
 * categories. Throws `UserError` for a log without views of items.
 */
export async function clickLogOf(engine: Engine): Promise<ClickLog> {
  const clicks = await engine.read(`SELECT e.session_id, e.user_id, e.ts_ms, e.item_id,
  CASE WHEN o.bought > 0 THEN 2 WHEN o.carts > 0 THEN 1 ELSE 0 END AS outcome
FROM sessionized_events AS e JOIN (
  SELECT session_id, sum(CASE WHEN event = ${TRANSACTION} THEN 1 ELSE 0 END) AS bought, sum(CASE WHEN event = ${ADD_TO_CART} THEN 1 ELSE 0 END) AS carts
  FROM sessionized_events GROUP BY session_id
) AS o ON o.session_id = e.session_id
WHERE e.item_id IS NOT NULL AND e.event = ${VIEW}
ORDER BY e.session_id, e.event_no`);
  if (clicks.rows === 0)
    throw new UserError("this log has no view of an item", "bring a log whose events name items that were viewed");
  const [sessions, users, timesMs, ids, outcome] = ["session_id", "user_id", "ts_ms", "item_id", "outcome"].map(
    (name) => numbers(clicks, name)
  );
  const itemIds = Int32Array.from(new Set(ids)).sort();
  const place = new Map(Array.from(itemIds, (id, k) => [id, k]));
  const sequences = itemSequences({sessions, users, timesMs, items: Int32Array.from(ids, (id) => place.get(id)!)});
  const names = Array.from(itemIds, (id) => `item ${id}`);
  const category = new Int32Array(itemIds.length).fill(-1);
  const categories: string[] = [];
  const known = await engine.read(
    "SELECT c.item_id, CAST(c.item AS VARCHAR) AS item, d.name FROM item_catalog AS c LEFT JOIN department_names AS d ON d.department_id = c.department_id ORDER BY c.item_id"
  );
  const catalogued = numbers(known, "item_id");
  const [texts, groups] = ["item", "name"].map((name) => known.columns[name] as readonly (string | null)[]);
  for (let i = 0; i < known.rows; i++) {
    const k = place.get(catalogued[i]);
    if (k === undefined) continue;
    names[k] = texts[i] ?? names[k];
    const group = groups[i];
    if (group === null) continue;
    if (!categories.includes(group)) categories.push(group);
    category[k] = categories.indexOf(group);
  }
  return {
    sequences,
    itemIds,
    names,
    category,
    categories,
    outcomes: Uint8Array.from(sequences.offsets.subarray(0, -1), (at) => outcome[at])
  };
}
