import {rankOf} from "../../src/lib/recommend/evaluateNextItem.js";
import type {Reason} from "../../src/lib/recommend/reason.js";
import {reasonText} from "../../src/lib/recommend/reasonText.js";
import type {Recommender} from "../../src/lib/recommend/recommender.js";

/** Why a model gives an item its score after some clicks. */
export interface ExplainedItem {
  readonly id: string;
  /** Among all items, behind those with the same score. */
  readonly rank: number;
  readonly score: number;
  /** What adds up to the score; null for a model whose score is no sum. */
  readonly reasons: readonly Reason[] | null;
}

/** Explains the score of an item after clicks, the last one last, at least one. */
export function explainItem(
  {id, session}: Pick<Recommender, "id" | "session">,
  clicked: readonly number[],
  item: number,
  timeMs: number
): ExplainedItem {
  const scorer = session();
  let scores = new Float64Array(0);
  for (const one of clicked) scores = scorer.click(one, timeMs) as Float64Array<ArrayBuffer>;
  return {id, rank: rankOf(scores, item), score: scores[item], reasons: scorer.explain?.(item) ?? null};
}

/** Reasons shown of one model, the largest first. */
const SHOWN = 10;

/** The lines that say why, for people. */
export function reasonLines({id, rank, score, reasons}: ExplainedItem, nameOf: (item: number) => string): string[] {
  const head = `${id}: place ${rank}, score ${rounded(score)}`;
  if (reasons === null) return [head, "  this model's score is no sum of counts, so there is nothing to list"];
  if (reasons.length === 0) return [head, "  nothing that the model counts speaks for it"];
  const rest = reasons.slice(SHOWN);
  const sum = rest.reduce((total, {contribution}) => total + contribution, 0);
  return [
    head,
    ...reasons
      .slice(0, SHOWN)
      .map((reason) => `  ${rounded(reason.contribution).padStart(8)}  it ${reasonText(reason, nameOf)}`),
    ...(rest.length > 0 ? [`  ${rounded(sum).padStart(8)}  ${rest.length} more`] : [])
  ];
}

const rounded = (x: number) => String(Number(x.toPrecision(4)));
