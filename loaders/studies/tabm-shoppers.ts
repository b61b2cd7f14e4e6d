import type {Figure} from "../../src/lib/core/result.js";
import {numbers} from "../../src/lib/core/table.js";
import {TOP} from "../../src/lib/datasets/fitAndEvaluate.js";
import {scoresHash} from "../../src/lib/datasets/scoresHash.js";
import {type ShoppersSplit, trainingMask} from "../../src/lib/datasets/shoppersDataset.js";
import {aucDifference, rocAuc} from "../../src/lib/metrics/auc.js";
import {averagePrecision} from "../../src/lib/metrics/averagePrecision.js";
import {crossValidatedInterval} from "../../src/lib/metrics/intervals.js";
import {evaluate} from "../../src/lib/metrics/evaluate.js";
import {ranked} from "../../src/lib/metrics/ranked.js";
import {topShare} from "../../src/lib/metrics/topShare.js";
import {TABM_OPTIONS} from "../../src/lib/nn/tabmOptions.js";
import {openTfjs} from "../engines/tfjs.js";
import {measuredFigure} from "../results/measuredFigure.js";
import {keptPart} from "../tabm/keptPart.js";
import {
  ENSEMBLE,
  ensembleScores,
  SHOPPERS_MODELS,
  shoppersPart,
  type ShoppersPart,
  TRAINED_HEADS
} from "../tabm/shoppersPart.js";
import {peers, type PeerVersions} from "../datasets/peers.js";
import {readShoppers, SHOPPERS_INPUT, SHOPPERS_TITLE} from "../datasets/shoppers.js";
import {codeHash} from "../tools/codeHash.js";
import type {Study} from "./study.js";

interface TabmPeers {
  readonly versions: PeerVersions;
  readonly rows: number;
  readonly positives: number;
  readonly folds: Readonly<Record<"variant" | "heads" | "fold" | Metric | "trainAuc", readonly (string | number)[]>>;
}

const {found: peer, sha256} = peers<TabmPeers>("shoppersTabm");
/** scikit-learn's own, a digit for each row. */
const {
  found: {foldOf: repeats},
  sha256: foldsSha256
} = peers<{readonly foldOf: readonly string[]}>("shoppers");
const FOLD_OF = Array.from(repeats[0], Number);
const SPLITS = 5;
/** The reference protocol stops after four of them. */
const FOLDS = 4;
const VARIANTS = {with: [], without: ["page_values"]} as const;
type Variant = keyof typeof VARIANTS;
const METRICS = ["auc", "averagePrecision", "precisionTop5"] as const;
type Metric = (typeof METRICS)[number];
const PARTS: readonly {readonly name: string; readonly split: ShoppersSplit; readonly seed: number}[] = [
  ...Array.from({length: FOLDS}, (_, fold) => ({
    name: String(fold),
    split: {by: "fold", foldOf: FOLD_OF, fold} as const,
    seed: fold + 1
  })),
  {name: "months", split: {by: "months"}, seed: 1}
];
/** Models whose chances are looked at as chances. */
const CALIBRATED = [ENSEMBLE, "tabm-best-head", "tabm-mlp", "boosting", "tabm-boosting"];

interface EvaluatedModel {
  readonly variant: Variant;
  readonly part: string;
  readonly labels: Float64Array;
  readonly found: ShoppersPart;
}

/** TabM, cut and rounded after training, beside boosting and perceptrons on the same folds of a public table. */
export const study: Study = {
  name: "tabm-shoppers",
  title:
    "Fits TabM to Online Shoppers (UCI 468), cuts it to fewer heads and rounds it to 8 bits, with and without page values.",
  options: {
    folds: [FOLDS, SPLITS],
    tabm: TABM_OPTIONS,
    models: SHOPPERS_MODELS.map(({id, setting}) => ({id, setting})),
    peers: [foldsSha256, sha256]
  },
  inputs: SHOPPERS_INPUT,
  measured: true,
  async run({progress}) {
    await openTfjs();
    const sessions = await readShoppers();
    const labels = numbers(sessions, "revenue");
    const positives = Array.from(labels).reduce((sum, label) => sum + label, 0);
    if (sessions.rows !== peer.rows || positives !== peer.positives)
      throw new RangeError(
        `${sessions.rows} rows and ${positives} positives; the peers had ${peer.rows}, ${peer.positives}`
      );
    const code = await codeHash("loaders/tabm/shoppersPart.ts");
    const judged: EvaluatedModel[] = [];
    for (const variant of Object.keys(VARIANTS) as Variant[])
      for (const {name, split, seed} of PARTS) {
        progress(`${variant} page values, ${name === "months" ? "by month" : `fold ${name}`}`);
        const trains = trainingMask(sessions, split);
        const of = {code, inputs: SHOPPERS_INPUT, folds: foldsSha256, variant, name, seed};
        judged.push({
          variant,
          part: name,
          labels: Float64Array.from(labels).filter((_, row) => trains[row] === 0),
          found: await keptPart("tabm-shoppers", of, () =>
            shoppersPart(sessions, split, {leftOut: VARIANTS[variant], seed})
          )
        });
      }
    return resultOf(judged, {rows: sessions.rows, share: positives / sessions.rows});
  },
  sample: {
    title: "every score of the ensemble of the first fold, page values known, bit for bit",
    async run({progress}) {
      await openTfjs();
      const sessions = await readShoppers();
      const [{name, split, seed}] = PARTS;
      progress(`with page values, fold ${name}: the ensemble alone`);
      const scores = await ensembleScores(sessions, split, {leftOut: VARIANTS.with, seed});
      return {hashes: {[`with ${name}`]: scoresHash(Float64Array.from(scores))}};
    }
  }
};

function threeMetrics(scores: readonly number[], labels: Float64Array): Record<Metric, number> {
  const ranking = ranked(scores, labels);
  // the whole part of one in twenty, as in the protocol
  const share = Math.floor(TOP * ranking.rows) / ranking.rows;
  return {
    auc: rocAuc(scores, labels).value,
    averagePrecision: averagePrecision(scores, labels),
    precisionTop5: topShare(ranking, share).precision.value
  };
}

function resultOf(
  judged: readonly EvaluatedModel[],
  {rows, share}: {readonly rows: number; readonly share: number}
): Awaited<ReturnType<Study["run"]>> {
  const figures: Record<string, Figure> = {};
  const dataset = SHOPPERS_TITLE;
  const baselines: Record<Metric, Figure["baseline"]> = {
    auc: {name: "random order", value: 0.5},
    averagePrecision: {name: "share of positives", value: share},
    precisionTop5: {name: "share of positives", value: share}
  };
  const values = new Map(
    judged.flatMap(({variant, part, labels, found}) =>
      Object.entries(found.models).map(
        ([id, {scores}]) => [`${variant} ${part} ${id}`, threeMetrics(scores, labels)] as const
      )
    )
  );
  const ids = SHOPPERS_MODELS.map(({id}) => id);
  const heads: Record<string, (string | number)[]> = {};
  const calibration: Record<string, (string | number)[]> = {};
  const add = (to: Record<string, (string | number)[]>, row: Record<string, string | number>) => {
    for (const [name, value] of Object.entries(row)) (to[name] ??= []).push(value);
  };

  for (const variant of Object.keys(VARIANTS) as Variant[]) {
    const mine = judged.filter((one) => one.variant === variant && one.part !== "months");
    const months = judged.find((one) => one.variant === variant && one.part === "months")!;
    const protocol = `${variant} page values; the first ${FOLDS} of ${SPLITS} stratified folds of scikit-learn`;
    const method = "95 % interval after Nadeau and Bengio";
    const tested = mine.reduce((sum, one) => sum + one.labels.length, 0);
    const ofFolds = (id: string, metric: Metric) =>
      mine.map(({part}) => values.get(`${variant} ${part} ${id}`)![metric]);
    const difference = (name: string, differences: readonly number[], unit: string, said: string) => {
      figures[name] = {
        ...crossValidatedInterval(differences, SPLITS),
        n: tested,
        unit: `difference of ${unit}`,
        dataset,
        protocol: `${protocol}; ${said}, fold by fold, ${method}`,
        baseline: {name: "no difference", value: 0}
      };
    };
    for (const id of ids) {
      const name = `${variant}-${id}`;
      for (const metric of METRICS) {
        const found = ofFolds(id, metric);
        figures[`${name}-${metric}`] = {
          ...crossValidatedInterval(found, SPLITS),
          n: tested,
          unit: metric,
          dataset,
          protocol: `${protocol}; mean of folds, ${method}`,
          baseline: baselines[metric]
        };
        for (const [other, applies] of [
          ["boosting", id !== "boosting"],
          [ENSEMBLE, id.startsWith(`${ENSEMBLE}-`)]
        ] as const)
          if (applies) {
            const theirs = ofFolds(other, metric);
            difference(
              `${name}-${metric}-less-${other}`,
              found.map((value, k) => value - theirs[k]),
              metric,
              `less the ${other === ENSEMBLE ? "whole ensemble's" : "boosting's"}`
            );
          }
        const trained = id in TRAINED_HEADS ? TRAINED_HEADS[id as keyof typeof TRAINED_HEADS] : null;
        const theirs = trained === null ? [] : theirFolds(variant, trained, metric);
        if (theirs.length === FOLDS)
          difference(
            `${name}-${metric}-less-peer`,
            found.map((value, k) => value - theirs[k]),
            metric,
            "ours less that of the authors' package"
          );
      }
      const trained = mine.map(({found}) => found.models[id].trainAuc);
      if (!trained.includes(null)) {
        const onTraining = trained as number[];
        figures[`${name}-trainAuc`] = {
          ...crossValidatedInterval(onTraining, SPLITS),
          n: rows,
          unit: "auc",
          dataset,
          protocol: `${protocol}; on the rows that weights were fitted to, mean of folds, ${method}`,
          baseline: baselines.auc
        };
        const test = ofFolds(id, "auc");
        difference(
          `${name}-auc-gap`,
          onTraining.map((value, k) => value - test[k]),
          "auc",
          "on the rows of training less on those of the test"
        );
      }
      const timed = mine.flatMap(({found}) => {
        const {seconds, steps} = found.models[id];
        return seconds === null || steps === null ? [] : [{seconds, stepMs: (1000 * seconds) / steps}];
      });
      if (timed.length > 0)
        for (const unit of ["seconds", "stepMs"] as const) {
          const all = timed.map((one) => one[unit]);
          figures[`${name}-${unit}`] = {
            value: all.reduce((a, b) => a + b, 0) / all.length,
            low: Math.min(...all),
            high: Math.max(...all),
            n: all.length,
            unit: unit === "seconds" ? "seconds a fold" : "milliseconds a step, validation included",
            dataset,
            protocol: `${protocol}; training in Node with TensorFlow.js on WebAssembly, one thread: mean, least and most of ${all.length} folds`
          };
        }

      const monthly = evaluate(months.found.models[id].scores, months.labels, {shares: [TOP]});
      for (const [metric, measure] of [
        ["auc", monthly.auc],
        ["averagePrecision", monthly.averagePrecision],
        ["precisionTop5", monthly.top[0].precision]
      ] as const)
        figures[`months-${name}-${metric}`] = measuredFigure(measure, {
          unit: metric,
          dataset,
          protocol: `${variant} page values; training February to October, test November and December`
        });
      if (id !== "boosting") {
        const {value, low, high} = aucDifference(
          months.found.models[id].scores,
          months.found.models.boosting.scores,
          months.labels
        );
        figures[`months-${name}-auc-less-boosting`] = {
          value,
          low,
          high,
          n: months.labels.length,
          unit: "difference of auc",
          dataset,
          protocol: `${variant} page values; training February to October, test November and December; less the boosting's on the same rows, DeLong`,
          baseline: {name: "no difference", value: 0}
        };
      }
    }

    for (const id of CALIBRATED) {
      const pooled = evaluate(
        mine.flatMap(({found}) => found.models[id].scores),
        mine.flatMap((one) => [...one.labels]),
        {shares: [TOP]}
      );
      for (const [metric, measure] of [
        ["brier", pooled.brier],
        ["logLoss", pooled.logLoss],
        ["calibrationInTheLarge", pooled.calibrationInTheLarge],
        ["calibrationSlope", pooled.calibrationSlope],
        ["liftTop5", pooled.top[0].lift],
        ["pooledPrecisionTop5", pooled.top[0].precision]
      ] as const)
        figures[`${variant}-${id}-${metric}`] = measuredFigure(measure, {
          unit: metric,
          dataset,
          protocol: `${protocol}; test rows of all these folds together, each scored by the model of its fold`
        });
      const {n, predicted, observed, low, high} = pooled.calibration!;
      n.forEach((count, bin) =>
        add(calibration, {
          variant,
          model: id,
          bin,
          n: count,
          predicted: predicted[bin],
          observed: observed[bin],
          low: low[bin],
          high: high[bin]
        })
      );
    }

    const all = TRAINED_HEADS[ENSEMBLE];
    for (let k = 0; k < all; k++) {
      const byFold = (metric: "auc" | "averagePrecision", less = false) =>
        crossValidatedInterval(
          mine.map(({found: {byHeads}}) => byHeads[metric][k] - (less ? byHeads[metric][all - 1] : 0)),
          SPLITS
        );
      const [auc, precision, less] = [byFold("auc"), byFold("averagePrecision"), byFold("auc", true)];
      add(heads, {
        variant,
        heads: k + 1,
        auc: auc.value,
        low: auc.low,
        high: auc.high,
        averagePrecision: precision.value,
        averagePrecisionLow: precision.low,
        averagePrecisionHigh: precision.high,
        less: less.value,
        lessLow: less.low,
        lessHigh: less.high
      });
    }
  }

  const folds = judged.flatMap(({variant, part, found}) =>
    Object.entries(found.models).map(([model, {trainAuc, epochs, steps, seconds}]) => ({
      variant,
      part,
      model,
      ...values.get(`${variant} ${part} ${model}`)!,
      trainAuc,
      epochs,
      steps,
      seconds
    }))
  );
  const rounding = judged.flatMap(({variant, part, found}) =>
    [ENSEMBLE, "tabm-best-head"].map((model) => {
      const changes = found.models[model].scores.map((score, row) =>
        Math.abs(score - found.models[`${model}-int8`].scores[row])
      );
      return {
        variant,
        part,
        model,
        mean: changes.reduce((a, b) => a + b, 0) / changes.length,
        greatest: Math.max(...changes)
      };
    })
  );
  const columns = <T extends object>(list: readonly T[]) =>
    Object.fromEntries(Object.keys(list[0]).map((name) => [name, list.map((row) => row[name as keyof T])])) as Record<
      string,
      (string | number | null)[]
    >;
  return {
    figures,
    tables: {
      models: columns(SHOPPERS_MODELS.map(({id, title, setting}) => ({id, title, setting}))),
      folds: columns(folds),
      heads,
      calibration,
      rounding: columns(rounding),
      peers: Object.fromEntries(Object.entries(peer.folds).map(([name, column]) => [name, [...column]])),
      versions: {name: Object.keys(peer.versions), version: Object.values(peer.versions)}
    },
    hashes: Object.fromEntries(
      judged.map(({variant, part, found}) => [
        `${variant} ${part}`,
        scoresHash(Float64Array.from(found.models[ENSEMBLE].scores))
      ])
    )
  };
}

/** In the order of folds. */
function theirFolds(variant: Variant, heads: number, metric: Metric): number[] {
  const {folds} = peer;
  return folds.variant
    .flatMap((of, i) =>
      of === variant && folds.heads[i] === heads ? [[Number(folds.fold[i]), Number(folds[metric][i])] as const] : []
    )
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value);
}
