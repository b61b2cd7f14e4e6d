import type {StudyResult} from "../core/result.js";
import {wilsonInterval, type Interval} from "../metrics/intervals.js";
import type {DataSet} from "../pipeline/dataSet.js";
import type {Description} from "../pipeline/describe.js";

/** Sum of counts. */
export const sum = (values: readonly number[]): number => values.reduce((total, n) => total + n, 0);

/** The UTC day of a time as `2025-01-31`. */
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** A real log as its study describes it: its tables are a description's, its options and figures the rest. */
export function dataSetOf({tables, figures, options}: StudyResult): DataSet {
  const {set} = options as {
    set: Pick<DataSet, "name" | "title" | "generated" | "licence" | "lacks" | "departments"> &
      Pick<DataSet["cleaning"], "required" | "deduplicated">;
  };
  const number = (name: string) => figures[name].value;
  const {names, cleaning, ...described} = tables;
  const fromMs = number("firstMs");
  const untilMs = number("untilMs");
  return {
    ...set,
    firstDay: day(fromMs),
    lastDay: day(untilMs - 1),
    description: {
      range: {fromMs, untilMs},
      trendDays: number("trendDays"),
      users: number("users"),
      reached: [],
      ...(described as unknown as Omit<Description, "range" | "trendDays" | "users" | "reached">)
    },
    cleaning: {
      inputRows: number("inputRows"),
      cleanRows: number("cleanRows"),
      required: set.required,
      deduplicated: set.deduplicated,
      quarantine: cleaning.reason.map((reason, i) => ({reason: String(reason), rows: Number(cleaning.rows[i])})),
      sessions: number("sessions"),
      users: number("users"),
      items: number("items")
    },
    items: names.item.map(String)
  };
}

/** The share of sessions that buy with its 95 % Wilson interval. */
export interface Conversion extends Interval {
  readonly sessions: number;
  readonly buying: number;
  readonly value: number;
}

/** How many sessions of a description buy; null where it has none. */
export function conversionOf({lengths}: Pick<Description, "lengths">): Conversion | null {
  const sessions = sum(lengths.sessions);
  const buying = sum(lengths.buying);
  if (sessions === 0) return null;
  const value = buying / sessions;
  return {sessions, buying, value, ...wilsonInterval(value, sessions)};
}

/** What the page on data answers with. */
export interface DataHeadline {
  readonly events: number;
  /** The share of events that are views. */
  readonly views: number;
  /** Null where the log holds no purchases, or no session. */
  readonly conversion: Conversion | null;
  /** The share of sessions for which “nobody buys” is right; null likewise. */
  readonly nobodyBuys: number | null;
}

/** The numbers of the page's answer for one log. */
export function dataHeadline({
  description,
  cleaning,
  lacks
}: Pick<DataSet, "description" | "cleaning" | "lacks">): DataHeadline {
  const conversion = lacks.includes("purchases") ? null : conversionOf(description);
  return {
    events: cleaning.cleanRows,
    views: sum(description.daily.view) / cleaning.cleanRows,
    conversion,
    nobodyBuys: conversion === null ? null : 1 - conversion.buying / conversion.sessions
  };
}
