import type {Figure} from "../../src/lib/core/result.js";
import {generateShop, shopOptions} from "../../src/lib/generator/shop.js";
import {parseProtocol, splitSequences} from "../../src/lib/recommend/protocols.js";
import {gru4recEstimator, sasrecEstimator} from "../../src/lib/recommend/networkEstimators.js";
import type {RecommenderEstimator} from "../../src/lib/recommend/recommender.js";
import {countingRecommenders} from "../../src/lib/recommend/recommenders.js";
import {sampleSessions} from "../../src/lib/recommend/sampleSessions.js";
import {meanOverSessions} from "../../src/lib/recommend/sessionBootstrap.js";
import {shareOfCeiling} from "../../src/lib/recommend/shareOfCeiling.js";
import {shopCeiling} from "../../src/lib/recommend/shopCeiling.js";
import {withoutRepeatedRows} from "../recommend/withoutRepeatedRows.js";
import {shopClicks} from "../../src/lib/reports/shopClicks.js";
import {evaluateContender, partCounts, STUDY_METRICS, type ContenderEvaluation} from "../recommend/contenders.js";
import {exactFigure} from "../results/exactFigure.js";
import {columnsOf} from "../sparsity/columnsOf.js";
import type {Study} from "./study.js";

const PROFILE = "retailrocket";
const SEED = 1;
const PROTOCOL = "last-14-days";
/** Predictions that test, of whole sessions drawn at random from the test days. */
const PREDICTIONS = 1_000;
const DRAWS = 400;
/** What trains: networks score drawn items at each step, as a step over the whole catalogue would take a hundred times as long. */
const MODELS: readonly RecommenderEstimator[] = [
  ...countingRecommenders(),
  gru4recEstimator({n_sample: 2048, logq: 1, learning_rate: 0.1, batch_size: 128, n_epochs: 3}),
  sasrecEstimator({n_sample: 512, n_epochs: 2})
];
const DATASET = `generated twin of RetailRocket, seed ${SEED}`;

const NETWORK_IDS = ["gru4rec", "sasrec"];

type Row = Record<string, number | string | null>;

/** Recommenders at the size of RetailRocket's log: how good, beside the best that anyone could do, and how long it takes. */
export const study: Study = {
  name: "recommend-twin",
  title:
    "Trains each recommender, GRU4Rec and SASRec among them, on the twin of RetailRocket, and tests it beside the twin's own distribution.",
  options: {
    profile: PROFILE,
    seed: SEED,
    protocol: PROTOCOL,
    predictions: PREDICTIONS,
    models: MODELS.map(({id, setting}) => ({id, setting})),
    draws: DRAWS
  },
  inputs: {},
  measured: true,
  async run({progress}) {
    progress(`makes ${DATASET}`);
    const shop = generateShop(shopOptions(PROFILE, {seed: SEED}));
    const clicks = shopClicks({...shop, events: withoutRepeatedRows(shop.events)});
    const catalogue = clicks.itemIds.length;
    const {train, test: whole} = splitSequences(clicks.sequences, parseProtocol(PROTOCOL), "keep");
    const test = sampleSessions(whole, PREDICTIONS, SEED);
    const training = {sequences: train, catalogue};
    const ceiling: RecommenderEstimator = {
      id: "ceiling",
      title: "Ceiling",
      setting: "the twin's exact distribution of the next item, given the visitor's whole log until then",
      fit: () => shopCeiling(shop, clicks.itemIds)
    };
    const models = [...MODELS, ceiling];
    const found = new Map<string, ContenderEvaluation>();
    const speeds: Row[] = [];
    const begun = processorMs();
    for (const model of models) {
      progress(model.title);
      const start = processorMs();
      const fitted = model.fit(training);
      const fit = processorMs();
      const one = evaluateContender(fitted, training, test, clicks.category);
      found.set(model.id, one);
      speeds.push({
        model: model.id,
        fitSeconds: (fit - start) / 1000,
        msPerPrediction: (processorMs() - fit) / one.evaluation.targets.length
      });
    }
    const seconds = (processorMs() - begun) / 1000;
    const popular = found.get("popularity")!;
    const best = found.get(ceiling.id)!;
    const {sessions} = popular.evaluation;
    const figures: Record<string, Figure> = {};
    const shares: Row[] = [];
    for (const {id, title, setting} of models)
      for (const metric of STUDY_METRICS) {
        const gains = found.get(id)!.gains[metric.id];
        const {value, low, high} = meanOverSessions(gains, sessions, {draws: DRAWS});
        figures[`${id}-${metric.id}`] = {
          value,
          low,
          high,
          n: sessions.length,
          unit: metric.unit,
          dataset: DATASET,
          protocol: `${title} (${setting}): each click after the first of sessions drawn from the last 14 days, ranked among all ${catalogue} items given those before it, clicks on the same item as the click before kept, ties counted against the model; percentile bootstrap over sessions`,
          baseline: {name: "popularity", value: popular.metrics[metric.id]}
        };
        if (id === ceiling.id) continue;
        const share = shareOfCeiling(
          gains,
          {baseline: popular.gains[metric.id], ceiling: best.gains[metric.id]},
          sessions,
          {draws: DRAWS}
        );
        shares.push({model: id, metric: metric.id, value: share.value, low: share.low, high: share.high});
      }
    const exact = exactFigure(DATASET);
    for (const {id, title, setting} of MODELS.filter((model) => NETWORK_IDS.includes(model.id)))
      figures[`${id}-training-seconds`] = exact(
        Number(speeds.find(({model}) => model === id)!.fitSeconds),
        "seconds of processor time",
        `${title} (${setting}): training on ${partCounts(train).clicks} clicks of ${catalogue} items; one run`,
        partCounts(train).predictions
      );
    figures.seconds = exact(
      seconds,
      "seconds of processor time",
      `all ${models.length} models one after another: training, and testing on the drawn sessions; one run`,
      sessions.length
    );
    return {
      figures,
      tables: {
        models: columnsOf(models.map(({id, title, setting}) => ({id, title, setting}))),
        counts: columnsOf(
          Object.entries({training: train, "test days": whole, "test sample": test}).map(([part, one]) => ({
            part,
            ...partCounts(one)
          }))
        ),
        metrics: columnsOf(models.map(({id}) => ({model: id, ...found.get(id)!.metrics}))),
        shares: columnsOf(shares),
        speeds: columnsOf(speeds),
        slices: columnsOf(models.flatMap(({id}) => found.get(id)!.slices.map((slice) => ({model: id, ...slice}))))
      }
    };
  }
};

/** Processor time of this process, which other programs on the machine do not lengthen as they do the time of the clock. */
function processorMs(): number {
  const {user, system} = process.cpuUsage();
  return (user + system) / 1000;
}
