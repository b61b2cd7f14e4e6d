/**
 * What a sample says of columns and roles, one rule at a time. Oracle: two samples that differ in one respect alone.
 */
import {describe, expect, test} from "vitest";
import {columnProfile} from "../../src/lib/eventLog/columnProfile.js";
import type {Role} from "../../src/lib/eventLog/mapping.js";
import {roleScores} from "../../src/lib/eventLog/roleScores.js";

/** That the first of some columns plays a role. */
function score(role: Role, columns: Readonly<Record<string, readonly string[]>>): number {
  const names = Object.keys(columns);
  const rows = Object.values(columns)[0].map((_, row) => names.map((name) => columns[name][row]));
  const profiles = names.map((name, i) => columnProfile(name, i, rows));
  return roleScores(profiles).alone(role, profiles[0]);
}

describe("ids that come again within hours only are rather sessions than users", () => {
  const ROWS = 120;
  const ids = Array.from({length: ROWS}, (_, i) => `x${(i * 7) % 30}k`);
  const clock = (minutes: number) =>
    ids.map((_, i) => new Date(Date.UTC(2024, 2, 1) + i * minutes * 60_000).toISOString());

  test("a column without a name loses by it", () => {
    const within = score("user", {column: ids, timestamp: clock(2)});
    const over = score("user", {column: ids, timestamp: clock(60)});
    expect(over - within).toBeGreaterThan(1);
    expect(over - within).toBeLessThan(2);
  });

  test("one that is called after users does not, and a session never", () => {
    expect(score("user", {user_id: ids, timestamp: clock(2)})).toBe(
      score("user", {user_id: ids, timestamp: clock(60)})
    );
    expect(score("session", {column: ids, timestamp: clock(2)})).toBe(
      score("session", {column: ids, timestamp: clock(60)})
    );
  });
});

describe("a name beside the id of what it names is not the id", () => {
  const ROWS = 90;
  const people = ["Ann Lee", "Bo Chan", "Cy Moss", "Di Park", "Ed Hall", "Flo Rey"];
  const things = ["red mug", "blue mug", "oak desk", "tin lamp", "wool hat", "ink pen"];
  const of = (values: readonly string[]) =>
    Array.from({length: ROWS}, (_, i) => values[(i * 5 + (i >> 3)) % values.length]);

  test.each([
    ["user", "customer", "customer_id", "buyer", of(people), of(["101", "102", "103", "104", "105", "106"])],
    ["item", "product", "product_id", "article", of(things), of(["A-1", "A-2", "A-3", "A-4", "A-5", "A-6"])]
  ] as const)("%s", (role, named, id, other, names, ids) => {
    const alone = score(role, {[named]: names});
    // by three, whatever else the id says of it
    expect(alone - score(role, {[named]: names, [id]: ids})).toBeCloseTo(3, 6);
    // another column of names is no id, and an id is none that a name must stand back behind
    expect(score(role, {[named]: names, [other]: names})).toBe(alone);
    expect(score(role, {[id]: ids, [named]: names})).toBe(score(role, {[id]: ids}));
    expect(score(role, {[named]: [...ids].reverse(), [id]: ids})).toBe(score(role, {[named]: [...ids].reverse()}));
  });
});
