import {DUCKDB, type Dialect} from "../sql/dialect.js";

/** What `item_attributes` can say of an item; a column that nothing is known of is NULL throughout. */
export const ITEM_ATTRIBUTES = ["department_id", "category_id", "rating_tenths", "reviews", "tags"] as const;

export type ItemAttribute = (typeof ITEM_ATTRIBUTES)[number];

/** Where a log has its items' attributes, and which. */
export interface ItemKnowledge {
  /**
   * `catalogue`: `item_catalog` has them, and they count as known from the beginning. `states`: the log says when a property came to hold, in `item_states`
   * (item_id, from_ms, category_id) and `categories` (category_id, department_id); a catalogue with the last word of all is then not asked.
   */
  readonly from: "catalogue" | "states";
  readonly columns: readonly ItemAttribute[];
}

/** A log whose items are no more than their ids. */
export const NOTHING_KNOWN: ItemKnowledge = {from: "catalogue", columns: []};
/** A catalogue like that of the generated shop. */
export const ALL_KNOWN: ItemKnowledge = {from: "catalogue", columns: ITEM_ATTRIBUTES};

/** SQL for `item_attributes` (item_id, from_ms, and `ITEM_ATTRIBUTES`): what is known of an item strictly after `from_ms`, UTC milliseconds. */
export function itemAttributesSql({from, columns}: ItemKnowledge, dialect: Dialect = DUCKDB): string {
  const {integer, bigint} = dialect;
  const chosen = ITEM_ATTRIBUTES.map(
    (name) => `CAST(${columns.includes(name) ? name : "NULL"} AS ${integer}) AS ${name}`
  );
  const [source, since] =
    from === "states"
      ? ["item_states LEFT JOIN categories USING (category_id)", "from_ms"]
      : ["item_catalog", `CAST(0 AS ${bigint}) AS from_ms`];
  return dialect.createTable(
    "item_attributes",
    `SELECT item_id, ${[since, ...chosen].join(", ")}
FROM ${source}
WHERE item_id IS NOT NULL`
  );
}
