import type {Evaluation, Metric} from "../metrics/evaluate.js";
import type {Measure} from "../metrics/measure.js";
import type {ModelSchema} from "./modelSchema.js";

/**
 * One metric of a card: a value with its interval, what a rule that knows nothing reaches, and n; or why there is none.
 */
export type CardMetric =
  | {
      readonly value: number;
      readonly low: number | null;
      readonly high: number | null;
      readonly method: string;
      readonly baseline: {readonly name: string; readonly value: number};
      readonly n: number;
      readonly caution: string | null;
    }
  | {readonly none: string; readonly n: number};

/** Rows of a part of the data. */
export interface CardRows {
  readonly rows: number;
  readonly positives: number;
  /** Null where rows have no owner. */
  readonly users: number | null;
  /** Rows of the part that are left out, as their horizon goes on after its end; not there where there are none. */
  readonly censored?: number;
}

/**
 * What stands beside a trained model, and in its file: how it was made, from what, how good it is, and what it is not
 * good for.
 */
export interface ModelCard {
  readonly name: string;
  readonly title: string;
  readonly intendedUse: string;
  readonly limits: readonly string[];
  readonly learner: {
    readonly id: string;
    readonly title: string;
    readonly setting: string;
    readonly seed: number;
    /** See `modelConfiguration`. */
    readonly configuration: unknown;
  };
  /** The family that the file's metadata name too. */
  readonly family: string;
  readonly target: {readonly id: string; readonly title: string};
  readonly data: {
    readonly source: string;
    readonly generated: boolean;
    /** Of a generated source. */
    readonly profile: string | null;
    readonly seed: number | null;
    readonly split: string;
    /** SHA-256 of the columns and of values and labels of both parts. */
    readonly sha256: string;
    readonly train: CardRows;
    readonly test: CardRows;
  };
  /** What the file's input holds along its last dimension, in this order. */
  readonly columns: readonly string[];
  /** Of the file's predictions for the test rows whose label is known. */
  readonly metrics: Readonly<Record<string, CardMetric>>;
  /** The same with the test's censored rows, counted as negatives unless positive by the end of the part; not there where there are none. */
  readonly metricsWithCensored?: Readonly<Record<string, CardMetric>>;
}

/** By how much the metric gets worse without what a feature, or a group of them, says of each row. */
export interface CardImportanceOf {
  readonly name: string;
  readonly value: number;
  /** Null where no interval is known. */
  readonly low: number | null;
  readonly high: number | null;
  /** Two-sided, against none; null where shuffling never changes a prediction, or no interval is known. */
  readonly p: number | null;
}

/** What the model's file goes by, on test rows: see `permutationImportance`. */
export interface CardImportance {
  readonly method: "permutation";
  readonly metric: string;
  /** Of the rows as they are. */
  readonly score: number;
  /** Test rows, evenly spread where not all are taken, and how many are positive. */
  readonly rows: number;
  readonly positives: number;
  /** How often each is shuffled. */
  readonly repeats: number;
  readonly seed: number;
  /** Each shuffled alone, in the order of the columns. */
  readonly features: readonly CardImportanceOf[];
  /** Those with a rank correlation of .7 or more shuffled together. */
  readonly groups: readonly (CardImportanceOf & {readonly features: readonly string[]})[];
}

/** A card as it stands beside its file. */
export interface FiledCard extends ModelCard {
  /** Worked out of file and test rows by `npm run explain -- --cards`; not there for a model of events. */
  readonly importance?: CardImportance;
  /** How a table is scored with the file; the same stands in its metadata. */
  readonly schema: ModelSchema;
  /** `sha256` as `sha256sum` prints it. */
  readonly file: {readonly name: string; readonly bytes: number; readonly sha256: string};
}

/** The metrics that a card has, by the name that a reader knows. */
const METRICS: Readonly<Record<string, Metric>> = {
  AUC: "auc",
  "average precision": "averagePrecision",
  "Brier score": "brier",
  "log loss": "logLoss",
  "calibration in the large": "calibrationInTheLarge",
  "calibration slope": "calibrationSlope"
};

/** What is not said in the evaluation. */
export type CardFacts = Omit<ModelCard, "metrics" | "metricsWithCensored" | "limits" | "intendedUse" | "title">;

/** From how many positives in training on a card does not call them few: ten for each column. */
const POSITIVES_PER_COLUMN = 10;

/**
 * A card from its facts and the evaluation of the test rows whose label is known, and where some are censored that of all,
 * with these as negatives unless positive by the end of their part; limits are worked out from them.
 *
 * @example
 * ```ts
 * import {evaluate} from "../metrics/evaluate.js";
 *
 * const rows = {rows: 4, positives: 2, users: null};
 * const source = {source: "shop", generated: false, profile: null, seed: null};
 * const card = modelCard(
 *   {
 *     name: "logistic",
 *     learner: {id: "logistic", title: "Logistic regression", setting: "ridge 1", seed: 1, configuration: null},
 *     family: "prepared",
 *     target: {id: "cart", title: "a cart within a day"},
 *     data: {...source, split: "time", sha256: "", train: rows, test: rows},
 *     columns: ["views"]
 *   },
 *   evaluate([0.9, 0.8, 0.3, 0.2], [1, 0, 1, 0])
 * );
 * card.title // → "Logistic regression: a cart within a day"
 * card.metrics.AUC // → {value: 0.75, n: 4, …}
 * card.limits[0].startsWith("Training has 2 positives for 1 columns") // → true
 * ```
 */
export function modelCard(facts: CardFacts, evaluation: Evaluation, withCensored: Evaluation | null = null): ModelCard {
  const {learner, target, data, columns} = facts;
  const metrics = metricsOf(evaluation);
  const limits = [
    ...(data.generated
      ? [`The data are generated, profile ${data.profile}, seed ${data.seed}: the figures say nothing of a real shop.`]
      : []),
    ...(data.train.positives < POSITIVES_PER_COLUMN * columns.length
      ? [
          `Training has ${data.train.positives} positives for ${columns.length} columns, fewer than ${POSITIVES_PER_COLUMN} each: what it has learned may not hold on other rows.`
        ]
      : []),
    ...(evaluation.auc.said && evaluation.auc.interval !== null && evaluation.auc.interval.low <= 0.5
      ? ["On the test rows its ranking cannot be told from a random one."]
      : []),
    ...(noBetterThanConstant(evaluation.logLoss)
      ? [
          "By their log loss its chances cannot be told from one constant for all rows: use its ranking only, or calibrate it."
        ]
      : []),
    ...censoredLimits(data, withCensored),
    `It was tested on other rows of the same source (split ${data.split}); another shop, season or way of logging can change every figure.`,
    "Columns must be made as in training, in their order, as they are known at the moment of asking."
  ];
  return {
    ...facts,
    title: `${learner.title}: ${target.title}`,
    intendedUse: `Study and comparison: the chance that what the target says holds (“${target.title}”), for rows of ${data.source} with these columns. Not for decisions about single people.`,
    limits,
    metrics,
    ...(withCensored === null ? {} : {metricsWithCensored: metricsOf(withCensored)})
  };
}

function metricsOf(evaluation: Evaluation): Record<string, CardMetric> {
  const metrics: Record<string, CardMetric> = {};
  for (const [name, metric] of Object.entries(METRICS)) metrics[name] = cardMetric(evaluation[metric]);
  for (const {share, rows, precision} of evaluation.top)
    if (rows > 0) metrics[`precision of the top ${Number((100 * share).toPrecision(3))} %`] = cardMetric(precision);
  return metrics;
}

/** How many rows are left out as their label is not known, and what counting them by what is known would make of the test. */
function censoredLimits({train, test}: ModelCard["data"], withCensored: Evaluation | null): string[] {
  const limits: string[] = [];
  if (train.censored !== undefined)
    limits.push(
      `${censoredShare(train)} rows of the training part were left out: it ends before their label is known.`
    );
  if (test.censored !== undefined) {
    const auc = withCensored?.auc;
    const counted =
      auc === undefined
        ? ""
        : ` Counted as negatives unless positive by then, they make the AUC ${auc.said ? auc.value.toFixed(3) : `none (${auc.why})`}.`;
    limits.push(
      `The label of ${censoredShare(test)} rows of the test part is not known before it ends, and the metrics leave them out: they are of rows whose answer came in time.${counted}`
    );
  }
  return limits;
}

/**
 * How many of all rows of a part are censored, in words.
 *
 * @example
 * ```ts
 * censoredShare({rows: 766, censored: 1234}) // → "1,234 of 2,000 (61.7 %)"
 * ```
 */
export function censoredShare({rows, censored = 0}: Pick<CardRows, "rows" | "censored">): string {
  const all = rows + censored;
  return `${count(censored)} of ${count(all)} (${((100 * censored) / Math.max(1, all)).toFixed(1)} %)`;
}

function cardMetric(measure: Measure): CardMetric {
  if (!measure.said) return {none: measure.why, n: measure.n};
  const {value, interval, method, baseline, n, caution} = measure;
  return {
    value,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    method,
    baseline: {name: baseline.name, value: baseline.value},
    n,
    caution
  };
}

/** Whether a mean loss is not surely below the best constant's. */
function noBetterThanConstant(loss: Measure): boolean {
  return loss.said && (loss.interval?.high ?? loss.value) >= loss.baseline.value;
}

/**
 * A table of cards in Markdown, one row a model, sorted by name.
 *
 * @example
 * ```ts
 * import {evaluate} from "../metrics/evaluate.js";
 *
 * const rows = {rows: 4000, positives: 200, users: null};
 * const source = {source: "shop", generated: false, profile: null, seed: null};
 * const card = modelCard(
 *   {
 *     name: "logistic",
 *     learner: {id: "logistic", title: "Logistic regression", setting: "ridge 1", seed: 1, configuration: null},
 *     family: "prepared",
 *     target: {id: "cart", title: "a cart within a day"},
 *     data: {...source, split: "time", sha256: "", train: rows, test: rows},
 *     columns: ["views"]
 *   },
 *   evaluate([0.9, 0.8, 0.3, 0.2], [1, 0, 1, 0])
 * );
 * const [, , row] = modelsTable([{...card, file: {bytes: 1234}}]).split("\n");
 * row.split(" | ").slice(1, 5)
 * // → ["Logistic regression: ridge 1", "a cart within a day", "shop", "200 of 4,000"]
 * ```
 */
export function modelsTable(cards: readonly (ModelCard & {readonly file: Pick<FiledCard["file"], "bytes">})[]): string {
  const rows = [...cards]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({name, learner, target, data, metrics, file}) =>
      [
        `[${name}](${name}.json)`,
        `${learner.title}: ${learner.setting}`,
        target.title,
        `${data.source}${data.generated ? `, generated (profile ${data.profile}, seed ${data.seed})` : ""}`,
        `${count(data.train.positives)} of ${count(data.train.rows)}`,
        `${count(data.test.positives)} of ${count(data.test.rows)}`,
        metricText(metrics.AUC),
        metricText(metrics["average precision"]),
        `${Math.round(file.bytes / 1000)} kB`
      ].join(" | ")
    );
  const head = [
    "model",
    "learner",
    "target",
    "data",
    "positives that train",
    "that test",
    "AUC",
    "average precision",
    "size"
  ];
  return [head.join(" | "), head.map(() => "---").join(" | "), ...rows].map((line) => `| ${line} |`).join("\n");
}

const count = (n: number) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

function metricText(metric: CardMetric): string {
  if ("none" in metric) return `none: ${metric.none}`;
  const {value, low, high, baseline} = metric;
  const interval = low === null || high === null ? "no interval" : `${low.toFixed(3)}–${high.toFixed(3)}`;
  return `${value.toFixed(3)} (${interval}; ${baseline.name} ${baseline.value.toFixed(3)})`;
}
