import type {Figure} from "../../src/lib/core/result.js";
import {calibrationCurve, expectedCalibrationError} from "../../src/lib/metrics/calibration.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {ranked} from "../../src/lib/metrics/ranked.js";
import {eachNextItem} from "../../src/lib/recommend/evaluateNextItem.js";
import type {ItemSequences} from "../../src/lib/recommend/itemSequences.js";
import {gru4recEstimator} from "../../src/lib/recommend/networkEstimators.js";
import {parseProtocol, splitSequences} from "../../src/lib/recommend/protocols.js";
import type {Recommender, RecommenderEstimator} from "../../src/lib/recommend/recommender.js";
import {countingRecommenders} from "../../src/lib/recommend/recommenders.js";
import {sampleSessions} from "../../src/lib/recommend/sampleSessions.js";
import {
  fitProbabilityScale,
  LEAST,
  scoreProbabilities,
  type ProbabilityScale,
  type ScoredClick
} from "../../src/lib/recommend/scoreProbabilities.js";
import {meanOverSessions} from "../../src/lib/recommend/sessionBootstrap.js";
import {topItems} from "../../src/lib/recommend/topItems.js";
import {ESHOP_CLOTHING_SHA256} from "../../src/lib/sources/publishedSets.js";
import {ESHOP_DRAWS, ESHOP_GRU4REC, ESHOP_PROTOCOL, readEshop} from "../recommend/eshopSetup.js";
import {ESHOP_CLOTHING} from "../sources/eshopClothing.js";
import {columnsOf} from "../sparsity/columnsOf.js";
import type {Study} from "./study.js";

/** The list whose probability is checked: the first so many items. */
const PLACES = 5;
const BINS = 10;
/** Predictions that the scale is fitted on, of whole sessions drawn from the days before the test. */
const VALIDATION = 3_000;

interface Contender extends RecommenderEstimator {
  /** What a reader would take its scores for: shares of their sum, or logits. */
  readonly plain: ProbabilityScale["kind"];
}

const MODELS: readonly Contender[] = [
  ...countingRecommenders().map((model) => ({...model, plain: "shares" as const})),
  {
    ...gru4recEstimator({...ESHOP_GRU4REC, seed: 1}),
    setting: `${ESHOP_GRU4REC.layers[0]} units, all items scored, ${ESHOP_GRU4REC.n_epochs} epochs, one seed`,
    plain: "logits"
  }
];

type Row = Record<string, number | string | null>;

/** Whether the scores of recommenders can be read as probabilities. */
export const study: Study = {
  name: "recommend-calibration",
  title: "Makes probabilities of recommenders' scores on the e-shop clothing log, and tests whether they come true.",
  options: {
    protocol: ESHOP_PROTOCOL,
    places: PLACES,
    bins: BINS,
    draws: ESHOP_DRAWS,
    validation: VALIDATION,
    models: MODELS.map(({id, setting, plain}) => ({id, setting, plain})),
    gru4rec: ESHOP_GRU4REC
  },
  inputs: {"e-shop clothing 2008.csv": ESHOP_CLOTHING_SHA256},
  measured: false,
  async run({progress}) {
    const {sequences, catalogue} = await readEshop();
    const {train: before, test} = splitSequences(sequences, parseProtocol(ESHOP_PROTOCOL), "drop");
    const {train, test: later} = splitSequences(before, parseProtocol(ESHOP_PROTOCOL), "drop");
    const validation = sampleSessions(later, VALIDATION, 1);
    const figures: Record<string, Figure> = {};
    const scales: Row[] = [];
    const curves: Row[] = [];
    const ofPopularity: Record<string, number> = {};
    for (const {id, title, setting, plain, fit} of MODELS) {
      progress(title);
      const model = fit({sequences: train, catalogue});
      const clicks: ScoredClick[] = [];
      eachNextItem(model, validation, (scores, {item}) => clicks.push({scores: scores!.slice(), item}));
      const {scale, logLoss} = fitProbabilityScale(clicks);
      const one = check(model, test, scale);
      const raw = check(model, test, {kind: plain, floor: 0, temperature: 1});
      scales.push({
        model: id,
        title,
        setting,
        kind: scale.kind,
        floor: scale.floor,
        temperature: scale.temperature,
        validationLogLoss: logLoss,
        predicted: mean(one.said),
        observed: mean(one.hits)
      });
      const of = {
        n: one.said.length,
        dataset: ESHOP_CLOTHING.title
      };
      const baseline = (name: string, value: number) => ({
        name: "popularity",
        value: (ofPopularity[name] ??= value)
      });
      const protocol = `${title} (${setting}), taught by the sessions before the 28 last days; a scale of its scores fitted on ${clicks.length} clicks of the next 14 days; tested on the last 14 days, repeats dropped`;
      for (const [name, checked, what] of [
        ["ece", one, "with the fitted scale"],
        ["plain-ece", raw, "scores taken as they are"]
      ] as const) {
        const {curve, value, low, high} = reliability(checked);
        figures[`${id}-${name}`] = {
          ...of,
          value,
          low,
          high,
          unit: "probability",
          protocol: `${protocol}: mean distance between the probability that the click is among the first ${PLACES} items and how often it is, ${BINS} bins, ${what}; basic bootstrap over sessions`,
          baseline: baseline(name, value)
        };
        if (name === "ece")
          curve.n.forEach((n, bin) =>
            curves.push({
              model: id,
              bin,
              n,
              predicted: curve.predicted[bin],
              observed: curve.observed[bin],
              low: curve.low[bin],
              high: curve.high[bin]
            })
          );
      }
      const loss = meanOverSessions(one.losses, one.sessions, {draws: ESHOP_DRAWS});
      figures[`${id}-log-loss`] = {
        ...of,
        value: loss.value,
        low: loss.low,
        high: loss.high,
        unit: "nats a click",
        protocol: `${protocol}: mean of −ln of the probability of the clicked item; percentile bootstrap over sessions`,
        baseline: baseline("log-loss", loss.value)
      };
    }
    return {figures, tables: {scales: columnsOf(scales), curves: columnsOf(curves)}};
  }
};

/** What was said of each prediction, and what came true. */
interface Checked {
  readonly said: readonly number[];
  readonly hits: readonly number[];
  readonly losses: readonly number[];
  readonly sessions: readonly number[];
}

function check(model: Recommender, test: ItemSequences, scale: ProbabilityScale): Checked {
  const found = {said: [] as number[], hits: [] as number[], losses: [] as number[], sessions: [] as number[]};
  const out = new Float64Array(model.catalogue);
  eachNextItem(model, test, (scores, {item, session}) => {
    scoreProbabilities(scores!, scale, out);
    const list = topItems(out, PLACES);
    found.said.push(
      Math.min(
        1,
        list.reduce((sum, one) => sum + out[one], 0)
      )
    );
    found.hits.push(list.includes(item) ? 1 : 0);
    found.losses.push(-Math.log(Math.max(LEAST, out[item] ?? 0)));
    found.sessions.push(session);
  });
  return found;
}

function reliability({said, hits, sessions}: Checked) {
  const rows = ranked(said, hits);
  const of = clusters(sessions);
  const curve = calibrationCurve(rows, {bins: BINS, clusters: of});
  return {curve, ...expectedCalibrationError(rows, curve, {clusters: of, draws: ESHOP_DRAWS})};
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
