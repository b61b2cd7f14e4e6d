import {describe, expect, test} from "vitest";
import {targetsPage} from "../../loaders/pages/targets.js";
import {opportunityFactor, type ShopSize} from "../../src/lib/targets/opportunityFactor.js";
import {powerAnalysis, type CountedTarget} from "../../src/lib/targets/powerAnalysis.js";
import {TARGETS} from "../../src/lib/targets/target.js";
import {logCountDistance} from "../../src/lib/targets/countingProtocols.js";
import {usersNeeded} from "../../src/lib/targets/usersNeeded.js";

const SHOP: ShopSize = {users: 1000, sessions: 2000, conversion: 0.05, itemsPerSession: 5, days: 60};
const COUNTED: CountedTarget[] = TARGETS.map((target, i) => ({
  target,
  examples: target.examples.unit === "item" ? 10_000 : 1_500,
  positives: 20 + 50 * i,
  positiveUsers: 20 + 40 * i
}));

describe("exposure", () => {
  test("half of all sessions are followed where users have two on average: ½ + ¼ + ⅛ of three next ones", () => {
    expect(opportunityFactor(SHOP, {by: "sessions", sessions: 1})).toBe(0.5);
    expect(opportunityFactor(SHOP, {by: "sessions", sessions: 3})).toBe(0.875);
    expect(opportunityFactor(SHOP, {by: "session"})).toBe(1);
  });

  test("in days: all later sessions once the horizon is the log, and ¾ of them at half of it", () => {
    expect(opportunityFactor(SHOP, {by: "days", days: 60})).toBe(1);
    expect(opportunityFactor(SHOP, {by: "days", days: 100})).toBe(1);
    expect(opportunityFactor(SHOP, {by: "days", days: 30})).toBe(0.75);
  });

  test("is none where nobody comes back", () => {
    const once = {...SHOP, sessions: SHOP.users};
    for (const horizon of [
      {by: "sessions", sessions: 3},
      {by: "days", days: 30}
    ] as const)
      expect(opportunityFactor(once, horizon)).toBe(0);
  });

  test("is what a simulated shop of such users has", () => {
    // users whose number of sessions is geometric: of 2^k users, half have one, a quarter two, … and the last one more
    const lengths = Array.from({length: 12}, (_, k) => Array<number>(2 ** (11 - k)).fill(k + 1)).flat();
    const sessions = lengths.reduce((a, b) => a + b, 0);
    const next3 = lengths.flatMap((n) => Array.from({length: n}, (_, i) => Math.min(3, n - 1 - i)));
    const mean = next3.reduce((a, b) => a + b, 0) / sessions;
    expect(opportunityFactor({...SHOP, users: lengths.length, sessions}, {by: "sessions", sessions: 3})).toBeCloseTo(
      mean,
      2
    );
  });
});

describe("a plan", () => {
  test("of the shop that was counted gives its counts back", () => {
    const plan = powerAnalysis(SHOP, COUNTED, SHOP);
    expect(plan.map(({examples, positives}) => [examples, positives])).toEqual(
      COUNTED.map(({examples, positives}) => [examples, positives])
    );
    for (const [i, {low, high, positives, parts}] of plan.entries()) {
      expect(low).toBeLessThan(positives);
      expect(high).toBeGreaterThan(positives);
      const sum = (of: (part: (typeof parts)[number]) => number) => parts.reduce((total, part) => total + of(part), 0);
      expect(Math.abs(sum((part) => part.positives) - COUNTED[i].positives)).toBeLessThanOrEqual(2);
      expect(Math.abs(sum((part) => part.positiveUsers) - COUNTED[i].positiveUsers)).toBeLessThanOrEqual(2);
    }
  });

  test("of a shop ten times as large has ten times as many of everything", () => {
    const plan = powerAnalysis({...SHOP, users: 10_000, sessions: 20_000}, COUNTED, SHOP);
    expect(plan.map(({examples, positives}) => [examples, positives])).toEqual(
      COUNTED.map(({examples, positives}) => [10 * examples, 10 * positives])
    );
  });

  test("follows conversion, items a session and how often users come back", () => {
    const of = (change: Partial<ShopSize>) => powerAnalysis({...SHOP, ...change}, COUNTED, SHOP);
    const by = (plan: ReturnType<typeof of>, id: string) => plan.find(({target}) => target.id === id)!;
    // twice the buyers, twice the positives
    expect(by(of({conversion: 0.1}), "item-next-session").positives).toBe(40);
    // twice the items share the same purchases: twice the examples, as many positives
    expect(by(of({itemsPerSession: 10}), "item-next-session")).toMatchObject({examples: 20_000, positives: 20});
    expect(by(of({itemsPerSession: 10}), "category-3-sessions")).toMatchObject({examples: 20_000, positives: 340});
    expect(by(of({itemsPerSession: 10}), "purchase-next-session")).toMatchObject({examples: 1_500, positives: 270});
    // four sessions a user: a next one follows three in four, not one in two
    expect(by(of({users: 500}), "item-next-session").positives).toBe(30);
    expect(by(of({users: 500}), "purchase-this-session").positives).toBe(320);
    // nobody comes back: nothing to learn but within the session
    const once = of({users: 2000});
    expect(once.map(({positives}) => positives > 0)).toEqual([...Array<boolean>(6).fill(false), true]);
    expect(once[0].reasons[0]).toBe("Training has no positives.");
  });

  test("keeps what was never seen at none, and no rate above one", () => {
    const [none] = powerAnalysis(SHOP, [{...COUNTED[0], positives: 0, positiveUsers: 0}], SHOP);
    expect(none).toMatchObject({positives: 0, verdict: "not learnable"});
    const [, , , , , , most] = powerAnalysis({...SHOP, conversion: 1}, COUNTED, SHOP);
    expect(most.positives).toBe(most.examples);
  });

  test.each([
    [{users: 0}, "users: 0; give a whole number from 1"],
    [{users: 1.5}, "users: 1.5"],
    [{users: NaN}, "users: NaN"],
    [{sessions: 999}, "999 sessions of 1000 users; every user has a session at least"],
    [{sessions: 1e11}, "sessions: 100000000000"],
    [{conversion: 0}, "conversion: 0; give a share above 0, up to 1"],
    [{conversion: 5}, "conversion: 5"],
    [{itemsPerSession: 0.5}, "items a session: 0.5"],
    [{days: 0}, "days: 0"]
  ])("of %j is refused", (change, message) => {
    expect(() => powerAnalysis({...SHOP, ...change}, COUNTED, SHOP)).toThrow(message);
    expect(() => usersNeeded({...SHOP, ...change}, COUNTED[0], SHOP)).toThrow(message);
  });
});

describe("users needed", () => {
  const verdictAt = (users: number, counted: CountedTarget, size = SHOP) =>
    powerAnalysis({...size, users, sessions: Math.round((users * size.sessions) / size.users)}, [counted], SHOP)[0]
      .verdict;

  test("are just enough: one user fewer is not", () => {
    for (const counted of COUNTED) {
      const users = usersNeeded(SHOP, counted, SHOP)!;
      expect(verdictAt(users, counted), counted.target.id).toBe("learnable");
      expect(verdictAt(users - 1, counted), counted.target.id).not.toBe("learnable");
    }
  });

  test("do not hang on how many users are entered, but on what they do", () => {
    const [counted] = COUNTED;
    const users = usersNeeded(SHOP, counted, SHOP)!;
    expect(usersNeeded({...SHOP, users: 50_000, sessions: 100_000}, counted, SHOP)).toBe(users);
    expect(usersNeeded({...SHOP, conversion: 0.1}, counted, SHOP)!).toBeLessThan(users);
    expect(usersNeeded(SHOP, counted, SHOP, {parameters: 200})!).toBeGreaterThan(users);
  });

  test("are none where no number would do", () => {
    expect(usersNeeded({...SHOP, sessions: SHOP.users}, COUNTED[0], SHOP)).toBeNull();
    expect(usersNeeded(SHOP, {...COUNTED[0], positives: 0, positiveUsers: 0}, SHOP)).toBeNull();
  });
});

describe("the distance of counts from a report's", () => {
  const REPORT = {rows: [100, 20, 30], positives: [9, 1, 15]} as const;

  test("is nothing for the same counts and grows with each that differs", () => {
    expect(logCountDistance(REPORT, REPORT)).toBe(0);
    const off = {...REPORT, positives: [8, 1, 15]} as const;
    expect(logCountDistance(off, REPORT)).toBeCloseTo(Math.log(9.5 / 8.5) / 6, 12);
    expect(logCountDistance(REPORT, off)).toBeCloseTo(logCountDistance(off, REPORT), 12);
    expect(logCountDistance({...off, rows: [50, 20, 30]}, REPORT)).toBeCloseTo(
      (Math.log(9.5 / 8.5) + Math.log(100.5 / 50.5)) / 6,
      12
    );
  });

  test("is finite where there are none", () =>
    expect(logCountDistance({rows: [0, 0, 0], positives: [0, 0, 0]}, REPORT)).toBeLessThan(Infinity));
});

describe("the committed counts", () => {
  const page = targetsPage();

  test("cover every target of every shop in three parts, and the planner gives the first shop's back", () => {
    for (const {counts} of page.shops) {
      expect(Object.keys(counts)).toEqual(TARGETS.map(({id}) => id));
      for (const parts of Object.values(counts))
        expect(parts.map(({part}) => part)).toEqual(["train", "validation", "test"]);
    }
    const [{size, counts}] = page.shops;
    const counted = TARGETS.map((target): CountedTarget => {
      const sum = (of: "examples" | "positives" | "positiveUsers") =>
        counts[target.id].reduce((total, part) => total + part[of], 0);
      return {target, examples: sum("examples"), positives: sum("positives"), positiveUsers: sum("positiveUsers")};
    });
    expect(powerAnalysis(size, counted, size).map(({examples, positives}) => [examples, positives])).toEqual(
      counted.map(({examples, positives}) => [examples, positives])
    );
  });
});
