import {describe, expect, test} from "vitest";
import {FEATURE_GROUPS, OPTIONAL_GROUPS} from "../../src/lib/features/feature.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {levelOf, usesOf} from "../../src/lib/features/featuresSql.js";
import {applicable} from "../../src/lib/features/logFacts.js";
import {OPTIONAL} from "../../src/lib/features/optionalGroups.js";
import {cumulativeAggregatesSql} from "../../src/lib/features/cumulativeAggregates.js";
import {sessionLevel} from "../../src/lib/features/sessionFeatures.js";
import {userLevel} from "../../src/lib/features/userFeatures.js";

const ALL = [...FEATURES, ...OPTIONAL.flatMap(({features}) => features)];
const names = (features: readonly {name: string}[]) => features.map(({name}) => name);

test("there are 37, in six groups that stand together", () => {
  expect(FEATURES.length).toBe(37);
  const order = FEATURES.map(({group}) => group).filter((group, i, all) => group !== all[i - 1]);
  expect(order).toEqual([...FEATURE_GROUPS]);
  expect(FEATURE_GROUPS.length).toBe(6);
});

test("no two have one name, which is one of SQL", () => {
  expect(new Set(names(ALL)).size).toBe(ALL.length);
  for (const name of names(ALL)) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
});

describe.each(ALL.map((feature) => [feature.name, feature] as const))("%s", (_, feature) => {
  test("is defined in a sentence", () => {
    expect(feature.definition).toMatch(/^[A-Z][^\n]{15,}\.$/);
    expect(feature.definition).not.toMatch(/ {2}|\.\./);
  });

  test("looks back as far as it says", () => {
    const days = usesOf(feature).flatMap(({at}) => (typeof at === "object" ? [at.days] : []));
    expect(feature.windowDays).toBe(days.length === 0 ? null : Math.max(...days));
    const inName = /_(\d+)d$/.exec(feature.name);
    if (inName !== null) expect(feature.windowDays).toBe(Number(inName[1]));
  });

  test("has a whole number in place of what is missing, and belongs to a known group", () => {
    expect(Number.isSafeInteger(feature.fill)).toBe(true);
    expect([...FEATURE_GROUPS, ...OPTIONAL_GROUPS]).toContain(feature.group);
  });

  test("needs what it counts", () => {
    const columns = usesOf(feature).map(({column}) => column);
    const needed = (column: string, need: string) =>
      columns.some((name) => name.includes(column)) ? expect(feature.needs).toContain(need) : undefined;
    needed("cart", "carts");
    needed("purchase", "purchases");
    needed("remove", "removes");
    needed("cents", "prices");
    needed("dwell", "dwell");
    if (levelOf(feature) === "item") expect(feature.needs).toContain("items");
  });
});

test("a log that lacks something has the features that do not need it", () => {
  const {features, lacking} = applicable(FEATURES, {has: new Set(["items", "users", "hours"])});
  expect(names(features)).toContain("view_count_7d");
  expect(names(features)).not.toContain("item_price");
  expect(lacking.find(({feature}) => feature.name === "carts_per_view_30d")?.lacks).toEqual(["carts"]);
  expect(features.length + lacking.length).toBe(37);
});

test("a session's features need no item, a user's neither item nor session", () => {
  const session = names(sessionLevel(FEATURES));
  expect(session).toContain("session_events");
  expect(session).toContain("view_count_7d");
  expect(session.filter((name) => /item_/.test(name))).toEqual([]);
  const user = names(userLevel(FEATURES));
  expect(user).toContain("minutes_since_purchase");
  expect(user).not.toContain("minutes_since_previous_session");
  expect(user.filter((name) => name.startsWith("session_") && !name.startsWith("session_count"))).toEqual([]);
});

test("a column that no running table has is refused", () => {
  expect(() => cumulativeAggregatesSql("user", ["tea"])).toThrow("user_running has no column tea; there are views,");
});
