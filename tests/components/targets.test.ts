import {describe, expect, test} from "vitest";
import {targetsPage} from "../../loaders/pages/targets.js";
import {cutOffFigure} from "../../src/components/targets/cutOffFigure.js";
import {
  assessTargets,
  checkPlans,
  committedCounts,
  countedTargets,
  rateOf,
  targetsHeadline,
  USUAL_PROTOCOL
} from "../../src/lib/reports/targets.js";
import {protocolText} from "../../src/components/targets/protocolText.js";
import {targetsFigure} from "../../src/components/targets/targetsFigure.js";
import {targetsTable} from "../../src/components/targets/targetsTable.js";
import {missingRequirementText} from "../../src/components/targets/missingRequirementTexts.js";
import {planCheckTable} from "../../src/components/targets/planCheckTable.js";
import {planCodec} from "../../src/components/targets/planForm.js";
import {plannedTargets} from "../../src/components/targets/plannedTargets.js";
import {planPresets} from "../../src/components/targets/planPresets.js";
import {protocolRow, protocolTable} from "../../src/components/targets/countingProtocolTable.js";
import {SHOP_TITLES} from "../../src/components/targets/shopTitles.js";
import {SPLIT_CHOICES} from "../../src/components/targets/splitChoices.js";
import {targetsAnswer, targetsDetails} from "../../src/components/targets/targetsAnswer.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import {splitName} from "../../src/lib/pipeline/split.js";
import {TARGETS} from "../../src/lib/targets/target.js";

const page = targetsPage();
const [shop] = page.shops;
const about = {log: "the shop", generated: true, protocol: USUAL_PROTOCOL, parameters: 44};
const usual = assessTargets(committedCounts(shop), about);

describe("the targets", () => {
  test("is judged anew for another number of parameters", () => {
    const few = assessTargets(committedCounts(shop), {...about, parameters: 1});
    const many = assessTargets(committedCounts(shop), {...about, parameters: 200});
    TARGETS.forEach((_, i) => {
      const needed = (counts: typeof usual) => counts.targets[i].judged!.riley!.positives;
      expect(needed(few)).toBeLessThan(needed(usual));
      expect(needed(usual)).toBeLessThan(needed(many));
    });
    expect(many.targets.every(({judged}) => judged!.verdict !== "learnable")).toBe(true);
  });

  test("has three parts of every target, also of a log whose test has none", () => {
    const {parts, lacks} = committedCounts(shop);
    const [{id}] = TARGETS;
    const cut = assessTargets({parts: {...parts, [id]: parts[id].slice(0, 1)}, lacks}, about);
    expect(cut.targets[0].parts.map(({part, examples}) => [part, examples > 0])).toEqual([
      ["train", true],
      ["validation", false],
      ["test", false]
    ]);
    expect(cut.targets[0].judged!.reasons[1]).toBe("The test has no positives, so nothing can be judged.");
    expect(rateOf(cut.targets[0].parts[2])).toBeNull();
  });

  test("leaves out what the log lacks, and says so", () => {
    const {parts} = committedCounts(shop);
    const lacks = Object.fromEntries(
      TARGETS.map((target) => [target.id, target.event === "cart" ? (["carts"] as const) : ([] as const)])
    );
    const own = assessTargets({parts, lacks}, {...about, log: "your log", generated: false});
    const cart = TARGETS.findIndex(({event}) => event === "cart");
    expect(own.targets.map(({judged}) => judged === null)).toEqual(TARGETS.map((_, i) => i === cart));
    const {columns} = targetsTable(own);
    const row = 3 * cart;
    expect([columns.verdict[row], columns.why[row]]).toEqual(["not asked", "The log has no additions to a cart."]);
    const [{table, caption, generated}] = targetsFigure(own);
    expect(table!.columns.target.length).toBe(2 * (TARGETS.length - 1));
    expect(caption).toContain("1 cannot be tested there");
    expect(generated).toBe(false);
    expect(cutOffFigure(own)[0].table!.columns.target.length).toBe(3 * (TARGETS.length - 1));
    expect(targetsAnswer(targetsHeadline(own))).toContain(`of the ${TARGETS.length - 1} targets`);
    const nothing = Object.fromEntries(TARGETS.map(({id}) => [id, ["purchases"] as const]));
    expect(targetsAnswer(targetsHeadline(assessTargets({parts, lacks: nothing}, about)))).toContain(
      "none of the targets can be tested"
    );
    expect(missingRequirementText(["purchases", "hours"])).toMatch(/^no purchases, days but no times of day/);
  });

  test("of the shop tells the numbers that were counted", () => {
    const {columns} = targetsTable(usual);
    const [train] = shop.counts[TARGETS[0].id];
    expect([columns.examples[0], columns.positives[0], columns.positive_users[0]]).toEqual([
      train.examples,
      train.positives,
      train.positiveUsers
    ]);
    expect(columns.rate[0]).toBe(train.positives / (train.examples - train.censored));
    expect(columns.censored[0]).toBe(train.censored / train.examples);
    expect(Array.from(columns.needed).slice(0, 3)).toEqual([
      usual.targets[0].judged!.riley!.positives,
      null,
      usual.targets[0].judged!.testPositives
    ]);
    const details = targetsDetails(targetsHeadline(usual));
    expect(details).toContain(`has ${train.positives} positives to train on`);
    // one user short: 148 positives of 137 users, where 138 are needed
    const [, , test] = usual.targets.at(-1)!.parts;
    expect(details).toContain(
      `and ${test.positives} positives of ${test.positiveUsers} users in the test, where ${usual.targets.at(-1)!.judged!.testPositives} are needed, counting each user once`
    );
    const {examples, positive, negative, censored} = cutOffFigure(usual)[0].table!.columns as Record<string, number[]>;
    examples.forEach((n, i) => expect(positive[i] + negative[i] + censored[i]).toBe(n));
  });

  test("has an interval that is wider where few users have the positives", () => {
    const part = {part: "train", examples: 1000, positives: 100, positivesWithCensored: 100, censored: 0} as const;
    const [apart, together] = [100, 10].map((positiveUsers) => rateOf({...part, positiveUsers})!);
    expect(apart.value).toBe(0.1);
    expect(together.high - together.low).toBeGreaterThan(2 * (apart.high - apart.low));
  });
});

test("every split that is offered can be made and has the name it is offered under", () => {
  for (const name of SPLIT_CHOICES) expect(splitName(parseSplit(name))).toBe(name);
  expect(protocolText(USUAL_PROTOCOL)).toContain(SPLIT_CHOICES[0]);
  for (const {profile} of page.shops) expect(SHOP_TITLES[profile]).toBeDefined();
});

describe("the planner", () => {
  const presets = planPresets(page);

  test("works out every preset, and the first as it was counted", () => {
    for (const [name, plan] of Object.entries(presets)) {
      const planned = plannedTargets(plan, countedTargets(shop), shop.size);
      expect(planned, name).toHaveLength(TARGETS.length);
    }
    const planned = plannedTargets(presets["the generated shop"], countedTargets(shop), shop.size);
    if (typeof planned === "string") throw new Error(planned);
    expect(planned.map(({positives}) => positives)).toEqual(countedTargets(shop).map(({positives}) => positives));
    for (const {verdict, usersNeeded} of planned)
      expect(usersNeeded !== null && usersNeeded <= shop.size.users).toBe(verdict === "learnable");
  });

  test("says what is wrong with numbers that make no sense", () => {
    const plan = presets["the generated shop"];
    const of = (change: object) => plannedTargets({...plan, ...change}, countedTargets(shop), shop.size);
    expect(of({users: NaN})).toBe("users: no number; give a whole number from 1 to 1,000,000,000");
    expect(of({sessions: 5})).toBe("5 sessions of 10000 users; every user has a session at least");
    expect(of({parameters: 0})).toBe("model parameters: 0; give a whole number from 1 to 10,000");
  });

  test("stands in the address with all its numbers", () => {
    for (const plan of Object.values(presets)) expect(planCodec.parse(planCodec.format(plan))).toEqual(plan);
    for (const bad of [
      "",
      "users:5",
      "nonsense",
      planCodec.format(presets["the generated shop"]).replace("10000", "x")
    ])
      expect(planCodec.parse(bad), bad).toBeUndefined();
  });

  test("is held against every other shop that was counted", () => {
    const check = checkPlans(page.shops);
    const {inside, of, ratios} = check;
    const {columns} = planCheckTable(check, page.shops[0].profile);
    expect(columns.shop.length).toBe((page.shops.length - 1) * TARGETS.length);
    expect(of).toBe(TARGETS.length);
    expect(inside).toBeGreaterThanOrEqual(0);
    expect(inside).toBeLessThanOrEqual(of);
    const {planned, counted} = columns as Record<string, number[]>;
    const last = counted.map((n, i) => n / planned[i]).slice(-TARGETS.length);
    expect(ratios).toEqual([Math.min(...last), Math.max(...last)]);
  });
});

describe("the protocols", () => {
  test("stand below the report's counts, the nearest first", () => {
    const {columns} = protocolTable(page);
    expect(["trainRows", "validationRows", "testRows"].map((name) => columns[name][0])).toEqual(page.reported.rows);
    const distances = Array.from(columns.distance).slice(1) as number[];
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    const [split, sessions, until] = ["split", "sessions", "until"].map((name) => String(page.protocols[name][0]));
    const nearest = protocolRow(page, {split, sessions, until});
    expect(nearest).toMatchObject({place: 1, distance: distances[0], trainRows: columns.trainRows[1]});
    expect(() => protocolRow(page, {split: "weeks", sessions, until})).toThrow('no protocol {"split":"weeks"');
  });
});

test("of a log that no target can be asked of nothing is drawn, counted or rated", () => {
  const {parts} = committedCounts(shop);
  const lacks = Object.fromEntries(TARGETS.map(({id}) => [id, ["purchases" as const]]));
  const none = assessTargets({parts, lacks}, {...about, log: "your log"});
  expect(cutOffFigure(none)[0].caption).toMatch(/^No target can be tested in your log/);
  const {columns} = targetsTable(none);
  for (const name of ["rate", "low", "high"])
    expect(Array.from(columns[name]).every((value) => value === null)).toBe(true);
});
