/** What `item_attributes` can say of an item; a column that nothing is known of is NULL throughout. */
export const ITEM_ATTRIBUTES = ["department_id", "category_id", "rating_tenths", "reviews", "tags"] as const;

/**
 * SQL for `item_attributes` (item_id, from_ms, and `ITEM_ATTRIBUTES`): what is known of an item strictly after `from_ms`, UTC milliseconds.
 *
 * A catalogue (`item_catalog`, of which `columns` are those there are) counts as known from the beginning. A log that says when a property came to hold has
 * `item_states` (item_id, from_ms, category_id) and `categories` (category_id, department_id) instead, and its catalogue, which has the last word of
 * all, is not asked.
 */
export function itemAttributesSql(columns: readonly string[], {states = false} = {}): string {
  const from = states ? ["department_id", "category_id"] : columns;
  const chosen = ITEM_ATTRIBUTES.map((name) =>
    from.includes(name) ? `CAST(${name} AS INTEGER) AS ${name}` : `CAST(NULL AS INTEGER) AS ${name}`
  );
  const source = states ? "item_states LEFT JOIN categories USING (category_id)" : "item_catalog";
  const since = states ? "from_ms" : "CAST(0 AS BIGINT) AS from_ms";
  return `CREATE OR REPLACE TABLE item_attributes AS
SELECT item_id, ${[since, ...chosen].join(", ")}
FROM ${source}
WHERE item_id IS NOT NULL;`;
}
