import {curvePoint, overfitEnd, type CurvePoint, type OverfitEnd, type StagedProbabilities} from "./trainingCurve.js";
import {overfitRows} from "./overfitRows.js";
import {checkOverfit, type OverfitSettings} from "./overfitSettings.js";
import type {Dataset} from "../datasets/dataset.js";

/** Fits on the first rows and yields the chances of both after each tree or epoch. */
export type Steps = (
  train: ReturnType<typeof overfitRows>["train"],
  test: ReturnType<typeof overfitRows>["test"],
  settings: OverfitSettings
) => Generator<StagedProbabilities>;

/** Points of a curve, at most: a screen shows no more. */
const MOST_POINTS = 60;

export interface OverfitRun {
  readonly curve: readonly CurvePoint[];
  readonly end: OverfitEnd;
}

/**
 * One model trained on a task, with the labels as they are or shuffled: yields each point of its curves, at most sixty
 * and always the last, and returns what it comes to. Throws what `checkOverfit`, `overfitRows` and the steps throw.
 */
export function* overfitRun(
  task: Dataset,
  settings: OverfitSettings,
  shuffled: boolean,
  steps: Steps
): Generator<CurvePoint, OverfitRun> {
  checkOverfit(settings);
  const rows = overfitRows(task, settings, shuffled);
  const every = Math.ceil(settings.steps / MOST_POINTS);
  const curve: CurvePoint[] = [];
  let last: StagedProbabilities | undefined;
  for (const scored of steps(rows.train, rows.test, settings)) {
    last = scored;
    if (scored.step % every !== 0 && scored.step !== settings.steps) continue;
    const point = curvePoint(scored, rows);
    curve.push(point);
    yield point;
  }
  return {curve, end: overfitEnd(last!, rows)};
}
