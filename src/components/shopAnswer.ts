import type {StudyResult} from "../lib/core/result.js";
import {spokenPercent} from "./format.js";

/** The answer of the page on the generated shop, from the study `shop-ceiling`. */
export function shopAnswer({figures}: Pick<StudyResult, "figures">): string {
  return `In the generated shop we know exactly. After ten events of a session, even the best possible prediction ranks a buyer above a non-buyer in only ${spokenPercent(figures.aucAtEvent10.value)} of pairs. A higher score at that point, on these data, means that the answer has leaked in.`;
}
