import type {EventType, SourceSpec} from "../sources/events.js";
import type {DecimalSign} from "./prices.js";
import {HARMLESS} from "./reasons.js";
import {TIME_READINGS, type TimeFormat} from "./timeFormats.js";

/** What a column of a log can stand for. */
export const ROLES = ["user", "time", "event", "item", "session", "price", "category", "brand", "ingested"] as const;
export type Role = (typeof ROLES)[number];

/** Roles whose values tell one thing from another. */
export const ID_ROLES = ["user", "item", "session"] as const;
export type IdRole = (typeof ID_ROLES)[number];

/** The column in which a role's values are as text while a log is read. */
export function textColumn(role: Role): string {
  return `${role}_text`;
}

/** How a log's columns are read: by role, the name of the column, or null for none. */
export interface LogMapping extends Readonly<Record<Role, string | null>> {
  readonly timeFormat: TimeFormat;
  /** How the time is written at which an event reached the log, where a column says it. */
  readonly ingestedFormat: TimeFormat;
  /** Columns in which the time goes on where it is in several, a date and its clock or its parts one by one, see `joinedTime`. Default: none. */
  readonly timeWith?: readonly string[];
  /** Formats of time that fit the first rows as well; the whole file chooses among them. Default: none but the one given. */
  readonly timeCandidates?: readonly TimeFormat[];
  /** Minutes that the log's clock is ahead of UTC, for times that do not say it themselves as an offset, `Z` or a number since 1970 does. */
  readonly zoneMinutes: number;
  /** What the log's own words for events stand for, beside those that are known anyway; null for events that have no part here. */
  readonly eventNames: Readonly<Record<string, EventType | null>>;
  /** Whether rows that are equal in everything that is read are one event. */
  readonly deduplicate: boolean;
  /** The sign before the decimals of prices. Default: what the whole column says. */
  readonly decimalSign?: DecimalSign;
  /** Whether prices are in hundredths. Default: where the column's name says cents. */
  readonly priceUnit?: "whole" | "cents";
  /**
   * Roles whose values are taken for names from the start: each gets a number in the order in which the file first has it. Others are whole numbers and keep
   * them, unless the file has a value that is written otherwise: then they are names too.
   */
  readonly textIds: readonly IdRole[];
  /** What every row is, where no column says it. Default: a view. */
  readonly always?: EventType;
  /** The column of how many pieces a row is about; a row with fewer than none is a return, which is no event of ours. */
  readonly quantity?: string;
  /** The column of what became of an order or what kind of document a row is of; where it says a return, a refund or a cancellation, the row is no event of ours. */
  readonly status?: string;
  /** The column of what happened in rows whose own column for it is empty, as where one tells only the kinds of one event apart. */
  readonly eventElse?: string;
  /** The number of the order that a row is of: later rows of one that leave the user or the time empty have those of its first row. */
  readonly order?: string;
  /** The column that says of which other row a row is a part; a row that has it is left out. */
  readonly partOf?: string;
}

/** What a mapping gives a column to beside roles, and how `--map` calls it. */
export const BESIDE_ROLES = ["quantity", "status", "order", "partOf"] as const;
export const BESIDE_NAMES: Readonly<Record<(typeof BESIDE_ROLES)[number], string>> = {
  quantity: "quantity",
  status: "status",
  order: "order",
  partOf: "part-of"
};

/** A log that is not of the years 2000 to 2099 may be of these, which `readLog` finds out; numbers since 1970 from 1980 on, as a small one is of another unit. */
export const WIDEST_PERIOD = [Date.UTC(1970, 0), Date.UTC(2200, 0)] as const;

/** Columns of a log that nothing is read from. */
export function columnsNotRead(mapping: LogMapping, columns: readonly string[]): string[] {
  const read = new Set([
    ...ROLES.map((role) => mapping[role]),
    ...(mapping.timeWith ?? []),
    mapping.eventElse,
    ...BESIDE_ROLES.map((key) => mapping[key])
  ]);
  return columns.filter((column) => !read.has(column));
}

/** What a log cannot show. */
export type Lack = "hours" | "purchases" | "users" | "items";

/** Why a log cannot be read so, in words for its owner; empty where it can. */
export function mappingProblems(mapping: LogMapping, columns: readonly string[]): string[] {
  const problems: string[] = [];
  for (const role of ROLES) {
    const column = mapping[role];
    if (column !== null && !columns.includes(column))
      problems.push(`the log has no column ${JSON.stringify(column)} for ${role}; choose one it has, or none`);
  }
  for (const key of BESIDE_ROLES) {
    const column = mapping[key];
    if (column !== undefined && !columns.includes(column))
      problems.push(
        `the log has no column ${JSON.stringify(column)} for ${BESIDE_NAMES[key]}; choose one it has, or none`
      );
  }
  if (mapping.eventElse !== undefined && !columns.includes(mapping.eventElse))
    problems.push(`the log has no column ${JSON.stringify(mapping.eventElse)} for event; choose one it has, or none`);
  for (const column of mapping.timeWith ?? [])
    if (!columns.includes(column))
      problems.push(`the log has no column ${JSON.stringify(column)} for time; choose one it has, or none`);
  if ((mapping.timeWith ?? []).length > 0 && TIME_READINGS[mapping.timeFormat]?.order === undefined)
    problems.push(
      `a time in several columns is text, and its format is ${JSON.stringify(mapping.timeFormat)}; choose one of ${Object.entries(
        TIME_READINGS
      )
        .filter(([, {order}]) => order !== undefined)
        .map(([id]) => id)
        .join(", ")}`
    );
  if (mapping.time === null)
    problems.push("no column is the time of an event; choose it, as nothing can be put in order without");
  if (!Object.hasOwn(TIME_READINGS, mapping.timeFormat))
    problems.push(
      `the format of time is ${JSON.stringify(mapping.timeFormat)}; choose one of ${Object.keys(TIME_READINGS).join(", ")}`
    );
  if (mapping.ingested !== null && !Object.hasOwn(TIME_READINGS, mapping.ingestedFormat))
    problems.push(
      `the format of the time of ingestion is ${JSON.stringify(mapping.ingestedFormat)}; choose one of ${Object.keys(TIME_READINGS).join(", ")}`
    );
  if (!(Number.isInteger(mapping.zoneMinutes) && Math.abs(mapping.zoneMinutes) <= 14 * 60))
    problems.push(
      `the log's clock is ${mapping.zoneMinutes} minutes ahead of UTC; give whole minutes from -840 to 840`
    );
  const used = new Map<string, Role>();
  const roles = ROLES.flatMap((role) => [
    [role, mapping[role]] as const,
    ...(role === "time" ? (mapping.timeWith ?? []).map((column) => [role, column] as const) : [])
  ]);
  for (const [role, column] of roles) {
    if (column === null) continue;
    const other = used.get(column);
    // one column may well be both: a log that knows a visitor for one visit only
    if (other !== undefined && !(other === "user" && role === "session"))
      problems.push(`column ${JSON.stringify(column)} is both ${other} and ${role}; choose another for one of them`);
    else used.set(column, role);
  }
  return problems;
}

/**
 * What a log read so lacks. `byType` counts its events by type once they are known; `days` says that its times are days, see `lacksClock`.
 */
export function lacksOf(
  mapping: LogMapping,
  {days = false, byType}: {days?: boolean; byType?: Readonly<Record<EventType, number>>} = {}
): Lack[] {
  const lacks: Lack[] = [];
  if (days) lacks.push("hours");
  if (
    (mapping.event === null && mapping.always !== "transaction") ||
    (byType !== undefined && byType.transaction === 0)
  )
    lacks.push("purchases");
  if (mapping.user === null) lacks.push("users");
  if (mapping.item === null) lacks.push("items");
  return lacks;
}

/** What a log of this mapping says of itself to the stages. Sessions are cut at pauses; whoever trusts the log's own asks for them. */
export function logSpec(name: string, mapping: LogMapping): SourceSpec {
  return {
    name,
    title: `A log of events: ${name}.`,
    licence: "its owner's",
    generated: false,
    // an event may well name no item: a look at the front page, a search
    required: ["user_id", "ts_ms", "event"],
    period: WIDEST_PERIOD,
    deduplicate: mapping.deduplicate,
    setAside: HARMLESS,
    sessions: mapping.user === null && mapping.session !== null ? "own" : "gap"
  };
}
