/**
 * Mappings as text: what is written is read back, whatever names columns and words have. Oracle: the mapping itself.
 */
import fc from "fast-check";
import {expect, test} from "vitest";
import {UserError} from "../../src/lib/core/errors.js";
import {correctGuess} from "../../src/lib/eventLog/correctGuess.js";
import {guessMapping} from "../../src/lib/eventLog/guessMapping.js";
import {ROLES, type LogMapping} from "../../src/lib/eventLog/mapping.js";
import {mappingHelp, mappingKeys} from "../../src/lib/eventLog/mappingHelp.js";
import {mappingTemplate} from "../../src/lib/eventLog/mappingTemplate.js";
import {mappingLines, mappingParts, parseMapping, quoted} from "../../src/lib/eventLog/parseMapping.js";
import {cases} from "../thorough.js";
import {drawnLog, rowsOfColumns} from "./drawnLog.js";

const guess = guessMapping(["user", "time"], [["a", "2024-01-01 00:00:00"]]).mapping;
const FORMAT = {kind: "csv", delimiter: ",", header: true, gzip: false} as const;

test.each<[string, Partial<LogMapping>]>([
  ["time='When, local'", {time: "When, local"}],
  ['user="a=b", item=c', {user: "a=b", item: "c"}],
  ["item='it''s', user=it's", {item: "it's", user: "it's"}],
  ["user='none'", {user: "none"}],
  ["event.'a=b, c'=view", {eventNames: {"a=b, c": "view"}}],
  ["event.x=none", {eventNames: {x: null}}],
  ["event=always:transaction, quantity=pieces", {event: null, always: "transaction", quantity: "pieces"}],
  ["# a comment\nuser=who\n\ntime=at # not a comment", {user: "who", time: "at # not a comment"}],
  [
    "user='first\nsecond'\nitem='a\r\n# no comment', time=at\n# don't\nevent.'put\nin'=addtocart",
    {user: "first\nsecond", item: "a\r\n# no comment", time: "at", eventNames: {"put\nin": "addtocart"}}
  ],
  ["user='tis\n# it isn't\ntime=at", {user: "'tis", time: "at"}],
  ['{"user": "a, b", "item": null, "zone": 60, "event.x": "view"}', {user: "a, b", item: null, zoneMinutes: 60}]
])("%s", (text, expected) => {
  expect(parseMapping(text, guess)).toMatchObject(expected);
});

test.each([
  ["event=always:party", /always: is followed by view/],
  ["event.x=maybe", /an event is view.* or none/],
  ['{"user": ', /the mapping is no JSON/],
  ['{"user": ["a"]}', /each value is a text, a number or null/]
])("%s is explained", (text, message) => {
  expect(() => parseMapping(text, guess)).toThrow(message);
  expect(() => parseMapping(text, guess)).toThrow(UserError);
});

test("what is written is read back, whatever a column is called", () => {
  const name = fc
    .oneof(
      fc.string({minLength: 1, maxLength: 12}),
      fc.constantFrom(
        "none",
        "a,b",
        "'",
        '"',
        "x='y'",
        " z ",
        "#",
        "always:view",
        "it's",
        "a\nb",
        "x\r\n# y",
        "'\n',",
        "two\n\n'lines'"
      )
    )
    // a plus joins the columns of a time; blanks around are no part of a name as it is read
    .filter((text) => text.trim() === text && text !== "" && !text.includes("+"));
  fc.assert(
    fc.property(fc.array(name, {minLength: ROLES.length, maxLength: ROLES.length}), name, (names, word) => {
      const mapping = {...guess, ...Object.fromEntries(ROLES.map((role, i) => [role, names[i]]))} as LogMapping;
      const written = [...mappingLines(mapping), `event.${quoted(word)}=view`].join(", ");
      const read = parseMapping(written, guess);
      for (const role of ROLES) expect(read[role]).toBe(mapping[role]);
      expect(Object.hasOwn(read.eventNames, word)).toBe(true);
      expect(mappingParts(written).length).toBe(mappingLines(mapping).length + 1);
    }),
    cases(200, 2000)
  );
});

test("what the help lists is what a mapping takes, and nothing else is", () => {
  const keys = mappingKeys();
  for (const key of keys) {
    expect(mappingHelp()).toMatch(new RegExp(`^  ${key}=`, "m"));
    let said = "";
    try {
      parseMapping(`${key}=zzz`, guess);
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said).not.toMatch(/there are /);
  }
  expect(keys).toEqual(
    expect.arrayContaining(["quantity", "status", "order", "part-of", "price-unit", "ingested-format"])
  );
  expect(() => parseMapping("colour=red", guess)).toThrow(`there are ${keys.join(", ")} and event.WORD`);
});

test("a template of a log with line breaks in its names is read back", () => {
  const names = ["user\nid", "time", "what\r\n# happened", "item"];
  const rows = Array.from({length: 20}, (_, i) => [
    `u${i % 4}`,
    `2024-03-${10 + i} 08:00:00`,
    i % 3 === 0 ? "zig\nzag" : "view",
    `i${i % 5}`
  ]);
  const map = "user='user\nid', event='what\r\n# happened'";
  const inspection = {columns: names, rows, format: FORMAT};
  const template = mappingTemplate("a\nlog.csv", inspection, map);
  expect(template).toMatch(/# the word "zig\\nzag" is not decided/);
  const {mapping} = correctGuess(inspection, template);
  expect(mapping).toMatchObject({user: "user\nid", time: "time", event: "what\r\n# happened", item: "item"});
});

test("a role that is given brings how its values are read, and the others are guessed around it", () => {
  const columns = ["customer_no", "order_dt", "article_no", "stamp"];
  const rows = Array.from({length: 30}, (_, i) => [
    `C${i % 3}`,
    `2024-03-${String(1 + (i % 28)).padStart(2, "0")} 08:00:00`,
    `A${i % 4}`,
    String(1_709_280_000_000 + i * 3_600_000)
  ]);
  const {mapping, guess} = correctGuess({columns, rows, format: FORMAT}, "time=stamp, user=article_no");
  expect(mapping).toMatchObject({time: "stamp", timeFormat: "ms", user: "article_no"});
  expect(mapping.textIds).toContain("user");
  expect(mapping.item).not.toBe("article_no");
  expect([guess.confidence.time, guess.confidence.user]).toEqual([1, 1]);
});

test("words that must be decided are in no mapping until they are", () => {
  const log = drawnLog(21, {words: ["zig", "zag", "buy"]});
  const inspection = {columns: ["user", "time", "event", "item"], rows: rowsOfColumns(log), format: FORMAT};
  const open = correctGuess(inspection, "event.zig=view");
  expect(open.mapping.eventNames).toEqual({zig: "view", buy: "transaction"});
  expect(open.undecided).toEqual(["zag"]);
  expect(correctGuess(inspection, "", {leaveOut: true}).mapping.eventNames).toEqual({
    zig: null,
    zag: null,
    buy: "transaction"
  });
});
