import type {Claim} from "../claims/claim.js";
import type {StudyResult} from "../core/result.js";
import {tableRows, type TableRow} from "../core/tableRows.js";
import {parseSplit} from "../pipeline/parseSplit.js";
import type {CeilingShareRow, DifferenceRow} from "../sequence/areaRows.js";
import type {EventNumberAuc} from "../sequence/aucByEventNumber.js";
import type {GeneralizationGap, OfModel, PrefixReport} from "../sequence/prefixReport.js";
import type {TokenAccuracy} from "../sequence/sessionAccuracy.js";
import {SESSION_TARGETS, targetName} from "../sequence/sessionTargets.js";
import type {AbandonmentPage, CartAuc, DualAuc, Estimate} from "./abandonmentPage.js";

/** The studies behind the page: `tcn-shop`, `tcn-twin` and `retailrocket-later`. */
export interface AbandonmentStudies {
  readonly shop: StudyResult;
  readonly twin: StudyResult;
  readonly later: StudyResult;
}

/** What the page on abandonment shows of its studies and of a report's claims. */
export function abandonmentReport(
  {shop: result, twin, later}: AbandonmentStudies,
  claims: readonly Pick<Claim, "id" | "claimed">[]
): Omit<AbandonmentPage, "runtime"> {
  const {shop, split} = result.options as {shop: AbandonmentPage["shop"]; split: string};
  const models = tableRows(result.tables.models) as unknown as AbandonmentPage["models"];
  const {leastShareOfWay} = result.figures;
  return {
    shop: {profile: shop.profile, seed: shop.seed},
    split: parseSplit(split),
    models,
    reports: prefixReportsOf(result, models[0].id),
    ways: tableRows(result.tables.shares) as unknown as AbandonmentPage["ways"],
    differences: tableRows(result.tables.differences) as unknown as AbandonmentPage["differences"],
    leastWay: {
      value: leastShareOfWay.value,
      low: leastShareOfWay.low!,
      high: leastShareOfWay.high!,
      protocol: leastShareOfWay.protocol
    },
    accuracies: accuraciesOf(result),
    dual: tableRows(result.tables.dual).map(
      ({gain, gainLow, gainHigh, ...row}) =>
        ({...row, gain: gain === null ? null : {value: gain, low: gainLow, high: gainHigh}}) as unknown as DualAuc
    ),
    twin: twinOf(twin, models[0].id),
    carts: cartsOf(later),
    claimed: claimedOf(claims)
  };
}

/** Both are claimed in per cent, and given as shares of one. */
function claimedOf(claims: readonly Pick<Claim, "id" | "claimed">[]): AbandonmentPage["claimed"] {
  const claimed = (id: string) => claims.find((claim) => claim.id === id)!.claimed;
  const share = (value: number | null) => value! / 100;
  const {value, low, high, n} = claimed("op-ecom-tcn-accuracy");
  return {
    accuracy: {value: share(value), low: share(low), high: share(high), n: n!},
    precision: share(claimed("op-ecom-detection-precision").value)
  };
}

function cartsOf(later: StudyResult): AbandonmentPage["carts"] {
  return {
    models: tableRows(later.tables.models) as unknown as AbandonmentPage["carts"]["models"],
    rows: tableRows(later.tables.runs).map(({cut, model, positives, test}): CartAuc => {
      const of = (metric: string) => {
        const {value, low, high} = later.figures[`after-${cut}-${model}-${metric}`];
        return {value, low: low!, high: high!};
      };
      return {
        after: Number(cut),
        model: String(model),
        n: Number(test),
        positives: Number(positives),
        auc: of("auc"),
        accuracy: of("accuracy"),
        constant: later.figures[`after-${cut}-${model}-accuracy`].baseline!.value
      };
    })
  };
}

function accuraciesOf({tables}: StudyResult): TokenAccuracy[] {
  return tableRows(tables.accuracies).map((row) => ({...row, token: row.token === 1}) as unknown as TokenAccuracy);
}

function twinOf(result: StudyResult, own: string): AbandonmentPage["twin"] {
  const {sessions, trainingMinutes, peakGigabytes, [`purchase-gap-accuracy-${own}`]: gap} = result.figures;
  return {
    sessions: sessions.value,
    minutes: trainingMinutes.value,
    gigabytes: peakGigabytes.value,
    training: trainingMinutes.protocol,
    accuracies: accuraciesOf(result),
    gap: {value: gap.value, low: gap.low!, high: gap.high!},
    constantGap: gap.baseline!.value
  };
}

/** Models whose alarms the page offers beside those of its own one. */
const ALARMED = ["boosting", "posterior"];

/** The reports of a study's test, one for each target it was asked, as far as the page draws them. */
function prefixReportsOf({tables}: StudyResult, own: string): PrefixReport[] {
  const of = (table: string, target: string): TableRow[] =>
    tableRows(tables[table])
      .filter((row) => row.target === target)
      .map(({target: _, ...row}) => row);
  return SESSION_TARGETS.flatMap((target): PrefixReport[] => {
    const name = targetName(target);
    const alarms = of("alarms", name).filter(({model}) => model === own || ALARMED.includes(String(model)));
    const areas = of("areas", name);
    if (areas.length === 0) return [];
    return [
      {
        target,
        areas: areas as unknown as PrefixReport["areas"],
        means: of("means", name).filter(({model}) => model === own) as unknown as PrefixReport["means"],
        alarms: alarms.map((row) => ({
          model: String(row.model),
          threshold: Number(row.threshold),
          sessions: Number(row.sessions),
          positives: Number(row.positives),
          alarms: Number(row.alarms),
          rightAlarms: Number(row.rightAlarms),
          precision: estimateOf(row, "precision"),
          recall: estimateOf(row, "recall"),
          before: estimateOf(row, "before"),
          eventsLeft:
            row.leftMedian === null
              ? null
              : {lower: Number(row.leftLower), median: Number(row.leftMedian), upper: Number(row.leftUpper)}
        })),
        gaps: of("gaps", name).map((row) => ({
          model: String(row.model),
          metric: row.metric as GeneralizationGap["metric"],
          train: estimateOf(row, "train")!,
          test: estimateOf(row, "test")!,
          gap: estimateOf(row, "gap")!,
          trainSessions: Number(row.trainSessions),
          testSessions: Number(row.testSessions)
        }))
      }
    ];
  });
}

/** A value with its interval, from the columns `name`, `nameLow` and `nameHigh`; null where there is none. */
function estimateOf(row: TableRow, name: string): Estimate | null {
  if (row[name] === null) return null;
  return {value: Number(row[name]), low: Number(row[`${name}Low`]), high: Number(row[`${name}High`])};
}

/** The id of the model that knows every rate of a generated shop. */
export const POSTERIOR = "posterior";

/** The rows of one model. */
export const rowsOf = <T>(rows: readonly OfModel<T>[], id: string): OfModel<T>[] =>
  rows.filter(({model}) => model === id);

/** The share for which the target comes true among those asked, by the number of the event. */
export function sharesByNumber({
  areas
}: Pick<PrefixReport, "areas">): {number: number; n: number; positives: number; share: number}[] {
  const [first] = areas;
  return areas
    .filter(({model}) => model === first.model)
    .map(({number, n, positives}) => ({number, n, positives, share: positives / n}));
}

/** The number of the event at which the answer looks. */
const LOOK = 5;

/** What the page on abandonment answers with, of its own model on the generated shop. */
export interface AbandonmentHeadline {
  readonly title: string;
  /** Who will buy, at the first event from the fifth on at which it is asked: the model's, and with every rate known. */
  readonly early: EventNumberAuc;
  readonly known: EventNumberAuc;
  /** Which carts will be left, likewise. */
  readonly carts: EventNumberAuc;
  /** The last word on all sessions with the transactions hidden; on those with a cart, hidden and shown. */
  readonly all: TokenAccuracy;
  readonly hidden: TokenAccuracy;
  readonly shown: TokenAccuracy;
}

/** The numbers of the page's answer. Throws `RangeError` where a study lacks one of them. */
export function abandonmentHeadline({
  reports,
  accuracies,
  models
}: Pick<AbandonmentPage, "reports" | "accuracies" | "models">): AbandonmentHeadline {
  const [{id, title}] = models;
  const area = (ask: string, model: string) =>
    found(
      rowsOf(found(reports.find(({target}) => target.ask === ask)).areas, model).find(({number}) => number >= LOOK)
    );
  const accuracy = (population: string, token: boolean) =>
    found(accuracies.find((row) => row.population === population && row.token === token && row.model === id));
  return {
    title,
    early: area("purchase", id),
    known: area("purchase", POSTERIOR),
    carts: area("abandonment", id),
    all: accuracy("all", false),
    hidden: accuracy("cart", false),
    shown: accuracy("cart", true)
  };
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new RangeError("the study of the page's own model lacks a row");
  return row;
}

/** Cart sessions asked later and later: the best area, and how often a model is surely more often right than a constant. */
export interface CartsSummary {
  readonly best: CartAuc;
  readonly surelyRight: number;
}

/** The first of the best areas, and the accuracies whose whole interval lies above the constant's. */
export function cartsSummary(rows: readonly CartAuc[]): CartsSummary {
  return {
    best: rows.reduce((a, b) => (b.auc.value > a.auc.value ? b : a)),
    surelyRight: rows.filter(({accuracy, constant}) => accuracy.low > constant).length
  };
}

/** The least share of the way to what can be known, from the third event on; null where there is none. */
export function leastShare(ways: readonly CeilingShareRow[]): CeilingShareRow | null {
  return ways.reduce<CeilingShareRow | null>(
    (a, row) => (row.number < 3 || (a !== null && a.share <= row.share) ? a : row),
    null
  );
}

/** How many intervals of a difference lie above zero, and how many below. */
export function differencesTold(rows: readonly Pick<DifferenceRow, "differenceLow" | "differenceHigh">[]): {
  readonly above: number;
  readonly below: number;
} {
  return {
    above: rows.filter(({differenceLow}) => differenceLow > 0).length,
    below: rows.filter(({differenceHigh}) => differenceHigh < 0).length
  };
}

/** After how many of the events the scores of the two answers part. */
export interface ScoresParted {
  readonly events: number;
  /** The mean of the positives lies above that of the negatives, interval clear of interval. */
  readonly means: number;
  /** The lower quartile of the positives lies above the upper one of the negatives. */
  readonly halves: number;
}

/** Whether the mean scores of one model part, and whether single sessions can be told apart, event by event. */
export function scoresParted(report: Pick<PrefixReport, "areas" | "means">, model: string): ScoresParted {
  const means = rowsOf(report.means, model);
  const pairs = sharesByNumber(report).map(({number}) =>
    ([0, 1] as const).map((positive) => means.find((row) => row.number === number && row.positive === positive)!)
  );
  return {
    events: pairs.length,
    means: pairs.filter(([no, yes]) => yes.low > no.high).length,
    halves: pairs.filter(([no, yes]) => yes.lower > no.upper).length
  };
}
