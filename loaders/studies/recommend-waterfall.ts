import {UserError} from "../../src/lib/core/errors.js";
import type {Figure} from "../../src/lib/core/result.js";
import {EVALUATION_ERRORS, withErrors, type EvaluationErrorId} from "../../src/lib/recommend/evaluationErrors.js";
import {HONEST_SETUP, type EvaluationLog, type EvaluationSetup} from "../../src/lib/recommend/evaluationSetup.js";
import {markovChain} from "../../src/lib/recommend/itemPairs.js";
import {sessionCount} from "../../src/lib/recommend/itemSequences.js";
import {markovRecency} from "../../src/lib/recommend/markovRecency.js";
import {popularity, recency} from "../../src/lib/recommend/popularity.js";
import type {RecommenderEstimator} from "../../src/lib/recommend/recommender.js";
import {scoreSetup, type SetupScores} from "../../src/lib/recommend/scoreSetup.js";
import {stan} from "../../src/lib/recommend/sessionKnn.js";
import {ESHOP_CLOTHING_SHA256, RETAILROCKET_SAMPLE_SHA256} from "../../src/lib/sources/publishedSets.js";
import {retailrocketSample} from "../data/retailrocketSample.js";
import {readItemSequences, type ReadItemSequencesOptions} from "../recommend/readItemSequences.js";
import {ESHOP_CLOTHING, eshopClothing} from "../sources/eshopClothing.js";
import {columnsOf} from "../sparsity/columnsOf.js";
import type {Study, StudyContext} from "./study.js";

const mirror = process.env.CLICKPROOF_DATA_MIRROR;

interface Log {
  readonly id: string;
  readonly dataset: string;
  readonly testDays: number;
  readonly seeds: number;
  /** Predictions a run scores at most, drawn. */
  readonly mostPredictions: number;
  /** Whether a visitor is known in more than one session. */
  readonly visitors: boolean;
  readonly models: readonly RecommenderEstimator[];
  source(): Promise<ReadItemSequencesOptions>;
}

const CHAIN = markovRecency();
/** Models that are quick to fit, again for every seed and setup, on a log of any size. */
const QUICK: readonly RecommenderEstimator[] = [popularity(), recency(), CHAIN];
const ALL: readonly RecommenderEstimator[] = [...QUICK, markovChain(), stan()];

const RETAILROCKET: Log = {
  id: "retailrocket",
  dataset: "RetailRocket, public sample",
  testDays: 28,
  seeds: 30,
  mostPredictions: Infinity,
  visitors: true,
  models: ALL,
  source: async () => ({source: await retailrocketSample()})
};
const ESHOP: Log = {
  id: "eshop-clothing",
  dataset: ESHOP_CLOTHING.title,
  testDays: 14,
  seeds: 3,
  mostPredictions: Infinity,
  visitors: false,
  models: QUICK,
  async source() {
    const {note} = await eshopClothing({mirror});
    if (note !== undefined) throw new UserError(note, "use the published file");
    return {source: "eshop-clothing", mirror};
  }
};
const SHOP: Log = {
  id: "paper-2",
  dataset: "generated shop, profile paper-2",
  testDays: 14,
  seeds: 2,
  mostPredictions: 5000,
  visitors: true,
  models: QUICK,
  source: async () => ({source: "shop", profile: "paper-2", seed: 1})
};
const LOGS: readonly Log[] = [RETAILROCKET, ESHOP, SHOP];

/** From the honest protocol to the claimed pair, one step at a time. */
const WATERFALL: readonly EvaluationErrorId[] = [
  "visitor-sequences",
  "repeats-kept",
  "random-split",
  "windows",
  "windows-at-random"
];
const HONEST = "honest";
const WINDOW_SIZES = [3, 4, 5, 6];
const DRAWS = 400;

type Row = Record<string, number | string | null>;

/** How a hit rate of 84 % can come about. */
export const study: Study = {
  name: "recommend-waterfall",
  title:
    "Switches on errors of protocol one by one, from an honest evaluation of the next item to a claimed hit rate of 84 %.",
  options: {
    logs: LOGS.map(({id, dataset, testDays, seeds, mostPredictions, visitors, models}) => ({
      id,
      dataset,
      testDays,
      seeds,
      mostPredictions: String(mostPredictions),
      visitors,
      models: models.map((model) => model.id)
    })),
    errors: Object.keys(EVALUATION_ERRORS),
    waterfall: WATERFALL,
    windowSizes: WINDOW_SIZES,
    models: ALL.map(({id, setting}) => ({id, setting})),
    draws: DRAWS
  },
  inputs: {
    "e-shop clothing 2008.csv": ESHOP_CLOTHING_SHA256,
    "retailrocket/sample_events.csv": RETAILROCKET_SAMPLE_SHA256
  },
  measured: false,
  async run(context) {
    const steps: Row[] = [];
    const counts: Row[] = [];
    const windows: Row[] = [];
    let figures: Record<string, Figure> = {};
    for (const log of LOGS) {
      const read = await readLog(log);
      counts.push({
        log: log.id,
        dataset: log.dataset,
        sessions: sessionCount(read.sessions),
        clicks: read.sessions.items.length,
        items: read.catalogue
      });
      const rows = stepsOf(log, read, context);
      steps.push(...rows.map(({row}) => row));
      if (log !== RETAILROCKET) continue;
      figures = figuresOf(log, rows);
      windows.push(...windowsOf(log, read, context));
    }
    return {
      figures,
      tables: {
        logs: columnsOf(counts),
        models: columnsOf(ALL.map(({id, title, setting}) => ({id, title, setting}))),
        steps: columnsOf(steps),
        windows: columnsOf(windows)
      }
    };
  },
  sample: {
    title: "the generated shop: every error and step",
    async run(context) {
      return {tables: {steps: columnsOf(stepsOf(SHOP, await readLog(SHOP), context).map(({row}) => row))}};
    }
  }
};

async function readLog(log: Log): Promise<EvaluationLog> {
  const {sequences, itemIds} = await readItemSequences(await log.source());
  return {sessions: sequences, catalogue: itemIds.length, testDays: log.testDays};
}

interface Step {
  readonly errors: readonly EvaluationErrorId[];
  readonly model: RecommenderEstimator;
  readonly scores: SetupScores;
  readonly popularity: SetupScores;
  readonly row: Row;
}

/** The honest protocol, each error alone, and the errors of the waterfall one after another. */
function stepsOf(log: Log, read: EvaluationLog, {progress}: StudyContext): Step[] {
  const path = WATERFALL.filter((id) => log.visitors || id !== "visitor-sequences");
  const setups: {kind: string; step: number; errors: EvaluationErrorId[]}[] = [
    {kind: "alone", step: 0, errors: []},
    ...(Object.keys(EVALUATION_ERRORS) as EvaluationErrorId[])
      .filter((id) => log.visitors || id !== "visitor-sequences")
      .map((id, k) => ({kind: "alone", step: k + 1, errors: [id]})),
    ...Array.from({length: path.length + 1}, (_, k) => ({kind: "waterfall", step: k, errors: path.slice(0, k)}))
  ];
  const known = new Map<string, Record<string, SetupScores>>();
  return setups.flatMap(({kind, step, errors}) => {
    const key = errors.join(" + ");
    let scores = known.get(key);
    if (scores === undefined) {
      progress(`${log.dataset}: ${key === "" ? HONEST : key}`);
      known.set(key, (scores = scoresOf(log, read, withErrors(HONEST_SETUP, errors), log.models)));
    }
    return log.models.map((model) => ({
      errors,
      model,
      scores: scores[model.id],
      popularity: scores.popularity,
      row: {
        log: log.id,
        kind,
        step,
        errors: key,
        added: errors[errors.length - 1] ?? null,
        model: model.id,
        ...columnsOfScores(scores[model.id])
      }
    }));
  });
}

function scoresOf(
  {seeds, mostPredictions}: Log,
  read: EvaluationLog,
  setup: EvaluationSetup,
  estimators: readonly RecommenderEstimator[]
): Record<string, SetupScores> {
  return scoreSetup(read, setup, estimators, {
    seeds: Array.from({length: seeds}, (_, k) => k + 1),
    mostPredictions,
    draws: DRAWS
  });
}

const columnsOfScores = ({hrFirst, hr, ndcg, ratio, predictions, seeds}: SetupScores) => ({
  predictions,
  seeds,
  hr1: hrFirst,
  hr20: hr.value,
  hr20Low: hr.low,
  hr20High: hr.high,
  ndcg20: ndcg.value,
  ndcg20Low: ndcg.low,
  ndcg20High: ndcg.high,
  ratio
});

/** Windows of several sizes, split as whole sequences and window by window, of sessions and of visitors. */
function windowsOf(log: Log, read: EvaluationLog, {progress}: StudyContext): Row[] {
  progress(`${log.dataset}: windows of other sizes`);
  const rows: Row[] = [];
  for (const sequences of ["sessions", "visitors"] as const)
    for (const repeats of ["keep", "drop"] as const)
      for (const windows of WINDOW_SIZES)
        for (const split of ["random-sequences", "random-windows"] as const) {
          const setup: EvaluationSetup = {...HONEST_SETUP, sequences, repeats, windows, split};
          const scores = scoresOf(log, read, setup, [CHAIN])[CHAIN.id];
          rows.push({log: log.id, sequences, repeats, windows, split, model: CHAIN.id, ...columnsOfScores(scores)});
        }
  return rows;
}

/** What the ledger takes its numbers from: hit rate and gain of every step. */
function figuresOf(log: Log, steps: readonly Step[]): Record<string, Figure> {
  const figures: Record<string, Figure> = {};
  for (const {errors, model, scores, popularity: plain} of steps) {
    const name = errors.length === 0 ? HONEST : errors.join("+");
    const titles = errors.map((id) => EVALUATION_ERRORS[id].title.toLowerCase());
    for (const [metric, unit] of [
      ["hr", "share of predictions"],
      ["ndcg", "share of the ideal gain"]
    ] as const)
      figures[`${log.id}-${name}-${model.id}-${metric}20`] = {
        ...scores[metric],
        n: scores.predictions,
        unit,
        dataset: log.dataset,
        protocol: `${model.title} (${model.setting}), the first 20 of all items; ${titles.length === 0 ? `sessions, repeats dropped, those of the last ${log.testDays} days test, ties counted against the model` : titles.join(", ")}; ${scores.seeds === 1 ? "percentile bootstrap over sequences" : `mean of ${scores.seeds} seeds, and the span in which 95 % of them fall`}`,
        baseline: {name: "popularity", value: plain[metric].value}
      };
  }
  return figures;
}
