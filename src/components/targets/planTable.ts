import type {DataTableOptions} from "../dataTable.js";
import {count} from "../format.js";
import {learnabilityMark} from "./learnability.js";
import {wordsCell} from "./tableCells.js";
import type {PlannedTarget} from "./plannedTargets.js";

/** One row a target: what the planned shop would hold, and how many users it would take. */
export function planTable(plan: readonly PlannedTarget[]): DataTableOptions {
  const part = (name: "train" | "test", planned: PlannedTarget) => planned.parts.find((one) => one.part === name)!;
  return {
    name: "targets-plan",
    caption: "What the planned shop can expect (generated data: rates of the generated shop)",
    columns: {
      target: plan.map(({target}) => target.title),
      verdict: plan.map(({verdict}) => verdict),
      users_needed: plan.map(({usersNeeded}) => usersNeeded),
      examples: plan.map(({examples}) => examples),
      positives: plan.map(({positives}) => positives),
      low: plan.map(({low}) => low),
      high: plan.map(({high}) => high),
      training: plan.map((planned) => part("train", planned).positives),
      training_needed: plan.map(({riley}) => riley?.positives ?? null),
      test: plan.map((planned) => part("test", planned).positives),
      test_needed: plan.map(({testPositives}) => testPositives)
    },
    header: {
      users_needed: "users needed",
      positives: "expected positives",
      low: "95 % from",
      high: "to",
      training: "in training",
      training_needed: "needed",
      test: "in the test",
      test_needed: "needed there"
    },
    format: {
      target: wordsCell,
      verdict: (value) => learnabilityMark(String(value)),
      users_needed: (value) => (value === null ? "no number is enough" : count(Number(value)))
    },
    rows: plan.length
  };
}
