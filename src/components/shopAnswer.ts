import type {StudyResult} from "../lib/core/result.js";
import {interval} from "./format.js";

/** The answer of the page on the generated shop, from the study `shop-ceiling`. */
export function shopAnswer({figures}: Pick<StudyResult, "figures">): string {
  const auc = (event: number) => interval({...figures[`aucAtEvent${event}`], n: undefined, unit: ""}, 3);
  return `On the generated shop this has an exact answer: after one event of a session nobody can tell buyers apart better than AUC ${auc(1)}; after ten, no better than ${auc(10)}. A report that beats these numbers on such data has leaked its answer.`;
}
