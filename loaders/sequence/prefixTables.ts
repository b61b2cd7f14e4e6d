import type {StudyResult} from "../../src/lib/core/result.js";
import {aucDifference, aucShare} from "../../src/lib/metrics/auc.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import type {CeilingShareRow, DifferenceRow} from "../../src/lib/sequence/areaRows.js";
import {examplesByEventNumber} from "../../src/lib/sequence/aucByEventNumber.js";
import type {PrefixReport} from "../../src/lib/sequence/prefixReport.js";
import type {SessionSequences} from "../../src/lib/sequence/sessionSequences.js";
import {type SessionTarget, targetName} from "../../src/lib/sequence/sessionTargets.js";

type Table = StudyResult["tables"][string];
type Row = Readonly<Record<string, number | string | null>>;

/** Digits of a number in a committed table. */
const DIGITS = 6;

/** Rows of one kind as the columns of a result's table, numbers to six digits. */
export function columnsOf(rows: readonly Row[]): Table {
  const names = Object.keys(rows[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => rounded(row[name]))]));
}

const rounded = (value: number | string | null) =>
  typeof value === "number" ? Number(value.toPrecision(DIGITS)) : value;

const estimate = (
  name: string,
  of: {readonly value: number; readonly low: number; readonly high: number} | null
): Row => ({
  [name]: of?.value ?? null,
  [`${name}Low`]: of?.low ?? null,
  [`${name}High`]: of?.high ?? null
});

/** Reports, one a target, as tables: `areas`, `means`, `alarms` and `gaps`. */
export function reportTables(reports: readonly PrefixReport[]): Record<"areas" | "means" | "alarms" | "gaps", Table> {
  const each = (rows: (report: PrefixReport) => readonly Row[]) =>
    columnsOf(reports.flatMap((report) => rows(report).map((row) => ({target: targetName(report.target), ...row}))));
  return {
    areas: each(({areas}) => areas.map((row) => ({...row}))),
    means: each(({means}) => means.map((row) => ({...row}))),
    alarms: each(({alarms}) =>
      alarms.map(({precision, recall, before, eventsLeft, ...row}) => ({
        ...row,
        ...estimate("precision", precision),
        ...estimate("recall", recall),
        ...estimate("before", before),
        leftLower: eventsLeft?.lower ?? null,
        leftMedian: eventsLeft?.median ?? null,
        leftUpper: eventsLeft?.upper ?? null
      }))
    ),
    gaps: each(({gaps}) =>
      gaps.map(({model, metric, train, test, gap, trainSessions, testSessions}) => ({
        model,
        metric,
        ...estimate("train", train),
        ...estimate("test", test),
        ...estimate("gap", gap),
        trainSessions,
        testSessions
      }))
    )
  };
}

/** Shares of the way for each model after each event; intervals by user. Scores are one an event. */
export function ceilingShares(
  sequences: SessionSequences,
  target: SessionTarget,
  ceiling: ArrayLike<number>,
  models: Readonly<Record<string, ArrayLike<number>>>
): Omit<CeilingShareRow, "target">[] {
  return examplesByEventNumber(sequences, target).flatMap(({number, places, y, users}) =>
    Object.entries(models).flatMap(([model, scores]): Omit<CeilingShareRow, "target">[] => {
      const taken = (of: ArrayLike<number>) => places.map((at) => of[at]);
      const share = aucShare(taken(scores), taken(ceiling), y, {clusters: clusters(users)});
      if (share === null || share.interval === null) return [];
      const {low, high} = share.interval;
      const positives = y.reduce((a, b) => a + b, 0);
      return [{number, model, n: y.length, positives, share: share.value, shareLow: low, shareHigh: high}];
    })
  );
}

/** Paired differences of areas after each event, `own` less each of the others; intervals by user. */
export function aucDifferencesByEventNumber(
  sequences: SessionSequences,
  target: SessionTarget,
  own: ArrayLike<number>,
  others: Readonly<Record<string, ArrayLike<number>>>
): Omit<DifferenceRow, "target">[] {
  return examplesByEventNumber(sequences, target).flatMap(({number, places, y, users}) =>
    Object.entries(others).map(([against, scores]): Omit<DifferenceRow, "target"> => {
      const taken = (of: ArrayLike<number>) => places.map((at) => of[at]);
      const {value, low, high} = aucDifference(taken(own), taken(scores), y, {clusters: clusters(users)});
      const positives = y.reduce((a, b) => a + b, 0);
      return {
        number,
        against,
        n: y.length,
        positives,
        difference: value,
        differenceLow: low,
        differenceHigh: high
      };
    })
  );
}
