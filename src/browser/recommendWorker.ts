import {generateShop, shopOptions} from "../lib/generator/shop.js";
import type {ClickLog} from "../lib/recommend/clickLog.js";
import type {ItemSequences} from "../lib/recommend/itemSequences.js";
import {nearestClicked, type NearItem} from "../lib/recommend/nearestClicked.js";
import type {Reason} from "../lib/recommend/reason.js";
import type {RecommenderSchema} from "../lib/recommend/recommenderCard.js";
import {countingRecommenders} from "../lib/recommend/recommenders.js";
import {recommenderVectors, type ItemVectors} from "../lib/recommend/recommenderVectors.js";
import {
  answerFrom,
  explorerSplit,
  SessionExplorer,
  type AskExplorer,
  type Click,
  type ModelAnswer
} from "../lib/recommend/sessionExplorer.js";
import {recommendLog, type RecommendLog} from "../lib/reports/recommendPage.js";
import {shopClicks} from "../lib/reports/shopClicks.js";
import {UserError} from "../lib/core/errors.js";
import {readOnnxMetadata} from "../lib/onnx/readOnnxMetadata.js";
import {answerQuestions} from "./answerQuestions.js";
import {openOnnxRecommender, type OnnxRecommender} from "./onnx.js";

/** The log that is explored: a generated shop, which is made here, or one whose clicks are handed over. */
export type ExploredLog =
  | {readonly kind: "shop"; readonly profile: string; readonly seed: number}
  | {readonly kind: "own"; readonly clicks: ClickLog};

/** What was clicked: a session of the test up to some click, or items that the reader clicked. */
export type Clicked =
  | {readonly kind: "session"; readonly session: number; readonly step: number}
  | {readonly kind: "own"; readonly items: readonly number[]};

export type RecommendQuestion =
  /** `summed`: whether the page needs the log summed up. */
  | {readonly kind: "open"; readonly log: ExploredLog; readonly summed: boolean}
  /** A session of the test, from 1. */
  | {readonly kind: "session"; readonly session: number}
  /** Opens the file of a network, which is asked by this id from then on. */
  | {readonly kind: "network"; readonly id: string; readonly file: Uint8Array}
  | ({readonly kind: "recommend"; readonly clicked: Clicked} & Omit<AskExplorer, "truth">)
  | {readonly kind: "explain"; readonly clicked: Clicked; readonly model: string; readonly item: number};

/** What the models say, and how long the slowest of them took once it was fitted. */
export interface Recommended {
  readonly answers: readonly ModelAnswer[];
  /** To fit those that were not yet. */
  readonly fitMs: number;
  /** To answer, all of them together. */
  readonly answerMs: number;
}

/** A reason with the session that it names, by its items. */
export type TracedReason = Reason & {readonly items?: readonly number[]};

/** Why an item is where it is: parts that add up to its score, or items of the session whose vectors are near its own. */
export type Explained =
  | {readonly by: "parts"; readonly reasons: readonly TracedReason[]}
  | {readonly by: "vectors"; readonly near: readonly NearItem[]};

let explorer: SessionExplorer;
let train: ItemSequences;
let test: ItemSequences;
let itemIds: Int32Array;
const networks = new Map<string, OnnxRecommender & ItemVectors>();

const itemsOf = ({items, offsets}: ItemSequences, session: number) =>
  Array.from(items.subarray(offsets[session], offsets[session + 1]));

function clicksOf(clicked: Clicked): Click[] {
  if (clicked.kind === "own") return explorer.timed(clicked.items);
  const from = test.offsets[clicked.session - 1];
  return itemsOf(test, clicked.session - 1)
    .slice(0, clicked.step)
    .map((item, i) => ({item, timeMs: test.timesMs[from + i]}));
}

answerQuestions<RecommendQuestion>(async (question) => {
  switch (question.kind) {
    case "open": {
      const {log} = question;
      const clicks =
        log.kind === "own" ? log.clicks : shopClicks(generateShop(shopOptions(log.profile, {seed: log.seed})));
      const split = explorerSplit(clicks.sequences);
      ({train, test} = split);
      ({itemIds} = clicks);
      explorer = new SessionExplorer({sequences: train, catalogue: clicks.itemIds.length}, countingRecommenders());
      return question.summed ? (recommendLog(clicks, split, log.kind === "shop") satisfies RecommendLog) : null;
    }
    case "session":
      return itemsOf(test, question.session - 1);
    case "network": {
      const {id, file} = question;
      const {items} = JSON.parse(readOnnxMetadata(file).metadata.schema) as RecommenderSchema;
      if (items.length !== itemIds.length || items.some((one, k) => one !== itemIds[k]))
        throw new UserError("the network knows other items than this log has", "choose other models");
      networks.set(id, {...(await openOnnxRecommender(file)), ...recommenderVectors(file)});
      return null;
    }
    case "recommend": {
      const {clicked, ...asked} = question;
      const clicks = clicksOf(clicked);
      const truth = clicked.kind === "session" ? (itemsOf(test, clicked.session - 1)[clicked.step] ?? null) : null;
      const start = performance.now();
      const counting = asked.models.filter((id) => !networks.has(id));
      for (const id of counting) explorer.fit(id);
      const fitted = performance.now();
      const answers: ModelAnswer[] = explorer.recommend(clicks, {...asked, models: counting, truth});
      const items = clicks.map(({item}) => item);
      for (const [place, id] of asked.models.entries()) {
        const network = networks.get(id);
        if (network === undefined) continue;
        const scores = await network.scores(items);
        answers.splice(place, 0, answerFrom(id, scores, new Set(items), {...asked, truth, summed: false}));
      }
      return {answers, fitMs: fitted - start, answerMs: performance.now() - fitted} satisfies Recommended;
    }
    case "explain": {
      const {clicked, model, item} = question;
      const clicks = clicksOf(clicked);
      const network = networks.get(model);
      if (network !== undefined) {
        const near = nearestClicked(
          network,
          clicks.map((click) => click.item),
          item
        );
        return {by: "vectors", near} satisfies Explained;
      }
      const reasons = explorer
        .explain(clicks, model, item)
        ?.map((reason) => (reason.kind === "neighbour" ? {...reason, items: itemsOf(train, reason.session)} : reason));
      return (reasons === undefined ? null : {by: "parts", reasons}) satisfies Explained | null;
    }
  }
});
