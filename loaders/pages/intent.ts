import {zipSync} from "fflate";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import type {Figure, StudyResult} from "../../src/lib/core/result.js";
import {CLAIMS} from "../../src/lib/claims/ledger.js";
import type {
  IntentClaim,
  IntentField,
  IntentFile,
  IntentHeads,
  IntentMeasure,
  IntentModel,
  IntentPage,
  IntentRow,
  IntentVariant
} from "../../src/lib/reports/intentPage.js";
import {tasksToCsv} from "../../src/lib/datasets/taskCsv.js";
import type {Task} from "../../src/lib/datasets/task.js";
import {column} from "../../src/lib/models/matrix.js";
import {targetTask} from "../../src/lib/datasets/targetTask.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {crossValidatedInterval} from "../../src/lib/metrics/intervals.js";
import {splitName, SPLIT_OPTIONS} from "../../src/lib/pipeline/split.js";
import {targetById} from "../../src/lib/targets/target.js";
import {requireResult} from "../results/results.js";
import {ENSEMBLE, TRAINED_HEADS} from "../tabm/shoppersPart.js";
import {tableRows} from "../results/tableRows.js";
import {peers} from "../datasets/peers.js";
import {MODELS, readCards} from "../training/train.js";
import {once} from "../tools/once.js";
import {withShopLog} from "./sharedShop.js";
import {PAGE_SHOP} from "./shopLog.js";
import {onnxSize} from "./onnxSize.js";

/** What the page trains on where the reader has no file: the target that the models of `models/` are trained on. */
export const INTENT_TARGET = "purchase-this-session";

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

/** What the page on purchase intent shows first, from two committed studies on the same folds. */
export async function intentPage(): Promise<IntentPage> {
  const tabm = requireResult("tabm-shoppers");
  const all = requireResult("shoppers-models");
  const [used, of] = (tabm.options as {readonly folds: readonly [number, number]}).folds;
  const own = (tableRows(tabm.tables.models) as unknown as IntentModel[]).map(withHeads);
  const others = (tableRows(all.tables.models) as unknown as IntentModel[]).filter(({id}) =>
    (OTHERS as readonly string[]).includes(id)
  );
  const models = [
    ...others,
    ...own.toSorted((a, b) => Number(a.id.startsWith("tabm")) - Number(b.id.startsWith("tabm")))
  ];
  const {n: tested, baseline: share} = tabm.figures[`with-${ENSEMBLE}-averagePrecision`];
  const {n: sessions} = all.figures["with-boosting-auc"];
  const {value: seconds} = tabm.figures[`with-${ENSEMBLE}-seconds`];
  return {
    models,
    reference: REFERENCE,
    rows: VARIANTS.flatMap((variant) => [
      ...own.flatMap(({id}) => METRICS.flatMap((metric) => ownRows(tabm, variant, id, metric))),
      ...others.flatMap(({id}) => METRICS.flatMap((metric) => otherRows(all, tabm, {used, of}, {variant, id, metric})))
    ]),
    heads: VARIANTS.flatMap((variant) => headsOf(tabm, variant, tested)),
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
    claims: claims(),
    fold: tableRows(tabm.tables.folds)
      .filter(({part, model}) => part === "0" && String(model) in HEADS)
      .map(({variant, model, auc}) => ({
        variant: variant as IntentVariant,
        heads: HEADS[String(model)],
        auc: Number(auc)
      })),
    sessions,
    positives: Math.round(share!.value * sessions),
    folds: {used, of},
    sha256: Object.values(tabm.inputs)[0],
    trainingSeconds: seconds,
    shop: {
      ...PAGE_SHOP,
      split: splitName(SPLIT_OPTIONS),
      target: {id: INTENT_TARGET, title: targetById(INTENT_TARGET).title},
      fields: shopFields(await shopTask())
    },
    files: files(),
    runtime: onnxSize()
  };
}

const HEADS: Readonly<Record<string, number>> = TRAINED_HEADS;

/** Two models that differ in how many heads were trained have the same title in the study. */
function withHeads({title, ...model}: IntentModel): IntentModel {
  const heads = HEADS[model.id] ?? 1;
  return {...model, title: heads === 1 ? title : `${title}, trained with ${heads} heads`};
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
  {used, of}: Folds,
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
  const {n, baseline} = tabm.figures[`${variant}-${ENSEMBLE}-${metric}`];
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

function headsOf({tables, figures}: StudyResult, variant: IntentVariant, n: number): IntentHeads[] {
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
    difference: difference(figures[`${variant}-${model}-auc-less-${ENSEMBLE}`])
  });
  return [
    ...cut,
    ...Object.entries(HEADS)
      .filter(([model]) => model !== ENSEMBLE)
      .map(([model, heads]) => single(model, heads, "trained")),
    single("tabm-mean-head", 1, "mean")
  ];
}

/** What a report says of the same data, with the intervals that its rows can carry. */
function claims(): IntentClaim[] {
  return [
    {id: "op-ecom-tabm-auc", metric: "auc", scale: 1},
    {id: "op-ecom-precision-top-5", metric: "precisionTop5", scale: 100}
  ].map(({id, metric, scale}) => {
    const {value, low, high, n, printed} = CLAIMS.find((claim) => claim.id === id)!.claimed;
    return {id, metric, value: value! / scale, low: low! / scale, high: high! / scale, printed, n: n!};
  });
}

/** The models that the page hands out and scores with, as `models/<name>` is called. */
const FILES = {
  tabm: "online-shoppers-revenue-tabm",
  "tabm-best-head": "online-shoppers-revenue-tabm-best-head",
  "tabm-int8": "online-shoppers-revenue-tabm-int8",
  "shop-boosting": "shop-purchase-this-session-boosting"
} as const;

function files(): IntentFile[] {
  const cards = readCards();
  return Object.entries(FILES).map(([id, called]) => {
    const {name, learner, data, columns, file} = cards.find((card) => card.name === called)!;
    return {
      id,
      name,
      title: `${learner.title} (${data.generated ? "generated shop" : "Online Shoppers, February to October"})`,
      rows: data.generated ? "shop" : "shoppers",
      columns,
      bytes: file.bytes
    };
  });
}

/** Those models as `<id>.onnx` in one archive, as each loader costs the build a process. */
export function intentArchive(): Uint8Array {
  return zipSync(
    Object.fromEntries(
      Object.entries(FILES).map(([id, name]) => [
        `${id}.onnx`,
        new Uint8Array(readFileSync(join(MODELS, `${name}.onnx`)))
      ])
    ),
    {mtime: "1980-01-01T00:00:00", level: 0}
  );
}

const shopTask = once((): Promise<Task> => withShopLog(({engine}) => targetTask(engine, targetById(INTENT_TARGET))));

function shopFields({train}: Task): IntentField[] {
  return train.columns.map((name, f) => ({
    name,
    unit: FEATURES.find((feature) => feature.name === name)!.unit,
    middle: column(train, f).sort()[train.rows >> 1]
  }));
}

/** The rows of the generated shop as CSV, fetched when a reader trains or scores on them. */
export async function intentShop(): Promise<string> {
  return tasksToCsv({[INTENT_TARGET]: await shopTask()});
}

/** The fold of each session of Online Shoppers, a digit each: the first of scikit-learn's shuffles. */
export function intentFolds(): string {
  return peers<{readonly foldOf: readonly string[]}>("shoppers").found.foldOf[0];
}
