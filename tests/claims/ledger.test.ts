import {existsSync, readFileSync} from "node:fs";
import {csvParse} from "d3";
import {describe, expect, it} from "vitest";
import type {Figure, StudyResult} from "../../src/lib/core/result.js";
import {calculate} from "../../src/lib/claims/arithmetic.js";
import {CITATIONS} from "../../src/lib/claims/citations.js";
import {KINDS, PRINTED_NUMBERS, SYSTEMS, type Claim} from "../../src/lib/claims/claim.js";
import {point} from "../../src/lib/claims/claimed.js";
import {DERIVED} from "../../src/lib/claims/derivedFigures.js";
import {GRADES} from "../../src/lib/claims/grades.js";
import {figuresOf} from "../../src/lib/claims/judge.js";
import {buildLedger, CLAIMS, judgeAgain, ledgerResults, rejudge} from "../../src/lib/claims/ledger.js";
import {summarise} from "../../src/lib/claims/ledgerSummary.js";
import {originOf} from "../../src/lib/claims/origin.js";
import {OUTCOMES} from "../../src/lib/claims/outcomes.js";
import {readResults} from "../../loaders/results/results.js";

/** What the documents assert, as facts: number, system, lines, value as printed, kind. */
const typed = csvParse(readFileSync(new URL("claims.csv", import.meta.url), "utf8"));
/** Lines as a set in order: where a number is split, each part has some of them. */
const digits = (...lines: string[]) =>
  [...new Set(lines.flatMap((text) => text.match(/\d+(-\d+)?/g) ?? []))].sort((a, b) => parseInt(a) - parseInt(b));
const byId = (id: string) => buildLedger({}).claims.find((row) => row.id === id)!;

/** A result store with these figures. */
function store(
  study: string,
  figures: Record<string, Partial<Figure>>,
  {dataset = "generated", inputs = {}}: {dataset?: string; inputs?: Record<string, string>} = {}
): Record<string, StudyResult> {
  const whole = Object.entries(figures).map(([name, figure]) => [
    name,
    {value: 0, low: null, high: null, n: 1, unit: "", dataset, protocol: "counted", ...figure}
  ]);
  return {
    [study]: {study, key: "", inputs, options: {}, code: "", figures: Object.fromEntries(whole), tables: {}}
  };
}

describe("the entries", () => {
  it("are the 186 numbers of the documents and claims in words, as printed there, some in two parts", () => {
    expect([...new Set(CLAIMS.map(({n}) => n))]).toEqual(typed.map(({n}) => Number(n)));
    expect(typed.filter(({n}) => Number(n) <= PRINTED_NUMBERS)).toHaveLength(186);
    for (const row of typed) {
      const parts = CLAIMS.filter(({n}) => n === Number(row.n));
      const [system, also] = row.system.split("/");
      const printed = row.value.split("|");
      expect(parts.map(({part}) => part)).toEqual(printed.length === 1 ? [undefined] : ["a", "b"]);
      expect(parts.map(({claimed}) => claimed.printed)).toEqual(printed);
      for (const {n, system: of, alsoIn, kind} of parts)
        expect({n, of, alsoIn, kind}).toEqual({n: Number(row.n), of: system, alsoIn: also, kind: row.kind});
      expect(digits(...parts.map(({lines}) => lines)), `lines of ${row.n}`).toEqual(digits(row.lines));
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
    expect(new Set(CLAIMS.map(({id}) => id)).size).toBe(CLAIMS.length);
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
    for (const {code, shown} of CLAIMS)
      for (const file of [code, shown?.test])
        if (file) expect(existsSync(new URL(`../../${file}`, import.meta.url)), file).toBe(true);
  });
  it("that are capabilities have a test that runs, and a sentence of what it shows", () => {
    for (const {id, kind, shown} of CLAIMS) {
      if (shown === undefined) continue;
      expect(kind, id).toBe("capability");
      expect(shown.test, id).toMatch(/^tests\/.*\.test\.ts$/);
      expect(shown.what, id).toMatch(/^[a-z].{20,}[^.]$/);
    }
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
        expect(OUTCOMES, row.id).toContain(row.outcome);
        const judged = !["remark", "not tested here"].includes(row.outcome);
        expect(row.grade !== null, row.id).toBe(judged);
        expect(row.reason.length, row.id).toBeGreaterThan(10);
        expect(row.reason, row.id).toMatch(/[.!?]$/);
        expect(row.command, row.id).toMatch(/^npm run /);
        if (row.outcome === "not tested here") expect(row.reason, row.id).toMatch(/^Still needed: .{10,}/);
      }
    });
  }
  it("and a missing study is named", () => {
    const row = byId("item-intent-events");
    expect(row).toMatchObject({outcome: "not tested here", honest: null, grade: null});
    expect(row.reason).toContain("npm run study -- shop-paper");
  });
  it("and survives a trip through JSON", () => {
    const ledger = buildLedger({});
    expect(JSON.parse(JSON.stringify(ledger))).toEqual(ledger);
  });
});

describe("arithmetic", () => {
  const verdicts = {
    "refuted, by the document's own numbers": [
      "op-ecom-attention",
      "item-intent-positive-rate",
      "item-intent-sessions-needed",
      "smartrocket-forecast-accuracy",
      "smartrocket-forecast-accuracy-95",
      "smartrocket-timestamp",
      "smartrocket-baseline-relevant",
      "smartrocket-tuned-relevant",
      "smartrocket-baseline-top-5",
      "smartrocket-tuned-top-5",
      "smartrocket-hit-rate-as-accuracy",
      "enhanced-insights-for-every-prediction"
    ],
    "refuted, by a published fact": ["smartrocket-events", "smartrocket-csv-size", "smartrocket-compression"],
    "uninformative, by the document's own numbers": [
      "op-ecom-train-test-gap",
      "item-intent-test-average-precision",
      "item-intent-test-auc",
      "item-intent-precision-top-1",
      "item-intent-precision-top-10",
      "item-intent-found-top-20",
      "item-intent-validation-average-precision",
      "item-intent-validation-auc",
      "item-intent-buyers-needed"
    ],
    "uninformative, by a published fact": [
      "op-ecom-detection-precision",
      "smartrocket-baseline-wmape",
      "smartrocket-baseline-mae",
      "smartrocket-industry-hit-rate"
    ],
    "consistent, by the document's own numbers": [
      "op-ecom-sub-millisecond",
      "enhanced-latency-change",
      "enhanced-throughput-change",
      "enhanced-throughput-factor",
      "item-intent-next-session-rate",
      "item-intent-train-rate",
      "item-intent-validation-rate",
      "item-intent-test-rate",
      "item-intent-users-needed",
      "smartrocket-months",
      "smartrocket-forecast-accuracy-improvement",
      "smartrocket-mae-improvement",
      "smartrocket-wmape-improvement",
      "smartrocket-training-factor",
      "smartrocket-accuracy-factor",
      "pred-analytics-stages"
    ],
    "consistent, by a published fact": [
      "op-ecom-retailrocket-sessions",
      "smartrocket-products",
      "smartrocket-period",
      "smartrocket-visitors",
      "smartrocket-files"
    ],
    "not tested here": ["pred-analytics-throughput"],
    remark: [
      "enhanced-system-latency-change",
      "item-intent-scale-pos-weight",
      "pred-analytics-example-discount",
      "pred-analytics-files"
    ]
  };
  const without = buildLedger({}).claims;
  const said = ({outcome, grade}: (typeof without)[number]) =>
    grade === null ? outcome : `${outcome}, by ${grade === "published fact" ? "a" : "the"} ${grade}`;
  for (const [verdict, ids] of Object.entries(verdicts))
    for (const id of ids)
      it(`${id}: ${verdict}`, () => expect(said(without.find((row) => row.id === id)!)).toBe(verdict));
  it("decides no other claim without results", () => {
    const listed = Object.values(verdicts).flat();
    // a test that shows a capability needs no result
    const shown = new Set(CLAIMS.filter((claim) => claim.shown !== undefined).map(({id}) => id));
    for (const {id, outcome, grade} of without)
      if (shown.has(id)) expect({id, outcome, grade}).toEqual({id, outcome: "possible", grade: "by construction"});
    const decided = without
      .filter(({id, outcome}) => !["not tested here", "remark"].includes(outcome) && !shown.has(id))
      .map(({id}) => id);
    expect(decided.filter((id) => !listed.includes(id))).toEqual([]);
  });
  it("cites a source for each published number, and for no other", () => {
    for (const {id, arithmetic} of CLAIMS)
      for (const [name, {from, cite}] of Object.entries(arithmetic?.inputs ?? {})) {
        expect(cite !== undefined, `${id} ${name}`).toBe(from === "published");
        if (cite !== undefined) expect(CITATIONS[cite].url).toMatch(/^https:/);
      }
  });

  const stepOf = (id: string, pattern: RegExp) =>
    byId(id).arithmetic!.steps.find(({expression}) => pattern.test(expression))!.value;
  const known: [id: string, step: RegExp, value: number, digits: number][] = [
    ["op-ecom-tabm-auc", /^lower end/, 0.904, 3],
    ["op-ecom-tabm-auc", /^upper end/, 0.942, 3],
    ["op-ecom-precision-top-5", /^lower end/, 81.8, 1],
    ["op-ecom-precision-top-5", /^upper end/, 93.1, 1],
    ["op-ecom-tcn-accuracy", /all sessions/, 99.19, 2],
    ["op-ecom-tcn-accuracy", /with an addtocart/, 72.83, 2],
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
    ["item-intent-items-a-session", /^examples a session/, 7.48, 2],
    ["item-intent-train-examples", /documented share/, 83029.8, 1],
    ["smartrocket-baseline-wmape", /^mean sales/, 1.14, 2],
    ["smartrocket-baseline-wmape", /^its weighted/, 12.3, 1],
    ["smartrocket-tuned-ndcg", /at least/, 56.9, 1],
    ["smartrocket-csv-size", /10⁶/, 987.5, 1],
    ["smartrocket-baseline-wmape", /product and day/, 22457 / (139 * 235061), 12],
    // The 95th percentile of an exponential is ln 20 of its mean: 20 / 2.9957 = 6.676 ms, and 4000 / 6.676 = 599.
    ["pred-analytics-throughput", /^mean of exponential/, 6.676, 3],
    ["pred-analytics-throughput", /^then/, 599.1, 1],
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
    expect(of("op-ecom-sub-millisecond", {tcn: 1.5})).toBe("refutes");
    expect(of("op-ecom-attention", {attention: 1})).toBe("holds");
    expect(of("enhanced-insights-for-every-prediction", {probability: 0.8})).toBe("refutes");
    expect(of("enhanced-insights-for-every-prediction", {probability: 0.81})).toBe("open");
    expect(of("enhanced-insights-for-every-prediction", {weekend: 1})).toBe("open");
    expect(of("enhanced-insights-for-every-prediction", {price: 501})).toBe("open");
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
    expect(of("pred-analytics-throughput", {workers: 1})).toBe("refutes");
    expect(of("smartrocket-period", {lastDay: 16000})).toBe("refutes");
    expect(of("smartrocket-baseline-wmape", {transactions: 1e9})).toBe("open");
    expect(of("pred-analytics-files", {marked: 10})).toBe("holds");
    expect(of("op-ecom-train-test-gap", {test: 60})).toBe("open");
    expect(of("op-ecom-detection-precision", {buying: 40000})).toBe("open");
    // between one guess and twenty lie 12.7 % to 51.9 %
    for (const [name, value] of Object.entries({first: 20, low: 12.7, high: 51.9, twenty: 30}))
      expect(of("smartrocket-industry-hit-rate", {[name]: value}), name).toBe("open");
  });
  it("refuses an input that is no number", () => {
    const {compute} = CLAIMS.find(({id}) => id === "smartrocket-csv-size")!.arithmetic!;
    expect(() => compute({})).toThrow("input events is undefined");
  });
  it("gives the same twice", () => {
    for (const {arithmetic} of CLAIMS) if (arithmetic) expect(calculate(arithmetic)).toEqual(calculate(arithmetic));
  });
});

describe("our numbers", () => {
  it("are converted to the claim's unit", () => {
    const results = store("shop-paper", {
      sessionConversion: {value: 0.0483, low: 0.045, high: 0.052, unit: "share of sessions"},
      gapMs: {value: 1800000, unit: "ms"}
    });
    const rows = buildLedger(results).claims;
    expect(rows.find(({id}) => id === "item-intent-session-conversion")!.honest!.value).toBeCloseTo(4.83, 9);
    expect(rows.find(({id}) => id === "item-intent-gap")!.honest!.value).toBe(30);
    const next = store("shop-paper", {nextSessionRate: {value: 0.0002, low: 0.0001, high: 0.0004, unit: "share"}});
    const positives = buildLedger(next).claims.find(({id}) => id === "item-intent-next-session-positives")!.honest!;
    expect(positives.value).toBeCloseTo(14, 9);
    expect(positives.protocol).toContain("multiplied by 70,000");
  });
  it("decide the totals of the shop, within the tolerance to which it was built", () => {
    const verdictFor = (events: number) =>
      buildLedger(store("shop-paper", {events: {value: events}})).claims.find(({id}) => id === "item-intent-events")!;
    expect(verdictFor(313036 * 1.019)).toMatchObject({outcome: "possible", grade: "by construction"});
    expect(verdictFor(313036 * 1.021)).toMatchObject({outcome: "not reproduced", grade: "generated twin"});
    expect(verdictFor(313036).reason).toContain("Our generator was set to this total.");
  });
  it("stand in for those of the data themselves until these are there, and lose their mark then", () => {
    const twin = store("twin-retailrocket", {visitors: {value: 1407580 * 1.01}, cleanEvents: {value: 2760000}});
    const own = store(
      "retailrocket",
      {visitors: {value: 1407580}, cleanEvents: {value: 2755641}},
      {dataset: "RetailRocket, the published files", inputs: {"events.csv": "00"}}
    );
    const row = (results: Record<string, StudyResult>, id: string) =>
      buildLedger(results).claims.find((claim) => claim.id === id)!;
    expect(row(twin, "smartrocket-visitors")).toMatchObject({
      outcome: "consistent",
      grade: "published fact",
      command: "npm run study -- twin-retailrocket"
    });
    expect(row(twin, "smartrocket-visitors").reason).toContain("generated twin");
    expect(row({...twin, ...own}, "smartrocket-visitors")).toMatchObject({
      outcome: "reproduced",
      grade: "real data",
      honest: {value: 1407580},
      command: "npm run claims -- --mirror DIR"
    });
    // What arithmetic decides has its grade, with the twin's number beside it.
    expect(row(twin, "smartrocket-events")).toMatchObject({
      outcome: "refuted",
      grade: "published fact",
      honest: {value: 2760000}
    });
    expect(row({}, "smartrocket-products")).toMatchObject({
      outcome: "consistent",
      grade: "published fact",
      honest: null
    });
  });
  it("of the twin are beside what the published facts say, and disagree where they miss by more than 2 %", () => {
    const verdictFor = (sessions: number) =>
      buildLedger(store("twin-retailrocket", {sessionsOfSeveral: {value: sessions}})).claims.find(
        ({id}) => id === "op-ecom-retailrocket-sessions"
      )!;
    expect([0.979, 0.981, 1.019, 1.021].map((factor) => verdictFor(382780 * factor).outcome)).toEqual([
      "not reproduced",
      "consistent",
      "consistent",
      "not reproduced"
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
    expect(verdictFor(0.964, 0.963)).toMatchObject({outcome: "not reproduced", grade: "generated twin"});
    expect(verdictFor(0.996, 0.995)).toMatchObject({outcome: "uninformative", grade: "generated twin"});
    expect(verdictFor(0.999, 0.963)).toMatchObject({outcome: "better than claimed", grade: "generated twin"});
  });
  it("decide times against the claimed range", () => {
    const verdictFor = (ms: number) =>
      buildLedger(store("pipeline-full", {generateMs: {value: ms, unit: "ms"}})).claims.find(
        ({id}) => id === "pred-analytics-generation-time"
      )!.outcome;
    expect([2000, 45000, 90000].map(verdictFor)).toEqual(["better than claimed", "reproduced", "not reproduced"]);
    const total = (ms: number) =>
      buildLedger(
        store("pipeline-full", {totalMs: {value: ms, low: ms - 1000, high: ms + 1000, unit: "ms"}})
      ).claims.find(({id}) => id === "pred-analytics-total-time")!;
    expect([60_000, 120_500, 180_000, 300_000].map((ms) => total(ms).outcome)).toEqual([
      "better than claimed",
      "undecided",
      "reproduced",
      "not reproduced"
    ]);
    expect(total(180_000).honest).toMatchObject({value: 3, n: 1});
  });
  it("decide the size of models in megabytes", () => {
    const row = (bytes: number) =>
      buildLedger(store("pipeline-full", {modelBytes: {value: bytes, unit: "bytes"}})).claims.find(
        ({id}) => id === "smartrocket-model-size"
      )!;
    expect([200_000, 48e6, 200e6].map((bytes) => row(bytes).outcome)).toEqual([
      "better than claimed",
      "reproduced",
      "not reproduced"
    ]);
    expect(row(48e6)).toMatchObject({grade: "generated twin", honest: {value: 48}});
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
      demonstration: {honest: "s#honest", flawed: "s#flawed", flaws: ["future rows in features"]}
    };
    const results = store("s", {
      honest: {value: 0.6, low: 0.55, high: 0.65, baseline: {name: "chance", value: 0.5}},
      flawed: {value: 0.91, low: 0.89, high: 0.93}
    });
    const [row] = buildLedger(results, [claim]).claims;
    expect(row).toMatchObject({
      outcome: "only with a flaw",
      withFlaw: {value: 0.91, flaws: ["future rows in features"]},
      grade: "generated twin"
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

describe("the grade of evidence", () => {
  const results = readResults();
  const rows = buildLedger(results).claims;
  /** The studies whose options name a generator: nothing that they measure without a file is real. */
  const generator = /"profile":|"shop":/;

  it("follows from the data of the figures: none of a generated source is graded real", () => {
    for (const row of rows)
      for (const {study, figure: name} of row.sources) {
        const result = results[study];
        const figure = DERIVED[`${study}#${name}`]?.compute(result) ?? result.figures[name];
        const origin = originOf(figure, result);
        if (Object.keys(result.inputs).length === 0) expect(origin, `${study}#${name}`).toBe("generated");
        if (generator.test(JSON.stringify(result.options)) && !/UCI|cart sessions/.test(figure.dataset))
          expect(origin, `${study}#${name}`).toBe("generated");
        if (row.grade === "real data") expect(origin, row.id).toBe("real");
        if (origin === "real" && row.grade !== null) expect(row.grade, row.id).not.toBe("generated twin");
      }
  });
  it("knows the data set of every committed figure", () => {
    for (const result of Object.values(results))
      for (const figure of Object.values(result.figures))
        expect(["real", "generated"]).toContain(originOf(figure, result));
  });
  it("cannot be had by a name: real data need a file, and unknown ones a decision", () => {
    const bare = {study: "s", inputs: {}};
    expect(() => originOf({dataset: "Online Shoppers (UCI 468)"}, bare)).toThrow("the study s read no file");
    expect(() => originOf({dataset: "my shop"}, {study: "s", inputs: {a: "b"}})).toThrow("unknown data set");
    expect(originOf({dataset: "generated shop, profile paper"}, {study: "s", inputs: {a: "b"}})).toBe("generated");
  });
  it("is that of today's ledger", () => {
    // As read by a person: a new result or a new rule changes these, and somebody has to look.
    const by = (outcome: string, grade: string | null) =>
      rows.filter((row) => row.outcome === outcome && row.grade === grade).length;
    expect(
      Object.fromEntries(
        OUTCOMES.map((outcome) => [
          outcome,
          [...GRADES, null].flatMap((grade) => {
            const count = by(outcome, grade);
            return count === 0 ? [] : [`${count} ${grade ?? "none"}`];
          })
        ])
      )
    ).toEqual({
      reproduced: ["4 real data", "10 generated twin"],
      "better than claimed": ["7 generated twin"],
      consistent: ["5 published fact", "10 document's own numbers"],
      possible: ["27 by construction"],
      undecided: ["1 real data", "13 generated twin"],
      "not reproduced": ["19 generated twin"],
      "only with a flaw": ["5 real data", "8 generated twin"],
      refuted: ["3 published fact", "12 document's own numbers"],
      uninformative: ["4 published fact", "2 generated twin", "10 document's own numbers"],
      "not tested here": ["28 none"],
      remark: ["47 none"]
    });
    expect(
      rows.filter(({grade, outcome}) => grade === "real data" && outcome === "reproduced").map(({n}) => n)
    ).toEqual([1, 2, 15, 27]);
  });
});

describe("the claims on recommendations", () => {
  const results = readResults();
  const rows = buildLedger(results).claims;
  const row = (n: number) => rows.find((one) => one.n === n)!;
  const figure = (name: string) => 100 * results["recommend-waterfall"].figures[`retailrocket-${name}`].value;

  it("come out with named errors of protocol, both figures of a pair by the same ones", () => {
    for (const n of [132, 133, 134, 135]) {
      const {outcome, grade, honest, withFlaw, reason} = row(n);
      expect({n, outcome, grade}).toEqual({n, outcome: "only with a flaw", grade: "real data"});
      expect(honest!.dataset).toBe("RetailRocket, public sample");
      expect(honest!.protocol).toMatch(
        /^the best of 4 models: .*sessions, repeats dropped, those of the last 28 days test/
      );
      expect(reason).toContain("a plausible cause and no proof");
      expect(reason).toContain(`With ${withFlaw!.flaws.join(", ")} it becomes`);
    }
    expect(row(132).withFlaw!.flaws).toEqual(["repeats kept"]);
    expect(row(134).withFlaw!.flaws).toEqual(row(135).withFlaw!.flaws);
    expect(row(134).withFlaw!.flaws).toContain("windows split at random");
  });

  it("have the study's own numbers, in per cent", () => {
    const leaking = "visitor-sequences+repeats-kept+random-split+windows+windows-at-random-markov-recency";
    expect(row(132).withFlaw!.value).toBeCloseTo(figure("repeats-kept-recency-hr20"), 9);
    expect(row(133).withFlaw!.value).toBeCloseTo(figure("repeats-kept-recency-ndcg20"), 9);
    expect(row(134).withFlaw!.value).toBeCloseTo(figure(`${leaking}-hr20`), 9);
    expect(row(135).withFlaw!.value).toBeCloseTo(figure(`${leaking}-ndcg20`), 9);
    const best = (metric: string) =>
      Math.max(...["recency", "markov-chain", "markov-recency", "stan"].map((id) => figure(`honest-${id}-${metric}`)));
    expect(row(134).honest!.value).toBeCloseTo(best("hr20"), 9);
    expect(row(135).honest!.value).toBeCloseTo(best("ndcg20"), 9);
  });

  it("show a measured share beside those that decide nothing by it", () => {
    expect(row(131)).toMatchObject({
      outcome: "remark",
      grade: null,
      beside: expect.stringContaining("decides nothing")
    });
    expect(row(131).honest!.value).toBeCloseTo(100 * results["recommend-eshop"].figures["drop-gru4rec-hr1"].value, 9);
    expect(row(160)).toMatchObject({outcome: "uninformative", grade: "published fact"});
    expect(row(160).honest!.value).toBeCloseTo(100 * results["recommend-eshop"].figures["keep-gru4rec-hr20"].value, 9);
  });
});

describe("the claim on the ranking of features", () => {
  const rows = buildLedger(readResults()).claims;
  const row = (id: string) => rows.find((one) => one.id === id)!;

  it("comes out once the sums include the day that is forecast, on real sales", () => {
    const {outcome, grade, honest, withFlaw} = row("smartrocket-top-feature");
    expect({outcome, grade}).toEqual({outcome: "only with a flaw", grade: "real data"});
    expect(honest!.high).toBeLessThan(0);
    expect(withFlaw).toMatchObject({flaws: ["sums that include today"]});
    expect(withFlaw!.low).toBeGreaterThan(0);
  });
  it("does not have the whole order, with or without that error", () => {
    const {outcome, grade, honest, withFlaw} = row("smartrocket-feature-order");
    expect({outcome, grade}).toEqual({outcome: "not reproduced", grade: "generated twin"});
    expect(honest!.high).toBeLessThan(6);
    expect(withFlaw!.high).toBeLessThan(6);
  });
});

it("new products are found by a hybrid only: no model of sessions alone finds any", () => {
  const rows = buildLedger(readResults()).claims;
  const [alone, hybrid] = ["smartrocket-new-products", "smartrocket-hybrid"].map((id) =>
    rows.find((row) => row.id === id)!
  );
  expect(alone).toMatchObject({outcome: "not reproduced", grade: "generated twin", honest: {value: 0, high: 0}});
  expect(hybrid).toMatchObject({outcome: "reproduced", grade: "generated twin"});
  expect(hybrid.honest!.low).toBeGreaterThan(2);
});

describe("judging again", () => {
  const results = readResults();
  const row = (id: string) => judgeAgain(id, results);
  it("gives the ledger's own row where nothing is changed, from what a page has of the results", () => {
    const cut = ledgerResults(results);
    expect(buildLedger(cut)).toEqual(buildLedger(results));
    expect(Object.values(cut).flatMap(({tables}) => Object.keys(tables))).toEqual(["protocols"]);
    for (const id of ["op-ecom-tabm-auc", "smartrocket-compression", "item-intent-label-leakage"])
      expect(judgeAgain(id, cut)).toEqual(buildLedger(results).claims.find((one) => one.id === id));
  });
  it("moves what a claim is compared with, and its outcome", () => {
    // A share held out so small that its own interval says nothing; a claim too high for ours.
    expect(row("op-ecom-tabm-auc").outcome).toBe("reproduced");
    expect(judgeAgain("op-ecom-tabm-auc", results, {auc: 0.6, test: 0.5}).outcome).toBe("uninformative");
    expect(judgeAgain("op-ecom-tabm-auc", results, {auc: 0.99}).outcome).toBe("not reproduced");
    const learned = (percent: number) =>
      judgeAgain("item-intent-data-needed-enough", results, {learned: percent}).outcome;
    expect([40, 50, 80].map(learned)).toEqual(["reproduced", "undecided", "not reproduced"]);
    expect(judgeAgain("smartrocket-csv-size", results, {first: 0}).outcome).toBe("consistent");
    // What is calculated from a refuted claim stays so: the premise itself was not changed.
    expect(judgeAgain("smartrocket-compression", results, {csv: 500}).outcome).toBe("refuted");
    expect(() => judgeAgain("nonsense", results)).toThrow("unknown claim: nonsense");
  });
  it("takes the best of several models, both readings of what is needed", () => {
    const {figures} = results["sparsity-large"];
    const [logistic, boosting] = ["logistic", "boosting"].map(
      (model) => figures[`known-item-3-sessions-1000000-${model}`].value
    );
    expect(boosting).toBeGreaterThan(logistic);
    expect(row("item-intent-positives-learnable-enough").honest!.value).toBeCloseTo(100 * boosting, 9);
  });
  it("says what flips when figures change, and what only moves", () => {
    const old = results["shop-paper"].figures;
    const changed = {
      "shop-paper#sessions": {...old.sessions, value: 9000, low: 9000, high: 9000},
      "shop-paper#conversionGivenSuccessor": {...old.conversionGivenSuccessor}
    };
    const pairs = rejudge(results, changed);
    expect(pairs.map(({after}) => after.id)).toEqual([
      "item-intent-sessions",
      "item-intent-buys-next-session",
      "item-intent-buys-next-session-of-all"
    ]);
    expect(pairs.map(({flipped}) => flipped)).toEqual([true, false, false]);
    expect(pairs[0].after).toMatchObject({outcome: "not reproduced", grade: "generated twin"});
    // 323 of 9,000 in place of 15,873: a derived figure follows the one it is computed from.
    expect(pairs[2].after.honest!.value).toBeCloseTo((100 * old.conversionGivenSuccessor.value * 5873) / 9000, 9);
    expect(() => rejudge(results, {"never#x": old.sessions})).toThrow("no result of never");
  });
  it("follows a change to the claims that are calculated from it", () => {
    const figure = {value: 987, low: null, high: null, n: 4, unit: "MB", dataset: "generated", protocol: "counted"};
    const own = {...results, ...store("retailrocket", {megabytes: figure})};
    const ids = rejudge(own, {"retailrocket#megabytes": figure}).map(({after}) => after.id);
    expect(ids).toEqual(["smartrocket-csv-size", "smartrocket-compression"]);
  });
  it("names every figure that can decide a claim", () => {
    const ofAll = CLAIMS.find(({id}) => id === "item-intent-buys-next-session-of-all")!;
    expect(figuresOf(ofAll)).toEqual(["shop-paper#conversionGivenSuccessor", "shop-paper#sessions"]);
    const sessions = CLAIMS.find(({id}) => id === "op-ecom-retailrocket-sessions")!;
    expect(figuresOf(sessions)).toEqual(["retailrocket#sessionsOfSeveral", "twin-retailrocket#sessionsOfSeveral"]);
  });
});

it("the summary counts every claim once", () => {
  const {claims, numbers, inWords, byOutcome, byGrade, byOutcomeAndGrade, bySystem} = summarise(buildLedger({}));
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);
  const words = new Set(CLAIMS.map(({n}) => n).filter((n) => n > PRINTED_NUMBERS)).size;
  expect([claims, numbers, inWords]).toEqual([CLAIMS.length, 186, words]);
  expect(sum(byOutcome)).toBe(claims);
  expect(sum(byGrade)).toBe(claims - byOutcome.remark - byOutcome["not tested here"]);
  for (const [outcome, grades] of Object.entries(byOutcomeAndGrade))
    expect(sum(grades), outcome).toBe(byOutcome[outcome as keyof typeof byOutcome]);
  expect(
    Object.values(bySystem)
      .map(sum)
      .reduce((a, b) => a + b)
  ).toBe(claims);
});
