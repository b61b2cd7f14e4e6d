import {UserError} from "../../src/lib/core/errors.js";
import {numbers} from "../../src/lib/core/table.js";
import {itemSequences, type ItemSequences} from "../../src/lib/recommend/itemSequences.js";
import {VIEW} from "../../src/lib/sources/events.js";
import {stagedSource, type SourceOfRows, type StagedSourceOptions} from "../sources/stagedSource.js";

/** The sessions of a source as sequences of items, with what a result says of them. */
export interface ItemSequencesOfSource extends SourceOfRows {
  readonly sequences: ItemSequences;
  /** The log's id of each item: items are numbered in the order of their ids. */
  readonly itemIds: Int32Array;
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
    return {
      ...of,
      sequences,
      itemIds,
      parts: Int32Array.from(sequences.offsets.subarray(0, -1), (at) => part[at])
    };
  });
}
