import type {Claim} from "../claims/claim.js";
import type {Figure, StudyResult} from "../core/result.js";
import {tableRows} from "../core/tableRows.js";
import {crossValidatedInterval, type Interval} from "../metrics/intervals.js";
import {column, type Matrix} from "../models/matrix.js";
import type {
  IntentClaim,
  IntentHeads,
  IntentMeasure,
  IntentModel,
  IntentPage,
  IntentRow,
  IntentVariant
} from "./intentPage.js";
import {standing, type Standing} from "./standing.js";

const VARIANTS = ["with", "without"] as const;
const METRICS = ["auc", "averagePrecision", "precisionTop5"] as const;
const REFERENCE = "boosting";
/** Of the study of all models, those that TabM's own study has not. */
const OTHERS = ["logistic", "forest"] as const;
/** Folds by scikit-learn's protocol, of which the first `used` are tried. */
interface Folds {
  readonly used: number;
  readonly of: number;
}

/** The TabMs of the study, as it calls them: the whole one, and by name how many heads each was trained with. */
export interface TabmNames {
  readonly ensemble: string;
  readonly trainedHeads: Readonly<Record<string, number>>;
}

/** What the page on purchase intent shows of its two studies on the same folds, `tabm-shoppers` and `shoppers-models`. */
export type IntentReport = Omit<IntentPage, "claims" | "shop" | "files" | "runtime">;

/** What both studies come to, model by model. */
export function intentReport(tabm: StudyResult, all: StudyResult, names: TabmNames): IntentReport {
  const [used, of] = (tabm.options as {readonly folds: readonly [number, number]}).folds;
  const {ensemble, trainedHeads} = names;
  const own = (tableRows(tabm.tables.models) as unknown as IntentModel[]).map((model) => withHeads(model, names));
  const others = (tableRows(all.tables.models) as unknown as IntentModel[]).filter(({id}) =>
    (OTHERS as readonly string[]).includes(id)
  );
  const {n: tested, baseline: share} = tabm.figures[`with-${ensemble}-averagePrecision`];
  const {n: sessions} = all.figures["with-boosting-auc"];
  return {
    models: [...others, ...own.toSorted((a, b) => Number(a.id.startsWith("tabm")) - Number(b.id.startsWith("tabm")))],
    reference: REFERENCE,
    rows: VARIANTS.flatMap((variant) => [
      ...own.flatMap(({id}) => METRICS.flatMap((metric) => ownRows(tabm, variant, id, metric))),
      ...others.flatMap(({id}) =>
        METRICS.flatMap((metric) => otherRows(all, tabm, {used, of, ensemble}, {variant, id, metric}))
      )
    ]),
    heads: VARIANTS.flatMap((variant) => headsOf(tabm, variant, tested, names)),
    calibration: tableRows(tabm.tables.calibration).map((row) => ({
      variant: row.variant as IntentVariant,
      model: String(row.model),
      x: Number(row.predicted),
      y: Number(row.observed),
      low: Number(row.low),
      high: Number(row.high),
      n: Number(row.n)
    })),
    top: VARIANTS.flatMap((variant) =>
      own.flatMap(({id}) => {
        const lift = tabm.figures[`${variant}-${id}-liftTop5`];
        const precision = tabm.figures[`${variant}-${id}-pooledPrecisionTop5`];
        const slope = tabm.figures[`${variant}-${id}-calibrationSlope`];
        return lift === undefined
          ? []
          : [{variant, model: id, lift: measure(lift), precision: measure(precision), slope: measure(slope)}];
      })
    ),
    fold: tableRows(tabm.tables.folds)
      .filter(({part, model}) => part === "0" && String(model) in trainedHeads)
      .map(({variant, model, auc}) => ({
        variant: variant as IntentVariant,
        heads: trainedHeads[String(model)],
        auc: Number(auc)
      })),
    sessions,
    positives: Math.round(share!.value * sessions),
    folds: {used, of},
    sha256: Object.values(tabm.inputs)[0],
    trainingSeconds: tabm.figures[`with-${ensemble}-seconds`].value
  };
}

/** Models that the page names more plainly than the study does. */
const TITLES: Readonly<Record<string, string>> = {
  "tabm-mean-head": "TabM with its heads averaged into one",
  "tabm-boosting": "Mean of TabM and boosting"
};

/** Two models that differ in how many heads were trained have the same title in the study. */
function withHeads({title, ...model}: IntentModel, {trainedHeads}: TabmNames): IntentModel {
  const heads = trainedHeads[model.id] ?? 1;
  return {...model, title: heads === 1 ? (TITLES[model.id] ?? title) : `${title}, trained with ${heads} heads`};
}

function measure({value, low, high, n, baseline, unit}: Figure): IntentMeasure {
  const ends = {value, low, high};
  return {...((METRICS as readonly string[]).includes(unit) ? within(ends) : ends), n, baseline: baseline!.value};
}

/** Few folds that differ much may have an interval that reaches beyond what an area or a share can be. */
function within<T extends Pick<Figure, "low" | "high">>(ends: T): T {
  const {low, high} = ends;
  return {...ends, low: low === null ? null : Math.max(0, low), high: high === null ? null : Math.min(1, high)};
}

const difference = (figure: Figure | undefined) =>
  figure === undefined ? null : {value: figure.value, low: figure.low!, high: figure.high!};

function ownRows({figures}: StudyResult, variant: IntentVariant, model: string, metric: string): IntentRow[] {
  return (["folds", "months"] as const).map((protocol) => {
    const name = `${protocol === "months" ? "months-" : ""}${variant}-${model}-${metric}`;
    return {
      protocol,
      variant,
      model,
      metric,
      ...measure(figures[name]),
      difference: difference(figures[`${name}-less-${REFERENCE}`])
    };
  });
}

/** A model of the study of all models, of whose folds those are taken that TabM's study has too. */
function otherRows(
  all: StudyResult,
  tabm: StudyResult,
  {used, of, ensemble}: Folds & Pick<TabmNames, "ensemble">,
  {variant, id, metric}: {readonly variant: IntentVariant; readonly id: string; readonly metric: string}
): IntentRow[] {
  const monthly = all.figures[`months-${variant}-${id}-${metric}`];
  const byFold = tableRows(all.tables.folds).filter(
    (row) => row.variant === variant && row.model === id && row.repeat === 0 && Number(row.fold) < used
  );
  const values = byFold.map((row) => Number(row[metric]));
  const theirs = byFold.map(({fold}) =>
    Number(
      tableRows(tabm.tables.folds).find(
        (row) => row.variant === variant && row.model === REFERENCE && row.part === String(fold)
      )![metric]
    )
  );
  const {n, baseline} = tabm.figures[`${variant}-${ensemble}-${metric}`];
  return [
    {
      protocol: "folds",
      variant,
      model: id,
      metric,
      ...within(crossValidatedInterval(values, of)),
      n,
      baseline: baseline!.value,
      difference: crossValidatedInterval(
        values.map((value, k) => value - theirs[k]),
        of
      )
    },
    {protocol: "months", variant, model: id, metric, ...measure(monthly), difference: null}
  ];
}

function headsOf(
  {tables, figures}: StudyResult,
  variant: IntentVariant,
  n: number,
  {ensemble, trainedHeads}: TabmNames
): IntentHeads[] {
  const cut = tableRows(tables.heads)
    .filter((row) => row.variant === variant)
    .map((row): IntentHeads => {
      const number = (name: string) => Number(row[name]);
      return {
        variant,
        heads: number("heads"),
        way: "cut",
        value: number("auc"),
        low: number("low"),
        high: number("high"),
        n,
        baseline: 0.5,
        difference: {value: number("less"), low: number("lessLow"), high: number("lessHigh")}
      };
    });
  const single = (model: string, heads: number, way: IntentHeads["way"]): IntentHeads => ({
    variant,
    heads,
    way,
    ...measure(figures[`${variant}-${model}-auc`]),
    difference: difference(figures[`${variant}-${model}-auc-less-${ensemble}`])
  });
  return [
    ...cut,
    ...Object.entries(trainedHeads)
      .filter(([model]) => model !== ensemble)
      .map(([model, heads]) => single(model, heads, "trained")),
    single("tabm-mean-head", 1, "mean")
  ];
}

/** What a report says of the same data as shares of one, with the intervals that its rows can carry. */
export function intentClaims(claims: readonly Pick<Claim, "id" | "claimed">[]): IntentClaim[] {
  return [
    {id: "op-ecom-tabm-auc", metric: "auc", scale: 1},
    {id: "op-ecom-precision-top-5", metric: "precisionTop5", scale: 100}
  ].map(({id, metric, scale}) => {
    const {value, low, high, n, printed} = claims.find((claim) => claim.id === id)!.claimed;
    return {id, metric, value: value! / scale, low: low! / scale, high: high! / scale, printed, n: n!};
  });
}

/** The middle value of each column, the upper one of two, by name: of a visitor to begin with. */
export function middleValues(rows: Matrix): Readonly<Record<string, number>> {
  return Object.fromEntries(rows.columns.map((name, f) => [name, column(rows, f).sort()[rows.rows >> 1]]));
}

/** The row of a model in one metric. Throws `RangeError` where there is none. */
export function rowOf(
  {rows}: Pick<IntentPage, "rows">,
  protocol: IntentRow["protocol"],
  variant: IntentRow["variant"],
  model: string,
  metric = "auc"
): IntentRow {
  const found = rows.find(
    (row) => row.protocol === protocol && row.variant === variant && row.model === model && row.metric === metric
  );
  if (found === undefined) throw new RangeError(`no ${metric} of ${model}, ${protocol}, ${variant} page values`);
  return found;
}

/** What the page on purchase intent answers with; areas under the ROC curve. */
export interface IntentHeadline {
  /** TabM on folds with every column. */
  readonly tabm: IntentRow;
  /** Less gradient boosting on the same folds. */
  readonly difference: Interval & {readonly value: number};
  /** The difference against zero. */
  readonly told: Standing;
  /** What is left without page values, and when trained up to October and asked of later months. */
  readonly bare: number;
  readonly months: number;
  /** Both at once, which is what a shop has. */
  readonly bareMonths: number;
}

/** The numbers of the page's answer. */
export function intentHeadline(page: Pick<IntentPage, "rows">): IntentHeadline {
  const tabm = rowOf(page, "folds", "with", "tabm");
  const difference = tabm.difference!;
  return {
    tabm,
    difference,
    told: standing(difference, 0),
    bare: rowOf(page, "folds", "without", "tabm").value,
    months: rowOf(page, "months", "with", "tabm").value,
    bareMonths: rowOf(page, "months", "without", "tabm").value
  };
}

/** What is reached with so many heads, cut from the whole ensemble. Throws `RangeError` where there is no such cut. */
export function cutTo({heads: all}: Pick<IntentPage, "heads">, variant: IntentVariant, heads: number): IntentHeads {
  const found = all.find((one) => one.variant === variant && one.way === "cut" && one.heads === heads);
  if (found === undefined) throw new RangeError(`no TabM of ${heads} heads, ${variant} page values`);
  return found;
}

/** The fewest heads, cut from the whole ensemble, that lose no more area than `loss` on the mean. */
export function fewestHeads({heads}: Pick<IntentPage, "heads">, variant: IntentVariant, loss: number): IntentHeads {
  return heads
    .filter((one) => one.variant === variant && one.way === "cut")
    .toSorted((a, b) => a.heads - b.heads)
    .find((one) => one.difference!.value >= -loss)!;
}
