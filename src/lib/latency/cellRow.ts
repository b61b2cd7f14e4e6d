import {SPREAD, type Estimate} from "./latency.js";
import type {LatencyCell, ColdStart, StartsFrom} from "./measureModels.js";

/** A cell in one line, as tables and files have it: times in milliseconds, null for what is not known. */
export interface CellRow {
  readonly model: string;
  readonly runtime: string;
  readonly from: StartsFrom;
  readonly rows: number;
  readonly p50: number | null;
  readonly p50Low: number | null;
  readonly p50High: number | null;
  readonly p95: number | null;
  readonly p95Low: number | null;
  readonly p95High: number | null;
  readonly p99: number | null;
  readonly p99Low: number | null;
  readonly p99High: number | null;
  readonly mean: number | null;
  readonly meanLow: number | null;
  readonly meanHigh: number | null;
  /** The share of single calls over one tick of the clock. */
  readonly overTick: number | null;
  readonly overTickLow: number | null;
  readonly overTickHigh: number | null;
  readonly singles: number | null;
  readonly readings: number | null;
  readonly callsPerReading: number | null;
}

const NAMES = ["p50", "p95", "p99", "mean", "overTick"] as const;

/** A cell as a line; all but its names null where it was too slow to be timed. */
export function cellRow({latency, ...cell}: LatencyCell): CellRow {
  return {
    ...cell,
    ...(Object.fromEntries(NAMES.flatMap((name) => ends(name, latency?.[name] ?? null))) as Numbers<
      (typeof NAMES)[number]
    >),
    singles: latency?.overTick?.n ?? null,
    readings: latency?.readings ?? null,
    callsPerReading: latency?.callsPerReading ?? null
  };
}

/** An opening in a line. */
export interface ColdStartRow extends Numbers<"open" | "first"> {
  readonly model: string;
  readonly runtime: string;
  readonly openings: number;
  readonly difference: number;
  /** 1 where the rows were the shop's, 0 where they were made up. */
  readonly real: number;
}

/** An opening as a line. */
export function coldStartRow({open, first, real, ...opening}: ColdStart): ColdStartRow {
  return {
    ...opening,
    ...(Object.fromEntries([...ends("open", open), ...ends("first", first)]) as Numbers<"open" | "first">),
    real: Number(real)
  };
}

/** One place of a distribution. */
export interface SpreadRow {
  readonly model: string;
  readonly runtime: string;
  readonly share: number;
  readonly ms: number;
}

/** The distributions of calls of one row of columns. */
export function spreadRows(cells: readonly LatencyCell[]): SpreadRow[] {
  return cells
    .filter(({from, rows}) => from === "columns" && rows === 1)
    .flatMap(({model, runtime, latency}) =>
      (latency?.spread ?? []).map((ms, k) => ({model, runtime, share: SPREAD[k], ms: Number(ms.toPrecision(4))}))
    );
}

type Numbers<Name extends string> = {readonly [N in Name | `${Name}Low` | `${Name}High`]: number | null};

function ends(name: string, estimate: Estimate | null): [name: string, value: number | null][] {
  const known = (x: number | undefined) => (x !== undefined && Number.isFinite(x) ? x : null);
  return [
    [name, known(estimate?.value)],
    [`${name}Low`, known(estimate?.low)],
    [`${name}High`, known(estimate?.high)]
  ];
}
