import {eventTypeOf} from "../../lib/eventLog/eventNames.js";
import type {LogInspection} from "../../lib/eventLog/inspectLog.js";
import {isMissing} from "../../lib/eventLog/missingWords.js";
import {ID_ROLES, ROLES, type IdRole, type LogMapping, type Role} from "../../lib/eventLog/mapping.js";
import {guessTimeFormat} from "../../lib/eventLog/timeFormats.js";

/** Words for events that are offered for correction. */
const NAMES = 50;

/**
 * A mapping with another column for one role, null for none, and with what follows from the column's values: how its times are written, which words for
 * events it holds, whether its ids are numbers. A column that had another role loses it, as no column can have two.
 */
export function assignRole(
  mapping: LogMapping,
  {columns, rows}: Pick<LogInspection, "columns" | "rows">,
  role: Role,
  column: string | null
): LogMapping {
  const at = column === null ? -1 : columns.indexOf(column);
  const values = at === -1 ? [] : rows.map((row) => row[at]).filter((value): value is string => !isMissing(value));
  const next = {...mapping, [role]: column} as {-readonly [K in keyof LogMapping]: LogMapping[K]};
  if (column !== null && next.timeWith?.includes(column)) next.timeWith = next.timeWith.filter((one) => one !== column);
  for (const other of ROLES) if (other !== role && column !== null && next[other] === column) next[other] = null;
  if (role === "time") {
    const guess = guessTimeFormat(values);
    next.timeFormat = guess?.format ?? mapping.timeFormat;
    next.timeWith = [];
    if (guess !== null && guess.candidates.length > 1) next.timeCandidates = guess.candidates;
    else delete next.timeCandidates;
  }
  if (role === "ingested") next.ingestedFormat = guessTimeFormat(values)?.format ?? mapping.ingestedFormat;
  if (role === "event")
    next.eventNames = Object.fromEntries(
      [...new Set(values)].slice(0, NAMES).map((value) => [value, eventTypeOf(value) ?? null])
    );
  if ((ID_ROLES as readonly Role[]).includes(role)) {
    const whole = values.every((value) => /^(0|[1-9]\d{0,9})$/.test(value) && Number(value) < 2 ** 31);
    const others = mapping.textIds.filter((id) => id !== role);
    next.textIds = !whole ? [...others, role as IdRole] : others;
  }
  return next;
}
