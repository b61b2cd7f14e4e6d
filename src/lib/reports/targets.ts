import type {StudyResult} from "../core/result.js";
import type {Need} from "../features/feature.js";
import {wilsonInterval, type Interval} from "../metrics/intervals.js";
import {SPLIT_OPTIONS} from "../pipeline/split.js";
import {knownSize, type CountedTargets, type CountingProtocol, type PartCounts} from "../targets/countTargets.js";
import type {SixCounts} from "../targets/countingProtocols.js";
import {learnable, LEARNABLE_OPTIONS, type Learnability, type LearnableVerdict} from "../targets/learnable.js";
import {powerAnalysis, type CountedTarget} from "../targets/powerAnalysis.js";
import {TARGETS, type Target} from "../targets/target.js";
import type {CountedShop, TargetsPage} from "./targetsPage.js";

/** What the Targets page shows, from its study `targets-paper`. */
export function targetsReport(result: StudyResult): TargetsPage {
  const {seed, otherSeeds, reported} = result.options as {seed: number; otherSeeds: number; reported: SixCounts};
  const {trainPositives} = result.figures;
  const {counts: byPart, shops, protocols} = result.tables;
  const number = (table: typeof shops, name: string, row: number) => Number(table[name][row]);
  const {value, low, high, n} = result.figures.nextSessionIfThereIsOne;
  return {
    shops: shops.profile.map((profile, i) => {
      const counts: Record<string, PartCounts[]> = {};
      byPart.profile.forEach((of, row) => {
        if (of !== profile) return;
        (counts[String(byPart.target[row])] ??= []).push({
          part: byPart.part[row] as PartCounts["part"],
          examples: number(byPart, "examples", row),
          positives: number(byPart, "positives", row),
          positivesWithCensored: number(byPart, "positivesWithCensored", row),
          censored: number(byPart, "censored", row),
          positiveUsers: number(byPart, "positiveUsers", row)
        });
      });
      return {
        profile: String(profile),
        seed,
        size: {
          users: number(shops, "users", i),
          sessions: number(shops, "sessions", i),
          conversion: number(shops, "conversion", i),
          itemsPerSession: number(shops, "itemsPerSession", i),
          days: number(shops, "days", i)
        },
        counts
      };
    }),
    reported,
    protocols,
    otherSeeds: {seeds: otherSeeds + 1, low: trainPositives.low!, high: trainPositives.high!},
    nextIfThereIsOne: {value, low: low!, high: high!, n}
  };
}

/** The parts that are shown; sliding windows, which have sessions outside, are not offered. */
export const TARGET_PARTS = ["train", "validation", "test"] as const;

/** How the committed counts were made. */
export const USUAL_PROTOCOL: CountingProtocol = {split: SPLIT_OPTIONS, until: "part", sessions: "all"};

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
          positivesWithCensored: 0,
          censored: 0,
          positiveUsers: 0
        }
    );
    const lacking = lacks[target.id];
    const judged =
      lacking.length > 0
        ? null
        : learnable(knownSize(found[0]), knownSize(found[2]), {
            ...LEARNABLE_OPTIONS,
            parameters: about.parameters
          });
    return {target, parts: found, lacks: lacking, judged};
  });
  return {...about, targets};
}

/** The committed counts of a generated shop, which lacks nothing. */
export function committedCounts({counts}: CountedShop): CountedTargets {
  return {parts: counts, lacks: Object.fromEntries(TARGETS.map(({id}) => [id, []]))};
}

/**
 * The rate of positives among the examples of a part whose label is known, with its 95 % interval, in which the positives of one user count once; null where
 * there is none.
 */
export function rateOf(counts: PartCounts): (Interval & {readonly value: number}) | null {
  const {examples, positives, positiveUsers} = knownSize(counts);
  if (examples === 0) return null;
  const alone = positives === 0 ? examples : Math.max(1, (examples * positiveUsers) / positives);
  return {value: positives / examples, ...wilsonInterval(positives / examples, alone)};
}

/** How many targets each verdict has, and how many could not be asked. */
export type VerdictCounts = Readonly<Record<Learnability | "not asked", number>>;

/** Targets by verdict; all of them are counted. */
export function countVerdicts(targets: readonly Pick<AssessedTarget, "judged">[]): VerdictCounts {
  const counts = {learnable: 0, borderline: 0, "not learnable": 0, "not asked": 0};
  for (const {judged} of targets) counts[judged?.verdict ?? "not asked"]++;
  return counts;
}

/** A target whose positives in training and in the test stand beside those that it needs there. */
export interface TargetNeed {
  readonly target: Target;
  readonly train: PartCounts;
  /** What Riley's criteria ask of training. */
  readonly needed: number;
  readonly test: PartCounts;
  /** Null where the test has no rate to go by. */
  readonly testNeeded: number | null;
}

/** What the Targets page answers with. */
export interface TargetsHeadline extends VerdictCounts {
  readonly log: string;
  readonly parameters: number;
  /** Of the targets that could be asked. */
  readonly asked: number;
  readonly targets: number;
  /** The first target of an item that has a rate to go by; null where there is none. */
  readonly narrow: TargetNeed | null;
  /** The widest that is more than not learnable: the last in the order of the targets; null likewise. */
  readonly widest: TargetNeed | null;
}

/** The numbers of the page's answer, for the log and the assumptions that its targets were assessed by. */
export function targetsHeadline({targets, log, parameters}: AssessedTargets): TargetsHeadline {
  const counts = countVerdicts(targets);
  const asked = targets.filter(({judged}) => judged !== null);
  const need = (one: AssessedTarget | undefined): TargetNeed | null =>
    one?.judged?.riley == null
      ? null
      : {
          target: one.target,
          train: one.parts[0],
          needed: one.judged.riley.positives,
          test: one.parts[2],
          testNeeded: one.judged.testPositives
        };
  return {
    ...counts,
    log,
    parameters,
    asked: asked.length,
    targets: targets.length,
    narrow: need(asked.find(({target, judged}) => target.of === "item" && judged!.riley !== null)),
    widest: need(asked.findLast(({judged}) => judged!.verdict !== "not learnable"))
  };
}

/** The share of a target's examples, over all parts, that are positive as far as is known when their part ends, or that are censored. */
export function shareOfExamples(
  {targets}: Pick<AssessedTargets, "targets">,
  id: string,
  which: "positivesWithCensored" | "censored"
): number {
  const {parts} = targets.find(({target}) => target.id === id)!;
  const total = (name: "positivesWithCensored" | "censored" | "examples") =>
    parts.reduce((sum, part) => sum + part[name], 0);
  return total(which) / total("examples");
}

/** What was counted on a shop, over all parts and of examples whose label is known: what the planner scales. */
export function countedTargets({counts}: CountedShop): CountedTarget[] {
  return TARGETS.map((target) => {
    const sum = (name: "examples" | "positives" | "positiveUsers") =>
      counts[target.id].reduce((total, part) => total + knownSize(part)[name], 0);
    return {target, examples: sum("examples"), positives: sum("positives"), positiveUsers: sum("positiveUsers")};
  });
}

/** How many planned targets become learnable with so many users or fewer. */
export function withinReach(plan: readonly {readonly usersNeeded: number | null}[], users: number): number {
  return plan.filter(({usersNeeded}) => usersNeeded !== null && usersNeeded <= users).length;
}

/** A target of a counted shop, as the planner expected it from another. */
export interface CheckedPlan {
  readonly shop: string;
  readonly target: Target;
  readonly planned: number;
  /** 95 % interval of `planned`. */
  readonly low: number;
  readonly high: number;
  readonly counted: number;
  /** Counted for one planned. */
  readonly ratio: number;
}

/** The planner against shops that were counted. */
export interface PlanCheck {
  readonly rows: readonly CheckedPlan[];
  /** Counts of the second shop that lie inside the planner's interval, its ends included, and how many there are. */
  readonly inside: number;
  readonly of: number;
  /** The least and the largest of the last shop's counted positives for one planned. */
  readonly ratios: readonly [low: number, high: number];
}

/** Plans each shop but the first from the first one's rates, and holds it against what was counted there. */
export function checkPlans([from, ...others]: readonly CountedShop[]): PlanCheck {
  const rows = others.flatMap((shop) => {
    const counted = countedTargets(shop);
    return powerAnalysis(shop.size, countedTargets(from), from.size).map(
      ({target, positives, low, high}, i): CheckedPlan => ({
        shop: shop.profile,
        target,
        planned: positives,
        low,
        high,
        counted: counted[i].positives,
        ratio: counted[i].positives / positives
      })
    );
  });
  const first = rows.filter(({shop}) => shop === others[0].profile);
  const last = rows.filter(({shop}) => shop === others.at(-1)!.profile).map(({ratio}) => ratio);
  return {
    rows,
    inside: first.filter(({counted, low, high}) => low <= counted && counted <= high).length,
    of: first.length,
    ratios: [Math.min(...last), Math.max(...last)]
  };
}
