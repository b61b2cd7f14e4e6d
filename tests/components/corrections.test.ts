import {describe, expect, test} from "vitest";
import {
  assignRole,
  correctionsOf,
  correctionsText,
  setOption,
  wordKey,
  type RoleChoice
} from "../../src/components/ownLog/corrections.js";
import {correctGuess} from "../../src/lib/eventLog/correctGuess.js";
import type {LogMapping, Role} from "../../src/lib/eventLog/mapping.js";

const format = {kind: "csv", delimiter: ",", header: true, gzip: false} as const;
const columns = ["day", "clock", "who, exactly", "deed", "thing", "none", "pieces", "came"];
const rows = Array.from({length: 60}, (_, i) => [
  `2024-03-${String(1 + (i % 28)).padStart(2, "0")}`,
  `${10 + (i % 12)}:15`,
  `w${i % 9}`,
  ["view", "it's = so", "buy"][i % 3],
  `t${i % 7}`,
  `n${i % 4}`,
  String(1 + (i % 3)),
  `2024-04-01 10:${String(i % 60).padStart(2, "0")}:00`
]);
const mappingOf = (corrections: ReadonlyMap<string, string>) =>
  correctGuess({columns, rows, format}, correctionsText(corrections)).mapping;

/** Corrections made one after another, as the form makes them. */
function corrected(...steps: [Role, RoleChoice][]): {corrections: ReadonlyMap<string, string>; mapping: LogMapping} {
  let corrections: ReadonlyMap<string, string> = new Map();
  for (const [role, choice] of steps) corrections = assignRole(corrections, mappingOf(corrections), role, choice);
  return {corrections, mapping: mappingOf(corrections)};
}

describe("corrections made one by one", () => {
  test("give each role what was chosen, names with signs in them and one called none among them", () => {
    const {corrections, mapping} = corrected(
      ["time", ["day", "clock"]],
      ["user", ["who, exactly"]],
      ["event", ["deed"]],
      ["item", ["none"]],
      ["ingested", ["came"]],
      ["price", []]
    );
    expect(mapping).toMatchObject({
      time: "day",
      timeWith: ["clock"],
      user: "who, exactly",
      event: "deed",
      item: "none",
      ingested: "came",
      price: null
    });
    // what is remembered or copied leads to the same
    expect(mappingOf(correctionsOf(correctionsText(corrections)))).toEqual(mapping);
  });

  test("say what every row is, and in which column returns are negative", () => {
    const {corrections} = corrected(["event", {always: "transaction"}]);
    const mapping = mappingOf(setOption(corrections, "quantity", "pieces"));
    expect(mapping).toMatchObject({event: null, always: "transaction", quantity: "pieces"});
    // what was said of returns was said of purchases
    const viewed = assignRole(setOption(corrections, "quantity", "pieces"), mapping, "event", {always: "view"});
    expect(mappingOf(viewed)).toMatchObject({event: null, always: "view"});
    expect(mappingOf(viewed)).not.toHaveProperty("quantity");
    const back = assignRole(setOption(corrections, "quantity", "pieces"), mapping, "event", ["deed"]);
    expect(mappingOf(back)).toMatchObject({event: "deed"});
    expect(mappingOf(back)).not.toHaveProperty("always");
    expect(mappingOf(back)).not.toHaveProperty("quantity");
  });

  test("take a column from the role that had it, and what was said of the values of a former column", () => {
    const {corrections, mapping} = corrected(["item", ["thing"]], ["user", ["thing"]]);
    expect(mapping.user).toBe("thing");
    expect(mapping.item).not.toBe("thing");
    expect(corrections.has("item")).toBe(false);
    const worded = setOption(
      setOption(corrected(["event", ["deed"]]).corrections, wordKey("buy"), "none"),
      "zone",
      "60"
    );
    const moved = assignRole(worded, mappingOf(worded), "event", ["thing"]);
    expect([...moved.keys()]).toEqual(["event", "zone"]);
    // the same column again voids nothing
    expect(assignRole(worded, mappingOf(worded), "event", ["deed"]).has(wordKey("buy"))).toBe(true);
    // a log may know a visitor for one visit only
    expect(corrected(["user", ["who, exactly"]], ["session", ["who, exactly"]]).mapping).toMatchObject({
      user: "who, exactly",
      session: "who, exactly"
    });
  });

  test("decide words with quotes and signs in them", () => {
    const {corrections} = corrected(["event", ["deed"]]);
    const mapping = mappingOf(setOption(corrections, wordKey("it's = so"), "addtocart"));
    expect(mapping.eventNames["it's = so"]).toBe("addtocart");
  });
});
