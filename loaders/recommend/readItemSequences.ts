import {UserError} from "../../src/lib/core/errors.js";
import {numbers} from "../../src/lib/core/table.js";
import type {ItemAttributes} from "../../src/lib/recommend/itemAttributes.js";
import {itemSequences, type ItemSequences} from "../../src/lib/recommend/itemSequences.js";
import {VIEW} from "../../src/lib/sources/events.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {stagedSource, type SourceOfRows, type StagedSourceOptions} from "../sources/stagedSource.js";

/** The sessions of a source as sequences of items, with what a result says of them. */
export interface ItemSequencesOfSource extends SourceOfRows {
  readonly sequences: ItemSequences;
  /** The log's id of each item: items are numbered in the order of their ids. */
  readonly itemIds: Int32Array;
  /** The category of each item, −1 where it is unknown; absent where the log has none. */
  readonly category?: Int32Array;
  /** What the log says of its items: category, colour, brand and price, as far as it has them; absent where it has none. */
  readonly attributes?: ItemAttributes;
  /** The part of the source's own split that each session belongs to: 0 training, 1 validation, 2 test. */
  readonly parts: Int32Array;
}

export interface ReadItemSequencesOptions extends StagedSourceOptions {
  /** Which events are clicks: views alone, or every event that names an item. */
  readonly events?: "views" | "all";
}

/**
 * Reads or generates a source, runs the stages on it and hands over its sessions, click by click. Throws what
 * `stagedSource` throws, and `UserError` where no event names an item.
 */
export function readItemSequences({
  events = "views",
  ...options
}: ReadItemSequencesOptions = {}): Promise<ItemSequencesOfSource> {
  return stagedSource(options, async (engine, of) => {
    const clicks = await engine.read(`SELECT e.session_id, e.user_id, e.ts_ms, e.item_id, p.part
FROM sessionized_events AS e JOIN split_sessions AS p ON p.session_id = e.session_id AND p.fold = 1
WHERE e.item_id IS NOT NULL${events === "views" ? ` AND e.event = ${VIEW}` : ""}
ORDER BY e.session_id, e.event_no`);
    if (clicks.rows === 0)
      throw new UserError(
        `${of.source} has no ${events === "views" ? "view of an item" : "event with an item"}`,
        events === "views" ? "take every event with --events all" : "a recommender needs a log whose events name items"
      );
    const [sessions, users, timesMs, ids, part] = ["session_id", "user_id", "ts_ms", "item_id", "part"].map((name) =>
      numbers(clicks, name)
    );
    const itemIds = Int32Array.from(new Set(ids)).sort();
    const place = new Map(Array.from(itemIds, (id, k) => [id, k]));
    const sequences = itemSequences({sessions, items: Int32Array.from(ids, (id) => place.get(id)!), timesMs, users});
    const attributes = await attributesOf(engine, itemIds);
    const department = attributes?.kinds.find(({name}) => name === "department_id");
    return {
      ...of,
      sequences,
      itemIds,
      ...(attributes === null ? {} : {attributes}),
      ...(department === undefined ? {} : {category: department.values}),
      parts: Int32Array.from(sequences.offsets.subarray(0, -1), (at) => part[at])
    };
  });
}

/** Attributes that a catalogue may have, by their columns. */
const KINDS = ["department_id", "category_id", "colour", "brand_id"] as const;
const AMOUNTS = ["base_price_cents"] as const;

interface ItemColumns extends ItemAttributes {
  readonly kinds: readonly {readonly name: string; readonly values: Int32Array}[];
}

/** What the log last says of its items; null where it says nothing of any. */
async function attributesOf(engine: Engine, itemIds: Int32Array): Promise<ItemColumns | null> {
  const there = await engine.read(
    "SELECT column_name FROM information_schema.columns WHERE table_name = 'item_catalog'"
  );
  const names = new Set(there.columns.column_name as readonly string[]);
  const kinds = KINDS.filter((name) => names.has(name));
  const amounts = AMOUNTS.filter((name) => names.has(name));
  if (kinds.length + amounts.length === 0) return null;
  const found = await engine.read(`SELECT item_id,
${[...kinds.map((name) => `  CAST(coalesce(${name}, -1) AS INTEGER) AS ${name}`), ...amounts.map((name) => `  CAST(${name} AS DOUBLE) AS ${name}`)].join(",\n")}
FROM item_catalog WHERE item_id IS NOT NULL`);
  const ids = numbers(found, "item_id");
  const place = new Map(Array.from(itemIds, (id, k) => [id, k]));
  const filled = <T extends Int32Array | Float64Array>(values: T, name: string): {name: string; values: T} => {
    const from = numbers(found, name);
    for (let row = 0; row < found.rows; row++) {
      const at = place.get(ids[row]);
      if (at !== undefined) values[at] = from[row];
    }
    return {name, values};
  };
  const n = itemIds.length;
  const made = {
    kinds: kinds
      .map((name) => filled(new Int32Array(n).fill(-1), name))
      .filter(({values}) => values.some((x) => x !== -1)),
    amounts: amounts
      .map((name) => filled(new Float64Array(n).fill(NaN), name))
      .filter(({values}) => values.some((x) => !Number.isNaN(x)))
  };
  return made.kinds.length + made.amounts.length === 0 ? null : made;
}
