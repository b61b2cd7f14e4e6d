import {expect, test} from "vitest";
import {assignRole} from "../../src/components/ownLog/assignRole.js";
import {guessMapping} from "../../src/lib/eventLog/guessMapping.js";

const columns = ["who", "when", "day", "what", "kind", "thing"];
const rows = [
  ["1", "1704103200000", "03.01.2024", "view", "Kauf", "A-1"],
  ["2", "1704103201000", "04.01.2024", "buy", "Blick", "A-2"],
  ["3", "1704103202000", "14.01.2024", null, "purchase", "7"]
];
const inspection = {columns, rows, ...guessMapping(columns, rows)};

test("another column for the time brings its own format, and one for events its own words", () => {
  const guessed = inspection.mapping;
  expect(guessed.time).toBe("when");
  const byDay = assignRole(guessed, inspection, "time", "day");
  expect([byDay.time, byDay.timeFormat]).toEqual(["day", "dmy"]);
  const kinds = assignRole(guessed, inspection, "event", "kind");
  expect(kinds.eventNames).toEqual({Kauf: "transaction", Blick: null, purchase: "transaction"});
  expect(assignRole(kinds, inspection, "event", null).eventNames).toEqual({});
});

test("ids that are names are taken as names, and no column has two roles", () => {
  const things = assignRole(inspection.mapping, inspection, "item", "thing");
  expect(things.textIds).toContain("item");
  const people = assignRole(things, inspection, "user", "thing");
  expect([people.user, people.item]).toEqual(["thing", null]);
  expect(assignRole(people, inspection, "user", "who").textIds).not.toContain("user");
});
