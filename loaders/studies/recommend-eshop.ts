import type {Figure} from "../../src/lib/core/result.js";
import {evaluateRecommender, ranksOf, type RecommenderEvaluation} from "../../src/lib/recommend/evaluateRecommender.js";
import {gainOf, rankMetrics, type RankGain} from "../../src/lib/recommend/evaluateNextItem.js";
import {evaluationSlices} from "../../src/lib/recommend/evaluationSlices.js";
import {sessionCount, type ItemSequences} from "../../src/lib/recommend/itemSequences.js";
import {listDiversity} from "../../src/lib/recommend/listDiversity.js";
import {listMetrics} from "../../src/lib/recommend/listMetrics.js";
import {gru4recEstimator} from "../../src/lib/recommend/networkEstimators.js";
import {parseProtocol, splitSequences, type Repeats} from "../../src/lib/recommend/protocols.js";
import {clicksByItem, type Recommender, type RecommenderTraining} from "../../src/lib/recommend/recommender.js";
import {countingRecommenders} from "../../src/lib/recommend/recommenders.js";
import {differenceOverSessions, meanOverSessions} from "../../src/lib/recommend/sessionBootstrap.js";
import {ESHOP_CLOTHING_SHA256} from "../../src/lib/sources/publishedSets.js";
import {ESHOP_DRAWS, ESHOP_GRU4REC, ESHOP_PROTOCOL, readEshop} from "../recommend/eshopSetup.js";
import {exactFigure} from "../results/exactFigure.js";
import {ESHOP_CLOTHING} from "../sources/eshopClothing.js";
import {columnsOf} from "../sparsity/columnsOf.js";
import type {Study} from "./study.js";

const REPEATS: readonly Repeats[] = ["keep", "drop"];
const PLACES = [1, 5, 10, 20];
/** The figures of a model: which gain, of how many places. */
const METRICS: readonly {readonly id: string; readonly gain: RankGain; readonly k: number; readonly unit: string}[] = [
  ...PLACES.map((k) => ({id: `hr${k}`, gain: "hr" as const, k, unit: "share of predictions"})),
  {id: "mrr20", gain: "mrr", k: 20, unit: "mean reciprocal rank"},
  {id: "ndcg20", gain: "ndcg", k: 20, unit: "share of the ideal gain"}
];
const SEEDS = [1, 2, 3, 4, 5];
const GRU4REC_ID = "gru4rec";

/** A model to be evaluated: one fitted model, or one of each seed. */
interface Contender {
  readonly id: string;
  readonly title: string;
  readonly setting: string;
  readonly seeds: readonly number[];
  fit(train: RecommenderTraining, seed: number): Recommender;
}

const COUNTING: readonly Contender[] = countingRecommenders().map(({id, title, setting, fit}) => ({
  id,
  title,
  setting,
  seeds: [1],
  fit
}));

const NETWORK: Contender = {
  id: GRU4REC_ID,
  title: "GRU4Rec",
  setting: `${ESHOP_GRU4REC.layers[0]} units, all items scored, ${ESHOP_GRU4REC.n_epochs} epochs; mean of ${SEEDS.length} seeds`,
  seeds: SEEDS,
  fit: (train, seed) => gru4recEstimator({...ESHOP_GRU4REC, seed}).fit(train)
};

type Row = Record<string, number | string | null>;

interface Tables {
  readonly metrics: Row[];
  readonly ties: Row[];
  readonly lists: Row[];
  readonly slices: Row[];
  readonly seeds: Row[];
}

/** How well each model recommends the next item of a real shop. */
export const study: Study = {
  name: "recommend-eshop",
  title: "Ranks every next click of the e-shop clothing log's last 14 days among all items, with each recommender.",
  options: {
    protocol: ESHOP_PROTOCOL,
    repeats: REPEATS,
    models: [...COUNTING, NETWORK].map(({id, setting, seeds}) => ({id, setting, seeds})),
    gru4rec: ESHOP_GRU4REC,
    draws: ESHOP_DRAWS
  },
  inputs: {"e-shop clothing 2008.csv": ESHOP_CLOTHING_SHA256},
  measured: false,
  async run({progress}) {
    const {sequences, catalogue, category} = await readEshop();
    const figures: Record<string, Figure> = {};
    const tables: Tables = {metrics: [], ties: [], lists: [], slices: [], seeds: []};
    const differences: Row[] = [];
    const counts: Row[] = [];
    for (const repeats of REPEATS) {
      const {train, test} = splitSequences(sequences, parseProtocol(ESHOP_PROTOCOL), repeats);
      const training = {sequences: train, catalogue};
      counts.push(
        ...[train, test].map((part, k) => ({repeats, part: k === 0 ? "training" : "test", ...countsOf(part)}))
      );
      const found = new Map<string, Gains>();
      for (const model of [...COUNTING, NETWORK]) {
        progress(`repeats ${repeats === "keep" ? "kept" : "dropped"}, ${model.title}`);
        found.set(model.id, evaluate(model, training, test, {repeats, category}, tables));
      }
      const popular = found.get("popularity")!;
      for (const {id, title, setting} of [...COUNTING, NETWORK])
        for (const metric of METRICS)
          figures[`${repeats}-${id}-${metric.id}`] = {
            ...intervalOf(found.get(id)!, metric.id),
            n: popular.sessions.length,
            unit: metric.unit,
            dataset: ESHOP_CLOTHING.title,
            protocol: `${title} (${setting}): each click after the first of the last 14 days' sessions, ranked among all ${catalogue} items given those before it, clicks on the same item as the click before ${repeats === "keep" ? "kept" : "dropped"}, ties counted against the model; percentile bootstrap over sessions`,
            baseline: {name: "popularity", value: intervalOf(popular, metric.id).value}
          };
      differences.push(...differencesOf(found, repeats));
      const again = repeatsOf(test);
      const exact = exactFigure(ESHOP_CLOTHING.title);
      for (const [name, value, what] of [
        ["same-item", again.same, "is the item of the click before"],
        ["seen-item", again.seen, "was clicked earlier in the session"]
      ] as const)
        figures[`${repeats}-${name}`] = exact(
          value,
          "share of predictions",
          `the item to be predicted ${what}, repeats ${repeats === "keep" ? "kept" : "dropped"}; a full count`,
          popular.sessions.length
        );
    }
    return {
      figures,
      tables: {
        models: columnsOf([...COUNTING, NETWORK].map(({id, title, setting}) => ({id, title, setting}))),
        counts: columnsOf(counts),
        ...Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, columnsOf(rows as Row[])])),
        differences: columnsOf(differences)
      }
    };
  },
  sample: {
    title: "repeats dropped: every model that counts",
    async run({progress}) {
      const {sequences, catalogue, category} = await readEshop();
      const {train, test} = splitSequences(sequences, parseProtocol(ESHOP_PROTOCOL), "drop");
      const tables: Tables = {metrics: [], ties: [], lists: [], slices: [], seeds: []};
      for (const model of COUNTING) {
        progress(model.title);
        evaluate(model, {sequences: train, catalogue}, test, {repeats: "drop", category}, tables);
      }
      const {metrics, ties, lists, slices} = tables;
      return {
        tables: {
          metrics: columnsOf(metrics),
          ties: columnsOf(ties),
          lists: columnsOf(lists),
          slices: columnsOf(slices)
        }
      };
    }
  }
};

/** What each prediction adds to each metric, the mean over seeds. */
interface Gains {
  readonly sessions: Int32Array;
  readonly gains: Readonly<Record<string, Float64Array>>;
}

const intervalOf = ({gains, sessions}: Gains, metric: string) => {
  const {value, low, high} = meanOverSessions(gains[metric], sessions, {draws: ESHOP_DRAWS});
  return {value, low, high};
};

/** Evaluates a model, writes its rows into the tables, and returns what each prediction adds to its figures. */
function evaluate(
  model: Contender,
  training: RecommenderTraining,
  test: ItemSequences,
  {repeats, category}: {readonly repeats: Repeats; readonly category: Int32Array},
  tables: Tables
): Gains {
  const runs = model.seeds.map((seed) => evaluateRecommender(model.fit(training, seed), test));
  const of = {repeats, model: model.id};
  const mean = (value: (run: RecommenderEvaluation) => number) =>
    runs.reduce((sum, run) => sum + value(run), 0) / runs.length;
  for (const k of PLACES) {
    const at = (name: keyof ReturnType<typeof rankMetrics>) => mean((run) => rankMetrics(ranksOf(run), k)[name]);
    tables.metrics.push({
      ...of,
      places: k,
      hr: at("hr"),
      mrr: at("mrr"),
      ndcg: at("ndcg"),
      precision: at("precision"),
      recall: at("recall")
    });
  }
  for (const ties of ["conservative", "mean", "optimistic"] as const) {
    const at = (k: number, name: RankGain) => mean((run) => rankMetrics(ranksOf(run, ties), k)[name]);
    tables.ties.push({
      ...of,
      ties,
      hr1: at(1, "hr"),
      hr5: at(5, "hr"),
      hr20: at(20, "hr"),
      mrr20: at(20, "mrr"),
      ndcg20: at(20, "ndcg")
    });
  }
  const clicks = clicksByItem(training);
  const lists = runs.map((run) => ({...listMetrics(run, clicks), ...listDiversity(run, test, category)}));
  const listed = (name: keyof (typeof lists)[number]) =>
    lists.some((one) => one[name] === null) ? null : lists.reduce((sum, one) => sum + one[name]!, 0) / lists.length;
  tables.lists.push({
    ...of,
    coverage: listed("coverage"),
    gini: listed("gini"),
    novelty: listed("novelty"),
    popularityBias: listed("popularityBias"),
    length: listed("length"),
    intraListDiversity: listed("intraListDiversity"),
    categoryTunnel: listed("categoryTunnel"),
    targetTunnel: listed("targetTunnel")
  });
  const slices = runs.map((run) => ({
    at5: evaluationSlices(run, test, training, {places: 5}),
    at20: evaluationSlices(run, test, training)
  }));
  slices[0].at20.forEach(({by, name, fallback, n}, k) => {
    const at = (places: "at5" | "at20", metric: "hr" | "mrr") =>
      n === 0 ? null : slices.reduce((sum, run) => sum + run[places][k].metrics![metric], 0) / slices.length;
    tables.slices.push({
      ...of,
      by,
      name,
      fallback,
      n,
      hr5: at("at5", "hr"),
      hr20: at("at20", "hr"),
      mrr20: at("at20", "mrr")
    });
  });
  if (runs.length > 1)
    runs.forEach((run, k) => {
      const values = METRICS.map(({id, gain, k: places}) => [id, rankMetrics(ranksOf(run), places)[gain]] as const);
      tables.seeds.push({...of, seed: model.seeds[k], ...Object.fromEntries(values)});
    });
  const ranks = runs.map((run) => ranksOf(run));
  return {
    sessions: runs[0].sessions,
    gains: Object.fromEntries(
      METRICS.map(({id, gain, k}) => [
        id,
        ranks[0].map((_, row) => ranks.reduce((sum, of) => sum + gainOf(of[row], k, gain), 0) / ranks.length)
      ])
    )
  };
}

/** GRU4Rec less each other model, on the same predictions. */
function differencesOf(found: ReadonlyMap<string, Gains>, repeats: Repeats): Row[] {
  const network = found.get(GRU4REC_ID)!;
  return COUNTING.flatMap(({id}) =>
    ["hr5", "hr20", "mrr20"].map((metric) => {
      const {value, low, high} = differenceOverSessions(
        network.gains[metric],
        found.get(id)!.gains[metric],
        network.sessions,
        {draws: ESHOP_DRAWS}
      );
      return {repeats, first: GRU4REC_ID, second: id, metric, value, low, high};
    })
  );
}

const countsOf = (sequences: ItemSequences) => ({
  sessions: sessionCount(sequences),
  clicks: sequences.items.length,
  items: new Set(sequences.items).size
});

/** Shares of targets that are the item of the click before, and that were clicked earlier in the session. */
function repeatsOf({items, offsets}: ItemSequences): {same: number; seen: number} {
  let n = 0;
  let same = 0;
  let seen = 0;
  for (let s = 0; s + 1 < offsets.length; s++) {
    const before = new Set<number>();
    for (let i = offsets[s]; i < offsets[s + 1]; i++) {
      if (i > offsets[s]) {
        n++;
        if (items[i] === items[i - 1]) same++;
        if (before.has(items[i])) seen++;
      }
      before.add(items[i]);
    }
  }
  return {same: same / n, seen: seen / n};
}
