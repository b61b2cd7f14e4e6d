import {UserError} from "../../src/lib/core/errors.js";
import type {Figure} from "../../src/lib/core/result.js";
import {openTfjs} from "../engines/tfjs.js";
import {fitAndEvaluate} from "../../src/lib/datasets/fitAndEvaluate.js";
import {shoppersByMonth} from "../../src/lib/datasets/shoppersDataset.js";
import {targetDataset} from "../../src/lib/datasets/targetDataset.js";
import {datasetCounts, type Dataset} from "../../src/lib/datasets/dataset.js";
import {simplifyCurve, type CurveColumns} from "../../src/lib/metrics/curves.js";
import type {Linearised} from "../../src/lib/metrics/auc.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {METRICS, type Evaluation} from "../../src/lib/metrics/evaluate.js";
import type {Measure} from "../../src/lib/metrics/measure.js";
import {linearised, PAIRED_METRICS, pairedDifference} from "../../src/lib/metrics/comparisons.js";
import {TARGETS} from "../../src/lib/targets/target.js";
import {measuredFigure} from "../results/measuredFigure.js";
import {PAGE_SHOP} from "../pages/shopLog.js";
import {
  CART_SESSIONS_INPUTS,
  CART_SESSIONS_TITLE,
  cartTask,
  MOMENT_COLUMNS,
  readCartSessions
} from "../datasets/cartSessions.js";
import {openShopTasks} from "../datasets/shop.js";
import {cannotFit, CONTENDERS} from "../datasets/contenders.js";
import {readShoppers, SHOPPERS_INPUT, SHOPPERS_TITLE} from "../datasets/shoppers.js";
import type {Study, StudyContext} from "./study.js";

interface NamedTask {
  readonly id: string;
  readonly data: string;
  readonly dataTitle: string;
  readonly generated: boolean;
  readonly target: string;
  readonly split: string;
  load(): Promise<Dataset>;
}

const SEED = 1;
/** Metrics of the table beside the precision of the top. */
const SHOWN = METRICS.filter((metric) => !["accuracy", "f1", "precision", "recall"].includes(metric));
/** Digits that files of curves and pairs keep. */
const DIGITS = 5;

/** Every family of models on every task: what each reaches, with intervals, and whether any two differ. */
export const study: Study = {
  name: "models",
  title:
    "Fits every family of models to every target of the generated shop, to Online Shoppers and to RetailRocket's cart sessions.",
  options: {
    seed: SEED,
    shop: PAGE_SHOP,
    contenders: CONTENDERS.map(({learner: {id, setting}, wants}) => ({id, setting, wants}))
  },
  inputs: {...SHOPPERS_INPUT, ...CART_SESSIONS_INPUTS},
  measured: false,
  run: (context) => fitTasks(context, () => true),
  sample: {
    title: "every score of every model on two tasks, bit for bit",
    async run(context) {
      const {hashes, figures} = await fitTasks(context, (id) => SAMPLE_TASKS.includes(id));
      return {hashes, figures};
    }
  }
};

/** Tasks that a sample makes anew: rows of the generated shop, and those of a public table. */
const SAMPLE_TASKS: readonly string[] = ["shop-purchase-this-session", "shoppers"];

async function fitTasks(
  {progress}: StudyContext,
  wanted: (task: string) => boolean
): Promise<Awaited<ReturnType<Study["run"]>>> {
  await openTfjs();
  const shoppers = await readShoppers();
  const carts = await readCartSessions();
  const shop = await openShopTasks();
  try {
    const all: NamedTask[] = [
      ...TARGETS.map((target) => ({
        id: `shop-${target.id}`,
        data: "shop",
        dataTitle: "the generated shop",
        generated: true,
        target: target.title,
        split: "by day: the first 70 % train, the last 15 % test, those between are left out",
        // a network over the events of 80,000 examples of items takes longer than all else together
        load: () => targetDataset(shop, target, {carts: true, events: target.examples.unit === "session"})
      })),
      ...([[], ["page_values"]] as const).map((leftOut) => ({
        id: leftOut.length === 0 ? "shoppers" : "shoppers-without-page-values",
        data: "shoppers",
        dataTitle: SHOPPERS_TITLE,
        generated: false,
        target: `buys in this session, page values ${leftOut.length === 0 ? "known" : "left out"}`,
        split: "by month: February to October train, November and December test",
        load: () => Promise.resolve(shoppersByMonth(shoppers, {leftOut, logarithms: false}))
      })),
      ...(["kept", "removed"] as const).map((visitors) => ({
        id: `retailrocket-visitors-${visitors}`,
        data: "retailrocket",
        dataTitle: CART_SESSIONS_TITLE,
        generated: false,
        target: `buys in this session, asked at the first cart, returning visitors ${visitors}`,
        split: `by time: the first 70 % of sessions train${visitors === "removed" ? "; visitors that training has are not in the test" : ""}`,
        load: () => Promise.resolve(cartTask(carts.moment, MOMENT_COLUMNS, visitors))
      }))
    ];
    const tasks = all.filter(({id}) => wanted(id));
    const tables: Record<string, Record<string, (number | string | null)[]>> = {
      models: {
        id: CONTENDERS.map(({learner}) => learner.id),
        title: CONTENDERS.map(({learner}) => learner.title),
        setting: CONTENDERS.map(({learner}) => learner.setting)
      }
    };
    const add = (table: string, row: Record<string, number | string | null>) => {
      const columns = (tables[table] ??= {});
      for (const [name, value] of Object.entries(row)) (columns[name] ??= []).push(value);
    };
    const figures: Record<string, Figure> = {};
    const hashes: Record<string, Record<string, string>> = {};
    for (const [t, {load, generated, ...named}] of tasks.entries()) {
      const task = await load();
      const {id, dataTitle, target, split} = named;
      add("tasks", {...named, generated: generated ? 1 : 0, ...datasetCounts(task)});
      hashes[id] = {};
      const of = task.groups === null ? null : clusters(task.groups.test);
      const ranked: {model: number; by: Partial<Record<string, Linearised>>}[] = [];
      for (const [m, contender] of CONTENDERS.entries()) {
        const {learner} = contender;
        progress(`${id}, ${learner.title}`);
        let why = cannotFit(contender, task.train);
        if (why === null)
          try {
            const {evaluation, withCensored, scores, sha256} = await fitAndEvaluate(learner, task, {seed: SEED});
            hashes[id][learner.id] = sha256;
            for (const [metric, measure] of measuresOf(evaluation))
              add("measures", {task: t, model: m, ...row(metric, measure)});
            if (withCensored !== null)
              for (const metric of ["auc", "averagePrecision"] as const)
                add("measures", {task: t, model: m, ...row(`${metric}WithCensored`, withCensored[metric])});
            for (const [kind, curve] of curvesOf(evaluation))
              curve.x.forEach((x, i) =>
                add(kind, {task: t, model: m, x, y: curve.y[i], low: curve.low[i], high: curve.high[i]})
              );
            const {auc} = evaluation;
            if (auc.said)
              figures[`${id}-${learner.id}-auc`] = measuredFigure(auc, {
                unit: "auc",
                dataset: generated ? `${dataTitle}, profile ${PAGE_SHOP.profile}, seed ${PAGE_SHOP.seed}` : dataTitle,
                protocol: `${target}; ${split}`
              });
            ranked.push({
              model: m,
              by: Object.fromEntries(
                PAIRED_METRICS.filter((metric) => evaluation[metric].said).map((metric) => [
                  metric,
                  linearised(metric, scores, task.test.y)
                ])
              )
            });
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
            [why] = error.message.split("; "); // the remedy is for whoever set it up
          }
        if (why !== null) add("unfitted", {task: t, model: m, why});
      }
      for (const [i, first] of ranked.entries())
        for (const second of ranked.slice(i + 1))
          for (const metric of PAIRED_METRICS) {
            const [a, b] = [first.by[metric], second.by[metric]];
            if (a === undefined || b === undefined) continue;
            const {value, interval, p} = pairedDifference(metric, a, b, task.test.y, {clusters: of});
            add("pairs", {
              task: t,
              first: first.model,
              second: second.model,
              metric,
              value: short(value),
              low: short(interval?.low),
              high: short(interval?.high),
              p: short(p)
            });
          }
    }
    return {figures, tables, hashes};
  } finally {
    await shop.close();
  }
}

const short = (x: number | null | undefined): number | null => (x == null ? null : Number(x.toPrecision(DIGITS)));

function measuresOf(evaluation: Evaluation): [string, Measure][] {
  return [
    ...SHOWN.map((metric): [string, Measure] => [metric, evaluation[metric]]),
    ["precisionTop5", evaluation.top[0].precision]
  ];
}

function row(metric: string, measure: Measure): Record<string, number | string | null> {
  if (!measure.said)
    return {
      metric,
      value: null,
      low: null,
      high: null,
      baseline: null,
      baselineOf: "",
      n: measure.n,
      note: measure.why
    };
  const {value, interval, baseline, n, caution} = measure;
  return {
    metric,
    value: short(value),
    low: short(interval?.low),
    high: short(interval?.high),
    baseline: short(baseline.value),
    baselineOf: baseline.name,
    n,
    note: caution ?? ""
  };
}

/** Curves with `x`, `y` and the band of `y`. */
function curvesOf({roc, precisionRecall, calibration}: Evaluation): [string, CurveColumns][] {
  const curves: [string, CurveColumns][] = [];
  if (roc !== null) {
    const {falsePositives: x, recall: y, low, high} = roc;
    curves.push(["roc", simplifyCurve({x, y, low, high}, "x", "y")]);
  }
  if (precisionRecall !== null) {
    const {recall: x, precision: y, low, high} = precisionRecall;
    curves.push(["precisionRecall", simplifyCurve({x, y, low, high}, "x", "y")]);
  }
  if (calibration !== null) {
    const {predicted: x, observed: y, low, high} = calibration;
    curves.push(["calibration", simplifyCurve({x, y, low, high}, "x", "y", {step: 0})]);
  }
  return curves;
}
