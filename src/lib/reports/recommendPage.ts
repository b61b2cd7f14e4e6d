import {clusters, shareOfRows, type ShareOfRows} from "../metrics/clusters.js";
import type {ClickLog} from "../recommend/clickLog.js";
import type {NextItemRanks} from "../recommend/evaluateNextItem.js";
import {itemMap, type ItemMap} from "../recommend/itemMap.js";
import {sessionCount} from "../recommend/itemSequences.js";
import {clicksByItem} from "../recommend/recommender.js";
import type {ExplorerSplit, ModelAnswer} from "../recommend/sessionExplorer.js";
import {topItems} from "../recommend/topItems.js";

/** The items of a log, column by column. */
export interface CataloguePage {
  readonly ids: readonly number[];
  readonly names: readonly string[];
  /** An index into `categories`; −1 where an item has none. */
  readonly category: readonly number[];
  readonly categories: readonly string[];
  /** Clicks in the sessions that teach. */
  readonly clicks: readonly number[];
}

/** Where sessions go: the categories that they visit, one after another, and how they end. */
export interface Journeys {
  /** The categories with the most clicks, then "other". */
  readonly categories: readonly string[];
  readonly links: readonly {
    /** Which category of the session `from` is, from 0. */
    readonly stage: number;
    readonly from: number;
    /** An index into `categories`; null where the session ends. */
    readonly to: number | null;
    /** How the session ends, an index into `OUTCOMES`. */
    readonly outcome: number;
    readonly sessions: number;
  }[];
  readonly sessions: number;
}

/** What the Recommendation page shows of one log. */
export interface RecommendLog {
  readonly generated: boolean;
  readonly catalogue: CataloguePage;
  /** How many of its last days test; 0 where its sessions both teach and test. */
  readonly days: number;
  readonly train: {readonly sessions: number; readonly clicks: number};
  readonly test: {readonly sessions: number; readonly clicks: number};
  /** Sessions by their clicks: those of 1, 2, 3 … clicks, and at last those of more. */
  readonly lengths: readonly number[];
  readonly journeys: Journeys;
  readonly map: ItemMap;
}

/** What a model that is set beside others puts first on a session of the test, before anything is computed in the tab. */
export interface FirstSession {
  /** Its number, from 1. */
  readonly session: number;
  readonly items: readonly number[];
  readonly timesMs: readonly number[];
  /** How many of its clicks are known. */
  readonly step: number;
  readonly answers: readonly ModelAnswer[];
}

/** How often a model has the next click among its first five. */
export interface HitsOfModel extends ShareOfRows {
  readonly id: string;
  readonly title: string;
  readonly setting: string;
}

/** A network that was trained on the shop beforehand, whose file the page fetches when it is chosen. */
export interface NetworkOfPage {
  readonly id: string;
  readonly title: string;
  readonly setting: string;
  /** Of its file. */
  readonly bytes: number;
  /** How often it has the next click of the test among its first five, with an interval over sessions. */
  readonly hits: {readonly value: number; readonly low: number; readonly high: number};
  /** The shop's items by the vectors that it has learned. */
  readonly map: ItemMap;
}

export interface RecommendPage extends RecommendLog {
  readonly profile: string;
  readonly seed: number;
  readonly networks: readonly NetworkOfPage[];
  readonly models: readonly {readonly id: string; readonly title: string; readonly setting: string}[];
  readonly first: FirstSession;
  /** The rule whose hits the page opens with, and what everybody is shown the same by. */
  readonly rule: HitsOfModel;
  readonly popular: HitsOfModel;
}

/** Sessions of more clicks are counted together. */
const LONGEST = 60;
/** Items on the map: those with the most clicks. */
const MAPPED = 300;
/** Categories that journeys tell apart. */
const TOLD = 5;
/** Categories of one session that journeys follow. */
export const STAGES = 3;

/** Sums up a log for the page. */
export function recommendLog(log: ClickLog, {train, test, days}: ExplorerSplit, generated: boolean): RecommendLog {
  const catalogue = log.itemIds.length;
  const clicks = clicksByItem({sequences: train, catalogue});
  const mapped = topItems(clicks, Math.min(MAPPED, catalogue), (item) => clicks[item] > 0);
  return {
    generated,
    catalogue: {
      ids: Array.from(log.itemIds),
      names: log.names,
      category: Array.from(log.category),
      categories: log.categories,
      clicks: Array.from(clicks)
    },
    days,
    train: {sessions: sessionCount(train), clicks: train.items.length},
    test: {sessions: sessionCount(test), clicks: test.items.length},
    lengths: lengthsOf(log),
    journeys: journeys(log),
    map: itemMap(train, mapped)
  };
}

function lengthsOf({sequences}: ClickLog): number[] {
  const counts: number[] = new Array(LONGEST + 1).fill(0);
  const {offsets} = sequences;
  for (let s = 0; s < sessionCount(sequences); s++) counts[Math.min(LONGEST, offsets[s + 1] - offsets[s] - 1)]++;
  return counts;
}

/**
 * Which categories sessions visit one after another, and how they end. A category counts once for clicks in a row; after
 * `STAGES` of them, what comes is no longer followed.
 */
export function journeys({sequences, category, categories, outcomes}: ClickLog): Journeys {
  const {items, offsets} = sequences;
  const clicks = new Float64Array(categories.length);
  for (const item of items) if (category[item] >= 0) clicks[category[item]]++;
  const told = topItems(clicks, TOLD, (one) => clicks[one] > 0);
  const other = told.length;
  const place = new Map(told.map((one, k) => [one, k]));
  const counts = new Map<string, {stage: number; from: number; to: number | null; outcome: number; sessions: number}>();
  let hasOther = false;
  for (let s = 0; s < sessionCount(sequences); s++) {
    // told apart before some are called "other", so that a move among these is one
    const own: number[] = [];
    for (let i = offsets[s]; i < offsets[s + 1] && own.length < STAGES; i++)
      if (own.at(-1) !== category[items[i]]) own.push(category[items[i]]);
    const visited = own.map((one) => place.get(one) ?? other);
    hasOther ||= visited.includes(other);
    visited.forEach((from, stage) => {
      const to = visited[stage + 1] ?? null;
      const outcome = outcomes[s];
      const key = `${stage} ${from} ${to} ${outcome}`;
      const found = counts.get(key);
      if (found === undefined) counts.set(key, {stage, from, to, outcome, sessions: 1});
      else found.sessions++;
    });
  }
  return {
    categories: [...told.map((one) => categories[one]), ...(hasOther ? ["other"] : [])],
    links: Array.from(counts.values()).sort(
      (a, b) => a.stage - b.stage || a.from - b.from || (a.to ?? Infinity) - (b.to ?? Infinity) || a.outcome - b.outcome
    ),
    sessions: sessionCount(sequences)
  };
}

/** How often the next click is among a model's first `k`, with an interval over sessions. */
export function hitsAt({ranks, sessions}: NextItemRanks, k: number): ShareOfRows {
  return shareOfRows(
    ranks.length,
    () => true,
    (row) => ranks[row] <= k,
    {clusters: clusters(sessions)}
  )!;
}
