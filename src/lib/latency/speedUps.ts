import {medianRatio} from "../metrics/bootstrap.js";
import {quantileInterval} from "../metrics/intervals.js";
import type {CallReadings} from "./callTimer.js";
import type {Estimate} from "./latency.js";
import type {Measurement} from "./measureModels.js";
import type {ServedModel} from "./servedModel.js";

/** How many times faster one way of scoring a row is than another. */
export interface SpeedUp {
  /** What differs between the two. */
  readonly change: "heads cut" | "runtime" | "heads cut and runtime" | "8-bit products";
  readonly slower: {readonly model: string; readonly runtime: string};
  readonly faster: {readonly model: string; readonly runtime: string};
  readonly ratio: Estimate;
}

/** A ratio of two medians, as tables and messages have it. */
export interface SpeedUpRow {
  readonly change: string;
  readonly slower: string;
  readonly slowerRuntime: string;
  readonly faster: string;
  readonly fasterRuntime: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const TFJS = "tfjs-wasm";

/**
 * What cutting an ensemble of heads to one brings, what changing the runtime brings, and both at once, of the greatest
 * ensemble of each task; calls of one row. None where there is no such pair, or it was not timed.
 */
export function speedUps(
  models: readonly ServedModel[],
  measured: Pick<Measurement, "readings" | "tickMs">,
  runtime: string
): SpeedUp[] {
  const tasks = new Set(models.filter(({heads}) => heads !== null).map(({task}) => task));
  return [...tasks].flatMap((task) =>
    ofTask(
      models.filter((model) => model.task === task),
      measured,
      runtime
    )
  );
}

function ofTask(
  models: readonly ServedModel[],
  {readings, tickMs}: Pick<Measurement, "readings" | "tickMs">,
  runtime: string
): SpeedUp[] {
  const plain = models.filter(({heads, quantised}) => heads !== null && !quantised);
  const [whole] = [...plain].sort((a, b) => b.heads! - a.heads!);
  const cut = plain.find(({heads}) => heads === 1);
  if (whole === undefined || cut === undefined || whole === cut) return [];
  const eight = models.find(({quantised}) => quantised);
  const sameHeads = plain.find(({heads}) => heads === eight?.heads);
  const pair = (
    change: SpeedUp["change"],
    slower: SpeedUp["slower"] | undefined,
    faster: SpeedUp["faster"] | undefined
  ): SpeedUp[] => {
    const of = (way: SpeedUp["slower"] | undefined) => way && readings(way.model, way.runtime, "columns", 1);
    const [a, b] = [of(slower), of(faster)];
    return a == null || b == null ? [] : [{change, slower: slower!, faster: faster!, ratio: ratioOf(a, b, tickMs)}];
  };
  return [
    ...pair("heads cut", {model: whole.id, runtime}, {model: cut.id, runtime}),
    ...pair("runtime", {model: whole.id, runtime: TFJS}, {model: whole.id, runtime}),
    ...pair("heads cut and runtime", {model: whole.id, runtime: TFJS}, {model: cut.id, runtime}),
    ...pair("8-bit products", sameHeads && {model: sameHeads.id, runtime}, eight && {model: eight.id, runtime})
  ];
}

/** The ratio of two medians, its interval widened by a tick of the clock a reading on either side. */
function ratioOf(a: CallReadings, b: CallReadings, tickMs: number): Estimate {
  const {value, low, high} = medianRatio(a.means, b.means);
  const off = ({means, callsPerReading}: CallReadings) =>
    callsPerReading === 1 ? 0 : tickMs / callsPerReading / quantileInterval(Float64Array.from(means).sort(), 0.5).value;
  const [x, y] = [off(a), off(b)];
  return {value, low: (low * Math.max(0, 1 - x)) / (1 + y), high: y < 1 ? (high * (1 + x)) / (1 - y) : Infinity};
}

/** A speed-up in a line. */
export function speedUpRow({change, slower, faster, ratio}: SpeedUp): SpeedUpRow {
  return {
    change,
    slower: slower.model,
    slowerRuntime: slower.runtime,
    faster: faster.model,
    fasterRuntime: faster.runtime,
    ...ratio
  };
}
