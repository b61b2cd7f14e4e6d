import type {Figure} from "../../src/lib/core/result.js";
import type {ShopOptions} from "../../src/lib/generator/options.js";
import {generateShop, shopOptions, type Shop} from "../../src/lib/generator/shop.js";
import {coldItemHybrid} from "../../src/lib/recommend/coldItems.js";
import type {ItemAttributes} from "../../src/lib/recommend/itemAttributes.js";
import {markovChain, sequentialRules} from "../../src/lib/recommend/itemPairs.js";
import type {ItemSequences} from "../../src/lib/recommend/itemSequences.js";
import {gru4recEstimator, sasrecEstimator} from "../../src/lib/recommend/networkEstimators.js";
import {parseProtocol, splitSequences, type Repeats} from "../../src/lib/recommend/protocols.js";
import {popularity} from "../../src/lib/recommend/popularity.js";
import {clicksByItem, type Recommender, type RecommenderEstimator} from "../../src/lib/recommend/recommender.js";
import {countingRecommenders} from "../../src/lib/recommend/recommenders.js";
import {sampleSessions} from "../../src/lib/recommend/sampleSessions.js";
import {differenceOverSessions, meanOverSessions} from "../../src/lib/recommend/sessionBootstrap.js";
import {shareOfCeiling} from "../../src/lib/recommend/shareOfCeiling.js";
import {shopCeiling} from "../../src/lib/recommend/shopCeiling.js";
import {shopClicks} from "../../src/lib/reports/shopClicks.js";
import {RETAILROCKET_SAMPLE_SHA256} from "../../src/lib/sources/publishedSets.js";
import {retailrocketSample} from "../data/retailrocketSample.js";
import {evaluateContender, partCounts, STUDY_METRICS, type ContenderEvaluation} from "../recommend/contenders.js";
import {readItemSequences} from "../recommend/readItemSequences.js";
import {columnsOf} from "../sparsity/columnsOf.js";
import type {Study, StudyContext} from "./study.js";

const SEED = 1;
/** Predictions that test, of whole sessions drawn at random from the test days. */
const PREDICTIONS = 3_000;
const DRAWS = 400;
/** The week from which a fifth of the catalogue is new: no session that teaches has these items. */
const NEW_ITEMS = {kind: "new-items", start: 77, size: 0.2} as const;

const CEILING = {
  id: "ceiling",
  title: "Ceiling",
  setting: "the shop's exact distribution of the next item, given the visitor's whole log until then"
};
const COUNTING: readonly RecommenderEstimator[] = countingRecommenders();
/** As the network is set that the page offers beside the models that count, and SASRec as its authors have it, one seed each. */
const NETWORKS: readonly RecommenderEstimator[] = [
  gru4recEstimator({n_sample: null, learning_rate: 0.1, n_epochs: 6, dropout_p_embed: 0.2}),
  sasrecEstimator({n_epochs: 6})
];
const COLD: readonly RecommenderEstimator[] = [popularity(), markovChain(), sequentialRules(), coldItemHybrid()];

interface Log {
  readonly id: string;
  readonly dataset: string;
  readonly protocol: string;
  readonly repeats: Repeats;
  readonly models: readonly RecommenderEstimator[];
  readonly generated: boolean;
  read(): Promise<LogClicks>;
}

interface LogClicks {
  readonly sequences: ItemSequences;
  readonly catalogue: number;
  readonly category: ArrayLike<number> | null;
  readonly attributes?: ItemAttributes;
  /** Null where no one knows how the log came about. */
  readonly ceiling: Recommender | null;
}

const generated = (
  profile: "paper" | "paper-2",
  models: readonly RecommenderEstimator[],
  id: string = profile,
  options: Partial<ShopOptions> = {}
): Log => ({
  id,
  dataset: `generated shop, profile ${profile}, seed ${SEED}${id === profile ? "" : `, a fifth of its items new from day ${NEW_ITEMS.start}`}`,
  protocol: "last-14-days",
  repeats: "keep",
  models,
  generated: true,
  async read() {
    const shop = generateShop(shopOptions(profile, {seed: SEED, ...options}));
    const {sequences, itemIds, category} = shopClicks(shop);
    return {
      sequences,
      catalogue: itemIds.length,
      category,
      attributes: attributesOf(shop, itemIds),
      ceiling: shopCeiling(shop, itemIds)
    };
  }
});

function attributesOf({catalogue}: Shop, itemIds: Int32Array): ItemAttributes {
  const {department_id, category_id, brand_id, base_price_cents} = catalogue.items.columns;
  const column = (name: string, values: Int32Array) => ({name, values: itemIds.map((id) => values[id - 1])});
  return {
    kinds: [column("department_id", department_id), column("category_id", category_id), column("brand_id", brand_id)],
    amounts: [column("base_price_cents", base_price_cents)]
  };
}

const retailrocket = (repeats: Repeats): Log => ({
  id: `retailrocket-${repeats}`,
  dataset: "RetailRocket, public sample",
  protocol: "last-28-days",
  repeats,
  models: COUNTING,
  generated: false,
  async read() {
    const {sequences, itemIds} = await readItemSequences({source: await retailrocketSample()});
    return {sequences, catalogue: itemIds.length, category: null, ceiling: null};
  }
});

const LOGS: readonly Log[] = [
  generated("paper", [...COUNTING, ...NETWORKS]),
  generated("paper-2", [...COUNTING, ...NETWORKS]),
  generated("paper-2", COLD, "paper-2-new-items", {drift: [NEW_ITEMS]}),
  retailrocket("keep"),
  retailrocket("drop")
];
const MODELS: readonly RecommenderEstimator[] = [...COUNTING, ...NETWORKS, coldItemHybrid()];

type Row = Record<string, number | string | null>;

interface Tables {
  readonly counts: Row[];
  readonly metrics: Row[];
  readonly shares: Row[];
  readonly differences: Row[];
  readonly lists: Row[];
  readonly slices: Row[];
}

const noTables = (): Tables => ({counts: [], metrics: [], shares: [], differences: [], lists: [], slices: []});

/** How well each recommender does on generated shops, beside the best that anyone could do, and on RetailRocket's sample. */
export const study: Study = {
  name: "recommend-shops",
  title: "Ranks next items of generated shops with each recommender and with the shop's own distribution, the ceiling.",
  options: {
    logs: LOGS.map(({models, read: _, ...log}) => ({...log, models: models.map(({id}) => id)})),
    predictions: PREDICTIONS,
    models: MODELS.map(({id, setting}) => ({id, setting})),
    draws: DRAWS
  },
  inputs: {"retailrocket/sample_events.csv": RETAILROCKET_SAMPLE_SHA256},
  measured: false,
  async run(context) {
    const figures: Record<string, Figure> = {};
    const tables = noTables();
    for (const log of LOGS) await evaluateLog(log, context, figures, tables);
    return {
      figures,
      tables: {
        models: columnsOf([...MODELS, CEILING].map(({id, title, setting}) => ({id, title, setting}))),
        ...Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, columnsOf(rows as Row[])]))
      }
    };
  },
  sample: {
    title: "RetailRocket's sample: every model that counts",
    async run(context) {
      const tables = noTables();
      for (const log of LOGS.filter(({generated}) => !generated)) await evaluateLog(log, context, {}, tables);
      const {counts, metrics, lists, slices} = tables;
      return {
        tables: {
          counts: columnsOf(counts),
          metrics: columnsOf(metrics),
          lists: columnsOf(lists),
          slices: columnsOf(slices)
        }
      };
    }
  }
};

async function evaluateLog(
  log: Log,
  {progress}: StudyContext,
  figures: Record<string, Figure>,
  tables: Tables
): Promise<void> {
  const {sequences, catalogue, category, attributes, ceiling} = await log.read();
  const {train, test: whole} = splitSequences(sequences, parseProtocol(log.protocol), log.repeats);
  const test = sampleSessions(whole, PREDICTIONS, SEED);
  const training = {sequences: train, catalogue, attributes};
  const of = {log: log.id};
  for (const [part, one] of Object.entries({training: train, "test days": whole, "test sample": test}))
    tables.counts.push({...of, part, ...partCounts(one)});
  const found = new Map<string, ContenderEvaluation>();
  for (const model of log.models) {
    progress(`${log.dataset}, repeats ${log.repeats === "keep" ? "kept" : "dropped"}: ${model.title}`);
    found.set(model.id, evaluateContender(model.fit(training), training, test, category));
  }
  if (ceiling !== null) {
    progress(`${log.dataset}: ceiling`);
    found.set(CEILING.id, evaluateContender(ceiling, training, test, category));
  }
  const popular = found.get("popularity")!;
  const {sessions} = popular.evaluation;
  const best = found.get(CEILING.id);
  const known = clicksByItem(training);
  const isNew = Array.from(popular.evaluation.targets, (item) => known[item] === 0);
  for (const {id, title, setting} of [...log.models, ...(best === undefined ? [] : [CEILING])]) {
    const {metrics, gains, lists, slices} = found.get(id)!;
    tables.metrics.push({...of, model: id, ...metrics});
    tables.lists.push({
      ...of,
      model: id,
      coverage: lists.coverage,
      gini: lists.gini,
      novelty: lists.novelty,
      popularityBias: lists.popularityBias,
      length: lists.length,
      intraListDiversity: lists.intraListDiversity ?? null,
      categoryTunnel: lists.categoryTunnel ?? null,
      targetTunnel: lists.targetTunnel ?? null
    });
    tables.slices.push(...slices.map((slice) => ({...of, model: id, ...slice})));
    if (log.models === COLD)
      for (const {id: metric, unit} of STUDY_METRICS) {
        const kept = <T extends ArrayLike<number>>(values: T) => Array.from(values).filter((_, row) => isNew[row]);
        const onlyNew = kept(sessions);
        figures[`${log.id}-${id}-new-${metric}`] = {
          ...intervalOf(kept(gains[metric]), onlyNew),
          n: onlyNew.length,
          unit,
          dataset: log.dataset,
          protocol: `${title} (${setting}): clicks on items that no session of training has, ranked among all ${catalogue} items, ties counted against the model; percentile bootstrap over sessions`,
          baseline: {name: "popularity", value: intervalOf(kept(popular.gains[metric]), onlyNew).value}
        };
      }
    for (const metric of STUDY_METRICS) {
      figures[`${log.id}-${id}-${metric.id}`] = {
        ...intervalOf(gains[metric.id], sessions),
        n: sessions.length,
        unit: metric.unit,
        dataset: log.dataset,
        protocol: `${title} (${setting}): each click after the first of ${test === whole ? "" : "sessions drawn from "}the ${log.protocol.replaceAll("-", " ")}, ranked among all ${catalogue} items given those before it, clicks on the same item as the click before ${log.repeats === "keep" ? "kept" : "dropped"}, ties counted against the model; percentile bootstrap over sessions`,
        baseline: {name: "popularity", value: popular.metrics[metric.id]}
      };
      if (best === undefined || id === CEILING.id) continue;
      const share = shareOfCeiling(
        gains[metric.id],
        {baseline: popular.gains[metric.id], ceiling: best.gains[metric.id]},
        sessions,
        {draws: DRAWS}
      );
      tables.shares.push({...of, model: id, metric: metric.id, value: share.value, low: share.low, high: share.high});
      const short = differenceOverSessions(best.gains[metric.id], gains[metric.id], sessions, {draws: DRAWS});
      tables.differences.push({
        ...of,
        first: CEILING.id,
        second: id,
        metric: metric.id,
        value: short.value,
        low: short.low,
        high: short.high
      });
    }
  }
}

function intervalOf(gains: ArrayLike<number>, sessions: ArrayLike<number>) {
  const {value, low, high} = meanOverSessions(gains, sessions, {draws: DRAWS});
  return {value, low, high};
}
