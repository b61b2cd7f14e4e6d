/** Counts events of `raw_events` that are about no item, as a search or a page view: what asks for an item leaves them out. */
export const WITHOUT_ITEM_SQL = "SELECT count(*) FROM raw_events WHERE item_id IS NULL";
