import {CLAIMS} from "../claims/ledger.js";
import {figure, type StudyResult} from "../core/result.js";
import {tableRows} from "../core/tableRows.js";
import {EVALUATION_ERRORS, type EvaluationErrorId} from "../recommend/evaluationErrors.js";

/** A number and between which it lies. */
export interface Between {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The figures of a recommender that the page lists, by their names in the study. */
export const RECOMMENDER_METRICS = ["hr1", "hr5", "hr10", "hr20", "mrr20", "ndcg20"] as const;
export type RecommenderMetric = (typeof RECOMMENDER_METRICS)[number];

/** One recommender on the e-shop's test sessions. */
export interface RecommenderRow {
  readonly id: string;
  readonly title: string;
  readonly setting: string;
  readonly metrics: Readonly<Record<RecommenderMetric, Between>>;
  /** Of its lists of 20; null where it lists nothing. */
  readonly coverage: number;
  readonly gini: number | null;
  readonly novelty: number | null;
  readonly popularityBias: number | null;
  /** Share of pairs of a list's items that are of different categories. */
  readonly intraListDiversity: number | null;
  /** Share of recommended items whose category was seen in the session … */
  readonly categoryTunnel: number | null;
  /** … and of the items that were then clicked. */
  readonly targetTunnel: number | null;
}

/** The table of recommenders, as the study `recommend-eshop` lists them, repeats kept or dropped. */
export function recommenderRows(eshop: StudyResult, repeats: "keep" | "drop"): RecommenderRow[] {
  const lists = tableRows(eshop.tables.lists).filter((row) => row.repeats === repeats);
  return tableRows(eshop.tables.models).map(({id, title, setting}) => {
    const {coverage, ...list} = lists.find(({model}) => model === id)!;
    const known = (name: string) => (list[name] as number | null | undefined) ?? null;
    const metrics = RECOMMENDER_METRICS.map((metric): [RecommenderMetric, Between] => {
      const {value, low, high} = figure({[eshop.study]: eshop}, `${eshop.study}#${repeats}-${id}-${metric}`);
      return [metric, {value, low: low!, high: high!}];
    });
    return {
      id: String(id),
      title: String(title),
      setting: String(setting),
      metrics: Object.fromEntries(metrics) as Record<RecommenderMetric, Between>,
      coverage: Number(coverage),
      gini: known("gini"),
      novelty: known("novelty"),
      popularityBias: known("popularityBias"),
      intraListDiversity: known("intraListDiversity"),
      categoryTunnel: known("categoryTunnel"),
      targetTunnel: known("targetTunnel")
    };
  });
}

/** An evaluation of one model with some errors of protocol in it. */
export interface WaterfallRow {
  readonly step: number;
  /** The error that this step adds to those before it; null for the honest protocol. */
  readonly error: {readonly id: string; readonly title: string; readonly does: string; readonly why: string} | null;
  readonly hr: Between;
  readonly ndcg: Between;
  /** NDCG over hit rate; null where nothing hits. */
  readonly ratio: number | null;
  readonly predictions: number;
  readonly seeds: number;
}

/**
 * The steps from the honest protocol on, of the study `recommend-waterfall`: errors one after another (`waterfall`), or
 * each by itself (`alone`). Throws `RangeError` for a log or a model that the study has not.
 */
export function waterfallRows(
  waterfall: StudyResult,
  {
    log = "retailrocket",
    model = "markov-recency",
    kind = "waterfall"
  }: {readonly log?: string; readonly model?: string; readonly kind?: "waterfall" | "alone"} = {}
): WaterfallRow[] {
  const rows = tableRows(waterfall.tables.steps).filter(
    (row) => row.log === log && row.model === model && row.kind === kind
  );
  if (rows.length === 0) throw new RangeError(`no steps of ${model} on ${log}`);
  return rows.map((row) => {
    const error = row.added === null ? null : EVALUATION_ERRORS[row.added as EvaluationErrorId];
    const between = (name: string): Between => ({
      value: Number(row[name]),
      low: Number(row[`${name}Low`]),
      high: Number(row[`${name}High`])
    });
    return {
      step: Number(row.step),
      error: error && {id: error.id, title: error.title, does: error.does, why: error.why},
      hr: between("hr20"),
      ndcg: between("ndcg20"),
      ratio: row.ratio === null ? null : Number(row.ratio),
      predictions: Number(row.predictions),
      seeds: Number(row.seeds)
    };
  });
}

/** Hit rate and gain among the first 20 that a report claims, as shares, and the second over the first. */
export interface ClaimedPair {
  readonly hr: number;
  readonly ndcg: number;
  readonly ratio: number;
}

/** What the report claims before and after tuning, from the ledger. */
export function claimedPairs(): {readonly before: ClaimedPair; readonly after: ClaimedPair} {
  const pair = (hitRate: string, gain: string): ClaimedPair => {
    const [hr, ndcg] = [hitRate, gain].map((id) => CLAIMS.find((claim) => claim.id === id)!.claimed.value! / 100);
    return {hr, ndcg, ratio: ndcg / hr};
  };
  return {
    before: pair("smartrocket-baseline-hit-rate", "smartrocket-baseline-ndcg"),
    after: pair("smartrocket-tuned-hit-rate", "smartrocket-tuned-ndcg")
  };
}

/** Whether a step's spans hold both numbers of a pair. */
export function reaches({hr, ndcg}: Pick<WaterfallRow, "hr" | "ndcg">, pair: ClaimedPair): boolean {
  return hr.low <= pair.hr && pair.hr <= hr.high && ndcg.low <= pair.ndcg && pair.ndcg <= ndcg.high;
}

const percent = (share: number) => `${Math.round(100 * share)} %`;

/** What the page answers to the question how well the next item can be recommended: two sentences with one number. */
export function recommendAnswer(eshop: StudyResult): string {
  const rows = recommenderRows(eshop, "drop");
  const [best] = [...rows].sort((a, b) => b.metrics.hr5.value - a.metrics.hr5.value);
  const network = rows.find(({id}) => id === "gru4rec")!;
  const items = figuresItems(eshop);
  const first = `In a real shop of ${items} items, the best recommender has the next click among its first five items in ${percent(best.metrics.hr5.value)} of cases.`;
  const others = tableRows(eshop.tables.differences).filter(
    ({repeats, metric}) => repeats === "drop" && metric === "hr5"
  );
  // among the models that count, the one that comes nearest to the network
  const [near] = [...others].sort((a, b) => Number(a.value) - Number(b.value));
  const title = rows.find(({id}) => id === near.second)!.title.toLowerCase();
  const second =
    Number(near.low) > 0
      ? `It is the recurrent network ${network.title}, but counting which item follows which (${title}) comes close to it.`
      : Number(near.high) < 0
        ? `It counts which item follows which (${title}) and does better than the recurrent network ${network.title}.`
        : `The recurrent network ${network.title} does no measurably better than counting which item follows which (${title}).`;
  return `${first} ${second}`;
}

const figuresItems = (eshop: StudyResult): number =>
  Number(tableRows(eshop.tables.counts).find(({part, repeats}) => part === "training" && repeats === "drop")!.items);

/** What the page says of the claimed hit rate: how it can come about, and how sure that is. */
export function waterfallAnswer(waterfall: StudyResult): string {
  const rows = waterfallRows(waterfall);
  const honest = rows[0];
  const last = rows[rows.length - 1];
  const {after} = claimedPairs();
  const names = rows.flatMap(({error}) => (error === null ? [] : [error.title.toLowerCase()]));
  const list = `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
  const found = reaches(last, after)
    ? `reaches both the claimed hit rate of ${percent(after.hr)} and the claimed gain`
    : `reaches a hit rate of ${percent(last.hr.value)}, where ${percent(after.hr)} is claimed`;
  return (
    `On RetailRocket's public sample a simple model that counts which item follows which, evaluated honestly, has the next item among 20 in ${percent(honest.hr.value)} of cases. ` +
    `With ${list}, the same model ${found}. ` +
    (reaches(last, after)
      ? "This is a plausible cause of the claim and no proof: we found it by trying many protocols, and the report does not say which one it used."
      : "So these errors alone do not explain the claim.")
  );
}
