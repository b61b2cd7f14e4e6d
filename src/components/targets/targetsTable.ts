import {TARGET_PARTS, rateOf, type AssessedTargets} from "../../lib/reports/targets.js";
import type {DataTableOptions} from "../dataTable.js";
import {percent} from "../format.js";
import {missingRequirementText} from "./missingRequirementTexts.js";
import {learnabilityMark} from "./learnability.js";
import {lineCell, sentenceCell, wordsCell} from "./tableCells.js";

/** One row for each part of each target: what there is, what is needed, and why the verdict is what it is. */
export function targetsTable({targets, log}: AssessedTargets): DataTableOptions {
  const rows = targets.flatMap(({target, parts, lacks, judged}) =>
    TARGET_PARTS.map((part, i) => ({
      target: target.title,
      ...parts[i],
      rate: judged === null ? null : rateOf(parts[i]),
      needed: (part === "train" ? judged?.riley?.positives : part === "test" ? judged?.testPositives : null) ?? null,
      verdict: judged?.verdict ?? "not asked",
      why:
        judged === null
          ? `The log has ${missingRequirementText(lacks)}.`
          : part === "train"
            ? judged.reasons[0]
            : part === "test"
              ? judged.reasons[1]
              : "Used to choose between models, not to train or to judge them."
    }))
  );
  const share = (value: number, n: number) => (n === 0 ? null : value / n);
  return {
    name: "targets-by-part",
    caption: `Every target by part: ${log}`,
    columns: {
      target: rows.map((r) => r.target),
      part: rows.map((r) => r.part),
      positives: rows.map((r) => r.positives),
      positive_users: rows.map((r) => r.positiveUsers),
      needed: rows.map((r) => r.needed),
      verdict: rows.map((r) => r.verdict),
      examples: rows.map((r) => r.examples),
      rate: rows.map((r) => r.rate?.value ?? null),
      low: rows.map((r) => r.rate?.low ?? null),
      high: rows.map((r) => r.rate?.high ?? null),
      censored: rows.map((r) => share(r.censored, r.examples)),
      why: rows.map((r) => r.why)
    },
    header: {
      positive_users: "users with positives",
      needed: "positives needed",
      rate: "rate among known labels",
      low: "95 % from",
      high: "to"
    },
    format: {
      target: wordsCell,
      why: sentenceCell,
      verdict: (value) => learnabilityMark(String(value)),
      rate: shareText,
      low: shareText,
      high: shareText,
      censored: (value) => (value === null ? "–" : lineCell(percent(Number(value))))
    },
    rows: 9
  };
}

/** Small shares need their digits. */
const shareText = (value: number | string | null): string | Node =>
  value === null ? "–" : lineCell(percent(Number(value), Number(value) < 0.01 ? 3 : 1));
