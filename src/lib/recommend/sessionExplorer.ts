import {DAY_MS} from "../core/time.js";
import {UserError} from "../core/errors.js";
import {rankOf} from "./evaluateNextItem.js";
import {endMs, sessionCount, startMs, type ItemSequences} from "./itemSequences.js";
import {splitSequences} from "./protocols.js";
import type {Reason} from "./reason.js";
import type {Recommender, RecommenderEstimator, RecommenderTraining, SessionScorer} from "./recommender.js";
import {topItems} from "./topItems.js";

/** Sessions that teach, and later ones to look at. */
export interface ExplorerSplit {
  readonly train: ItemSequences;
  readonly test: ItemSequences;
  /** How many of the log's last days test; 0 where the log is too short, and its sessions both teach and are looked at. */
  readonly days: number;
}

/** At most so many days test. */
const TEST_DAYS = 14;

/**
 * The log's last days apart, 14 or a quarter of it where it is short. Where that leaves nothing to teach or to test, all
 * sessions of two clicks do both. Throws `UserError` where there is none.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const DAY_MS = 86_400_000;
 * const days = [0, 1, 2, 3];
 * const sequences = itemSequences({
 *   sessions: days.flatMap((d) => [d, d]), items: days.flatMap((d) => [d, 0]), timesMs: days.flatMap((d) => [d * DAY_MS, d * DAY_MS])
 * });
 * explorerSplit(sequences).days // → 1
 * explorerSplit(sequences).test.items // → [3, 0]
 * ```
 */
export function explorerSplit(sequences: ItemSequences): ExplorerSplit {
  let first = Infinity;
  let last = -Infinity;
  for (let s = 0; s < sessionCount(sequences); s++) {
    first = Math.min(first, startMs(sequences, s));
    last = Math.max(last, startMs(sequences, s));
  }
  const length = Math.floor(last / DAY_MS) - Math.floor(first / DAY_MS) + 1;
  const days = Math.min(TEST_DAYS, Math.max(1, Math.floor(length / 4)));
  try {
    return {...splitSequences(sequences, {by: "last-days", days}), days};
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  try {
    const {test} = splitSequences(sequences, {by: "leave-one-out"});
    return {train: test, test, days: 0};
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError("no session of this log has two views of items", "bring a log with longer sessions");
  }
}

/** A click of the session under way. */
export interface Click {
  readonly item: number;
  readonly timeMs: number;
}

/** What one model puts first after the clicks so far. */
export interface ModelAnswer {
  readonly id: string;
  /** The items that it puts first. */
  readonly items: readonly {readonly item: number; readonly score: number}[];
  /** The place of the true next item among all that may be shown, behind those with its score; null where none is asked for, or it may not be shown. */
  readonly truthRank: number | null;
  /** Whether all items have the same score, so that the model cannot tell them apart. */
  readonly tied: boolean;
}

export interface AskExplorer {
  readonly models: readonly string[];
  /** Items that are wanted of each. */
  readonly top: number;
  /** Whether items of the session may be recommended again. */
  readonly seen: boolean;
  /** The item that was clicked next. */
  readonly truth: number | null;
}

/** Models side by side on a session that grows click by click. Each is fitted when it is first asked. */
export class SessionExplorer {
  private readonly fitted = new Map<string, Recommender>();
  /** Where each model's session stands. */
  private readonly under = new Map<string, {clicks: readonly Click[]; scorer: SessionScorer; scores: Float64Array}>();
  private readonly lastMs: number;

  constructor(
    private readonly training: RecommenderTraining,
    private readonly estimators: readonly RecommenderEstimator[]
  ) {
    const {sequences} = training;
    let last = 0;
    for (let s = 0; s < sessionCount(sequences); s++) last = Math.max(last, endMs(sequences, s));
    this.lastMs = last;
  }

  /** Fits a model unless it is. Throws `RangeError` for an id that no estimator has. */
  fit(id: string): Recommender {
    let model = this.fitted.get(id);
    if (model === undefined) {
      const estimator = this.estimators.find((one) => one.id === id);
      if (estimator === undefined) throw new RangeError(`there is no model ${id}`);
      model = estimator.fit(this.training);
      this.fitted.set(id, model);
    }
    return model;
  }

  /** Clicks without times of their own: one after another, half a minute apart, right after the training. */
  timed(items: readonly number[]): Click[] {
    return items.map((item, i) => ({item, timeMs: this.lastMs + 30_000 * (i + 1)}));
  }

  /** What the models put first after some clicks, at least one. */
  recommend(clicks: readonly Click[], {models, top, seen, truth}: AskExplorer): ModelAnswer[] {
    const clicked = new Set(clicks.map(({item}) => item));
    return models.map((id) => {
      const {scorer, scores} = this.after(id, clicks);
      return answerFrom(id, scores, clicked, {top, seen, truth, summed: scorer.explain !== undefined});
    });
  }

  /** Why a model gives an item its score after some clicks; null where its score is no sum. */
  explain(clicks: readonly Click[], id: string, item: number): readonly Reason[] | null {
    return this.after(id, clicks).scorer.explain?.(item) ?? null;
  }

  /** A model's session with these clicks, going on from the last one asked for where they begin alike. */
  private after(id: string, clicks: readonly Click[]) {
    if (clicks.length === 0) throw new RangeError("nothing was clicked yet");
    const at = this.under.get(id);
    const same = ({item, timeMs}: Click, i: number) => clicks[i]?.item === item && clicks[i].timeMs === timeMs;
    const goesOn = at !== undefined && at.clicks.length <= clicks.length && at.clicks.every(same);
    const scorer = goesOn ? at.scorer : this.fit(id).session();
    let scores = goesOn ? at.scores : new Float64Array(0);
    for (const {item, timeMs} of goesOn ? clicks.slice(at.clicks.length) : clicks)
      scores = scorer.click(item, timeMs) as Float64Array<ArrayBuffer>;
    const now = {clicks: [...clicks], scorer, scores};
    this.under.set(id, now);
    return now;
  }
}

/**
 * What a model puts first by its scores of all items.
 *
 * @param clicked the items of the session
 *
 * @example
 * ```ts
 * const asked = {top: 2, seen: false, truth: 0, summed: false};
 * answerFrom("a", Float64Array.of(1, 3, 2, 1), new Set([1]), asked)
 * // → {id: "a", items: [{item: 2, score: 2}, {item: 0, score: 1}], truthRank: 3, tied: false}
 * ```
 */
export function answerFrom(
  id: string,
  scores: Float64Array,
  clicked: ReadonlySet<number>,
  {
    top,
    seen,
    truth,
    summed
  }: Omit<AskExplorer, "models"> & {
    /** Whether scores are sums, of which nothing says nothing. */
    readonly summed: boolean;
  }
): ModelAnswer {
  const shown = (item: number) => seen || !clicked.has(item);
  const told = (item: number) => shown(item) && (!summed || scores[item] !== 0);
  return {
    id,
    items: topItems(scores, top, told).map((item) => ({item, score: scores[item]})),
    truthRank: truth === null || !shown(truth) ? null : rankAmong(scores, truth, shown),
    tied: scores.every((score) => score === scores[0])
  };
}

function rankAmong(scores: Float64Array, item: number, shown: (item: number) => boolean): number {
  const all = rankOf(scores, item);
  let hidden = 0;
  for (let i = 0; i < scores.length; i++) if (!shown(i) && scores[i] >= scores[item]) hidden++;
  return all - hidden;
}
