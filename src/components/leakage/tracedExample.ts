import type {TracedExample} from "../../lib/leakage/traceExample.js";
import type {StudyResult} from "../../lib/core/result.js";
import {SPECIFICATION} from "./subjects.js";

/** The example that the study looked at closely for a subject; null for one that it did not have. */
export function tracedExample({tables}: StudyResult, subject: string): TracedExample | null {
  const what = subject === SPECIFICATION ? "the 37" : subject;
  const {looks, lookEvents, lookValues} = tables;
  const row = looks.what.indexOf(what);
  if (row === -1) return null;
  const own = <C extends Record<string, readonly (number | string | null)[]>>(table: C) => {
    const rows = table.what.flatMap((name, i) => (name === what ? [i] : []));
    return (column: string) => rows.map((i) => table[column][i]);
  };
  const event = own(lookEvents);
  const value = own(lookValues);
  const [whole, deleted, invented] = ["whole", "deleted", "invented"].map(value);
  return {
    example: looks.example[row] as number,
    userId: looks.user[row] as number,
    sessionId: looks.session[row] as number,
    itemId: looks.item[row] as number | null,
    atMs: looks.atMs[row] as number,
    events: {
      ms: event("ms") as number[],
      event: event("event") as number[],
      item: event("item") as (number | null)[],
      session: event("session") as number[]
    },
    values: value("feature").map((feature, i) => ({
      feature: String(feature),
      whole: whole[i],
      deleted: deleted[i],
      invented: invented[i]
    }))
  };
}
