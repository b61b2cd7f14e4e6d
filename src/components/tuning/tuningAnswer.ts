import type {TuningHeadline} from "../../lib/reports/tuning.js";
import {count, fixed, interval} from "../format.js";

const figureOf = ({value, low, high}: {value: number; low: number | null; high: number | null}) =>
  interval({value, low, high}, 3);

/** The page's answer: what the best validation score promises too much where positives are few, and what is left of it with many. */
export function tuningAnswer({optimism, told}: TuningHeadline): string {
  const few =
    told.few === "above"
      ? `the AUC that a search reports is ${fixed(optimism.few.value)} higher than the same model reaches on fresh data`
      : `the AUC that a search reports cannot be distinguished from what the same model reaches on fresh data`;
  const many =
    told.many === "above"
      ? optimism.many.value < optimism.few.value
        ? "With many positives the difference is smaller, but it is still there."
        : "With many positives the difference is no smaller."
      : "With many positives no difference shows.";
  return `A tuned model's reported score is partly luck: the best of many configurations is also the luckiest. With few positives in the validation set, ${few}. ${many}`;
}

/** What stands behind the answer, with intervals. */
export function tuningDetails({trials, optimism, reportedGain, gain}: TuningHeadline): string {
  return `After ${count(trials)} trials the best validation AUC is above that on fresh data by ${figureOf(optimism.few)} with few positives and by ${figureOf(optimism.many)} with many (n = ${count(optimism.few.n)} draws of rows each). Over the defaults the search seems to gain ${figureOf(reportedGain.few)} and ${figureOf(reportedGain.many)}; on fresh data it gains ${figureOf(gain.few)} and ${figureOf(gain.many)}.`;
}
