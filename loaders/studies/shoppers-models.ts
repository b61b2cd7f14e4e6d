import type {Figure} from "../../src/lib/core/result.js";
import {numbers} from "../../src/lib/core/table.js";
import {fitAndEvaluate, TOP} from "../../src/lib/datasets/fitAndEvaluate.js";
import {labelledSubset} from "../../src/lib/datasets/labelledSubset.js";
import {shoppersByMonth, shoppersMatrix} from "../../src/lib/datasets/shoppersDataset.js";
import {averagePrecision} from "../../src/lib/metrics/averagePrecision.js";
import {crossValidatedInterval} from "../../src/lib/metrics/intervals.js";
import type {Measure} from "../../src/lib/metrics/measure.js";
import {ranked} from "../../src/lib/metrics/ranked.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {topShare} from "../../src/lib/metrics/topShare.js";
import {AS_SCIKIT_LEARN} from "../../src/lib/models/boostingOptions.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import {forestEstimator} from "../../src/lib/models/forestFamily.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import type {Estimator} from "../../src/lib/models/estimator.js";
import {measuredFigure} from "../results/measuredFigure.js";
import {peers, type PeerVersions} from "../datasets/peers.js";
import {readShoppers, SHOPPERS_INPUT, SHOPPERS_TITLE} from "../datasets/shoppers.js";
import type {Study} from "./study.js";

interface ShoppersPeers {
  readonly versions: PeerVersions;
  readonly rows: number;
  readonly positives: number;
  /** By repeat, a digit for each row. */
  readonly foldOf: readonly string[];
  readonly folds: Readonly<Record<string, readonly (string | number)[]>>;
  readonly months: Readonly<Record<string, readonly (string | number)[]>>;
}

const {found: peer, sha256} = peers<ShoppersPeers>("shoppers");
const FOLDS = 5;
const METRICS = ["auc", "averagePrecision", "precisionTop5"] as const;
const VARIANTS = {with: [], without: ["page_values"]} as const;

/** As the reference protocol sets them; the symmetric trees are ours. Logistic regression takes logarithms. */
const LEARNERS: readonly {readonly learner: Estimator; readonly logarithms: boolean}[] = [
  {learner: logisticEstimator({l2: 10}), logarithms: true},
  {learner: forestEstimator({trees: 500, leastRows: 3}), logarithms: false},
  {
    learner: boostingEstimator({trees: 200, leaves: 15, learningRate: 0.05, l2: 1, ...AS_SCIKIT_LEARN}),
    logarithms: false
  },
  {
    learner: boostingEstimator({
      growth: "level",
      trees: 300,
      depth: 4,
      learningRate: 0.04,
      l2: 1,
      leastRows: 1,
      leastHessian: 1,
      rowSample: 0.8,
      columnSample: 0.7
    }),
    logarithms: false
  },
  {
    learner: boostingEstimator({growth: "symmetric", trees: 300, depth: 6, learningRate: 0.05, l2: 3}),
    logarithms: false
  }
];

/** A second package that grows trees leaf by leaf; it has ways of its own to cut columns and to count rows. */
const LIGHTGBM = {name: "lightgbm", like: "boosting"} as const;

/**
 * Models of this project on a public table by a published protocol, beside those of scikit-learn and XGBoost on the
 * same folds.
 */
export const study: Study = {
  name: "shoppers-models",
  title:
    "Fits models to Online Shoppers (UCI 468) on scikit-learn's own folds, with and without page values, and by month.",
  options: {
    repeats: peer.foldOf.length,
    folds: FOLDS,
    learners: LEARNERS.map(({learner: {id, setting}}) => ({id, setting})),
    peers: sha256
  },
  inputs: SHOPPERS_INPUT,
  measured: false,
  async run({progress}) {
    const sessions = await readShoppers();
    const labels = numbers(sessions, "revenue");
    const positives = Float64Array.from(labels).reduce((sum, label) => sum + label, 0);
    if (sessions.rows !== peer.rows || positives !== peer.positives)
      throw new RangeError(
        `${sessions.rows} rows and ${positives} positives; the peers had ${peer.rows}, ${peer.positives}`
      );
    const share = positives / sessions.rows;
    const figures: Record<string, Figure> = {};
    const folds: {variant: string; model: string; repeat: number; fold: number; values: readonly number[]}[] = [];
    const dataset = SHOPPERS_TITLE;

    for (const [variant, leftOut] of Object.entries(VARIANTS)) {
      const protocol = `${variant} page values; ${peer.foldOf.length} × ${FOLDS} stratified folds of scikit-learn`;
      for (const {learner, logarithms} of LEARNERS) {
        progress(`${variant} page values, ${learner.title}`);
        const mine: (readonly number[])[] = [];
        for (const [repeat, foldOf] of peer.foldOf.entries())
          for (let fold = 0; fold < FOLDS; fold++) {
            const [train, test] = [false, true].map((tests) =>
              Array.from(foldOf, Number).flatMap((of, row) => ((of === fold) === tests ? [row] : []))
            );
            const fitOn = new Uint8Array(sessions.rows);
            for (const row of train) fitOn[row] = 1;
            const matrix = shoppersMatrix(sessions, {leftOut, logarithms, fitOn});
            const model = await learner.fit(labelledSubset(matrix, labels, train), {seed: repeat + 1});
            const judged = labelledSubset(matrix, labels, test);
            const values = threeMetrics(model.predict(judged), judged.y);
            mine.push(values);
            folds.push({variant, model: learner.id, repeat, fold, values});
          }
        METRICS.forEach((metric, m) => {
          const name = `${variant}-${learner.id}-${metric}`;
          figures[name] = {
            ...crossValidatedInterval(
              mine.map((values) => values[m]),
              FOLDS
            ),
            n: sessions.rows,
            unit: metric,
            dataset,
            protocol: `${protocol}; mean of folds, 95 % interval after Nadeau and Bengio`,
            baseline: metric === "auc" ? {name: "random order", value: 0.5} : {name: "share of positives", value: share}
          };
          const theirs = theirFolds(variant, learner.id, metric);
          if (theirs.length > 0)
            figures[`${name}-difference`] = {
              ...crossValidatedInterval(
                mine.map((values, i) => values[m] - theirs[i]),
                FOLDS
              ),
              n: sessions.rows,
              unit: `difference of ${metric}`,
              dataset,
              protocol: `${protocol}; ours less the peer's, fold by fold, 95 % interval after Nadeau and Bengio`,
              baseline: {name: "no difference", value: 0}
            };
        });
      }
    }

    const months: Record<string, (string | number | null)[]> = {variant: [], model: [], metric: []};
    const add = (row: Record<string, string | number | null>) => {
      for (const [name, value] of Object.entries(row)) (months[name] ??= []).push(value);
    };
    for (const [variant, leftOut] of Object.entries(VARIANTS))
      for (const {learner, logarithms} of LEARNERS) {
        progress(`by month, ${variant} page values, ${learner.title}`);
        const {evaluation} = await fitAndEvaluate(learner, shoppersByMonth(sessions, {leftOut, logarithms}), {seed: 1});
        const measures: Record<(typeof METRICS)[number], Measure> = {
          auc: evaluation.auc,
          averagePrecision: evaluation.averagePrecision,
          precisionTop5: evaluation.top[0].precision
        };
        for (const metric of METRICS) {
          figures[`months-${variant}-${learner.id}-${metric}`] = measuredFigure(measures[metric], {
            unit: metric,
            dataset,
            protocol: `${variant} page values; training February to October, test November and December`
          });
          const at = peer.months.model.findIndex(
            (model, i) => model === learner.id && peer.months.variant[i] === variant
          );
          add({variant, model: learner.id, metric, peer: at === -1 ? null : Number(peer.months[metric][at])});
          if (learner.id === LIGHTGBM.like) {
            const other = peer.months.model.findIndex(
              (model, i) => model === LIGHTGBM.name && peer.months.variant[i] === variant
            );
            add({variant, model: LIGHTGBM.name, metric, peer: Number(peer.months[metric][other])});
          }
        }
      }

    const pageValues = numbers(sessions, "page_values");
    figures["rule-auc"] = {
      ...pick(
        rocAuc(
          pageValues.map((value) => (value > 0 ? 1 : 0)),
          labels
        )
      ),
      n: sessions.rows,
      unit: "auc",
      dataset,
      protocol:
        "the rule that calls every session positive whose page values are above 0; all rows; DeLong on the logit scale",
      baseline: {name: "random order", value: 0.5}
    };
    return {
      figures,
      tables: {
        models: {
          id: LEARNERS.map(({learner}) => learner.id),
          title: LEARNERS.map(({learner}) => learner.title),
          setting: LEARNERS.map(({learner}) => learner.setting)
        },
        folds: {
          variant: folds.map(({variant}) => variant),
          model: folds.map(({model}) => model),
          repeat: folds.map(({repeat}) => repeat),
          fold: folds.map(({fold}) => fold),
          ...Object.fromEntries(METRICS.map((metric, m) => [metric, folds.map(({values}) => values[m])]))
        },
        peers: theirMeans(),
        months,
        versions: {name: Object.keys(peer.versions), version: Object.values(peer.versions)}
      }
    };
  }
};

function threeMetrics(scores: Float64Array, labels: ArrayLike<number>): number[] {
  const ranking = ranked(scores, labels);
  // the protocol takes the whole part of one in twenty, and its own order among equal scores, of which ours is the mean
  const share = Math.floor(TOP * ranking.rows) / ranking.rows;
  return [rocAuc(scores, labels).value, averagePrecision(scores, labels), topShare(ranking, share).precision.value];
}

/** In the order in which ours are: by repeat, then by fold. */
function theirFolds(variant: string, model: string, metric: string): number[] {
  return peer.folds.model.flatMap((name, i) =>
    name === model && peer.folds.variant[i] === variant ? [Number(peer.folds[metric][i])] : []
  );
}

function theirMeans() {
  const rows = Object.keys(VARIANTS).flatMap((variant) =>
    [...LEARNERS.map(({learner: {id}}) => id), LIGHTGBM.name].flatMap((id) =>
      METRICS.flatMap((metric) => {
        const values = theirFolds(variant, id, metric);
        return values.length === 0 ? [] : [{variant, model: id, metric, ...crossValidatedInterval(values, FOLDS)}];
      })
    )
  );
  return {
    variant: rows.map(({variant}) => variant),
    model: rows.map(({model}) => model),
    metric: rows.map(({metric}) => metric),
    value: rows.map(({value}) => value),
    low: rows.map(({low}) => low),
    high: rows.map(({high}) => high)
  };
}

const pick = ({value, low, high}: {value: number; low: number; high: number}) => ({value, low, high});
