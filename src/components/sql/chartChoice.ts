import type {QueryRows} from "../../lib/sql/readOnlyQuery.js";

export const MARKS = ["line", "bar", "dot", "histogram", "none"] as const;
export type Mark = (typeof MARKS)[number];

/** A chart of a result: columns by their places, -1 for none. */
export interface ChartChoice {
  readonly mark: Mark;
  readonly x: number;
  readonly y: number;
  readonly colour: number;
}

export type ColumnKind = "number" | "time" | "text";

/** The most colours that can be told apart. */
const MOST_COLOURS = 8;
/** The most bars that are drawn. */
export const MOST_BARS = 60;

/** What a column of a result can be drawn as. */
export function columnKind({columns, types}: Pick<QueryRows, "columns" | "types">, name: string): ColumnKind {
  if (/^(?:DATE|TIMESTAMP)/.test(types[name])) return "time";
  return columns[name].find((value) => value !== null) !== undefined &&
    columns[name].every((value) => value === null || typeof value === "number")
    ? "number"
    : "text";
}

/**
 * The chart that is likely to be wanted: a line over time or over a number that only grows, bars for a text and a number, dots for two numbers, a histogram for
 * one. The last column of numbers is the one that is measured, as queries put first what they group by.
 */
export function defaultChart(result: Pick<QueryRows, "columns" | "types" | "rows">): ChartChoice {
  const names = Object.keys(result.columns);
  const kinds = names.map((name) => columnKind(result, name));
  const of = (kind: ColumnKind) => kinds.flatMap((k, i) => (k === kind ? [i] : []));
  const numbers = of("number");
  const time = of("time").at(0) ?? -1;
  const text = of("text").at(0) ?? -1;
  const chart = (mark: Mark, x = -1, y = -1, colour = -1): ChartChoice => ({mark, x, y, colour});
  if (numbers.length === 0 || result.rows < 2) return chart("none");
  const last = numbers[numbers.length - 1];
  const values = (i: number) => result.columns[names[i]];
  if (time !== -1) {
    const repeated = new Set(values(time)).size < result.rows;
    const groups = text !== -1 && repeated && new Set(values(text)).size <= MOST_COLOURS;
    return chart("line", time, last, groups ? text : -1);
  }
  if (text !== -1) return chart("bar", last, text);
  const [first] = numbers;
  if (first === last) return chart("histogram", first);
  const grows = values(first).every((value, i, all) => i === 0 || Number(value) > Number(all[i - 1]));
  return chart(grows ? "line" : "dot", first, last);
}

/** A choice in the address, e.g. `line.0.2`; undefined for a text that is none. */
export function parseChart(text: string): ChartChoice | undefined {
  const found = /^([a-z]+)\.(-?\d+)\.(-?\d+)\.(-?\d+)$/.exec(text);
  const mark = MARKS.find((name) => name === found?.[1]);
  if (found === null || mark === undefined) return undefined;
  return {mark, x: Number(found[2]), y: Number(found[3]), colour: Number(found[4])};
}

/** Writes what `parseChart` reads. */
export function chartText({mark, x, y, colour}: ChartChoice): string {
  return [mark, x, y, colour].join(".");
}

/** Why a choice cannot be drawn from a result; null where it can. */
export function chartProblem(result: QueryRows, {mark, x, y, colour}: ChartChoice): string | null {
  const names = Object.keys(result.columns);
  const kind = (i: number) => (names[i] === undefined ? null : columnKind(result, names[i]));
  if (mark === "none") return null;
  if (kind(x) === null) return "Choose a column for x.";
  if (mark === "histogram") return kind(x) === "number" ? null : "A histogram needs a column of numbers for x.";
  if (kind(y) === null) return "Choose a column for y.";
  if (mark === "bar" && (kind(x) === "number") === (kind(y) === "number"))
    return "Bars need one column of numbers, and one of another kind.";
  if (mark === "line" && kind(y) !== "number") return "A line needs a column of numbers for y.";
  if (colour !== -1 && names[colour] !== undefined && new Set(result.columns[names[colour]]).size > MOST_COLOURS)
    return `${names[colour]} has more than ${MOST_COLOURS} values, too many for colours.`;
  return null;
}
