import {escape, table} from "arquero";
import type {TracedExample} from "../../lib/leakage/traceExample.js";
import type {StudyResult} from "../../lib/core/result.js";
import {SPECIFICATION} from "./subjects.js";

/** The example that the study looked at closely for a subject; null for one that it did not have. */
export function tracedExample({tables}: StudyResult, subject: string): TracedExample | null {
  const what = subject === SPECIFICATION ? "the 37" : subject;
  const {looks, lookEvents, lookValues} = tables;
  const row = looks.what.indexOf(what);
  if (row === -1) return null;
  const isOwn = escape((row: {what: string}) => row.what === what);
  const events = table(lookEvents).filter(isOwn);
  const values = table(lookValues).filter(isOwn).select("feature", "whole", "deleted", "invented");
  return {
    example: looks.example[row] as number,
    userId: looks.user[row] as number,
    sessionId: looks.session[row] as number,
    itemId: looks.item[row] as number | null,
    atMs: looks.atMs[row] as number,
    events: {
      ms: events.array("ms") as number[],
      event: events.array("event") as number[],
      item: events.array("item") as (number | null)[],
      session: events.array("session") as number[]
    },
    values: values.objects() as unknown as TracedExample["values"]
  };
}
