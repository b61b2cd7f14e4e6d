import {existsSync, readFileSync} from "node:fs";
import {csvParse} from "d3";
import {describe, expect, it} from "vitest";
import type {Figure, StudyResult} from "../../src/lib/core/result.js";
import {outcomeOf} from "../../src/lib/claims/arithmetic.js";
import {KINDS, SYSTEMS, type Claim} from "../../src/lib/claims/claim.js";
import {point} from "../../src/lib/claims/claimed.js";
import {buildLedger, CLAIMS} from "../../src/lib/claims/ledger.js";
import {summarise} from "../../src/lib/claims/ledgerSummary.js";
import {VERDICTS} from "../../src/lib/claims/verdictNames.js";

/** What the documents assert, as facts: number, system, lines, value as printed, kind. */
const typed = csvParse(readFileSync(new URL("claims.csv", import.meta.url), "utf8"));
const digits = (lines: string) => lines.match(/\d+(-\d+)?/g);
const byId = (id: string) => buildLedger({}).claims.find((row) => row.id === id)!;

/** A result store with these figures. */
function store(study: string, figures: Record<string, Partial<Figure>>): Record<string, StudyResult> {
  const whole = Object.entries(figures).map(([name, figure]) => [
    name,
    {value: 0, low: null, high: null, n: 1, unit: "", dataset: "generated", protocol: "counted", ...figure}
  ]);
  return {
    [study]: {study, key: "", inputs: {}, options: {}, code: "", figures: Object.fromEntries(whole), tables: {}}
  };
}

describe("the entries", () => {
  it("are the 186 of the documents, as printed there", () => {
    expect(CLAIMS.map(({n}) => n)).toEqual(typed.map(({n}) => Number(n)));
    expect(CLAIMS).toHaveLength(186);
    for (const [i, row] of typed.entries()) {
      const claim = CLAIMS[i];
      const [system, also] = row.system.split("/");
      expect({
        n: claim.n,
        system: claim.system,
        also: claim.alsoIn,
        kind: claim.kind,
        printed: claim.claimed.printed
      }).toEqual({
        n: Number(row.n),
        system,
        also,
        kind: row.kind,
        printed: row.value
      });
      expect(digits(claim.lines), `lines of ${claim.id}`).toEqual(digits(row.lines));
    }
  });
  it("have as value the number that is printed", () => {
    for (const {id, claimed, condition} of CLAIMS) {
      if (claimed.value === null || condition === true) continue;
      const printed = claimed.printed.match(/(-?(?:\d[\d,]*)?\.?\d+)\s*([kM](?![a-zA-Z]))?/g)!.map((part) => {
        const number = Number(part.replace(/[^\d.-]/g, ""));
        return number * (part.endsWith("k") ? 1e3 : part.endsWith("M") ? 1e6 : 1);
      });
      if (claimed.form !== "range") expect(claimed.value, id).toBe(printed[0]);
      // Hours are printed on a clock of twelve.
      else if (!claimed.printed.endsWith("pm"))
        expect([claimed.low, claimed.high], id).toEqual(printed.slice(0, 2).map(Math.abs));
    }
  });
  it("have stable names that start with their system, each once", () => {
    expect(new Set(CLAIMS.map(({id}) => id)).size).toBe(186);
    for (const {id, system} of CLAIMS) {
      expect(id).toMatch(/^[a-z0-9-]+$/);
      expect(id.startsWith(`${system}-`), id).toBe(true);
    }
  });
  it("belong to the known systems and kinds", () => {
    for (const {system, kind} of CLAIMS) {
      expect(SYSTEMS).toContain(system);
      expect(KINDS).toContain(kind);
    }
  });
  it("hold no interval that leaves the value out", () => {
    for (const {id, claimed} of CLAIMS) {
      const {value, low, high} = claimed;
      if (value === null) continue;
      expect((low ?? -Infinity) <= value && value <= (high ?? Infinity), id).toBe(true);
    }
  });
  it("link only to files that are there", () => {
    for (const {code} of CLAIMS)
      if (code) expect(existsSync(new URL(`../../${code}`, import.meta.url)), code).toBe(true);
  });
  it("speak of nothing but the claim: no issue numbers, no machine's paths", () => {
    for (const row of buildLedger({}).claims)
      expect(JSON.stringify(row)).not.toMatch(/issue|seed \d|shared\/|\/work|helper|undefined|NaN/i);
  });
});

describe("every entry has a verdict", () => {
  for (const [name, results] of Object.entries({
    "without any result": {},
    "with one": store("shop-paper", {users: {value: 10000}})
  })) {
    it(name, () => {
      for (const row of buildLedger(results).claims) {
        expect(VERDICTS, row.id).toContain(row.verdict);
        expect(row.reason.length, row.id).toBeGreaterThan(10);
        expect(row.reason, row.id).toMatch(/[.!?]$/);
        expect(row.command, row.id).toMatch(/^npm run /);
        if (row.verdict === "not testable here") expect(row.reason, row.id).toMatch(/^Still needed: .{10,}/);
        if (["not reached", "only with a flaw"].includes(row.verdict) && row.onTwin)
          expect(row.reason).toContain("generated twin");
      }
    });
  }
  it("and a missing study is named", () => {
    const row = byId("item-intent-events");
    expect(row).toMatchObject({verdict: "not testable here", honest: null, onTwin: false});
    expect(row.reason).toContain("npm run study -- shop-paper");
  });
  it("and survives a trip through JSON", () => {
    const ledger = buildLedger({});
    expect(JSON.parse(JSON.stringify(ledger))).toEqual(ledger);
  });
});

describe("arithmetic", () => {
  const verdicts = {
    "refuted by arithmetic": [
      "op-ecom-sub-millisecond",
      "enhanced-system-latency-change",
      "item-intent-positive-rate",
      "item-intent-scale-pos-weight",
      "item-intent-sessions-needed",
      "smartrocket-events",
      "smartrocket-forecast-accuracy",
      "smartrocket-forecast-accuracy-95",
      "smartrocket-timestamp",
      "smartrocket-baseline-relevant",
      "smartrocket-tuned-relevant",
      "smartrocket-baseline-top-5",
      "smartrocket-tuned-top-5",
      "smartrocket-hit-rate-as-accuracy",
      "smartrocket-csv-size",
      "smartrocket-compression",
      "pred-analytics-example-discount",
      "pred-analytics-throughput",
      "pred-analytics-files"
    ],
    uninformative: [
      "op-ecom-train-test-gap",
      "op-ecom-detection-precision",
      "item-intent-test-average-precision",
      "item-intent-test-auc",
      "item-intent-precision-top-1",
      "item-intent-precision-top-10",
      "item-intent-found-top-20",
      "item-intent-validation-average-precision",
      "item-intent-validation-auc",
      "item-intent-buyers-needed",
      "smartrocket-baseline-wmape",
      "smartrocket-baseline-mae"
    ],
    reproduced: [
      "op-ecom-retailrocket-sessions",
      "enhanced-latency-change",
      "enhanced-throughput-change",
      "enhanced-throughput-factor",
      "item-intent-train-rate",
      "item-intent-validation-rate",
      "item-intent-test-rate",
      "item-intent-users-needed",
      "smartrocket-products",
      "smartrocket-visitors",
      "smartrocket-months",
      "smartrocket-files",
      "smartrocket-mae-improvement",
      "smartrocket-wmape-improvement",
      "smartrocket-training-factor",
      "smartrocket-accuracy-factor",
      "pred-analytics-stages"
    ]
  };
  for (const [verdict, ids] of Object.entries(verdicts)) {
    for (const id of ids) it(`${id}: ${verdict}`, () => expect(byId(id).verdict).toBe(verdict));
  }

  const stepOf = (id: string, pattern: RegExp) =>
    byId(id).arithmetic!.steps.find(({expression}) => pattern.test(expression))!.value;
  const known: [id: string, step: RegExp, value: number, digits: number][] = [
    ["op-ecom-tabm-auc", /^lower end/, 0.904, 3],
    ["op-ecom-tabm-auc", /^upper end/, 0.942, 3],
    ["op-ecom-precision-top-5", /^lower end/, 81.8, 1],
    ["op-ecom-precision-top-5", /^upper end/, 93.1, 1],
    ["op-ecom-tcn-accuracy", /all sessions/, 99.19, 2],
    ["op-ecom-detection-precision", /^every session called/, 99.19, 2],
    ["op-ecom-detection-precision", /without an addtocart/, 99.3, 2],
    ["enhanced-conversion-lift", /^visitors an arm at 5/, 14193, 0],
    ["item-intent-scale-pos-weight", /^balance/, 6614.67, 2],
    ["item-intent-test-average-precision", /^mean of/, 0.00057, 5],
    ["item-intent-test-average-precision", /^lower end/, 0.000265, 6],
    ["item-intent-test-auc", /^lower end/, 0.25, 2],
    ["item-intent-test-auc", /^upper end/, 0.51, 2],
    ["item-intent-test-auc", /two-sided p/, 0.11, 2],
    ["item-intent-precision-top-1", /^P\(/, 0.86, 2],
    ["item-intent-precision-top-10", /^P\(/, 0.21, 2],
    ["item-intent-found-top-20", /^P\(/, 0.4, 2],
    ["item-intent-validation-average-precision", /^rank/, 1111, 0],
    ["item-intent-train-auc", /each feature/, 0.24, 2],
    ["item-intent-train-auc", /each column/, 0.22, 2],
    ["item-intent-items-a-session", /^pairs a session/, 7.48, 2],
    ["smartrocket-baseline-wmape", /^mean sales/, 1.14, 2],
    ["smartrocket-baseline-wmape", /^its weighted/, 12.3, 1],
    ["smartrocket-tuned-ndcg", /at least/, 56.9, 1],
    ["smartrocket-csv-size", /10⁶/, 987.5, 1],
    ["pred-analytics-throughput", /1000 \/ 20$/, 200, 0]
  ];
  for (const [id, pattern, value, places] of known) {
    it(`${id}: ${pattern.source} is ${value}`, () => expect(stepOf(id, pattern)).toBeCloseTo(value, places));
  }

  it("is worked out from its inputs: with other numbers it says otherwise", () => {
    const of = (id: string, change: Record<string, number>) => {
      const {inputs, compute} = CLAIMS.find((claim) => claim.id === id)!.arithmetic!;
      return compute({...Object.fromEntries(Object.entries(inputs).map(([name, {value}]) => [name, value])), ...change})
        .outcome;
    };
    expect(of("op-ecom-retailrocket-sessions", {single: 0})).toBe("refutes");
    expect(of("op-ecom-sub-millisecond", {loop: 0.5})).toBe("open");
    expect(of("enhanced-latency-change", {after: 450})).toBe("refutes");
    expect(of("enhanced-throughput-change", {after: 400})).toBe("refutes");
    expect(of("enhanced-throughput-factor", {after: 400})).toBe("refutes");
    expect(of("item-intent-positive-rate", {positives: 18})).toBe("holds");
    expect(of("item-intent-scale-pos-weight", {weight: 6615})).toBe("open");
    expect(of("item-intent-test-average-precision", {precision: 0.1})).toBe("open");
    expect(of("item-intent-test-auc", {positives: 5000})).toBe("open");
    expect(of("item-intent-precision-top-10", {positives: 500})).toBe("open");
    expect(of("item-intent-validation-auc", {auc: 0.99})).toBe("open");
    expect(of("item-intent-sessions-needed", {factor: 100})).toBe("holds");
    expect(of("item-intent-users-needed", {factor: 2})).toBe("refutes");
    expect(of("item-intent-buyers-needed", {conversion: 1})).toBe("open");
    expect(of("smartrocket-events", {claimed: 2755641})).toBe("holds");
    expect(of("smartrocket-products", {published: 1})).toBe("refutes");
    expect(of("smartrocket-forecast-accuracy", {before: 6})).toBe("open");
    expect(of("smartrocket-months", {last: 17000})).toBe("refutes");
    expect(of("smartrocket-files", {tree: 3})).toBe("refutes");
    expect(of("smartrocket-timestamp", {hour: 5, minute: 2, second: 12})).toBe("holds");
    expect(of("smartrocket-timestamp", {hour: 7, minute: 2, second: 12})).toBe("open");
    expect(of("smartrocket-baseline-wmape", {wmape: 10})).toBe("open");
    expect(of("smartrocket-tuned-ndcg", {gain: 90})).toBe("refutes");
    expect(of("smartrocket-tuned-relevant", {targets: 12})).toBe("open");
    expect(of("smartrocket-hit-rate-as-accuracy", {gain: 84.3})).toBe("open");
    expect(of("smartrocket-mae-improvement", {after: 0.1})).toBe("refutes");
    expect(of("smartrocket-training-factor", {before: 10})).toBe("refutes");
    expect(of("smartrocket-accuracy-factor", {maeAfter: 0.1})).toBe("refutes");
    expect(of("smartrocket-csv-size", {first: 0})).toBe("holds");
    expect(of("smartrocket-compression", {parquet: 400})).toBe("refutes");
    expect(of("pred-analytics-stages", {described: 4})).toBe("refutes");
    expect(of("pred-analytics-example-discount", {price: 90.993})).toBe("holds");
    expect(of("pred-analytics-throughput", {workers: 40})).toBe("open");
    expect(of("pred-analytics-files", {marked: 10})).toBe("holds");
    expect(of("op-ecom-train-test-gap", {test: 60})).toBe("open");
    expect(of("op-ecom-detection-precision", {buying: 40000})).toBe("open");
  });
  it("refuses an input that is no number", () => {
    const {compute} = CLAIMS.find(({id}) => id === "smartrocket-csv-size")!.arithmetic!;
    expect(() => compute({})).toThrow("input events is undefined");
  });
  it("gives the same twice", () => {
    for (const {arithmetic} of CLAIMS) if (arithmetic) expect(outcomeOf(arithmetic)).toEqual(outcomeOf(arithmetic));
  });
});

describe("our numbers", () => {
  it("are converted to the claim's unit", () => {
    const results = store("shop-paper", {
      sessionConversion: {value: 0.0483, low: 0.045, high: 0.052, unit: "share of sessions"},
      gapMs: {value: 1800000, unit: "ms"},
      positivesNext3Rate: {value: 0.0002, low: 0.0001, high: 0.0004, unit: "share of examples"}
    });
    const rows = buildLedger(results).claims;
    expect(rows.find(({id}) => id === "item-intent-session-conversion")!.honest!.value).toBeCloseTo(4.83, 9);
    expect(rows.find(({id}) => id === "item-intent-gap")!.honest!.value).toBe(30);
    const positives = rows.find(({id}) => id === "item-intent-train-positives")!.honest!;
    expect(positives.value).toBeCloseTo(0.0002 * 59541, 9);
    expect(positives.protocol).toContain("multiplied by 59,541");
  });
  it("decide the totals of the shop, within the tolerance to which it was built", () => {
    const verdictFor = (events: number) =>
      buildLedger(store("shop-paper", {events: {value: events}})).claims.find(({id}) => id === "item-intent-events")!;
    expect(verdictFor(313036 * 1.019)).toMatchObject({verdict: "reproduced", onTwin: true});
    expect(verdictFor(313036 * 1.021)).toMatchObject({verdict: "not reached", onTwin: true});
    expect(verdictFor(313036).reason).toContain("target to which our data were built");
  });
  it("stand in for those of the data themselves until these are there, and lose their mark then", () => {
    const twin = store("twin-retailrocket", {visitors: {value: 1407580 * 1.01}, cleanEvents: {value: 2760000}});
    const own = store("retailrocket", {visitors: {value: 1407580}, cleanEvents: {value: 2755641}});
    const row = (results: Record<string, StudyResult>, id: string) =>
      buildLedger(results).claims.find((claim) => claim.id === id)!;
    expect(row(twin, "smartrocket-visitors")).toMatchObject({
      verdict: "reproduced",
      onTwin: true,
      command: "npm run study -- twin-retailrocket"
    });
    expect(row(twin, "smartrocket-visitors").reason).toContain("generated twin");
    expect(row({...twin, ...own}, "smartrocket-visitors")).toMatchObject({
      verdict: "reproduced",
      onTwin: false,
      honest: {value: 1407580},
      command: "npm run claims -- --mirror DIR"
    });
    // What arithmetic decides has no mark, with the twin's number beside it.
    expect(row(twin, "smartrocket-events")).toMatchObject({
      verdict: "refuted by arithmetic",
      onTwin: false,
      honest: {value: 2760000}
    });
    expect(row({}, "smartrocket-products")).toMatchObject({verdict: "reproduced", onTwin: false, honest: null});
  });
  it("of the twin further than 2 % from a published total do not reproduce it", () => {
    const verdictFor = (sessions: number) =>
      buildLedger(store("twin-retailrocket", {sessionsOfSeveral: {value: sessions}})).claims.find(
        ({id}) => id === "op-ecom-retailrocket-sessions"
      )!.verdict;
    expect([0.979, 0.981, 1.019, 1.021].map((factor) => verdictFor(382780 * factor))).toEqual([
      "not reached",
      "reproduced",
      "reproduced",
      "not reached"
    ]);
  });
  it("that a constant reaches as well are no news: the twin's accuracy is held against its constant", () => {
    const verdictFor = (value: number, baseline: number) =>
      buildLedger(
        store("tcn-twin", {
          "accuracy-several-hidden": {
            value,
            low: value - 0.001,
            high: value + 0.001,
            unit: "share of sessions",
            baseline: {name: "a constant", value: baseline}
          }
        })
      ).claims.find(({id}) => id === "op-ecom-tcn-accuracy")!;
    expect(verdictFor(0.964, 0.963)).toMatchObject({verdict: "not reached", onTwin: true});
    expect(verdictFor(0.996, 0.995)).toMatchObject({verdict: "uninformative", onTwin: true});
    expect(verdictFor(0.999, 0.963)).toMatchObject({verdict: "better than claimed", onTwin: true});
  });
  it("decide times against the claimed range", () => {
    const verdictFor = (ms: number) =>
      buildLedger(store("pipeline-full", {generateMs: {value: ms, unit: "ms"}})).claims.find(
        ({id}) => id === "pred-analytics-generation-time"
      )!.verdict;
    expect([2000, 45000, 90000].map(verdictFor)).toEqual(["better than claimed", "reproduced", "not reached"]);
    const total = (ms: number) =>
      buildLedger(
        store("pipeline-full", {totalMs: {value: ms, low: ms - 1000, high: ms + 1000, unit: "ms"}})
      ).claims.find(({id}) => id === "pred-analytics-total-time")!;
    expect([60_000, 120_500, 180_000, 300_000].map((ms) => total(ms).verdict)).toEqual([
      "better than claimed",
      "uninformative",
      "reproduced",
      "not reached"
    ]);
    expect(total(180_000).honest).toMatchObject({value: 3, n: 1});
  });
  it("decide the size of models in megabytes", () => {
    const row = (bytes: number) =>
      buildLedger(store("pipeline-full", {modelBytes: {value: bytes, unit: "bytes"}})).claims.find(
        ({id}) => id === "smartrocket-model-size"
      )!;
    expect([200_000, 48e6, 200e6].map((bytes) => row(bytes).verdict)).toEqual([
      "better than claimed",
      "reproduced",
      "not reached"
    ]);
    expect(row(48e6)).toMatchObject({onTwin: true, honest: {value: 48}});
  });
  it("take the flawed figure along", () => {
    const claim: Claim = {
      n: 1,
      id: "op-ecom-x",
      system: "op-ecom",
      lines: "1",
      kind: "result",
      statement: "",
      claimed: point(0.9, "0.9", {direction: "higher", step: 0.01}),
      unit: "AUC",
      exactness: "tolerance",
      demonstration: {honest: "s#honest", flawed: "s#flawed", flaws: ["future rows in features"], onTwin: true}
    };
    const results = store("s", {
      honest: {value: 0.6, low: 0.55, high: 0.65, baseline: {name: "chance", value: 0.5}},
      flawed: {value: 0.91, low: 0.89, high: 0.93}
    });
    const [row] = buildLedger(results, [claim]).claims;
    expect(row).toMatchObject({
      verdict: "only with a flaw",
      withFlaw: {value: 0.91, flaws: ["future rows in features"]},
      onTwin: true
    });
    expect(row.honest!.baseline).toEqual({name: "chance", value: 0.5});
  });
});

describe("claims that rest on each other", () => {
  const claim = (n: number, restsOn: number[]): Claim => ({
    n,
    id: `op-ecom-${n}`,
    system: "op-ecom",
    lines: "1",
    kind: "result",
    statement: "",
    claimed: point(1, "1"),
    unit: "",
    exactness: "bit",
    arithmetic: {inputs: {}, compute: () => ({outcome: "holds", steps: [], conclusion: "It holds."}), restsOn}
  });
  it("may not do so in a circle, nor on nothing", () => {
    expect(() => buildLedger({}, [claim(1, [2]), claim(2, [1])])).toThrow("op-ecom-1 is calculated from itself");
    expect(() => buildLedger({}, [claim(1, [9])])).toThrow("rests on claim 9");
  });
  it("in any order", () => {
    expect(buildLedger({}, [claim(1, [2]), claim(2, [])]).claims.map(({id}) => id)).toEqual(["op-ecom-1", "op-ecom-2"]);
  });
});

it("the summary counts every claim once", () => {
  const {claims, byVerdict, bySystem} = summarise(buildLedger({}));
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);
  expect(claims).toBe(186);
  expect(sum(byVerdict)).toBe(186);
  expect(
    Object.values(bySystem)
      .map(sum)
      .reduce((a, b) => a + b)
  ).toBe(186);
});
