import type {Ties} from "./evaluateNextItem.js";
import {rankMetrics, type RankMetrics} from "./evaluateNextItem.js";
import {ranksOf, type RecommenderEvaluation} from "./evaluateRecommender.js";
import type {ItemSequences} from "./itemSequences.js";
import {clicksByItem, type RecommenderTraining} from "./recommender.js";

/** By what predictions are told apart. */
export type SliceBy = "session length" | "position" | "popularity of the item" | "visitor";

/** Predictions of one kind, and how well they went. */
export interface EvaluationSlice {
  readonly by: SliceBy;
  readonly name: string;
  /** What the models go by where they lack what others have; null where nothing is lacking. */
  readonly fallback: string | null;
  readonly n: number;
  /** Null where there are none. */
  readonly metrics: RankMetrics | null;
}

/** Spans of whole numbers with their names. */
const SPANS: readonly {readonly upTo: number; readonly name: string}[] = [
  {upTo: 1, name: "1"},
  {upTo: 2, name: "2"},
  {upTo: 5, name: "3 to 5"},
  {upTo: 10, name: "6 to 10"},
  {upTo: Infinity, name: "more than 10"}
];
const spanOf = (x: number) => SPANS.find(({upTo}) => x <= upTo)!.name;

/** Of the clicked items, the most clicked ones of this share are popular. */
const POPULAR_SHARE = 0.2;

const NEW_ITEM = "no session of training has it, so models that count score it as they do all that they never saw";
const FIRST_CLICK = "one click is known, so every model goes by that item alone";
const NEW_VISITOR = "the models here go by the session alone, so a new visitor lacks nothing";

/**
 * How well predictions of each kind went: by the clicks of their session, by how many clicks were known, by how popular
 * the target is in training (new items apart), and by whether the visitor is in training, where visitors are known.
 * Slices that nothing falls into are listed with n 0.
 *
 * @param test what was evaluated  @param train what the model had learned from
 */
export function evaluationSlices(
  evaluation: RecommenderEvaluation,
  test: ItemSequences,
  train: RecommenderTraining,
  {places = evaluation.places, ties = "conservative"}: {readonly places?: number; readonly ties?: Ties} = {}
): EvaluationSlice[] {
  const {sessions, positions, targets} = evaluation;
  const ranks = ranksOf(evaluation, ties);
  const slice = (
    by: SliceBy,
    names: readonly string[],
    nameOf: (row: number) => string,
    fallbacks: Readonly<Record<string, string>> = {}
  ): EvaluationSlice[] => {
    const parts = new Map<string, number[]>(names.map((name) => [name, []]));
    ranks.forEach((rank, row) => parts.get(nameOf(row))!.push(rank));
    return names.map((name) => {
      const own = parts.get(name)!;
      return {
        by,
        name,
        fallback: fallbacks[name] ?? null,
        n: own.length,
        metrics: own.length === 0 ? null : rankMetrics(own, places)
      };
    });
  };
  const lengthOf = (session: number) => test.offsets[session + 1] - test.offsets[session];
  const popularity = itemPopularity(clicksByItem(train));
  const seen = train.sequences.users === undefined ? null : new Set(train.sequences.users);
  return [
    ...slice(
      "session length",
      SPANS.slice(1).map(({name}) => name),
      (row) => spanOf(lengthOf(sessions[row]))
    ),
    ...slice(
      "position",
      SPANS.map(({name}) => name),
      (row) => spanOf(positions[row]),
      {"1": FIRST_CLICK}
    ),
    ...slice("popularity of the item", ["popular", "others", "new"], (row) => popularity[targets[row]] ?? "new", {
      new: NEW_ITEM
    }),
    ...(seen === null || test.users === undefined
      ? []
      : slice("visitor", ["known", "new"], (row) => (seen.has(test.users![sessions[row]]) ? "known" : "new"), {
          new: NEW_VISITOR
        }))
  ];
}

/** Of each item: among the most clicked fifth of the items that were clicked, another of these, or never clicked. */
function itemPopularity(clicks: Float64Array): ("popular" | "others" | "new")[] {
  const clicked = Array.from(clicks.keys()).filter((item) => clicks[item] > 0);
  clicked.sort((a, b) => clicks[b] - clicks[a] || a - b);
  const popular = new Set(clicked.slice(0, Math.ceil(POPULAR_SHARE * clicked.length)));
  return Array.from(clicks, (n, item) => (n === 0 ? "new" : popular.has(item) ? "popular" : "others"));
}
