import {generateShop, shopOptions} from "../lib/generator/shop.js";
import type {ClickLog} from "../lib/recommend/clickLog.js";
import type {ItemSequences} from "../lib/recommend/itemSequences.js";
import type {Reason} from "../lib/recommend/reason.js";
import {countingRecommenders} from "../lib/recommend/recommenders.js";
import {
  explorerSplit,
  SessionExplorer,
  type AskExplorer,
  type Click,
  type ModelAnswer
} from "../lib/recommend/sessionExplorer.js";
import {recommendLog, type RecommendLog} from "../lib/reports/recommendPage.js";
import {shopClicks} from "../lib/reports/shopClicks.js";
import {answerQuestions} from "./answerQuestions.js";

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

let explorer: SessionExplorer;
let train: ItemSequences;
let test: ItemSequences;

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
      explorer = new SessionExplorer({sequences: train, catalogue: clicks.itemIds.length}, countingRecommenders());
      return question.summed ? (recommendLog(clicks, split, log.kind === "shop") satisfies RecommendLog) : null;
    }
    case "session":
      return itemsOf(test, question.session - 1);
    case "recommend": {
      const {clicked, ...asked} = question;
      const clicks = clicksOf(clicked);
      const truth = clicked.kind === "session" ? (itemsOf(test, clicked.session - 1)[clicked.step] ?? null) : null;
      const start = performance.now();
      for (const id of asked.models) explorer.fit(id);
      const fitted = performance.now();
      const answers = explorer.recommend(clicks, {...asked, truth});
      return {answers, fitMs: fitted - start, answerMs: performance.now() - fitted} satisfies Recommended;
    }
    case "explain": {
      const reasons = explorer.explain(clicksOf(question.clicked), question.model, question.item);
      return (reasons?.map((reason) =>
        reason.kind === "neighbour" ? {...reason, items: itemsOf(train, reason.session)} : reason
      ) ?? null) satisfies readonly TracedReason[] | null;
    }
  }
});
