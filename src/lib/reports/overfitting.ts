import type {Claim} from "../claims/claim.js";
import type {StudyResult} from "../core/result.js";
import {OVERFIT_PRESETS, type OverfitSettings} from "../overfitting/overfitSettings.js";
import type {ReportedOverfitting} from "../overfitting/reportedOverfitting.js";
import type {CurvePoint, OverfitEnd} from "../overfitting/trainingCurve.js";
import {standing, type Standing} from "./standing.js";

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

/** The committed run of a preset, from the study `overfitting`. */
export function committedRun(study: Pick<StudyResult, "tables">, preset: string): ShownRun {
  const settings = OVERFIT_PRESETS[preset];
  const rowsOf = (table: string, labels: Labels): ((name: string) => number)[] => {
    const columns = study.tables[table];
    return columns.preset.flatMap((name, row) =>
      name === preset && columns.labels[row] === labels ? [(column: string) => Number(columns[column][row] ?? NaN)] : []
    );
  };
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

/** What the page on overfitting answers with, of a finished run. */
export interface OverfitHeadline extends Pick<ShownRun, "settings" | "log"> {
  /** The test's area against 0.5. */
  readonly told: Standing;
  readonly real: OverfitEnd;
  readonly shuffled: OverfitEnd;
}

/** The numbers of the page's answer. Throws `RangeError` for a run that is still being trained. */
export function overfitHeadline({settings, log, ends}: ShownRun): OverfitHeadline {
  if (ends === null) throw new RangeError("the run has not come to its end");
  return {settings, log, told: standing(ends.real.test.auc, 0.5), ...ends};
}

/** Both metrics at the end of a run on training and test, with the gap between them. */
export interface EndRow {
  readonly labels: Labels;
  readonly metric: "average precision" | "AUC";
  readonly trainPositives: number;
  readonly testPositives: number;
  readonly training: number;
  readonly test: number;
  readonly low: number | null;
  readonly high: number | null;
  /** What a random order reaches on the test. */
  readonly chance: number;
  /** Training less test; its interval is the test's turned round. */
  readonly gap: number;
  readonly gapLow: number | null;
  readonly gapHigh: number | null;
}

/** What a finished run comes to, a row for each metric of real and of shuffled labels. */
export function endRows(ends: NonNullable<ShownRun["ends"]>): EndRow[] {
  return LABELS.flatMap((labels): EndRow[] => {
    const {train, test, gap} = ends[labels];
    const {value, interval} = test.averagePrecision;
    const about = {labels, trainPositives: train.positives, testPositives: test.positives};
    return [
      {
        ...about,
        metric: "average precision",
        training: train.averagePrecision,
        test: value,
        low: interval?.low ?? null,
        high: interval?.high ?? null,
        chance: test.positives / test.rows,
        gap: train.averagePrecision - value,
        gapLow: interval === null ? null : train.averagePrecision - interval.high,
        gapHigh: interval === null ? null : train.averagePrecision - interval.low
      },
      {
        ...about,
        metric: "AUC",
        training: train.auc,
        test: test.auc.value,
        low: test.auc.low,
        high: test.auc.high,
        chance: 0.5,
        gap: gap.value,
        gapLow: gap.low,
        gapHigh: gap.high
      }
    ];
  });
}

/** What the draws of a preset come to with labels as they are, or shuffled. */
export interface DrawsSummary {
  readonly draws: number;
  /** Draws whose average precision on training is at least so much. */
  readonly remembered: number;
  /** Draws whose interval of the test's area holds 0.5, its ends included. */
  readonly holdChance: number;
}

/** Counts the draws of a preset that remember their training rows, and those whose test is not told from chance. */
export function drawsSummary(
  {tables: {ends}}: Pick<StudyResult, "tables">,
  preset: string,
  labels: Labels,
  least: number
): DrawsSummary {
  const rows = ends.preset.flatMap((name, row) => (name === preset && ends.labels[row] === labels ? [row] : []));
  const at = (name: string, row: number) => Number(ends[name][row]);
  return {
    draws: rows.length,
    remembered: rows.filter((row) => at("trainAp", row) >= least).length,
    holdChance: rows.filter(
      (row) => standing({low: at("testAucLow", row), high: at("testAucHigh", row)}, 0.5) === "untold"
    ).length
  };
}

/** What shuffled labels came to, in numbers that the page's text uses. */
export interface ShuffledSummary {
  readonly learners: number;
  readonly seeds: number;
  /** Learners whose 95 % lies inside the interval of how often chance was held. */
  readonly kept: number;
  /** The least and the greatest share over learners. */
  readonly least: number;
  readonly most: number;
  /** The greatest share, over learners, of draws whose interval lies above chance. */
  readonly mostAbove: number;
}

/** What shuffled labels came to over all learners, from the study `shuffled-labels`. */
export function shuffledSummary({tables}: Pick<StudyResult, "tables">): ShuffledSummary {
  const {learners} = tables;
  const holds = learners.holds.map(Number);
  return {
    learners: holds.length,
    seeds: Number(learners.seeds[0]),
    kept: holds.filter((_, k) => Number(learners.holdsLow[k]) <= 0.95 && Number(learners.holdsHigh[k]) >= 0.95).length,
    least: Math.min(...holds),
    most: Math.max(...holds),
    mostAbove: Math.max(...learners.above.map(Number))
  };
}

/** What a report says of a model with nine positives, from the claim ledger. */
export function reportedOverfitting(claims: readonly Pick<Claim, "id" | "claimed">[]): ReportedOverfitting {
  const claimed = (name: string) => claims.find(({id}) => id === `item-intent-${name}`)!.claimed;
  const auc = claimed("test-auc");
  return {
    positives: claimed("train-positives").value!,
    rows: claimed("train-examples").value!,
    weight: claimed("scale-pos-weight").value!,
    trainAp: claimed("train-average-precision").value!,
    testAp: claimed("test-average-precision").value!,
    testAuc: {value: auc.value!, low: auc.low!, high: auc.high!, n: auc.n!}
  };
}
