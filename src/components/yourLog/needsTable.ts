import type {TargetNeeds} from "../../lib/reports/logNeeds.js";
import {lacksText} from "../../lib/reports/logReport.js";
import {knownSize} from "../../lib/targets/countTargets.js";
import {rateOf} from "../../lib/reports/targets.js";
import type {DataTableOptions} from "../dataTable.js";
import {count, percent} from "../format.js";
import {learnabilityMark} from "../targets/learnability.js";
import {sentenceCell, wordsCell} from "../targets/tableCells.js";

/** A row for each target: what the log has for it, what it lacks, what would be needed. */
export function needsTable(targets: readonly TargetNeeds[], log: string): DataTableOptions {
  const rates = targets.map(({parts, judged}) => (judged === null ? null : rateOf(parts[0])));
  const of = (part: number) => (one: TargetNeeds) => (one.judged === null ? null : one.parts[part].positives);
  return {
    name: "what-each-target-needs",
    caption: `What each target has and needs: ${log}`,
    columns: {
      target: targets.map(({target}) => target.title),
      verdict: targets.map(({judged}) => judged?.verdict ?? "cannot be asked"),
      lacks: targets.map((one) => (one.lacks.length === 0 ? "nothing" : lacksText(one))),
      bring: targets.map(({bring}) => (bring.length === 0 ? "nothing more" : bring.join("; "))),
      train: targets.map(of(0)),
      train_needed: targets.map(({positives}) => positives.train),
      test: targets.map(of(2)),
      test_needed: targets.map(({positives}) => positives.test),
      rate: rates.map((rate) => rate?.value ?? null),
      rate_low: rates.map((rate) => rate?.low ?? null),
      rate_high: rates.map((rate) => rate?.high ?? null),
      examples: targets.map(({parts, judged}) => (judged === null ? null : knownSize(parts[0]).examples)),
      users_needed: targets.map(({size}) => size?.users ?? null),
      users_low: targets.map(({size}) => size?.usersLow ?? null),
      users_high: targets.map(({size}) => size?.usersHigh ?? null),
      sessions_needed: targets.map(({size}) => size?.sessions ?? null),
      days_needed: targets.map(({size}) => size?.days ?? null)
    },
    header: {
      lacks: "the log has",
      train: "training positives",
      train_needed: "needed",
      test: "test positives",
      test_needed: "needed",
      rate: "rate in training",
      rate_low: "95 % from",
      rate_high: "to",
      examples: "training examples (n)",
      users_needed: "users needed",
      users_low: "95 % from",
      users_high: "to",
      sessions_needed: "sessions needed",
      days_needed: "days at this pace",
      bring: "what to bring"
    },
    format: {
      target: wordsCell,
      verdict: (value) => learnabilityMark(String(value)),
      lacks: (value) => wordsCell(value === "nothing" ? "all it takes" : value),
      rate: share,
      rate_low: share,
      rate_high: share,
      users_needed: rough,
      users_low: rough,
      users_high: rough,
      sessions_needed: rough,
      days_needed: rough,
      bring: sentenceCell
    }
  };
}

const share = (value: number | string | null) =>
  value === null ? "–" : percent(Number(value), Number(value) > 0 && Number(value) < 0.01 ? 3 : 1);

/** What is planned has two digits at most. */
const rough = (value: number | string | null) => (value === null ? "–" : count(Number(Number(value).toPrecision(2))));
