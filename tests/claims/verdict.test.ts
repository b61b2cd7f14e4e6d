import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {KINDS, type ArithmeticRow, type Measured} from "../../src/lib/claims/claim.js";
import {atLeast, atMost, point, range, text, type Claimed, type Direction} from "../../src/lib/claims/claimed.js";
import {verdict, type Evidence} from "../../src/lib/claims/verdict.js";
import {GRADES, type Grade} from "../../src/lib/claims/grades.js";
import {OUTCOMES, type Outcome} from "../../src/lib/claims/outcomes.js";

function measured(
  value: number,
  low: number | null = value,
  high: number | null = value,
  baseline: number | null = null
): Measured {
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

function evidence(more: Partial<Evidence>): Evidence {
  return {
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
  };
}

const of = (more: Partial<Evidence>): Outcome => verdict(evidence(more)).outcome;
const gradeOf = (more: Partial<Evidence>): Grade | null => verdict(evidence(more)).grade;
const says = (outcome: ArithmeticRow["outcome"], grade: Grade = "document's own numbers"): ArithmeticRow => ({
  outcome,
  steps: [],
  conclusion: "So it is.",
  grade,
  cites: [],
  restsOn: []
});
const higher = (value: number) => point(value, `${value}`, {direction: "higher"});
const lower = (value: number) => point(value, `${value}`, {direction: "lower"});

describe("a point without n", () => {
  it("is reproduced where its rounding meets our interval", () => {
    expect(of({honest: measured(0.7, 0.65, 0.76)})).toBe("reproduced");
    expect(of({honest: measured(0.7, 0.65, 0.74)})).toBe("not reproduced");
    expect(of({honest: measured(0.9, 0.86, 0.95)})).toBe("better than claimed");
  });
  it("turns round where less is good", () => {
    expect(of({claimed: lower(5), honest: measured(3)})).toBe("better than claimed");
    expect(of({claimed: lower(5), honest: measured(7)})).toBe("not reproduced");
  });
  it("is missed on either side where it says equal", () => {
    expect(of({claimed: point(5, "5"), honest: measured(3)})).toBe("not reproduced");
    expect(of({claimed: point(5, "5"), honest: measured(7)})).toBe("not reproduced");
    expect(of({claimed: point(5, "5"), honest: measured(5, null, null)})).toBe("reproduced");
  });
});

describe("a claim with its own n", () => {
  const claimed = point(88.62, "88.62 %", {direction: "higher", n: 123, scale: 100, step: 0.01});
  it("is compared through a prediction interval for that n", () => {
    // Ours is sure of 83 %: 123 sessions would show 75 to 89 %.
    expect(of({claimed, unit: "%", honest: measured(83, 82.5, 83.5)})).toBe("reproduced");
    expect(of({claimed: {...claimed, sampling: null}, unit: "%", honest: measured(83, 82.5, 83.5)})).toBe(
      "not reproduced"
    );
    expect(of({claimed, unit: "%", honest: measured(50, 49, 51)})).toBe("not reproduced");
    expect(of({claimed, unit: "%", honest: measured(97, 96.5, 97.5)})).toBe("better than claimed");
  });
  it("and so is an area with its classes", () => {
    const auc = (positives: number) =>
      point(0.75, "0.75", {direction: "higher", positives, negatives: 100 * positives});
    expect(of({claimed: auc(40), honest: measured(0.7, 0.69, 0.71)})).toBe("reproduced");
    expect(of({claimed: auc(4000), honest: measured(0.7, 0.69, 0.71)})).toBe("not reproduced");
  });
  it("is uninformative where its interval is wider than stated", () => {
    const auc = point(0.7, "0.7", {direction: "higher", positives: 12, negatives: 1000});
    expect(of({claimed: auc, honest: measured(0.7, 0.69, 0.71)})).toBe("uninformative");
    expect(verdict(evidence({claimed: auc, honest: measured(0.7, 0.69, 0.71)}), {widestShare: 0.5}).outcome).toBe(
      "reproduced"
    );
    const rare = point(0.007, "0.007 %", {n: 14868, scale: 100});
    expect(of({claimed: rare, honest: measured(0.007)})).toBe("uninformative");
    expect(verdict(evidence({claimed: rare, honest: measured(0.007)}), {widestRatio: 100}).outcome).toBe("reproduced");
  });
  it("is uninformative where its interval holds the baseline", () => {
    const auc = point(0.56, "0.56", {direction: "higher", positives: 60, negatives: 1000});
    expect(of({claimed: auc, honest: measured(0.8, 0.79, 0.81, 0.5)})).toBe("uninformative");
    expect(of({claimed: auc, honest: measured(0.8, 0.79, 0.81, 0.2)})).toBe("better than claimed");
  });
});

describe("a bound or a range", () => {
  it("is reproduced where our interval lies inside", () => {
    expect(of({claimed: atLeast(1000, "1000+"), honest: measured(1200, 1100, 1300)})).toBe("reproduced");
    expect(of({claimed: atMost(2, "< 2"), honest: measured(1, 0.5, 1.9)})).toBe("reproduced");
    expect(of({claimed: range(20, 50, "20-50", "lower"), honest: measured(30, 25, 40)})).toBe("reproduced");
  });
  it("is missed or bettered where it lies outside", () => {
    expect(of({claimed: atLeast(1000, "1000+"), honest: measured(500)})).toBe("not reproduced");
    expect(of({claimed: atMost(2, "< 2"), honest: measured(3)})).toBe("not reproduced");
    expect(of({claimed: range(20, 50, "20-50", "lower"), honest: measured(5)})).toBe("better than claimed");
    expect(of({claimed: range(20, 50, "20-50", "higher"), honest: measured(5)})).toBe("not reproduced");
    expect(of({claimed: range(20, 50, "20-50"), honest: measured(5)})).toBe("not reproduced");
  });
  it("is undecided where it lies across", () => {
    expect(of({claimed: atLeast(1000, "1000+"), honest: measured(1000, 900, 1100)})).toBe("undecided");
  });
});

describe("a baseline as good as the claim makes it uninformative", () => {
  it("by direction", () => {
    expect(of({claimed: higher(0.8), honest: measured(0.9, 0.9, 0.9, 0.8)})).toBe("uninformative");
    expect(of({claimed: higher(0.8), honest: measured(0.9, 0.9, 0.9, 0.79)})).toBe("better than claimed");
    expect(of({claimed: lower(18.5), honest: measured(18.5, 18, 19, 12.3)})).toBe("uninformative");
  });
  it("but not for times, where it is another model's", () => {
    const faster = {claimed: lower(0.09), honest: measured(0.04, 0.04, 0.04, 0.01)};
    expect(of(faster)).toBe("uninformative");
    expect(of({...faster, exactness: "measured"})).toBe("better than claimed");
  });
  it("but of a limit only beyond it: no difference is no more than none", () => {
    const more = (baseline: number) => of({claimed: atLeast(0, "> 0"), honest: measured(0.1, 0.05, 0.2, baseline)});
    expect([more(0), more(0.01)]).toEqual(["reproduced", "uninformative"]);
  });
  it("but not where there is no good side", () => {
    expect(of({claimed: point(5, "5"), honest: measured(5, 5, 5, 5)})).toBe("reproduced");
  });
});

describe("a flaw", () => {
  const honest = measured(0.6, 0.55, 0.65);
  const withFlaw = (low: number, high: number) => ({value: (low + high) / 2, low, high, flaws: ["no test set"]});
  it("explains a claim that is not reached, when it reaches or passes it", () => {
    expect(of({claimed: higher(0.8), honest, withFlaw: withFlaw(0.75, 0.85)})).toBe("only with a flaw");
    expect(of({claimed: higher(0.8), honest, withFlaw: withFlaw(0.9, 0.99)})).toBe("only with a flaw");
    expect(of({claimed: higher(0.8), honest, withFlaw: withFlaw(0.7, 0.79)})).toBe("not reproduced");
    expect(of({claimed: lower(0.01), honest, withFlaw: withFlaw(0.001, 0.002)})).toBe("only with a flaw");
    expect(of({claimed: point(0.8, "0.8"), honest, withFlaw: withFlaw(0.9, 0.99)})).toBe("not reproduced");
    expect(of({claimed: point(0.8, "0.8"), honest, withFlaw: withFlaw(0.75, 0.85)})).toBe("only with a flaw");
  });
  it("changes nothing where the claim is reached honestly", () => {
    expect(of({claimed: higher(0.6), honest, withFlaw: withFlaw(0.9, 0.99)})).toBe("reproduced");
  });
  it("is named", () => {
    expect(verdict(evidence({claimed: higher(0.8), honest, withFlaw: withFlaw(0.75, 0.85)})).reason).toContain(
      "no test set"
    );
  });
});

describe("arithmetic", () => {
  it("refutes before all else, where something is asserted", () => {
    for (const kind of KINDS) {
      const asserts = ["result", "data", "projection", "target", "capability"].includes(kind);
      expect(of({kind, arithmetic: says("refutes"), honest: measured(0.8)}), kind).toBe(asserts ? "refuted" : "remark");
      expect(of({kind, asserts: true, arithmetic: says("refutes")}), kind).toBe("refuted");
      expect(of({kind, asserts: false, arithmetic: says("refutes")}), kind).toBe("remark");
    }
  });
  it("and a measurement speak before a test that shows a capability, which is possible and no more", () => {
    const shown = "does it";
    expect(of({kind: "capability"})).toBe("not tested here");
    expect(of({kind: "capability", shown})).toBe("possible");
    expect(gradeOf({kind: "capability", shown})).toBe("by construction");
    expect(of({kind: "capability", shown, arithmetic: says("refutes")})).toBe("refuted");
    expect(of({kind: "capability", shown, arithmetic: says("open")})).toBe("possible");
    expect(of({kind: "capability", shown, honest: measured(0.2)})).toBe("not reproduced");
    expect(verdict(evidence({kind: "capability", shown, remark: "But."})).reason).toBe(
      "Ours does it. A test shows it. That says nothing of theirs. But."
    );
  });
  it("says when a claim excludes nothing", () => {
    expect(of({arithmetic: says("uninformative"), honest: measured(0.8)})).toBe("uninformative");
  });
  it("settles what follows from other numbers, and leaves the rest open", () => {
    expect(of({arithmetic: says("holds")})).toBe("consistent");
    expect(of({arithmetic: says("open")})).toBe("not tested here");
    expect(of({arithmetic: says("holds"), honest: measured(0.2)})).toBe("not reproduced");
  });
  it("passes on outcome and grade of a premise that failed, whatever we measured", () => {
    const premise = (outcome: Outcome, grade: Grade | null = "published fact") => ({id: "other", outcome, grade});
    for (const failed of ["refuted", "only with a flaw", "not reproduced"] as const) {
      const given = {arithmetic: says("holds"), premises: [premise("reproduced"), premise(failed)]};
      for (const honest of [null, measured(0.8)]) {
        expect(of({...given, honest})).toBe(failed);
        expect(gradeOf({...given, honest})).toBe("published fact");
      }
    }
    const untested = verdict(evidence({arithmetic: says("holds"), premises: [premise("not tested here", null)]}));
    expect(untested.outcome).toBe("consistent");
    expect(untested.reason).toContain("other (not tested here)");
    const reason = (one: ReturnType<typeof premise>) =>
      verdict(evidence({arithmetic: says("holds"), premises: [one]})).reason;
    expect(reason(premise("consistent"))).toBe("So it is.");
    expect(reason(premise("consistent", "document's own numbers"))).toContain("other (consistent)");
  });
  it("gives settings, counts, effort and illustrations a remark", () => {
    for (const kind of ["setting", "count", "effort", "illustration"] as const) {
      expect(of({kind, arithmetic: says("open"), remark: "A choice."})).toBe("remark");
      expect(verdict(evidence({kind, honest: measured(0.7, null, null)})).reason).toBe("Our run gives 0.7.");
    }
  });
});

describe("the grade of evidence", () => {
  const generated = (value: number): Measured => ({...measured(value), origin: "generated"});
  it("of a number of ours is that of its data, whatever comes out", () => {
    for (const [ours, outcome] of [
      [0.8, "reproduced"],
      [0.9, "better than claimed"],
      [0.5, "not reproduced"]
    ] as const) {
      expect([of({honest: measured(ours)}), gradeOf({honest: measured(ours)})]).toEqual([outcome, "real data"]);
      expect([of({honest: generated(ours)}), gradeOf({honest: generated(ours)})]).toEqual([outcome, "generated twin"]);
    }
  });
  it("of arithmetic is that of its inputs", () => {
    for (const grade of ["published fact", "document's own numbers"] as const)
      for (const outcome of ["refutes", "uninformative", "holds"] as const)
        expect(gradeOf({arithmetic: says(outcome, grade), honest: null})).toBe(grade);
  });
  it("of a claim whose own sample says nothing is the document's", () => {
    const claimed = point(0.7, "0.7", {direction: "higher", positives: 12, negatives: 1000});
    expect(gradeOf({claimed, honest: measured(0.7)})).toBe("document's own numbers");
    const baseline = {claimed: higher(0.8), honest: measured(0.9, 0.9, 0.9, 0.8)};
    expect(gradeOf(baseline)).toBe("real data");
  });
  it("is none where nothing is judged", () => {
    expect(gradeOf({})).toBeNull();
    expect(gradeOf({kind: "setting", honest: measured(1)})).toBeNull();
    expect(gradeOf({honest: measured(0.8), beside: "Another runtime."})).toBeNull();
  });
});

describe("a number that ours was set to", () => {
  const claimed = point(100, "100");
  const built = (within?: number) => ({...(within !== undefined && {within}), how: "It was set to it."});
  it("is possible by construction within its tolerance, and no more", () => {
    const given = (value: number) => ({claimed, honest: measured(value, 90, 110), built: built(2)});
    expect([of(given(102)), gradeOf(given(102))]).toEqual(["possible", "by construction"]);
    expect([of(given(103)), gradeOf(given(103))]).toEqual(["not reproduced", "real data"]);
    expect(verdict(evidence(given(102))).reason).toContain("It was set to it.");
    expect(verdict(evidence({claimed, honest: measured(100), built: built(0)})).reason).toContain("exactly");
  });
  it("without a tolerance by our interval", () => {
    expect(of({claimed, honest: measured(104, 90, 110), built: built()})).toBe("possible");
    expect(of({claimed, honest: measured(104, 101, 110), built: built()})).toBe("not reproduced");
  });
  it("is consistent where arithmetic says so besides, on the grade of that", () => {
    const given = {claimed, honest: measured(100), built: built(0), arithmetic: says("holds", "published fact")};
    expect([of(given), gradeOf(given)]).toEqual(["consistent", "published fact"]);
  });
});

it("an interval that predicts a count is not widened by the claim's own sample", () => {
  const claimed = point(15, "15", {n: 44205, scale: 44205});
  expect(of({claimed, honest: measured(9, 4, 14)})).toBe("reproduced");
  expect(of({claimed, honest: measured(9, 4, 14), predicts: true})).toBe("not reproduced");
});

it("a number beside the claim is shown with why, and decides nothing", () => {
  const {outcome, reason} = verdict(evidence({honest: measured(0.5), beside: "Another runtime."}));
  expect(outcome).toBe("not tested here");
  expect(reason).toContain("Our run gives 0.5 (0.5 to 0.5). Another runtime.");
});

it("a claim that is not one number waits, whatever we measured", () => {
  expect(of({claimed: text("2 -> 15 min"), honest: measured(3)})).toBe("not tested here");
});

describe("properties", () => {
  const interval = fc
    .tuple(fc.integer({min: 0, max: 1000}), fc.integer({min: 0, max: 200}), fc.integer({min: 0, max: 200}))
    .map(([value, below, above]) => ({value: value / 1000, low: (value - below) / 1000, high: (value + above) / 1000}));
  const direction = fc.constantFrom<Direction>("higher", "lower", "equal");
  const claimed: fc.Arbitrary<Claimed> = fc
    .tuple(fc.integer({min: 0, max: 1000}), fc.integer({min: 0, max: 300}), direction, fc.integer({min: 0, max: 5}))
    .map(([low, width, direction, form]) => {
      const value = low / 1000;
      if (form === 0) return range(value, (low + width) / 1000, "range", direction);
      if (form === 1) return atLeast(value, "bound", direction);
      if (form === 2) return atMost(value, "bound", direction);
      if (form === 3) return point(value, "share", {direction, n: width + 1});
      if (form === 4) return point(value, "area", {direction, positives: width + 1, negatives: 1000});
      return point(value, "point", {direction, step: width / 1000});
    });
  const any: fc.Arbitrary<Evidence> = fc
    .record({
      kind: fc.constantFrom(...KINDS),
      claimed,
      outcome: fc.constantFrom(null, "refutes", "uninformative", "holds", "open"),
      premises: fc.array(
        fc.record({
          id: fc.constant("other"),
          outcome: fc.constantFrom(...OUTCOMES),
          grade: fc.option(fc.constantFrom(...GRADES))
        }),
        {maxLength: 3}
      ),
      honest: fc.option(interval),
      baseline: fc.option(fc.integer({min: 0, max: 1000}).map((x) => x / 1000)),
      flawed: fc.option(interval),
      origin: fc.constantFrom("real", "generated"),
      published: fc.boolean(),
      built: fc.option(fc.record({within: fc.constantFrom(undefined, 0, 0.02), how: fc.constant("It was built.")})),
      predicts: fc.boolean(),
      beside: fc.option(fc.constant("It is another thing."))
    })
    .map(({outcome, honest, baseline, flawed, origin, published, ...rest}) =>
      evidence({
        ...rest,
        arithmetic:
          outcome === null
            ? null
            : says(outcome as ArithmeticRow["outcome"], published ? "published fact" : "document's own numbers"),
        honest: honest && {
          ...measured(honest.value, honest.low, honest.high, baseline),
          origin: origin as Measured["origin"]
        },
        withFlaw: flawed && {...flawed, flaws: ["a flaw"]}
      })
    );

  it("every evidence has one outcome, a grade where it is judged, and a reason", () => {
    fc.assert(
      fc.property(any, (e) => {
        const {outcome, grade, reason} = verdict({...e, remark: "A remark."});
        expect(OUTCOMES).toContain(outcome);
        const shared = e.premises.some((premise) => premise.outcome === outcome && premise.grade === grade);
        if (outcome === "remark" || outcome === "not tested here") expect(grade).toBeNull();
        else if (!shared) expect(GRADES).toContain(grade);
        expect(reason).not.toBe("");
        expect(reason).not.toMatch(/NaN|undefined|Infinity/);
      }),
      {numRuns: 2000}
    );
  });
  it("only a measurement that was not set to the number reproduces, and only real data are graded real", () => {
    fc.assert(
      fc.property(any, (e) => {
        const {outcome, grade, reason} = verdict(e);
        if (outcome === "reproduced" || outcome === "better than claimed") {
          expect(e.honest).not.toBeNull();
          expect(e.beside).toBeNull();
          expect(grade).toBe(e.honest!.origin === "real" ? "real data" : "generated twin");
          if (e.honest!.origin === "generated") expect(reason).toContain("Measured on generated data.");
        }
        if (outcome === "reproduced") expect(e.built).toBeNull();
        if (outcome === "possible") expect(e.built).not.toBeNull();
        const shared = e.premises.some((premise) => premise.outcome === outcome && premise.grade === grade);
        if (grade === "real data" && !shared) expect(e.honest!.origin).toBe("real");
        if (grade === "by construction" && !shared) expect(e.built).not.toBeNull();
        if (e.honest === null && e.arithmetic === null) expect(["not tested here", "remark"]).toContain(outcome);
        if (outcome === "only with a flaw") expect(e.withFlaw !== null || e.premises.length > 0).toBe(true);
      }),
      {numRuns: 2000}
    );
  });
  it("is the same for a claim and its mirror image, with good and bad exchanged", () => {
    const mirror = (e: Evidence): Evidence => {
      const {form, value, low, high} = e.claimed;
      const turn = (x: number | null) => (x === null ? null : -x);
      const turned = <T extends {value: number; low: number | null; high: number | null}>(x: T): T => ({
        ...x,
        value: -x.value,
        low: turn(x.high),
        high: turn(x.low)
      });
      return {
        ...e,
        claimed: {
          ...e.claimed,
          form: form === "lower bound" ? "upper bound" : form === "upper bound" ? "lower bound" : form,
          value: turn(value),
          low: turn(high),
          high: turn(low),
          direction: e.claimed.direction === "higher" ? "lower" : e.claimed.direction === "lower" ? "higher" : "equal"
        },
        honest: e.honest && {
          ...turned(e.honest),
          baseline: e.honest.baseline && {...e.honest.baseline, value: -e.honest.baseline.value}
        },
        withFlaw: e.withFlaw && turned(e.withFlaw)
      };
    };
    fc.assert(
      fc.property(any, (e) => {
        // Shares and areas live on [0, 1], which has no mirror image at zero.
        fc.pre(e.claimed.sampling === null);
        const {outcome, grade} = verdict(e);
        expect(verdict(mirror(e))).toMatchObject({outcome, grade});
      }),
      {numRuns: 2000}
    );
  });
  it("never gets worse as ours gets better, for a point", () => {
    const thousandth = fc.integer({min: 0, max: 1000}).map((x) => x / 1000);
    const rank: Partial<Record<Outcome, number>> = {
      "not reproduced": 0,
      "only with a flaw": 0,
      uninformative: 1,
      reproduced: 2,
      "better than claimed": 3
    };
    fc.assert(
      fc.property(
        fc.record({value: thousandth, step: thousandth, better: fc.constantFrom<Direction>("higher", "lower")}),
        interval,
        fc.option(thousandth),
        fc.option(interval),
        fc.integer({min: 1, max: 900}),
        (said, ours, baseline, flawed, by) => {
          const shift = (said.better === "higher" ? by : -by) / 1000;
          const result = (moved: number) =>
            of({
              claimed: point(said.value, "point", {direction: said.better, step: said.step}),
              honest: measured(ours.value + moved, ours.low + moved, ours.high + moved, baseline),
              withFlaw: flawed && {...flawed, flaws: ["a flaw"]}
            });
          expect(rank[result(shift)]!).toBeGreaterThanOrEqual(rank[result(0)]!);
        }
      ),
      {numRuns: 2000}
    );
  });
});
