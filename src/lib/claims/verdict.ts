import {type Interval, predictionInterval} from "../metrics/intervals.js";
import {overlap} from "./arithmetic.js";
import type {ArithmeticRow, Exactness, Kind, Measured, WithFlaw} from "./claim.js";
import {type Claimed, samplingInterval} from "./claimed.js";
import {show, showIn} from "./show.js";
import type {Verdict} from "./verdictNames.js";
import {WIDEST} from "./widest.js";

/** All that a verdict may depend on. */
export interface Evidence {
  readonly kind: Kind;
  readonly claimed: Claimed;
  readonly unit: string;
  readonly exactness: Exactness;
  readonly arithmetic: ArithmeticRow | null;
  /** Verdicts on the claims that the arithmetic rests on. */
  readonly premises: readonly {readonly id: string; readonly verdict: Verdict}[];
  readonly honest: Measured | null;
  readonly withFlaw: WithFlaw | null;
  readonly onTwin: boolean;
  /** Ours was built to match the claim, and counts as the same within this distance. */
  readonly calibratedWithin: number | null;
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

/** What a verdict on a premise passes on to a claim that is calculated from it. */
const FAILED: readonly Verdict[] = ["refuted by arithmetic", "only with a flaw", "not reached"];
const WITHOUT_VERDICT: readonly Kind[] = ["setting", "count", "effort", "illustration"];

/**
 * The verdict on a claim, and why. Rules, the first that applies:
 *
 * 1. arithmetic contradicts the claim → refuted by arithmetic;
 * 2. settings, counts, effort and illustrations → remark;
 * 3. arithmetic shows that chance or a constant does as well, or that it excludes nothing → uninformative;
 * 4. we have a number: a baseline as good as the claim (but for times: that a poorer model is faster takes nothing from a claim, and
 *    is shown beside it only), a claim's own interval that holds the baseline or is too wide (see
 *    `WIDEST`) → uninformative; ours agrees → reproduced; ours is wholly on the good side → better than claimed; wholly on
 *    the bad side → only with a flaw where named errors bring it back, else not reached; ours crosses a bound → uninformative;
 * 5. it follows by arithmetic → reproduced, unless a claim it is calculated from has failed: then that claim's verdict;
 * 6. otherwise → not testable here.
 *
 * To agree means: for a claim with its own n, the published value lies in the prediction interval for a sample of that n around
 * ours; without n, its rounding meets our interval; for a bound or a range, our interval lies inside it; for a total to which ours
 * was built, it differs by no more than the stated tolerance.
 */
export function verdict(
  evidence: Evidence,
  {widestShare = WIDEST.widestShare, widestRatio = WIDEST.widestRatio}: VerdictOptions = {}
): {
  readonly verdict: Verdict;
  readonly reason: string;
  /** Whether our number decided, or is what a remark tells; not so where arithmetic alone did. */
  readonly byNumber: boolean;
} {
  const {
    kind,
    claimed,
    unit,
    exactness,
    arithmetic,
    premises,
    honest,
    withFlaw,
    onTwin,
    calibratedWithin,
    remark,
    missing
  } = evidence;
  const conclusion = arithmetic?.conclusion ?? "";
  const because = (byNumber: boolean, result: Verdict, sentences: string[]) => ({
    verdict: result,
    reason: sentences.filter((sentence) => sentence !== "").join(" "),
    byNumber
  });
  const say = (result: Verdict, ...sentences: string[]) => because(false, result, sentences);
  const sayByNumber = (result: Verdict, ...sentences: string[]) => because(true, result, sentences);

  if (arithmetic?.outcome === "refutes") return say("refuted by arithmetic", conclusion, remark);
  if (WITHOUT_VERDICT.includes(kind)) {
    if (honest === null) return say("remark", remark, conclusion);
    const where = onTwin ? ", on generated data" : "";
    return sayByNumber("remark", remark, conclusion, `Our run gives ${showMeasured(honest, unit)}${where}.`);
  }
  if (arithmetic?.outcome === "uninformative") return say("uninformative", conclusion, remark);

  if (honest !== null && claimed.value !== null) {
    const mark = onTwin ? "Judged on a generated twin, not on the data the claim is about." : "";
    const judged = exactness === "measured" ? {...honest, baseline: null} : honest;
    const empty = emptiness(claimed, unit, judged, widestShare, widestRatio);
    if (empty !== "") return sayByNumber("uninformative", empty, conclusion, remark, mark);
    const {result, why} = compare(claimed, unit, honest, withFlaw, calibratedWithin);
    // On generated data what follows from the documents themselves is the firmer half, and is said too.
    return sayByNumber(result, why, onTwin ? conclusion : "", remark, mark);
  }

  if (arithmetic?.outcome === "holds") {
    const failed = FAILED.flatMap((result) => premises.filter((premise) => premise.verdict === result))[0];
    if (failed !== undefined) {
      return say(
        failed.verdict,
        conclusion,
        `But it is calculated from ${failed.id}, which is ${failed.verdict}.`,
        remark
      );
    }
    const untested = premises
      .filter((premise) => premise.verdict !== "reproduced")
      .map(({id, verdict}) => `${id} (${verdict})`);
    const rest =
      untested.length === 0
        ? ""
        : `The calculation holds; it says nothing about what it starts from: ${untested.join(", ")}.`;
    return say("reproduced", conclusion, rest, remark);
  }
  return say("not testable here", `Still needed: ${missing}.`, conclusion, remark);
}

/** Why the claim could not be told from a baseline or from anything else; empty where it could. */
function emptiness(
  claimed: Claimed,
  unit: string,
  {baseline}: Measured,
  widestShare: number,
  widestRatio: number
): string {
  const {value, low, high, direction, sampling} = claimed;
  if (value === null) return "";
  if (baseline !== null && direction !== "equal") {
    const asGood = direction === "higher" ? baseline.value >= value : baseline.value <= value;
    if (asGood)
      return `${capital(baseline.name)} reaches ${showIn(baseline.value, unit)}, which is as good as the claim.`;
    if (sampling !== null && low !== null && high !== null && low <= baseline.value && baseline.value <= high) {
      return `From its own sample the claim lies between ${show(low)} and ${showIn(high, unit)}, and ${baseline.name} reaches ${showIn(baseline.value, unit)}.`;
    }
  }
  if (sampling === null || low === null || high === null) return "";
  const scale = sampling.of === "share" ? sampling.scale : 1;
  const tooWide = (high - low) / scale > widestShare || (value > 0 && high > widestRatio * low);
  return tooWide
    ? `From its own sample the claim lies anywhere between ${show(low)} and ${showIn(high, unit)}: too wide to say.`
    : "";
}

function compare(
  claimed: Claimed,
  unit: string,
  honest: Measured,
  withFlaw: WithFlaw | null,
  calibratedWithin: number | null
): {result: Verdict; why: string} {
  const ours = ends(honest);
  const theirs = target(claimed, calibratedWithin);
  const expected =
    calibratedWithin !== null
      ? {low: honest.value, high: honest.value}
      : claimed.sampling === null
        ? ours
        : expectedSample(honest, claimed);
  const shown = showMeasured(honest, unit);
  const inside =
    claimed.form === "point" ? overlap(expected, theirs) : theirs.low <= ours.low && ours.high <= theirs.high;
  if (inside) {
    if (calibratedWithin !== null) {
      const room =
        calibratedWithin === 0
          ? "exactly"
          : `within ${showIn(calibratedWithin, unit === "%" ? "percentage points" : unit)}`;
      return {
        result: "reproduced",
        why: `Ours is ${shown}, ${room}. This total was a target to which our data were built: it shows that the published totals can occur together, not that the original data had them.`
      };
    }
    const how =
      claimed.form !== "point"
        ? "inside what is claimed"
        : claimed.sampling === null
          ? "which the claim meets"
          : `from which a sample of ${show(claimed.n ?? 0)} would show ${show(expected.low)} to ${showIn(expected.high, unit)}`;
    return {result: "reproduced", why: `Ours is ${shown}, ${how}.`};
  }
  if (claimed.form !== "point" && overlap(ours, theirs)) {
    return {
      result: "uninformative",
      why: `Ours is ${shown}, which reaches over the claimed limit: more data would have to decide.`
    };
  }
  const above = expected.low > theirs.high;
  const good = claimed.direction === (above ? "higher" : "lower");
  const where = `${above ? "above" : "below"} the claimed ${claimed.printed}`;
  if (good) return {result: "better than claimed", why: `Ours is ${shown}, ${where}.`};
  if (withFlaw !== null && reaches(ends(withFlaw), theirs, claimed)) {
    return {
      result: "only with a flaw",
      why: `Honestly ours is ${shown}, ${where}; with ${withFlaw.flaws.join(", ")} it becomes ${showMeasured(withFlaw, unit)}.`
    };
  }
  return {result: "not reached", why: `Ours is ${shown}, ${where}.`};
}

/** Where a second sample of the claim's size would fall if ours is right. */
function expectedSample(honest: Measured, claimed: Claimed): Interval {
  if (claimed.sampling === null) return ends(honest);
  return predictionInterval({value: honest.value, ...ends(honest)}, samplingInterval(honest.value, claimed.sampling));
}

/** What ours is held against: a range or bound as stated, a point with its rounding or with the tolerance of a calibrated total. */
function target(claimed: Claimed, calibratedWithin: number | null): Interval {
  if (claimed.form !== "point") return {low: claimed.low ?? -Infinity, high: claimed.high ?? Infinity};
  const value = claimed.value ?? NaN;
  const room = Math.max(claimed.rounding, calibratedWithin ?? 0);
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

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
