import {figure, type StudyResult} from "../core/result.js";
import {tableRows} from "../core/tableRows.js";
import type {Between} from "./recommend.js";

/** Generated shops of which the best possible hit rate is known, by their names in the studies. */
export const KNOWABLE_LOGS = ["paper-2", "paper", "twin"] as const;
export type KnowableLog = (typeof KNOWABLE_LOGS)[number];

/** A recommender on a generated shop, beside the best that anyone could do. */
export interface KnowableRow {
  readonly id: string;
  readonly title: string;
  readonly hr5: Between;
  /** How much of what can be known it knows, by hits among five: 0 is popularity, 1 the ceiling; null for the ceiling itself. */
  readonly share: Between | null;
}

export interface Knowable {
  /** The ceiling first, then the others from the one with the most hits. */
  readonly rows: readonly KnowableRow[];
  readonly predictions: number;
}

/** How far the probabilities made of a model's scores come true. */
export interface CalibrationRow {
  readonly id: string;
  readonly title: string;
  readonly ece: Between;
  /** The same of its scores taken as they are. */
  readonly plain: Between;
  readonly logLoss: Between;
  readonly bins: readonly {readonly x: number; readonly y: number; readonly low: number; readonly high: number}[];
}

/** A model with its hits among five and among twenty. */
export interface HitsRow {
  readonly id: string;
  readonly title: string;
  readonly hr5: Between;
  readonly hr20: Between;
}

/** Clicks of one kind on the e-shop's log, and how often three models have them among their first five. */
export interface ErrorRow {
  readonly by: string;
  readonly name: string;
  readonly n: number;
  /** What models go by where they lack what others have; null where nothing is lacking. */
  readonly fallback: string | null;
  /** Hits of each of `ERROR_MODELS`; null where there are no clicks of the kind. */
  readonly hits: Readonly<Record<string, number | null>>;
}

/** The models whose errors the page lists, by id, with what a reader calls them. */
export const ERROR_MODELS = {
  gru4rec: "GRU4Rec",
  "sequential-rules": "sequential rules",
  popularity: "popularity"
} as const;

/** Where models go wrong on the e-shop's log, repeats dropped: by session length, position and popularity of the item. */
export function errorRows(eshop: StudyResult): ErrorRow[] {
  const rows = tableRows(eshop.tables.slices).filter(({repeats}) => repeats === "drop");
  const of = (model: string) => rows.filter((row) => row.model === model);
  return of("popularity")
    .filter(({by}) => by !== "visitor")
    .map(({by, name, n, fallback}) => ({
      by: String(by),
      name: String(name),
      n: Number(n),
      fallback: fallback as string | null,
      hits: Object.fromEntries(
        Object.keys(ERROR_MODELS).map((model) => [
          model,
          (of(model).find((row) => row.by === by && row.name === name)?.hr5 ?? null) as number | null
        ])
      )
    }));
}

/** What the Recommendation page shows beside the e-shop's models and the errors of protocol. */
export interface RecommendBeyond {
  readonly knowable: Readonly<Record<KnowableLog, Knowable>>;
  readonly knowableAnswer: string;
  readonly calibration: readonly CalibrationRow[];
  readonly calibrationAnswer: string;
  /** Clicks that the probabilities were tested on. */
  readonly calibrated: number;
  readonly newItems: readonly HitsRow[];
  /** Clicks on new items. */
  readonly newClicks: number;
  readonly baskets: readonly HitsRow[];
  readonly basketCount: number;
  readonly errors: readonly ErrorRow[];
}

/** The results of the studies by name. */
export interface BeyondStudies {
  readonly eshop: StudyResult;
  readonly shops: StudyResult;
  readonly twin: StudyResult;
  readonly calibration: StudyResult;
  readonly baskets: StudyResult;
}

/** From the results of the studies `recommend-eshop`, `recommend-shops`, `recommend-twin`, `recommend-calibration` and `recommend-baskets`. */
export function recommendBeyond({eshop, shops, twin, calibration, baskets}: BeyondStudies): RecommendBeyond {
  const knowable = {
    "paper-2": knowableOf(shops, "paper-2"),
    paper: knowableOf(shops, "paper"),
    twin: knowableOf(twin, null)
  };
  const calibrated = calibrationRows(calibration);
  const newModels = tableRows(shops.tables.metrics)
    .filter(({log}) => log === NEW_ITEMS_LOG)
    .map(({model}) => String(model));
  return {
    knowable,
    knowableAnswer: knowableAnswer(knowable["paper-2"]),
    calibration: calibrated,
    calibrationAnswer: calibrationAnswer(calibrated),
    calibrated: calibration.figures["popularity-ece"].n!,
    newItems: byHits(newModels.map((id) => hitsRow(shops, id, `${NEW_ITEMS_LOG}-${id}-new`))),
    newClicks: shops.figures[`${NEW_ITEMS_LOG}-popularity-new-hr5`].n!,
    baskets: byHits(tableRows(baskets.tables.models).map(({id}) => hitsRow(baskets, String(id), String(id)))),
    basketCount: baskets.figures["popularity-hr5"].n!,
    errors: errorRows(eshop)
  };
}

const NEW_ITEMS_LOG = "paper-2-new-items";

function between(study: StudyResult, name: string): Between {
  const {value, low, high} = figure({[study.study]: study}, `${study.study}#${name}`);
  return {value, low: low!, high: high!};
}

const titleOf = (study: StudyResult, id: string) =>
  String(tableRows(study.tables.models).find((row) => row.id === id)!.title);

const hitsRow = (study: StudyResult, id: string, name: string): HitsRow => ({
  id,
  title: titleOf(study, id),
  hr5: between(study, `${name}-hr5`),
  hr20: between(study, `${name}-hr20`)
});

const byHits = <T extends {readonly hr5: Between}>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => b.hr5.value - a.hr5.value);

function knowableOf(study: StudyResult, log: string | null): Knowable {
  const own = (row: Readonly<Record<string, unknown>>) => log === null || row.log === log;
  const prefix = log === null ? "" : `${log}-`;
  const shares = tableRows(study.tables.shares).filter((row) => own(row) && row.metric === "hr5");
  const rows = tableRows(study.tables.metrics)
    .filter(own)
    .map(({model}): KnowableRow => {
      const share = shares.find((row) => row.model === model);
      return {
        id: String(model),
        title: titleOf(study, String(model)),
        hr5: between(study, `${prefix}${model}-hr5`),
        share:
          share === undefined ? null : {value: Number(share.value), low: Number(share.low), high: Number(share.high)}
      };
    });
  const ceiling = rows.filter(({id}) => id === "ceiling");
  return {
    rows: [...ceiling, ...byHits(rows.filter(({id}) => id !== "ceiling"))],
    predictions: study.figures[`${prefix}popularity-hr5`].n!
  };
}

function calibrationRows(calibration: StudyResult): CalibrationRow[] {
  return tableRows(calibration.tables.scales).map(({model, title}) => ({
    id: String(model),
    title: String(title),
    ece: between(calibration, `${model}-ece`),
    plain: between(calibration, `${model}-plain-ece`),
    logLoss: between(calibration, `${model}-log-loss`),
    bins: tableRows(calibration.tables.curves)
      .filter((row) => row.model === model)
      .map(({predicted, observed, low, high}) => ({
        x: Number(predicted),
        y: Number(observed),
        low: Number(low),
        high: Number(high)
      }))
  }));
}

/** What making probabilities of scores brings: two sentences, of the model with the least log loss. */
function calibrationAnswer(rows: readonly CalibrationRow[]): string {
  const best = rows.reduce((a, b) => (b.logLoss.value < a.logLoss.value ? b : a));
  const points = (error: Between) => `${(100 * error.value).toFixed(1)} percentage points`;
  return (
    "A score only says which of two items is likelier. To make probabilities of scores, we fitted a scale for each model on clicks that it had not learned from, and tested them on later ones. " +
    `The probabilities of ${best.title} for its first five items are then off by ${points(best.ece)} on average; its scores taken as they are, by ${points(best.plain)}.`
  );
}

const percent = (share: number) => `${Math.round(100 * share)} %`;

/** How near the best model of a generated shop comes to what can be known there: two sentences. */
function knowableAnswer({rows}: Knowable): string {
  const [ceiling, best] = rows;
  return (
    `In a generated shop the best possible list is known: it has the next item among its first five in ${percent(ceiling.hr5.value)} of cases. ` +
    `The best model, ${best.title}, reaches ${percent(best.hr5.value)}, which is ${percent(best.share!.value)} of the way from showing everybody the most popular items.`
  );
}
