import {medianRatio} from "../metrics/medianRatio.js";
import type {Estimate} from "./latency.js";
import type {SpeedUpRow} from "./latencyPage.js";
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

const TFJS = "tfjs-wasm";

/**
 * What cutting an ensemble of heads to one brings, what changing the runtime brings, and both at once, of the greatest
 * ensemble that is among the models; calls of one row. None where there is no such pair, or it was not timed.
 */
export function speedUps(
  models: readonly ServedModel[],
  {readings}: Pick<Measurement, "readings">,
  runtime: string
): SpeedUp[] {
  const plain = models.filter(({heads, quantised}) => heads !== null && !quantised);
  const [whole] = [...plain].sort((a, b) => b.heads! - a.heads!);
  const cut = plain.find(({heads, task}) => heads === 1 && task === whole?.task);
  if (whole === undefined || cut === undefined || whole === cut) return [];
  const eight = models.find(({quantised, task}) => quantised && task === whole.task);
  const sameHeads = plain.find(({heads, task}) => heads === eight?.heads && task === whole.task);
  const pair = (
    change: SpeedUp["change"],
    slower: SpeedUp["slower"] | undefined,
    faster: SpeedUp["faster"] | undefined
  ): SpeedUp[] => {
    const of = ({model, runtime: where}: SpeedUp["slower"]) => readings(model, where, "columns", 1)?.means;
    const [a, b] = [slower && of(slower), faster && of(faster)];
    return a === undefined || b === undefined ? [] : [{change, slower: slower!, faster: faster!, ratio: medianRatio(a, b)}];
  };
  return [
    ...pair("heads cut", {model: whole.id, runtime}, {model: cut.id, runtime}),
    ...pair("runtime", {model: whole.id, runtime: TFJS}, {model: whole.id, runtime}),
    ...pair("heads cut and runtime", {model: whole.id, runtime: TFJS}, {model: cut.id, runtime}),
    ...pair("8-bit products", sameHeads && {model: sameHeads.id, runtime}, eight && {model: eight.id, runtime})
  ];
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
