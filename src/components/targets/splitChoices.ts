import {splitName, SPLITS} from "../../lib/pipeline/split.js";

/** The splits with one fold that targets can be counted by, by name; the usual one first. */
export const SPLIT_CHOICES: readonly string[] = [
  splitName(SPLITS.date),
  "date 50/12.5/37.5",
  splitName(SPLITS.months),
  splitName(SPLITS.user),
  splitName(SPLITS.random)
];
