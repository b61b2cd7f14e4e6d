import {type Interval, predictionInterval} from "../metrics/intervals.js";
import {overlap} from "./arithmetic.js";
import type {ArithmeticRow, Built, Exactness, Kind, Measured, WithFlaw} from "./claim.js";
import {type Claimed, samplingInterval} from "./claimed.js";
import type {Grade} from "./grades.js";
import type {Origin} from "./origin.js";
import type {Outcome} from "./outcomes.js";
import {show, showIn} from "./show.js";
import {WIDEST} from "./widest.js";

/** All that a verdict may depend on. */
export interface Evidence {
  readonly kind: Kind;
  /** Whether the number asserts something that could fail; by default what its kind says. */
  readonly asserts?: boolean;
  readonly claimed: Claimed;
  readonly unit: string;
  readonly exactness: Exactness;
  readonly arithmetic: ArithmeticRow | null;
  /** Verdicts on the claims that the arithmetic rests on. */
  readonly premises: readonly {readonly id: string; readonly outcome: Outcome; readonly grade: Grade | null}[];
  readonly honest: Measured | null;
  readonly withFlaw: WithFlaw | null;
  /** Ours was set to the claim, or chosen for being near it. */
  readonly built: Built | null;
  /** Our interval says by itself where another count of the claim's size would fall. */
  readonly predicts: boolean;
  /** What a test of ours does that a capability claims; null where there is none. */
  readonly shown?: string | null;
  /** Why our number is shown and does not decide; null where it does. */
  readonly beside: string | null;
  readonly remark: string;
  /** What is to come before the claim can be tested. */
  readonly missing: string;
}

export interface VerdictOptions {
  /** A published share or area whose own 95 % interval is wider than this, on the scale of one, says nothing. */
  readonly widestShare?: number;
  /** The same where the interval's ends differ by more than this factor. */
  readonly widestRatio?: number;
}

export interface Verdict {
  readonly outcome: Outcome;
  /** What the outcome rests on; null for remarks and for what is not tested. */
  readonly grade: Grade | null;
  readonly reason: string;
}

/** Outcomes of a premise that a claim calculated from it shares. */
const FAILED: readonly Outcome[] = ["refuted", "only with a flaw", "not reproduced"];
const WITHOUT_VERDICT: readonly Kind[] = ["setting", "count", "effort", "illustration"];

/** Whether a number of this kind asserts something that could fail. */
export function assertsByKind(kind: Kind): boolean {
  return !WITHOUT_VERDICT.includes(kind);
}

/** What a measurement on these data is worth. */
function gradeOf(origin: Origin): Grade {
  return origin === "real" ? "real data" : "generated twin";
}

/**
 * The verdict on a claim: an outcome, the grade of the evidence for it, and why. Rules, the first that applies:
 *
 * 1. the number asserts nothing that could fail → remark;
 * 2. arithmetic contradicts the claim → refuted;
 * 3. it follows by arithmetic from claims of which one has failed → that claim's outcome and grade;
 * 4. arithmetic shows that chance or a constant does as well, or that it excludes nothing → uninformative;
 * 5. we have a number that decides: a baseline as good as the claim (but for times: that a poorer model is faster takes nothing from
 *    a claim), a claim's own interval that holds the baseline or is too wide (see `WIDEST`) → uninformative; ours agrees →
 *    reproduced, or, where ours was set to the claim, consistent if arithmetic says so and else possible; ours is wholly on the good
 *    side → better than claimed; ours is wholly elsewhere → only with a flaw where named errors bring it back, else not reproduced;
 *    ours crosses a limit → undecided;
 * 6. it follows by arithmetic → consistent;
 * 7. a test of ours does what is claimed → possible;
 * 8. otherwise → not tested here.
 *
 * To agree means: for a claim with its own n, the published value lies in the prediction interval for a sample of that n around
 * ours; without n, its rounding meets our interval; for a bound or a range, our interval lies inside it; for a total to which ours
 * was built, it differs by no more than the stated tolerance.
 *
 * The grade is that of what decided: of our figure, by where its data come from; of arithmetic, by whether a published number is
 * among its inputs.
 */
export function verdict(
  evidence: Evidence,
  {widestShare = WIDEST.widestShare, widestRatio = WIDEST.widestRatio}: VerdictOptions = {}
): Verdict {
  const {kind, claimed, unit, exactness, arithmetic, premises, honest, built, beside, remark, missing} = evidence;
  const conclusion = arithmetic?.conclusion ?? "";
  const say = (outcome: Outcome, grade: Grade | null, ...sentences: string[]): Verdict => ({
    outcome,
    grade,
    reason: sentences.filter((sentence) => sentence !== "").join(" ")
  });
  const ours = honest === null ? "" : `Our run gives ${showMeasured(honest, unit)}${onData(honest)}.`;

  if (!(evidence.asserts ?? assertsByKind(kind)))
    return say("remark", null, remark, conclusion, honest === null ? "" : ours, honest === null ? "" : (beside ?? ""));
  if (arithmetic?.outcome === "refutes") return say("refuted", arithmetic.grade, conclusion, remark);
  if (arithmetic?.outcome === "holds") {
    const failed = FAILED.flatMap((result) => premises.filter((premise) => premise.outcome === result))[0];
    if (failed !== undefined)
      return say(
        failed.outcome,
        failed.grade,
        conclusion,
        `But it is calculated from ${failed.id}, which is ${failed.outcome}.`,
        ours,
        remark
      );
  }
  if (arithmetic?.outcome === "uninformative") return say("uninformative", arithmetic.grade, conclusion, remark);

  if (honest !== null && beside === null && claimed.value !== null) {
    const grade = gradeOf(honest.origin);
    const mark = honest.origin === "generated" ? "Measured on generated data." : "";
    const judged = exactness === "measured" ? {...honest, baseline: null} : honest;
    const empty = emptiness(claimed, unit, judged, widestShare, widestRatio);
    if (empty !== null)
      return say(
        "uninformative",
        empty.byBaseline ? grade : "document's own numbers",
        empty.why,
        conclusion,
        remark,
        empty.byBaseline ? mark : ""
      );
    const {outcome, why} = compare(evidence, honest);
    if (outcome === "reproduced" && built !== null) {
      if (arithmetic?.outcome === "holds")
        return say("consistent", arithmetic.grade, conclusion, why, built.how, remark);
      return say("possible", "by construction", why, built.how, conclusion, remark);
    }
    // On generated data what follows from the documents themselves is the firmer half, and is said too.
    const more = honest.origin === "generated" || arithmetic?.outcome === "open" ? conclusion : "";
    return say(outcome, grade, why, more, remark, mark);
  }

  if (arithmetic?.outcome === "holds") {
    const untested = premises
      .filter(
        ({outcome, grade}) => !(outcome === "reproduced" || (outcome === "consistent" && grade === "published fact"))
      )
      .map(({id, outcome}) => `${id} (${outcome})`);
    const rest =
      untested.length === 0
        ? ""
        : `The calculation holds, but it starts from numbers that are not confirmed: ${untested.join(", ")}.`;
    return say("consistent", arithmetic.grade, conclusion, rest, remark);
  }
  if (evidence.shown != null)
    return say(
      "possible",
      "by construction",
      `Ours ${evidence.shown}.`,
      "A test shows it. That says nothing of theirs.",
      conclusion,
      remark
    );
  return say(
    "not tested here",
    null,
    `Still needed: ${missing}.`,
    conclusion,
    ours,
    honest === null ? "" : (beside ?? ""),
    remark
  );
}

/** Why the claim could not be told from a baseline or from anything else; null where it could. */
function emptiness(
  claimed: Claimed,
  unit: string,
  {baseline}: Measured,
  widestShare: number,
  widestRatio: number
): {readonly why: string; readonly byBaseline: boolean} | null {
  const {value, low, high, direction, sampling, form} = claimed;
  if (value === null) return null;
  if (baseline !== null && direction !== "equal") {
    // A limit is passed only by what lies beyond it: "no difference" is no better than "more than none".
    const better = direction === "higher" ? baseline.value > value : baseline.value < value;
    const asGood = better || (form === "point" && baseline.value === value);
    if (asGood)
      return {
        why: `${capital(baseline.name)} reaches ${showIn(baseline.value, unit)}, which is as good as the claim.`,
        byBaseline: true
      };
    if (sampling !== null && low !== null && high !== null && low <= baseline.value && baseline.value <= high)
      return {
        why: `Given the size of its own sample, the claimed value is uncertain from ${show(low)} to ${showIn(high, unit)}, and ${baseline.name} reaches ${showIn(baseline.value, unit)}.`,
        byBaseline: true
      };
  }
  if (sampling === null || low === null || high === null) return null;
  const scale = sampling.of === "share" ? sampling.scale : 1;
  const tooWide = (high - low) / scale > widestShare || (value > 0 && high > widestRatio * low);
  return tooWide
    ? {
        why: `Given the size of its own sample, the claimed value lies anywhere between ${show(low)} and ${showIn(high, unit)}, which is too wide to say anything.`,
        byBaseline: false
      }
    : null;
}

function compare(
  {claimed, unit, withFlaw, built, predicts}: Evidence,
  honest: Measured
): {readonly outcome: Outcome; readonly why: string} {
  const within = built?.within ?? null;
  const sampled = claimed.sampling !== null && !predicts;
  const ours = ends(honest);
  const theirs = target(claimed, within);
  const expected =
    within !== null ? {low: honest.value, high: honest.value} : sampled ? expectedSample(honest, claimed) : ours;
  const shown = `We get ${showMeasured(honest, unit)}`;
  const inside =
    claimed.form === "point" ? overlap(expected, theirs) : theirs.low <= ours.low && ours.high <= theirs.high;
  if (inside) {
    if (within !== null) {
      const room =
        within === 0
          ? "exactly the number"
          : `within ${showIn(within, unit === "%" ? "percentage points" : unit)} of it`;
      return {outcome: "reproduced", why: `${shown}, ${room}.`};
    }
    const how =
      claimed.form !== "point"
        ? "inside what is claimed"
        : sampled
          ? `so a sample of ${show(claimed.n ?? 0)} would show ${show(expected.low)} to ${showIn(expected.high, unit)}, which includes the claim`
          : "which agrees with the claim";
    return {outcome: "reproduced", why: `${shown}, ${how}.`};
  }
  if (claimed.form !== "point" && overlap(ours, theirs))
    return {
      outcome: "undecided",
      why: `${shown}. The interval crosses the claimed limit, so more data would have to decide.`
    };
  const above = expected.low > theirs.high;
  const good = claimed.direction === (above ? "higher" : "lower");
  const where = `${above ? "above" : "below"} the claimed ${claimed.printed}`;
  if (good) return {outcome: "better than claimed", why: `${shown}, ${where}.`};
  if (withFlaw !== null && reaches(ends(withFlaw), theirs, claimed))
    return {
      outcome: "only with a flaw",
      why: `${shown}, ${where}. With ${withFlaw.flaws.join(", ")} it becomes ${showMeasured(withFlaw, unit)}.`
    };
  return {outcome: "not reproduced", why: `${shown}, ${where}.`};
}

/** Where a second sample of the claim's size would fall if ours is right. */
function expectedSample(honest: Measured, claimed: Claimed): Interval {
  if (claimed.sampling === null) return ends(honest);
  return predictionInterval({value: honest.value, ...ends(honest)}, samplingInterval(honest.value, claimed.sampling));
}

/** What ours is held against: a range or bound as stated, a point with its rounding or with the tolerance of a calibrated total. */
function target(claimed: Claimed, within: number | null): Interval {
  if (claimed.form !== "point") return {low: claimed.low ?? -Infinity, high: claimed.high ?? Infinity};
  const value = claimed.value ?? NaN;
  const room = Math.max(claimed.rounding, within ?? 0);
  return {low: value - room, high: value + room};
}

function reaches(flawed: Interval, theirs: Interval, {direction}: Claimed): boolean {
  if (direction === "higher") return flawed.high >= theirs.low;
  if (direction === "lower") return flawed.low <= theirs.high;
  return overlap(flawed, theirs);
}

function ends({value, low, high}: {value: number; low: number | null; high: number | null}): Interval {
  return {low: low ?? value, high: high ?? value};
}

function showMeasured(measured: {value: number; low: number | null; high: number | null}, unit: string): string {
  const {value, low, high} = measured;
  return low === null || high === null ? showIn(value, unit) : `${showIn(value, unit)} (${show(low)} to ${show(high)})`;
}

function onData({origin}: Measured): string {
  return origin === "generated" ? " on generated data" : "";
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
