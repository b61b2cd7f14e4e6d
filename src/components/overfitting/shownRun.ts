import {escape, table} from "arquero";
import type {StudyResult} from "../../lib/core/result.js";
import type {CurvePoint, OverfitEnd} from "../../lib/overfitting/trainingCurve.js";
import {OVERFIT_PRESETS, type OverfitSettings} from "../../lib/overfitting/overfitSettings.js";

export const LABELS = ["real", "shuffled"] as const;
export type Labels = (typeof LABELS)[number];

/** A run as the page shows it, finished or not. */
export interface ShownRun {
  readonly settings: OverfitSettings;
  /** The log in words. */
  readonly log: string;
  readonly generated: boolean;
  readonly curves: Readonly<Record<Labels, readonly CurvePoint[]>>;
  /** Null while it is trained. */
  readonly ends: Readonly<Record<Labels, OverfitEnd>> | null;
}

/** The committed run of a preset. */
export function committedRun(study: StudyResult, preset: string): ShownRun {
  const settings = OVERFIT_PRESETS[preset];
  const rowsOf = (name: string, labels: Labels) =>
    table(study.tables[name])
      .filter(escape((row: {preset: string; labels: string}) => row.preset === preset && row.labels === labels))
      .objects()
      .map((row) => (column: string) => Number((row as Record<string, number | null>)[column] ?? NaN));
  const curve = (labels: Labels) =>
    rowsOf("curves", labels).map((at): CurvePoint => {
      const part = (name: string) => ({
        loss: at(`${name}-loss`),
        auc: at(`${name}-auc`),
        averagePrecision: at(`${name}-averagePrecision`)
      });
      return {step: at("step"), train: part("train"), test: part("test")};
    });
  const end = (labels: Labels): OverfitEnd => {
    const at = rowsOf("ends", labels).find((row) => row("draw") === settings.seed)!;
    const auc = {value: at("testAuc"), low: at("testAucLow"), high: at("testAucHigh")};
    return {
      train: {
        rows: at("trainRows"),
        positives: at("trainPositives"),
        auc: at("trainAuc"),
        averagePrecision: at("trainAp")
      },
      test: {
        rows: at("testRows"),
        positives: at("testPositives"),
        auc,
        averagePrecision: {
          value: at("testAp"),
          // missing where a single positive leaves nothing to measure by
          interval: Number.isNaN(at("testApLow")) ? null : {low: at("testApLow"), high: at("testApHigh")}
        }
      },
      gap: {value: at("trainAuc") - auc.value, low: at("trainAuc") - auc.high, high: at("trainAuc") - auc.low}
    };
  };
  return {
    settings,
    log: "the generated shop",
    generated: true,
    curves: {real: curve("real"), shuffled: curve("shuffled")},
    ends: {real: end("real"), shuffled: end("shuffled")}
  };
}
