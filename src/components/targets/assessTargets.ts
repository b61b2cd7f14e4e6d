import type {CountedTargets, CountingProtocol} from "../../browser/answersOfLog.js";
import type {Need} from "../../lib/features/feature.js";
import {type Interval, wilsonInterval} from "../../lib/metrics/intervals.js";
import {learnable, LEARNABLE_OPTIONS, type LearnableVerdict} from "../../lib/targets/learnable.js";
import type {PartCounts} from "../../lib/targets/countTargets.js";
import {type Target, TARGETS} from "../../lib/targets/target.js";
import type {CountedShop} from "../../lib/targets/targetsPage.js";
import {SPLIT_OPTIONS, splitName} from "../../lib/pipeline/split.js";

/** The parts that are shown; sliding windows, which have sessions outside, are not offered. */
export const TARGET_PARTS = ["train", "validation", "test"] as const;

/** How the committed counts were made. */
export const USUAL_PROTOCOL: CountingProtocol = {split: SPLIT_OPTIONS, until: "log", sessions: "all"};

export interface AssessedTarget {
  readonly target: Target;
  /** Always three; a part without examples has zeros. */
  readonly parts: readonly PartCounts[];
  /** What the log lacks for the target to be asked; then there is no verdict. */
  readonly lacks: readonly Need[];
  readonly judged: LearnableVerdict | null;
}

/** The targets of one log, counted by one protocol and judged for a model of so many parameters. */
export interface AssessedTargets {
  /** The log in words, e.g. `the generated shop`. */
  readonly log: string;
  readonly generated: boolean;
  readonly protocol: CountingProtocol;
  readonly parameters: number;
  readonly targets: readonly AssessedTarget[];
}

/** Judges what was counted on a log. */
export function assessTargets(
  {parts, lacks}: CountedTargets,
  about: Pick<AssessedTargets, "log" | "generated" | "protocol" | "parameters">
): AssessedTargets {
  const targets = TARGETS.map((target): AssessedTarget => {
    const found = TARGET_PARTS.map(
      (name) =>
        parts[target.id].find(({part}) => part === name) ?? {
          part: name,
          examples: 0,
          positives: 0,
          censored: 0,
          positiveUsers: 0
        }
    );
    const lacking = lacks[target.id];
    const judged =
      lacking.length > 0 ? null : learnable(found[0], found[2], {...LEARNABLE_OPTIONS, parameters: about.parameters});
    return {target, parts: found, lacks: lacking, judged};
  });
  return {...about, targets};
}

/** The committed counts of a generated shop, which lacks nothing. */
export function committedCounts({counts}: CountedShop): CountedTargets {
  return {parts: counts, lacks: Object.fromEntries(TARGETS.map(({id}) => [id, []]))};
}

/** How a protocol is written beside its counts. */
export function protocolText({split, until, sessions}: CountingProtocol): string {
  return `split ${splitName(split)}, ${sessions === "all" ? "examples of all sessions" : "examples of sessions with a later one"}, labels from ${until === "log" ? "the whole log" : "the example's own part"}`;
}

/** The rate of positives of a part with its 95 % interval, in which the positives of one user count once; null where there is no example. */
export function rateOf({examples, positives, positiveUsers}: PartCounts): (Interval & {readonly value: number}) | null {
  if (examples === 0) return null;
  const alone = positives === 0 ? examples : Math.max(1, (examples * positiveUsers) / positives);
  return {value: positives / examples, ...wilsonInterval(positives / examples, alone)};
}
