import {readFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {generateShop, shopOptions} from "../../src/lib/generator/shop.js";
import {rankNextItems} from "../../src/lib/recommend/evaluateNextItem.js";
import {sequentialRules} from "../../src/lib/recommend/itemPairs.js";
import {popularity} from "../../src/lib/recommend/popularity.js";
import type {RecommenderEstimator} from "../../src/lib/recommend/recommender.js";
import {countingRecommenders} from "../../src/lib/recommend/recommenders.js";
import {explorerSplit, SessionExplorer} from "../../src/lib/recommend/sessionExplorer.js";
import {FIRST_MODELS, LISTED} from "../../src/lib/reports/explorerModels.js";
import {
  hitsAt,
  recommendLog,
  type HitsOfModel,
  type NetworkOfPage,
  type RecommendPage
} from "../../src/lib/reports/recommendPage.js";
import {shopClicks} from "../../src/lib/reports/shopClicks.js";
import {vectorMap} from "../../src/lib/recommend/itemMap.js";
import type {FiledRecommenderCard} from "../../src/lib/recommend/recommenderCard.js";
import {recommenderVectors} from "../../src/lib/recommend/recommenderVectors.js";
import {once} from "../tools/once.js";

/** The shop of the page: the one whose visitors repeat and move on as on a real log. */
export const RECOMMEND_SHOP = {profile: "paper-2", seed: 1} as const;

/** Where recommenders are that come with the site, and the one of the page's shop. */
const RECOMMENDERS = join(dirname(fileURLToPath(import.meta.url)), "../../models/recommend");
const NETWORK = `shop-${RECOMMEND_SHOP.profile}-next-item-gru4rec`;

/** The file of the network that the page offers beside the models that count. */
export const recommendNetwork = (): Uint8Array => new Uint8Array(readFileSync(join(RECOMMENDERS, `${NETWORK}.onnx`)));

/** Clicks of the session that the page opens with, and how many of them are known. */
const FIRST = {clicks: 9, step: 4};

/** What the Recommendation page shows before a control is touched. */
export const recommendPage = once((): RecommendPage => {
  const log = shopClicks(generateShop(shopOptions(RECOMMEND_SHOP.profile, {seed: RECOMMEND_SHOP.seed})));
  const split = explorerSplit(log.sequences);
  const training = {sequences: split.train, catalogue: log.itemIds.length};
  const estimators = countingRecommenders();
  const {items, offsets, timesMs} = split.test;
  const lengths = Array.from(offsets.subarray(1), (end, s) => end - offsets[s]);
  const session = Math.max(0, lengths.indexOf(FIRST.clicks));
  const own = {
    items: Array.from(items.subarray(offsets[session], offsets[session + 1])),
    timesMs: Array.from(timesMs.subarray(offsets[session], offsets[session + 1]))
  };
  const step = Math.min(FIRST.step, own.items.length - 1);
  const answers = new SessionExplorer(training, estimators).recommend(
    own.items.slice(0, step).map((item, i) => ({item, timeMs: own.timesMs[i]})),
    {models: FIRST_MODELS, top: LISTED, seen: true, truth: own.items[step]}
  );
  const measured = (estimator: RecommenderEstimator): HitsOfModel => {
    const {id, title, setting} = estimator;
    return {id, title, setting, ...hitsAt(rankNextItems(estimator.fit(training), split.test), 5)};
  };
  const summed = recommendLog(log, split, true);
  return {
    ...RECOMMEND_SHOP,
    ...summed,
    networks: [networkOf(summed.map.items)],
    models: estimators.map(({id, title, setting}) => ({id, title, setting})),
    first: {session: session + 1, ...own, step, answers},
    rule: measured(sequentialRules()),
    popular: measured(popularity())
  };
});

function networkOf(mapped: readonly number[]): NetworkOfPage {
  const card = JSON.parse(readFileSync(join(RECOMMENDERS, `${NETWORK}.json`), "utf8")) as FiledRecommenderCard;
  const {value, low, high} = card.metrics["HR@5"];
  const {layers, n_epochs} = card.learner.configuration as {
    readonly layers: readonly number[];
    readonly n_epochs: number;
  };
  return {
    id: card.learner.id,
    title: card.learner.title,
    setting: `recurrent network, ${layers.join(" and ")} units, ${n_epochs} epochs, trained beforehand`,
    bytes: card.file.bytes,
    hits: {value, low, high},
    map: vectorMap(recommenderVectors(recommendNetwork()), mapped)
  };
}
