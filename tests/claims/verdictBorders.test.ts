import {describe, expect, test} from "vitest";
import type {ArithmeticRow, Measured, WithFlaw} from "../../src/lib/claims/claim.js";
import {atLeast, atMost, point, range, samplingInterval, text, type Claimed} from "../../src/lib/claims/claimed.js";
import {verdict, type Evidence} from "../../src/lib/claims/verdict.js";
import type {Grade} from "../../src/lib/claims/grades.js";
import type {Outcome} from "../../src/lib/claims/outcomes.js";
import {WIDEST} from "../../src/lib/claims/widest.js";

function measured(value: number, low: number | null, high: number | null, baseline: number | null = null): Measured {
  return {
    value,
    low,
    high,
    n: 1000,
    dataset: "a shop",
    origin: "real",
    protocol: "counted",
    baseline: baseline === null ? null : {name: "chance", value: baseline}
  };
}

function judge(more: Partial<Evidence>, options?: Parameters<typeof verdict>[1]) {
  return verdict(
    {
      kind: "result",
      claimed: point(0.8, "0.8", {direction: "higher", step: 0.1}),
      unit: "",
      exactness: "tolerance",
      arithmetic: null,
      premises: [],
      honest: null,
      withFlaw: null,
      built: null,
      predicts: false,
      beside: null,
      remark: "",
      missing: "a later part",
      ...more
    },
    options
  );
}
const of = (more: Partial<Evidence>): Outcome => judge(more).outcome;
const reason = (more: Partial<Evidence>): string => judge(more).reason;
const says = (outcome: ArithmeticRow["outcome"], conclusion = "So it is."): ArithmeticRow => ({
  outcome,
  steps: [],
  conclusion,
  grade: "document's own numbers",
  cites: [],
  restsOn: []
});
const flawed = (low: number | null, high: number | null, value = 0.5): WithFlaw => ({
  value,
  low,
  high,
  flaws: ["a leak"]
});
const plain = (value: number, direction: "higher" | "lower" | "equal") => point(value, `${value}`, {direction});

describe("a baseline", () => {
  test("that is exactly as good makes a claim say nothing, one a little worse does not", () => {
    expect(of({claimed: plain(0.75, "higher"), honest: measured(0.75, 0.7, 0.8, 0.75)})).toBe("uninformative");
    expect(of({claimed: plain(0.75, "higher"), honest: measured(0.75, 0.7, 0.8, 0.7499)})).toBe("reproduced");
    expect(of({claimed: plain(0.75, "lower"), honest: measured(0.75, 0.7, 0.8, 0.75)})).toBe("uninformative");
    expect(of({claimed: plain(0.75, "lower"), honest: measured(0.75, 0.7, 0.8, 0.7501)})).toBe("reproduced");
  });

  /** A claim whose own interval is given, and which no number of ours contradicts. */
  const between = (low: number, high: number): Claimed => ({
    ...point(0.75, "0.75", {direction: "higher", n: 50}),
    low,
    high
  });
  const with_ = (claimed: Claimed, baseline: number) => of({claimed, honest: measured(0.75, 0.7, 0.8, baseline)});
  test("at the very end of a claim's own interval is inside it, and one beyond is not", () => {
    expect(with_(between(0.65, 0.85), 0.65)).toBe("uninformative");
    expect(with_(between(0.65, 0.85), 0.6499)).toBe("reproduced");
    // of a claim by which less is good the upper end counts
    const lower: Claimed = {...between(0.65, 0.85), direction: "lower"};
    expect(with_(lower, 0.85)).toBe("uninformative");
    expect(with_(lower, 0.8501)).toBe("reproduced");
  });

  test("between a claim's rounding says nothing, as that is no sample", () => {
    const rounded = point(0.75, "0.75", {direction: "higher", step: 0.1});
    expect(of({claimed: rounded, honest: measured(0.75, 0.7, 0.8, 0.72)})).toBe("reproduced");
  });

  test("is named with its value, and so is the claim's own interval", () => {
    expect(reason({claimed: plain(75, "higher"), unit: "%", honest: measured(75, 70, 80, 76.5)})).toBe(
      "Chance reaches 76.5 %, which is as good as the claim."
    );
    const claimed = {...point(75, "75 %", {direction: "higher", n: 50, scale: 100}), low: 65, high: 85} as const;
    expect(reason({claimed, unit: "%", honest: measured(75, 70, 80, 70)})).toBe(
      "Given the size of its own sample, the claimed value is uncertain from 65 to 85 %, and chance reaches 70 %."
    );
  });
});

describe("a claim's own interval", () => {
  const wide = (low: number, high: number, scale = 1): Claimed => ({
    ...point(0.5 * scale, "half", {direction: "higher", n: 50, scale}),
    low,
    high
  });
  const honest = measured(0.5, 0.45, 0.55);

  test("is too wide beyond a quarter of the scale, and not at a quarter", () => {
    expect(WIDEST).toEqual({widestShare: 0.25, widestRatio: 10});
    expect(of({claimed: wide(0.375, 0.625), honest})).toBe("reproduced");
    expect(of({claimed: wide(0.375, 0.6251), honest})).toBe("uninformative");
    expect(of({claimed: wide(37.5, 62.5, 100), unit: "%", honest: measured(50, 45, 55)})).toBe("reproduced");
    expect(of({claimed: wide(37.5, 62.51, 100), unit: "%", honest: measured(50, 45, 55)})).toBe("uninformative");
    const area: Claimed = {
      ...point(0.7, "0.7", {positives: 99, negatives: 99, direction: "higher"}),
      low: 0.5,
      high: 0.76
    };
    expect(of({claimed: area, honest: measured(0.7, 0.69, 0.71)})).toBe("uninformative");
    expect(of({claimed: {...area, high: 0.75}, honest: measured(0.7, 0.69, 0.71)})).toBe("reproduced");
  });

  test("is too wide where its ends differ by more than ten times, and not by ten times", () => {
    const rare = (low: number, high: number): Claimed => ({
      ...point(0.04, "0.04", {direction: "higher", n: 50}),
      low,
      high
    });
    const ours = measured(0.04, 0.03, 0.05);
    expect(of({claimed: rare(0.015625, 0.15625), honest: ours})).toBe("reproduced");
    expect(of({claimed: rare(0.015625, 0.1563), honest: ours})).toBe("uninformative");
    // a share of none has no ratio
    const none: Claimed = {...rare(0, 0.1), value: 0};
    expect(of({claimed: none, honest: measured(0, 0, 0.01)})).toBe("reproduced");
  });

  test("is said", () => {
    expect(reason({claimed: wide(30, 70, 100), unit: "%", honest: measured(50, 45, 55)})).toBe(
      "Given the size of its own sample, the claimed value lies anywhere between 30 and 70 %, which is too wide to say anything."
    );
  });

  test("may be as wide as the options allow", () => {
    const given = {claimed: wide(0.375, 0.6251), honest};
    expect(judge(given, {widestShare: 0.3}).outcome).toBe("reproduced");
    const rare: Claimed = {...point(0.04, "0.04", {direction: "higher", n: 50}), low: 0.01, high: 0.15};
    expect(judge({claimed: rare, honest: measured(0.04, 0.03, 0.05)}, {widestRatio: 16}).outcome).toBe("reproduced");
    expect(judge({claimed: rare, honest: measured(0.04, 0.03, 0.05)}, {widestRatio: 14}).outcome).toBe("uninformative");
  });
});

describe("a bound or a range", () => {
  test("is kept by an interval that ends at it, and not by one that reaches over", () => {
    expect(of({claimed: atLeast(0.5, "≥ 0.5"), honest: measured(0.6, 0.5, 0.7)})).toBe("reproduced");
    expect(of({claimed: atLeast(0.5, "≥ 0.5"), honest: measured(0.6, 0.4999, 0.7)})).toBe("undecided");
    expect(of({claimed: atLeast(0.5, "≥ 0.5"), honest: measured(0.4, 0.3, 0.4999)})).toBe("not reproduced");
    expect(of({claimed: atMost(0.5, "≤ 0.5"), honest: measured(0.4, 0.3, 0.5)})).toBe("reproduced");
    expect(of({claimed: atMost(0.5, "≤ 0.5"), honest: measured(0.4, 0.3, 0.5001)})).toBe("undecided");
    expect(of({claimed: atMost(0.5, "≤ 0.5"), honest: measured(0.6, 0.5001, 0.7)})).toBe("not reproduced");
    expect(of({claimed: range(0.3, 0.5, "0.3–0.5"), honest: measured(0.4, 0.3, 0.5)})).toBe("reproduced");
    expect(of({claimed: range(0.3, 0.5, "0.3–0.5"), honest: measured(0.4, 0.29, 0.5)})).toBe("undecided");
    expect(of({claimed: range(0.3, 0.5, "0.3–0.5"), honest: measured(0.4, 0.3, 0.51)})).toBe("undecided");
    expect(of({claimed: range(0.3, 0.5, "0.3–0.5"), honest: measured(0.6, 0.55, 0.7)})).toBe("not reproduced");
    expect(of({claimed: range(0.3, 0.5, "0.3–0.5", "higher"), honest: measured(0.6, 0.55, 0.7)})).toBe(
      "better than claimed"
    );
  });

  test("is told with the limit or the interval", () => {
    expect(reason({claimed: atLeast(50, "50 %"), unit: "%", honest: measured(60, 50, 70)})).toBe(
      "We get 60 % (50 to 70), inside what is claimed."
    );
    expect(reason({claimed: atLeast(50, "50 %"), unit: "%", honest: measured(60, 40, 70)})).toBe(
      "We get 60 % (40 to 70). The interval crosses the claimed limit, so more data would have to decide."
    );
    expect(reason({claimed: atLeast(50, "50 %"), unit: "%", honest: measured(40, 30, 45)})).toBe(
      "We get 40 % (30 to 45), below the claimed 50 %."
    );
    expect(reason({claimed: atMost(50, "50 %", "higher"), unit: "%", honest: measured(60, 55, 65)})).toBe(
      "We get 60 % (55 to 65), above the claimed 50 %."
    );
  });
});

describe("a point", () => {
  test("is met where its rounding touches the end of our interval", () => {
    const claimed = point(0.75, "0.75", {direction: "higher", step: 0.125});
    expect(of({claimed, honest: measured(0.65, 0.6, 0.6875)})).toBe("reproduced");
    expect(of({claimed, honest: measured(0.65, 0.6, 0.6874)})).toBe("not reproduced");
    expect(of({claimed, honest: measured(0.85, 0.8125, 0.9)})).toBe("reproduced");
    expect(of({claimed, honest: measured(0.85, 0.8126, 0.9)})).toBe("better than claimed");
    expect(reason({claimed, honest: measured(0.65, 0.6, 0.6875)})).toBe(
      "We get 0.65 (0.6 to 0.6875), which agrees with the claim."
    );
  });

  test("with a sample of its own is met where that sample's chance adds to ours", () => {
    const n = 400;
    const claimed = point(0.6, "0.6", {direction: "higher", n, step: 0});
    const z = 1.959963984540054;
    /** Where 95 % of samples of n about a share fall, from Wilson's printed formula. */
    const wilson = (p: number) => {
      const half = (z / (1 + z ** 2 / n)) * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
      const middle = (p + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
      return {low: middle - half, high: middle + half};
    };
    const ours = (p: number) => measured(p, p - 0.03, p + 0.03);
    const reach = (p: number) => p + Math.hypot(0.03, wilson(p).high - p);
    let p = 0.4;
    while (reach(p + 1e-4) < 0.6) p += 1e-4;
    expect(of({claimed, honest: ours(p)})).toBe("not reproduced");
    expect(of({claimed, honest: ours(p + 2e-4)})).toBe("reproduced");
    expect(reason({claimed, honest: measured(0.6, 0.6, 0.6)})).toBe(
      `We get 0.6 (0.6 to 0.6), so a sample of 400 would show ${wilson(0.6).low.toPrecision(4)} to ${wilson(0.6).high.toPrecision(4)}, which includes the claim.`
    );
  });

  test("of an exact count has no interval to show", () => {
    expect(reason({claimed: plain(5, "equal"), unit: "users", honest: measured(5, null, null)})).toBe(
      "We get 5 users, which agrees with the claim."
    );
    expect(reason({claimed: plain(5, "equal"), unit: "users", honest: measured(5, null, 6)})).toBe(
      "We get 5 users, which agrees with the claim."
    );
    expect(reason({claimed: plain(5, "equal"), unit: "users", honest: measured(5, 4, null)})).toBe(
      "We get 5 users, which agrees with the claim."
    );
  });
});

describe("a flaw brings a claim back", () => {
  const honest = measured(0.5, 0.45, 0.55);
  test("where its interval just reaches it, by direction", () => {
    const higher = {claimed: plain(0.75, "higher"), honest};
    expect(of({...higher, withFlaw: flawed(0.7, 0.75)})).toBe("only with a flaw");
    expect(of({...higher, withFlaw: flawed(0.7, 0.7499)})).toBe("not reproduced");
    expect(of({...higher, withFlaw: flawed(0.8, 0.9)})).toBe("only with a flaw");
    const lower = {claimed: plain(0.25, "lower"), honest};
    expect(of({...lower, withFlaw: flawed(0.25, 0.3)})).toBe("only with a flaw");
    expect(of({...lower, withFlaw: flawed(0.2501, 0.3)})).toBe("not reproduced");
    expect(of({...lower, withFlaw: flawed(0.1, 0.2)})).toBe("only with a flaw");
    const equal = {claimed: plain(0.75, "equal"), honest};
    expect(of({...equal, withFlaw: flawed(0.7, 0.75)})).toBe("only with a flaw");
    expect(of({...equal, withFlaw: flawed(0.75, 0.8)})).toBe("only with a flaw");
    expect(of({...equal, withFlaw: flawed(0.76, 0.8)})).toBe("not reproduced");
  });

  test("by its value where it has no interval", () => {
    expect(of({claimed: plain(0.75, "higher"), honest, withFlaw: flawed(null, null, 0.75)})).toBe("only with a flaw");
    expect(of({claimed: plain(0.75, "higher"), honest, withFlaw: flawed(null, null, 0.74)})).toBe("not reproduced");
  });

  test("and is told with all its names", () => {
    expect(
      reason({
        claimed: point(75, "75 %", {direction: "higher"}),
        unit: "%",
        honest: measured(50, 45, 55),
        withFlaw: {value: 74, low: 70, high: 78, flaws: ["a leak", "no test set"]}
      })
    ).toBe("We get 50 % (45 to 55), below the claimed 75 %. With a leak, no test set it becomes 74 % (70 to 78).");
  });
});

describe("a total that ours was set to", () => {
  const claimed = point(100, "100", {step: 1});
  const how = "Our generator was set to it.";
  const total = (value: number, within: number, unit = "sessions") =>
    judge({claimed, unit, honest: measured(value, 90, 110), built: {within, how}});
  test("is the same up to its tolerance or its rounding, whichever is more", () => {
    expect(total(102, 2).outcome).toBe("possible");
    expect(total(102.01, 2).outcome).toBe("not reproduced");
    expect(total(98, 2).outcome).toBe("possible");
    expect(total(97.99, 2).outcome).toBe("not reproduced");
    expect(total(100.5, 0).outcome).toBe("possible");
    expect(total(100.51, 0).outcome).toBe("not reproduced");
  });
  test("says how near it is, and what was set to it", () => {
    expect(total(100, 0).reason).toBe(`We get 100 sessions (90 to 110), exactly the number. ${how}`);
    expect(total(101, 2).reason).toBe(`We get 101 sessions (90 to 110), within 2 sessions of it. ${how}`);
    expect(total(101, 2, "%").reason).toBe(`We get 101 % (90 to 110), within 2 percentage points of it. ${how}`);
  });
});

describe("what is said beside a verdict", () => {
  const remark = "A remark.";
  const twin = "Measured on generated data.";
  const generated = (value: Measured): Measured => ({...value, origin: "generated"});
  test("comes in order, by our number", () => {
    const given = {claimed: plain(0.5, "higher"), honest: measured(0.5, 0.5, 0.5), remark};
    const ours = "We get 0.5 (0.5 to 0.5), which agrees with the claim.";
    expect(judge(given)).toEqual({outcome: "reproduced", grade: "real data", reason: `${ours} ${remark}`});
    expect(reason({...given, honest: generated(given.honest)})).toBe(`${ours} ${remark} ${twin}`);
    // what the documents themselves say is told on generated data, and where it adds to ours
    expect(reason({...given, arithmetic: says("holds")})).toBe(`${ours} ${remark}`);
    expect(reason({...given, arithmetic: says("open")})).toBe(`${ours} So it is. ${remark}`);
    expect(reason({...given, arithmetic: says("holds"), honest: generated(given.honest)})).toBe(
      `${ours} So it is. ${remark} ${twin}`
    );
    const empty = {...given, honest: generated(measured(0.5, 0.5, 0.5, 0.6)), arithmetic: says("open")};
    expect(judge(empty)).toEqual({
      outcome: "uninformative",
      grade: "generated twin",
      reason: `Chance reaches 0.6, which is as good as the claim. So it is. ${remark} ${twin}`
    });
  });

  test("and without one", () => {
    const own: Grade = "document's own numbers";
    expect(judge({arithmetic: says("refutes"), remark})).toEqual({
      outcome: "refuted",
      grade: own,
      reason: `So it is. ${remark}`
    });
    expect(judge({arithmetic: says("uninformative"), remark})).toEqual({
      outcome: "uninformative",
      grade: own,
      reason: `So it is. ${remark}`
    });
    expect(judge({arithmetic: says("open"), remark})).toEqual({
      outcome: "not tested here",
      grade: null,
      reason: `Still needed: a later part. So it is. ${remark}`
    });
    expect(judge({remark: ""})).toEqual({
      outcome: "not tested here",
      grade: null,
      reason: "Still needed: a later part."
    });
  });

  test("of a setting is the remark, what follows, and what our run gives", () => {
    const setting = {kind: "setting", remark, arithmetic: says("open"), unit: "min"} as const;
    expect(judge(setting)).toEqual({outcome: "remark", grade: null, reason: `${remark} So it is.`});
    expect(judge({...setting, honest: measured(3, 2, 4)})).toEqual({
      outcome: "remark",
      grade: null,
      reason: `${remark} So it is. Our run gives 3 min (2 to 4).`
    });
    expect(reason({...setting, honest: generated(measured(3, 2, 4))})).toBe(
      `${remark} So it is. Our run gives 3 min (2 to 4) on generated data.`
    );
  });

  test("of what is calculated from other claims names those that failed, the worst first", () => {
    const premise = (id: string, outcome: Outcome) => ({id, outcome, grade: "published fact" as const});
    const given = {arithmetic: says("holds"), remark};
    expect(
      judge({
        ...given,
        premises: [premise("a", "not reproduced"), premise("b", "refuted"), premise("c", "only with a flaw")]
      })
    ).toEqual({
      outcome: "refuted",
      grade: "published fact",
      reason: `So it is. But it is calculated from b, which is refuted. ${remark}`
    });
    expect(of({...given, premises: [premise("a", "not reproduced"), premise("c", "only with a flaw")]})).toBe(
      "only with a flaw"
    );
    expect(
      judge({
        ...given,
        premises: [premise("a", "not tested here"), premise("b", "reproduced"), premise("c", "uninformative")]
      })
    ).toEqual({
      outcome: "consistent",
      grade: "document's own numbers",
      reason: `So it is. The calculation holds, but it starts from numbers that are not confirmed: a (not tested here), c (uninformative). ${remark}`
    });
    expect(reason({...given, premises: [premise("b", "reproduced")]})).toBe(`So it is. ${remark}`);
  });
});

describe("claims as they are typed in", () => {
  test("a point has its rounding, or nothing", () => {
    expect(point(88.62, "88.62 %", {step: 0.01})).toEqual({
      printed: "88.62 %",
      form: "point",
      value: 88.62,
      low: expect.closeTo(88.615, 9),
      high: expect.closeTo(88.625, 9),
      basis: "rounding",
      direction: "equal",
      n: null,
      sampling: null,
      rounding: 0.005
    });
    expect(point(7, "7")).toMatchObject({low: 7, high: 7, basis: "exact", rounding: 0, n: null});
  });

  test("a share of n rows has Wilson's interval on its scale", () => {
    // 20 of 80: centre (0.25 + 0.024012) / 1.048023, half (1.959964 / 1.048023) √(0.00234375 + 0.000150073)
    const share = point(25, "25 %", {n: 80, scale: 100, step: 1, direction: "higher"});
    expect(share).toMatchObject({
      basis: "sample",
      n: 80,
      rounding: 0.5,
      direction: "higher",
      sampling: {of: "share", n: 80, scale: 100}
    });
    expect(share.low!).toBeCloseTo(16.806, 2);
    expect(share.high!).toBeCloseTo(35.485, 2);
    expect(point(0.25, "0.25", {n: 80}).low).toBeCloseTo(share.low! / 100, 12);
    expect(samplingInterval(0.25, {of: "share", n: 80, scale: 1}).high).toBeCloseTo(share.high! / 100, 12);
  });

  test("an area with its classes has Hanley and McNeil's, and needs both of them", () => {
    const area = point(0.7, "0.7", {positives: 30, negatives: 70});
    const [q1, q2] = [0.7 / 1.3, 0.98 / 1.7];
    const variance = (0.21 + 29 * (q1 - 0.49) + 69 * (q2 - 0.49)) / 2100;
    expect(area).toMatchObject({basis: "sample", n: 100, sampling: {of: "auc", positives: 30, negatives: 70}});
    expect(area.low!).toBeCloseTo(0.7 - 1.959963984540054 * Math.sqrt(variance), 9);
    expect(area.high!).toBeCloseTo(0.7 + 1.959963984540054 * Math.sqrt(variance), 9);
    expect(point(0.7, "0.7", {positives: 30})).toMatchObject({basis: "exact", sampling: null, n: null});
    expect(point(0.7, "0.7", {negatives: 30})).toMatchObject({basis: "exact", sampling: null, n: null});
  });

  const none = {n: null, sampling: null, rounding: 0};
  test("a range has its middle, bounds one end, and a text nothing", () => {
    expect(range(2, 5, "2–5")).toEqual({
      ...none,
      printed: "2–5",
      form: "range",
      value: 3.5,
      low: 2,
      high: 5,
      basis: "stated",
      direction: "equal"
    });
    expect(range(2, 2, "2", "lower")).toMatchObject({value: 2, direction: "lower"});
    expect(() => range(5, 2, "5–2")).toThrow("invalid range: 5 to 2");
    expect(atLeast(3, "3+")).toEqual({
      ...none,
      printed: "3+",
      form: "lower bound",
      value: 3,
      low: 3,
      high: null,
      basis: "stated",
      direction: "higher"
    });
    expect(atMost(3, "≤3")).toEqual({
      ...none,
      printed: "≤3",
      form: "upper bound",
      value: 3,
      low: null,
      high: 3,
      basis: "stated",
      direction: "lower"
    });
    expect(text("2 -> 15 min")).toEqual({
      ...none,
      printed: "2 -> 15 min",
      form: "text",
      value: null,
      low: null,
      high: null,
      basis: "none",
      direction: "equal"
    });
  });
});
