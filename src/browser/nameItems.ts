import {numbers} from "../lib/core/table.js";
import type {Description} from "../lib/pipeline/describe.js";
import type {Engine} from "../lib/sql/engine.js";

/** Items that a description handed to a page names one by one: those viewed most, in the whole range and in the windows of the trends. */
const NAMED_ITEMS = 2_000;

/**
 * A description with the items' own names, from `item_catalog` (item_id, item), and with no more items than a page can hold: the others are summed up
 * in `otherItems`.
 */
export async function nameItems(engine: Engine, description: Description, most = NAMED_ITEMS): Promise<Description> {
  const {items} = description;
  const rows = items.item.map((_, i) => i);
  const kept = new Set([
    ...[...rows].sort((a, b) => items.views[b] - items.views[a] || a - b).slice(0, most),
    ...[...rows]
      .sort((a, b) => items.recent[b] + items.before[b] - items.recent[a] - items.before[a] || a - b)
      .slice(0, most)
  ]);
  const chosen = rows.filter((i) => kept.has(i));
  const others = rows.filter((i) => !kept.has(i));
  const total = (column: readonly number[]) => others.reduce((sum, i) => sum + column[i], 0);
  const pick = (column: readonly number[]) => chosen.map((i) => column[i]);
  const names = await namesOf(engine, pick(items.item));
  return {
    ...description,
    items: {
      item: pick(items.item),
      views: pick(items.views),
      carts: pick(items.carts),
      transactions: pick(items.transactions),
      recent: pick(items.recent),
      before: pick(items.before)
    },
    itemNames: pick(items.item).map((item) => names.get(item) ?? `item ${item}`),
    otherItems: {
      items: others.length,
      views: total(items.views),
      recent: total(items.recent),
      before: total(items.before)
    }
  };
}

async function namesOf(engine: Engine, items: readonly number[]): Promise<Map<number, string>> {
  if (items.length === 0) return new Map();
  const found = await engine.read(
    `SELECT item_id, CAST(item AS VARCHAR) AS item FROM item_catalog WHERE item_id IN (${items.join(", ")})`
  );
  const texts = found.columns.item as readonly (string | null)[];
  return new Map(
    Array.from(numbers(found, "item_id"), (item, i) => [item, texts[i]] as const).filter(
      (pair): pair is readonly [number, string] => pair[1] !== null
    )
  );
}
