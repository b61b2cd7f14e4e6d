import type {RunDocument} from "../../lib/pipeline/stages.js";
import {EVENT_TYPES} from "../../lib/sources/events.js";
import {count, percent} from "../format.js";

/** What a run adds up to, as a panel writes it. */
export function totalRows({input, totals}: RunDocument): readonly (readonly [name: string, value: string])[] {
  return [
    ["rows of the file", count(input.rows)],
    ["set aside", count(input.rows - totals.events)],
    ["events", count(totals.events)],
    ...EVENT_TYPES.filter((type) => totals.byType[type] > 0).map(
      (type) => [`of type ${type}`, count(totals.byType[type])] as const
    ),
    ["users", count(totals.users)],
    ["items", count(totals.items)],
    ["sessions", count(totals.sessions)],
    ["sessions that buy", `${count(totals.buyingSessions)} (${percent(totals.sessionConversion, 2)})`]
  ];
}
