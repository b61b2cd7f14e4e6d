import {log} from "../core/portableMath.js";
import {nameEvidence, type NamedFor} from "./columnNames.js";
import {eventMeaning} from "./eventNames.js";
import {isMissing} from "./missingWords.js";
import {looksLikePrice} from "./prices.js";
import {sampleTimes, type SampleTimes} from "./sampleTimes.js";

/** What a sample tells of one column. */
export interface ColumnProfile {
  readonly index: number;
  readonly name: string;
  /** How strongly the name speaks for each role, see `nameEvidence`. */
  readonly named: Readonly<Record<NamedFor, number>>;
  /** Values that are not missing, in the order of the rows. */
  readonly values: readonly string[];
  /** By row, a number for each distinct value from 0 on; −1 where it is missing. */
  readonly codes: Int32Array;
  /** Share of rows that have a value. */
  readonly fill: number;
  /** Distinct values and how often each occurs, in order of first sight. */
  readonly counts: ReadonlyMap<string, number>;
  readonly times: SampleTimes | null;
  /** By row, the time in milliseconds; NaN where there is none. Null where the values are no times. */
  readonly timeOfRow: Float64Array | null;
  /** Share of values that are whole numbers without a leading zero, and that of numbers of any kind, prices with a currency among them. */
  readonly whole: number;
  readonly numeric: number;
  /** Share of values with one or two decimals, and with a currency. */
  readonly decimals: number;
  readonly currency: number;
  /** Share of values that are words for events, and how many of the four types they stand for. */
  readonly eventWords: number;
  readonly eventTypes: number;
  /** Of a time in several columns whose first this is, the others, see `withTimeParts`. */
  readonly timeWith?: readonly string[];
  /** Whether it is one of these others. */
  readonly isPart?: boolean;
}

const WHOLE = /^(0|[1-9]\d*)$/;
const DECIMALS = /\d[.,]\d{1,2}\D*$/;
const CURRENCY = /\p{Sc}|\b(?:USD|EUR|GBP|CHF|PLN|CNY|JPY|BRL|CAD|AUD|SEK|kr|zł)\b/u;

/** More distinct values than this are no words for events, and are not looked up. */
const MOST_WORDS = 300;

/**
 * What a sample tells of one of its columns.
 *
 * @param index its place among the columns  @param rows by row, a text or null for each column
 */
export function columnProfile(
  name: string,
  index: number,
  rows: readonly (readonly (string | null)[])[]
): ColumnProfile {
  const codes = new Int32Array(rows.length).fill(-1);
  const places = new Map<string, number>();
  const counts = new Map<string, number>();
  const values: string[] = [];
  for (let i = 0; i < rows.length; i++) {
    const value = rows[i][index];
    if (value === undefined || value === null || isMissing(value)) continue;
    values.push(value);
    let code = places.get(value);
    if (code === undefined) places.set(value, (code = places.size));
    codes[i] = code;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const share = (fits: (value: string) => boolean) => {
    let rows = 0;
    for (const [value, times] of counts) if (fits(value)) rows += times;
    return values.length === 0 ? 0 : rows / values.length;
  };
  const times = values.length === 0 ? null : sampleTimes(values);
  let timeOfRow: Float64Array | null = null;
  if (times !== null) {
    timeOfRow = new Float64Array(rows.length).fill(NaN);
    for (let i = 0, k = 0; i < rows.length; i++) if (codes[i] !== -1) timeOfRow[i] = times.ms[k++];
  }
  const meanings = new Map(
    [...counts.keys()].slice(0, MOST_WORDS).map((value) => [value, eventMeaning(value)] as const)
  );
  return {
    index,
    name,
    named: nameEvidence(name),
    values,
    codes,
    fill: rows.length === 0 ? 0 : values.length / rows.length,
    counts,
    times,
    timeOfRow,
    whole: share((value) => WHOLE.test(value)),
    numeric: share(looksLikePrice),
    decimals: share((value) => DECIMALS.test(value)),
    currency: share((value) => CURRENCY.test(value)),
    eventWords: share((value) => meanings.get(value) !== undefined),
    eventTypes: new Set([...meanings.values()].filter((type) => typeof type === "string")).size
  };
}

/** How far one column follows from another. */
export interface Dependence {
  /** Of rows whose value in the first occurs again, the share whose value in the second is the one that is most frequent beside it; NaN without such rows. */
  readonly share: number;
  /** How many rows that are, less one for each value: what could have spoken against it. */
  readonly checks: number;
}

/** Whether each value of `a` has one value of `b`: session and user, item and price, item and category. */
export function dependence(a: ColumnProfile, b: ColumnProfile): Dependence {
  const beside = new Map<number, Map<number, number>>();
  for (let i = 0; i < a.codes.length; i++) {
    if (a.codes[i] === -1 || b.codes[i] === -1) continue;
    const own = beside.get(a.codes[i]) ?? new Map<number, number>();
    own.set(b.codes[i], (own.get(b.codes[i]) ?? 0) + 1);
    beside.set(a.codes[i], own);
  }
  let checks = 0;
  let kept = 0;
  for (const own of beside.values()) {
    let all = 0;
    let most = 0;
    for (const times of own.values()) {
      all += times;
      most = Math.max(most, times);
    }
    checks += all - 1;
    kept += most - 1;
  }
  return {share: checks === 0 ? NaN : kept / checks, checks};
}

/**
 * How close together rows of one value stand, as the logarithm to base two of how far apart they would stand if rows were in random order, over how far
 * apart they do: 0 for random order, 3 for eight times as close. The rows of a user or a session stand together, in the file or in time; those of an item
 * hardly do.
 */
export function clustering({codes}: ColumnProfile, order: readonly number[]): number {
  const last = new Map<number, number>();
  const times = new Map<number, number>();
  let gaps = 0;
  let rows = 0;
  for (const row of order) {
    const code = codes[row];
    if (code === -1) continue;
    rows++;
    const before = last.get(code);
    if (before !== undefined) gaps += rows - before;
    last.set(code, rows);
    times.set(code, (times.get(code) ?? 0) + 1);
  }
  let expected = 0;
  for (const k of times.values()) expected += ((k - 1) * (rows + 1)) / (k + 1);
  return gaps === 0 || times.size < 2 ? 0 : log(expected / gaps) / Math.LN2;
}
